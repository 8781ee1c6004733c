"""Error codes and answers: each leads to the one error, and the one reason, that delivery acts on."""

import logging
from typing import Any

import httpx
import pytest

from channels.channel import REASONS, Ambiguous, NotSent, RateLimited, Rejected, SendError, WindowClosed
from channels.message import Outbound
from channels.outcomes import lost, retry_after
from channels.telegram import TelegramChannel, TelegramConfig
from channels.telegram import codes as telegram
from channels.twilio import codes as twilio
from channels.whatsapp_cloud import WhatsAppCloudChannel, WhatsAppCloudConfig
from channels.whatsapp_cloud import codes as whatsapp
from channels.whatsapp_cloud.channel import digest_of


@pytest.mark.parametrize(
    ("status", "code", "expected", "reason"),
    [
        (400, 21610, Rejected, "opted_out"),
        (400, 21211, Rejected, "invalid_recipient"),
        (400, 63016, WindowClosed, "needs_template"),
        (400, 21617, Rejected, "content"),
        (401, 20003, Rejected, "configuration"),
        (429, 63038, Rejected, "daily_cap"),
        (429, 20429, RateLimited, None),
        (400, 63018, RateLimited, None),
        (404, 20404, Rejected, "configuration"),
        (400, 99999, Rejected, "other"),
        (400, None, Rejected, "other"),
        (429, None, RateLimited, None),
        (500, 20500, Ambiguous, None),
        (503, 21610, Ambiguous, None),
        (302, None, Rejected, "configuration"),
    ],
)
def test_twilio(status: int, code: int | None, expected: type[SendError], reason: str | None) -> None:
    answer = {"code": code, "message": "…", "status": status} if code else None
    assert_is(twilio.error_of(status, {"retry-after": "3"}, answer), expected, reason)


@pytest.mark.parametrize(
    ("status", "code", "expected", "reason"),
    [
        (400, 131047, WindowClosed, "needs_template"),
        (400, 131026, Rejected, "invalid_recipient"),
        (400, 131056, RateLimited, None),
        (400, 130429, RateLimited, None),
        (429, 4, RateLimited, None),
        (429, 131048, RateLimited, None),
        (400, 131048, Rejected, "policy"),
        (401, 190, Rejected, "configuration"),
        (403, 200, Rejected, "configuration"),
        (404, 132001, Rejected, "template"),
        (400, 131052, Rejected, "media"),
        (400, 100, Rejected, "content"),
        (400, 131062, Rejected, "invalid_recipient"),
        (400, 777777, Rejected, "other"),
        (500, 131000, Ambiguous, None),
        (503, 131016, Ambiguous, None),
        (401, None, Rejected, "configuration"),
        (502, None, Ambiguous, None),
    ],
)
def test_whatsapp(status: int, code: int | None, expected: type[SendError], reason: str | None) -> None:
    answer = {"error": {"code": code, "message": "…"}} if code else None
    assert_is(whatsapp.error_of(status, {}, answer), expected, reason)


@pytest.mark.parametrize(
    ("status", "description", "expected", "reason"),
    [
        (403, "Forbidden: bot was blocked by the user", Rejected, "blocked"),
        (403, "Forbidden: user is deactivated", Rejected, "invalid_recipient"),
        (403, "Forbidden: bot can't initiate conversation with a user", Rejected, "blocked"),
        (400, "Bad Request: chat not found", Rejected, "invalid_recipient"),
        (400, "Bad Request: message is too long", Rejected, "content"),
        (400, "Bad Request: wrong file identifier/HTTP URL specified", Rejected, "media"),
        (401, "Unauthorized", Rejected, "configuration"),
        (404, "Not Found", Rejected, "configuration"),
        (409, "Conflict", Rejected, "other"),
        (429, "Too Many Requests", RateLimited, None),
        (502, "Bad Gateway", Ambiguous, None),
    ],
)
def test_telegram(status: int, description: str, expected: type[SendError], reason: str | None) -> None:
    answer = {"ok": False, "error_code": status, "description": description}
    assert_is(telegram.error_of(status, {}, answer), expected, reason)


def assert_is(error: SendError, expected: type[SendError], reason: str | None) -> None:
    assert type(error) is expected
    assert getattr(error, "reason", None) == reason
    assert reason is None or reason in REASONS


def test_every_reason_is_one_of_the_trees() -> None:
    codes = [str(code) for start in (0, 20000, 30000, 63000, 130000) for code in range(start, start + 3100)]
    assert {reason(code) for reason in (twilio.reason_of, whatsapp.reason_of) for code in codes} <= set(REASONS)
    assert twilio.reason_of(None) == whatsapp.reason_of("") == "other"


def test_telegram_tells_how_long_to_wait() -> None:
    error = telegram.error_of(429, {}, {"error_code": 429, "parameters": {"retry_after": 35}})
    assert isinstance(error, RateLimited)
    assert error.retry_after == 35


@pytest.mark.parametrize(
    ("header", "seconds"), [("3", 3.0), ("0.5", 0.5), ("-1", 0.0), ("99999", 3600.0), ("soon", 1.0), ("", 1.0)]
)
def test_retry_after_is_read_tolerantly(header: str, seconds: float) -> None:
    assert retry_after({"retry-after": header}) == seconds


def test_only_failures_before_writing_are_not_sent() -> None:
    before = (httpx.ConnectError("x"), httpx.ConnectTimeout("x"), httpx.PoolTimeout("x"))
    after = (httpx.ReadTimeout("x"), httpx.WriteError("x"), httpx.RemoteProtocolError("x"), OSError(), None)
    assert {type(lost(error)) for error in before} == {NotSent}
    assert {type(lost(error)) for error in after} == {Ambiguous}


async def answered(channel_type: Any, answer: httpx.Response | Exception) -> Any:
    """What `send` makes of one prepared answer."""

    async def handle(request: httpx.Request) -> httpx.Response:
        if isinstance(answer, Exception):
            raise answer
        return answer

    transport = httpx.MockTransport(handle)
    channel = (
        TelegramChannel(TelegramConfig("123:secret-token", "s"), transport)
        if channel_type is TelegramChannel
        else WhatsAppCloudChannel(WhatsAppCloudConfig("106", "secret-token", "s"), transport)
    )
    try:
        return await channel.send(channel.render(Outbound("سلام"))[0], to="1", outbox_id="7")
    finally:
        await channel.close()


@pytest.mark.parametrize(
    "body",
    ["", "[]", "null", "{}", '{"ok": true}', '{"ok": true, "result": true}', '{"messages": []}', "<html>", "\ud800"],
)
@pytest.mark.parametrize("channel_type", [TelegramChannel, WhatsAppCloudChannel])
async def test_a_success_without_a_message_id_is_ambiguous(channel_type: Any, body: str) -> None:
    with pytest.raises(Ambiguous):
        await answered(channel_type, httpx.Response(200, content=body.encode("utf-8", "surrogatepass")))


async def test_telegram_accepts_a_sparse_success() -> None:
    """python-telegram-bot would refuse to build a Message from this; the message has gone out all the same."""
    receipt = await answered(TelegramChannel, httpx.Response(200, json={"ok": True, "result": {"message_id": 5}}))
    assert receipt.provider_id == "5"


@pytest.mark.parametrize("channel_type", [TelegramChannel, WhatsAppCloudChannel])
@pytest.mark.parametrize(
    ("failure", "expected"), [(httpx.ConnectError("x"), NotSent), (httpx.ReadTimeout("x"), Ambiguous)]
)
async def test_broken_exchanges(channel_type: Any, failure: Exception, expected: type[SendError]) -> None:
    with pytest.raises(expected):
        await answered(channel_type, failure)


async def test_tokens_and_words_stay_out_of_the_logs(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        await answered(TelegramChannel, httpx.Response(200, json={"ok": True, "result": {"message_id": 5}}))
        with pytest.raises(SendError) as caught:
            await answered(TelegramChannel, httpx.Response(401, json={"ok": False, "description": "Unauthorized"}))
    assert "secret-token" not in caplog.text + str(caught.value) + repr(TelegramConfig("123:secret-token", "s"))
    assert "سلام" not in caplog.text


def test_digests_are_read_from_both_spellings() -> None:
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert digest_of(empty) == digest_of("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=") == bytes.fromhex(empty)
    assert [digest_of(junk) for junk in ("", "IMAGE_HASH", "4654+8g=", "é", "00")] == [None] * 5
