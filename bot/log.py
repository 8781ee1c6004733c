"""Logs: events with a channel and a conversation id, never texts; what still slips in is masked on the way out.

Phones, ID numbers, IBANs, tokens in URLs and bearer tokens are masked in every digit set; tracebacks come without the
errors' own words.
"""

import json
import logging
import re
import sys
import traceback
from datetime import UTC, datetime

_DIGIT = r"[\d٠-٩۰-۹]"
_MASKS = (
    (re.compile(r"/bot\d+:[\w-]+"), "/bot•••"),
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]+"), r"\1 •••"),
    (re.compile(r"(?i)\bSA(?:[\s-]?" + _DIGIT + r"){22}"), "SA•••"),
    (re.compile(rf"(?<!{_DIGIT})(?:\+|00)?(?:{_DIGIT}[\s-]?){{7,14}}{_DIGIT}(?!{_DIGIT})"), "•••"),
)
_EXTRAS = ("channel", "conversation_id", "turn_id", "code")
_QUIET = ("httpx", "httpcore", "telegram", "twilio", "twilio.http_client", "aiosqlite", "asyncio", "alembic")


def masked(text: str) -> str:
    """The text without what could identify somebody."""
    for pattern, replacement in _MASKS:
        text = pattern.sub(replacement, text)
    return text


def frames(error: BaseException | None) -> str:
    """Where an error arose, and from which others. Without their words, which may quote somebody's message."""
    lines: list[str] = []
    while error is not None:
        lines += [f"{type(error).__module__}.{type(error).__qualname__}\n", *traceback.format_tb(error.__traceback__)]
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "".join(lines).rstrip()


class TextFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        extras = " ".join(f"{name}={getattr(record, name)}" for name in _EXTRAS if hasattr(record, name))
        said = f"{self.formatTime(record)} {record.levelname} {record.name}: {masked(record.getMessage())}"
        return said + (f" [{extras}]" if extras else "") + self._traceback(record)

    def _traceback(self, record: logging.LogRecord) -> str:
        return "\n" + frames(record.exc_info[1]) if record.exc_info else ""


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        event = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "event": masked(record.getMessage()),
        }
        event |= {name: getattr(record, name) for name in _EXTRAS if hasattr(record, name)}
        if record.exc_info:
            event["traceback"] = frames(record.exc_info[1])
        return json.dumps(event, ensure_ascii=False)


def configure(level: str, form: str) -> None:
    """One handler for everything. Clients that log URLs, which carry tokens, speak only when something is wrong."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter() if form == "json" else TextFormatter())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
