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
    """`opt_out` or `opt_in` when the whole message is such a word, else None."""
    return _COMMANDS.get(_key(text)) if len(text) <= 40 else None


_LANGUAGES = (("en", re.compile(r"engl|انجليز|انقليز|انكليز")), ("ar", re.compile(r"arab|عرب")))


def asked_language(text: str) -> str | None:
    """The language that a wish to change it names, if it names one."""
    key = _key(text)
    return next((language for language, name in _LANGUAGES if name.search(key)), None)
