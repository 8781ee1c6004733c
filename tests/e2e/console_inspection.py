"""What a view must not have: words of the other language, a line that runs the wrong way, a mouse's own button."""

from tests.e2e.console_page import Console

# Names, and what people wrote, stand in parts of their own, isolated from the sentences around them.
INSPECTION = """(allowed) => {
    const { lang, dir } = document.documentElement;
    const arabic = lang === "ar", foreign = arabic ? /[A-Za-z]{2,}/ : /[\\u0621-\\u064a]{2,}/;
    const isolated = "bdi, code, [lang]:not(html), [dir]:not(html), script, style, noscript";
    const focusable = "a[href], button, input, select, textarea, summary, label, audio, video, [tabindex], "
        + "[role=option], [role=menuitem], [role=slider]";
    const findings = [], seen = (e) => e.checkVisibility({ checkVisibilityCSS: true });
    const plain = (text) => allowed.reduce((rest, word) => rest.replaceAll(word, ""), text);
    const note = (what, text) => findings.push(`${what}: ${text.trim().slice(0, 100)}`);
    const strange = (where, text) => foreign.test(plain(text)) && note(where, text);
    for (const element of document.body.querySelectorAll("*")) {
        if (!seen(element)) continue;
        const apart = element.closest(isolated), style = getComputedStyle(element);
        for (const name of ["aria-label", "title", "placeholder", "alt"])
            if (element.hasAttribute(name) && !(apart && name === "placeholder"))
                strange(name, element.getAttribute(name));
        const own = [...element.childNodes].filter((n) => n.nodeType === Node.TEXT_NODE && n.data.trim());
        if (!apart) for (const text of own) strange(element.localName, text.data);
        if (own.length && !apart) {
            if (style.direction !== dir) note(style.direction, element.textContent);
            if (style.textAlign === (arabic ? "left" : "right")) note(`on the ${style.textAlign}`, element.textContent);
        }
        const pointed = style.cursor === "pointer", parent = element.parentElement;
        if (pointed && getComputedStyle(parent).cursor !== "pointer"
            && !element.closest(focusable) && !element.querySelector(focusable))
            note("only for a mouse", element.outerHTML);
    }
    return findings;
}"""
# The sign of where one is: an outline, a ring, or a border of its own.
STOP = """() => {
    const stop = document.activeElement, style = getComputedStyle(stop);
    if (stop === document.body) return { tag: "body", shown: true, name: "" };
    const box = stop.getBoundingClientRect();
    const near = stop.closest("label, .mantine-SegmentedControl-root, [data-focus-ring]") ?? stop;
    const ring = (s) => s.outlineStyle !== "none" || s.boxShadow !== "none";
    const signed = ring(style) || ring(getComputedStyle(near)) || /INPUT|TEXTAREA|SELECT/.test(stop.tagName);
    const inSight = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    return { tag: stop.localName, shown: signed && inSight, name: stop.outerHTML.slice(0, 160) };
}"""


async def inspect(console: Console, names: tuple[str, ...] = (), *, axe: bool = True) -> list[str]:
    """Everything that is wrong with the view as it stands; `names`: words that may stand anywhere."""
    found: list[str] = await console.page.evaluate(INSPECTION, list(names))
    sideways = await console.overflow()
    found += [f"scrolls sideways by {sideways}"] if sideways else []
    return found + (await console.serious_findings() if axe else [])


async def tab_through(console: Console, steps: int) -> list[str]:
    """Where the keyboard comes to from where it is, and nobody would see it."""
    lost = []
    for _ in range(steps):
        await console.page.keyboard.press("Tab")
        stop = await console.page.evaluate(STOP)
        if not stop["shown"]:
            lost.append(f"out of sight: {stop['name']}")
    return lost
