"""Words that are a command by themselves: stop and start, in Arabic and English, matched on the whole message."""

import re

from nlu.arabic import normalise

_STOP = ("قف", "إيقاف", "ايقاف الرسائل", "توقف", "إلغاء الاشتراك", "الغاء اشتراكي")
_STOP_ENGLISH = ("stop", "stopall", "unsubscribe", "end", "quit")
_START = ("اشتراك", "اشترك", "استئناف", "استئناف الرسائل", "start", "unstop", "subscribe")


def _key(text: str) -> str:
    return re.sub(r"\W+", " ", normalise(text).casefold()).strip()


_COMMANDS = {_key(word): "opt_out" for word in (*_STOP, *_STOP_ENGLISH)} | {_key(word): "opt_in" for word in _START}


def command(text: str) -> str | None:
    """`opt_out` or `opt_in` when the whole message is such a word, else None.

    Telegram sends «/start» by itself at the first contact: that is a greeting.
    """
    if text.strip().casefold().split()[:1] == ["/start"]:
        return "greet"
    return _COMMANDS.get(_key(text)) if len(text) <= 40 else None


_LANGUAGE_ALONE = re.compile(
    r"(?:(?:كلمني|كلموني|تكلم|ابي|ابغي|ممكن|غير|حول|لو سمحت|switch|speak|change|to|the|in) )*"
    r"(?:(?:ال|بال)?لغه(?: (?:الي|الى))?|language(?: to)?)? ?"
    r"(?:(?:ال|بال|ل|لل)?(?:انجليزي\w*|انقليزي\w*|انكليزي\w*|عربي\w*)|english|arabic)?"
    r"(?: (?:please|لو سمحت|من فضلك))?"
)


def is_wish_for_language(text: str) -> bool:
    """Whether the message asks for another language and nothing else: «دورة انجليزي» asks for a course."""
    key = _key(text)
    return bool(key) and _LANGUAGE_ALONE.fullmatch(key) is not None


_LANGUAGES = (("en", re.compile(r"engl|انجليز|انقليز|انكليز")), ("ar", re.compile(r"arab|عرب")))


def asked_language(text: str) -> str | None:
    """The language that a wish to change it names, if it names one."""
    key = _key(text)
    return next((language for language, name in _LANGUAGES if name.search(key)), None)
