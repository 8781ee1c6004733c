"""What alerts say: how many things of which kind, and where to look. Never about whom. Pure."""

from collections.abc import Mapping
from email.message import EmailMessage
from html import escape

from handoff.mail import composed
from storage.alerts import Reader

_ORDER = ("urgent", "sla", "assigned", "mention", "queue")
_WORDS = {
    "ar": {
        "subject": "تواصل: عندك ما ينتظرك ({count})",
        "urgent": "حالات عاجلة تنتظر موظفًا",
        "sla": "محادثات اقترب موعد الرد عليها",
        "assigned": "محادثات أُسندت إليك",
        "mention": "ملاحظات ذكرك فيها زملاؤك",
        "queue": "محادثات جديدة في الانتظار",
        "open": "افتح لوحة العمل",
        "why": "وصلتك هذه الرسالة لأن لوحة العمل ليست مفتوحة عندك. تختار ما يصلك من صفحة حسابك.",
    },
    "en": {
        "subject": "Tawasul: something is waiting for you ({count})",
        "urgent": "Urgent cases that wait for a person",
        "sla": "Conversations whose reply is nearly due",
        "assigned": "Conversations given to you",
        "mention": "Notes in which colleagues mention you",
        "queue": "New conversations in the queue",
        "open": "Open the console",
        "why": "You get this because no console of yours is open. Choose what you are told on your account's page.",
    },
}


def _lines(words: Mapping[str, str], counts: Mapping[str, int]) -> list[str]:
    return [f"{words[kind]}: {counts[kind]}" for kind in _ORDER if counts.get(kind)]


def email_of(sender: str, reader: Reader, counts: Mapping[str, int], own_url: str) -> EmailMessage:
    words = _WORDS["en" if reader.locale == "en" else "ar"]
    lines, link = _lines(words, counts), f"{own_url}/console"
    text = "\n".join([*(f"- {line}" for line in lines), "", f"{words['open']}: {link}", "", words["why"], ""])
    subject = words["subject"].format(count=sum(counts.values()))
    return composed(sender, reader.email, subject, text, _html(reader.locale, words, lines, link))


def _html(locale: str, words: Mapping[str, str], lines: list[str], link: str) -> str:
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    language, direction = ("en", "ltr") if locale == "en" else ("ar", "rtl")
    return (
        f'<!doctype html><html lang="{language}" dir="{direction}"><body style="font-family:sans-serif">'
        f'<ul>{items}</ul><p><a href="{escape(link, quote=True)}">{escape(words["open"])}</a></p>'
        f"<p>{escape(words['why'])}</p></body></html>"
    )


def group_text(counts: Mapping[str, int], own_url: str) -> str:
    words = _WORDS["ar"]
    return "\n".join([*_lines(words, counts), f"{own_url}/console"])
