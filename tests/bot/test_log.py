"""What reaches a log file identifies nobody."""

import json
import logging

import pytest

from bot.log import JsonFormatter, TextFormatter

SECRETS = (
    "1052345673",
    "١٠٥٢٣٤٥٦٧٣",
    "105-234-5673",
    "+966551234567",
    "٠٥٥١٢٣٤٥٦٧",
    "SA0380000000608010167519",
    "https://api.telegram.org/bot123456:AAE-secret_token/sendMessage",
    "Authorization: Bearer EAAG0123abc",
)


def _record(message: str) -> logging.LogRecord:
    try:
        raise ValueError(message)
    except ValueError as error:
        info = (type(error), error, error.__traceback__)
    return logging.LogRecord("bot.turn", logging.ERROR, __file__, 1, "failed on %s", (message,), info)


@pytest.mark.parametrize("formatter", [TextFormatter(), JsonFormatter()])
@pytest.mark.parametrize("secret", SECRETS)
def test_identifying_values_are_masked_in_messages_and_tracebacks(formatter: logging.Formatter, secret: str) -> None:
    told = formatter.format(_record(secret))
    assert "•••" in told
    for piece in (secret, "AAE-secret", "EAAG0123abc"):
        assert piece not in told


def test_the_time_of_an_event_stays_readable() -> None:
    record = _record("hello")
    told = TextFormatter().format(record)
    assert told.startswith("20"), told
    assert json.loads(JsonFormatter().format(record))["at"].startswith("20")


@pytest.mark.parametrize("formatter", [TextFormatter(), JsonFormatter()])
def test_tracebacks_tell_where_and_what_kind_but_not_the_words_of_any_error(formatter: logging.Formatter) -> None:
    def read(said: str) -> int:
        try:
            return int(said)
        except ValueError as error:
            raise RuntimeError(f"cannot read {said}") from error

    words = " ".join(("أنا", "في", "ضيق"))
    try:
        read(words)
    except RuntimeError as error:
        info = (type(error), error, error.__traceback__)
        record = logging.LogRecord("bot.turn", logging.ERROR, __file__, 1, "turn failed", (), info)
    told = formatter.format(record)
    assert words not in told
    assert "builtins.RuntimeError" in told
    assert "builtins.ValueError" in told
    assert "in read" in told
