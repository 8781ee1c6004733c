"""python-telegram-bot against the simulated Bot API."""

from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
from telegram import Bot, BotCommand, InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, ReplyKeyboardMarkup
from telegram.error import BadRequest, Forbidden, InvalidToken, TelegramError

from channels.simulator import Simulator, Standing
from tests.channels.simulated import telegram_bot

CHAT = 7001


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    async with Simulator() as simulator:
        yield simulator


@pytest.fixture
async def bot(simulator: Simulator) -> AsyncIterator[Bot]:
    async with telegram_bot(simulator) as bot:
        yield bot


async def test_a_message_is_answered_and_recorded(simulator: Simulator, bot: Bot) -> None:
    message = await bot.send_message(CHAT, "أهلًا بك 🌙")
    assert (message.text, message.chat.id, message.chat.type) == ("أهلًا بك 🌙", CHAT, "private")
    assert message.from_user is not None and message.from_user.id == simulator.credentials.telegram_bot_id
    [sent] = simulator.sent_to("telegram", str(CHAT))
    assert (sent.text, sent.provider_id, sent.buttons) == ("أهلًا بك 🌙", str(message.message_id), ())


async def test_inline_buttons_are_recorded(simulator: Simulator, bot: Bot) -> None:
    rows = [[InlineKeyboardButton("نعم", callback_data="yes"), InlineKeyboardButton("لا", callback_data="no")]]
    message = await bot.send_message(CHAT, "هل توافق؟", reply_markup=InlineKeyboardMarkup(rows))
    assert message.reply_markup is not None
    assert (simulator.sent[0].buttons, simulator.sent[0].kind) == ((("نعم", "yes"), ("لا", "no")), "buttons")
    keyboard = ReplyKeyboardMarkup([[KeyboardButton("أرسل رقمي", request_contact=True)]])
    await bot.send_message(CHAT, "رقمك؟", reply_markup=keyboard)
    assert simulator.sent[1].buttons == (("أرسل رقمي", "أرسل رقمي"),)


@pytest.mark.parametrize(
    ("text", "words"),
    [("س" * 4097, "message is too long"), ("😀" * 2049, "message is too long"), ("  ", "message text is empty")],
)
async def test_bad_texts_are_refused(simulator: Simulator, bot: Bot, text: str, words: str) -> None:
    with pytest.raises(BadRequest, match=rf"(?i){words}"):
        await bot.send_message(CHAT, text)
    assert simulator.sent == []
    await bot.send_message(CHAT, "س" * 4096)


async def test_callback_data_is_counted_in_bytes(bot: Bot) -> None:
    def markup(data: str) -> InlineKeyboardMarkup:
        return InlineKeyboardMarkup([[InlineKeyboardButton("زر", callback_data=data)]])

    await bot.send_message(CHAT, "نص", reply_markup=markup("خ" * 32))
    with pytest.raises(BadRequest, match=r"(?i)BUTTON_DATA_INVALID"):
        await bot.send_message(CHAT, "نص", reply_markup=markup("خ" * 33))


async def test_nine_buttons_in_a_row_are_too_many(bot: Bot) -> None:
    row = [InlineKeyboardButton(str(n), callback_data=str(n)) for n in range(9)]
    with pytest.raises(BadRequest, match=r"(?i)too long"):
        await bot.send_message(CHAT, "نص", reply_markup=InlineKeyboardMarkup([row]))


async def test_blocked_and_unknown_chats(simulator: Simulator, bot: Bot) -> None:
    simulator.stand("telegram", str(CHAT), Standing.BLOCKED)
    with pytest.raises(Forbidden, match=r"(?i)blocked by the user"):
        await bot.send_message(CHAT, "نص")
    simulator.stand("telegram", str(CHAT), Standing.UNKNOWN)
    with pytest.raises(BadRequest, match=r"(?i)chat not found"):
        await bot.send_message(CHAT, "نص")
    with pytest.raises(BadRequest, match=r"(?i)chat not found"):
        await bot.send_message("someone", "نص")


async def test_a_wrong_token_is_unauthorized(simulator: Simulator) -> None:
    with pytest.raises(InvalidToken):
        async with telegram_bot(simulator, token="123456:wrong"):
            pass


@pytest.mark.parametrize("method", ["photo", "document", "audio", "voice", "video"])
async def test_uploads_are_kept_and_can_be_downloaded(simulator: Simulator, bot: Bot, method: str) -> None:
    content = bytes(range(256)) * 5 + b"\r\n--x"
    message = await getattr(bot, f"send_{method}")(CHAT, content, caption="مرفق", filename="ملف.bin")
    assert message.caption == "مرفق"
    [sent] = simulator.sent
    file = simulator.world.files.get(sent.media[0])
    assert file is not None and file.content == content
    found = await bot.get_file(file.id)
    assert found.file_size == len(content)
    assert bytes(await found.download_as_bytearray()) == content


async def test_files_by_url_id_and_nonsense(simulator: Simulator, bot: Bot) -> None:
    await bot.send_photo(CHAT, "https://example.org/photo.jpg")
    assert simulator.sent[0].media == ("https://example.org/photo.jpg",)
    with pytest.raises(BadRequest, match=r"(?i)wrong file identifier"):
        await bot.send_photo(CHAT, "no-such-file")
    with pytest.raises(BadRequest, match=r"(?i)caption is too long"):
        await bot.send_photo(CHAT, b"x", caption="س" * 1025)
    with pytest.raises(BadRequest, match=r"(?i)invalid file_id"):
        await bot.get_file("no-such-file")


async def test_downloads_stop_at_twenty_megabytes(simulator: Simulator, bot: Bot) -> None:
    simulator.world.keep_file("big", bytes(20 << 20), "video/mp4")
    simulator.world.keep_file("bigger", bytes((20 << 20) + 1), "video/mp4")
    assert (await bot.get_file("big")).file_size == 20 << 20
    with pytest.raises(BadRequest, match=r"(?i)file is too big"):
        await bot.get_file("bigger")


async def test_a_file_needs_the_token(simulator: Simulator) -> None:
    file = simulator.world.keep_file("abc", b"x", "image/jpeg")
    async with httpx.AsyncClient(base_url=simulator.base) as http:
        assert (await http.get(f"/file/bot1:wrong/{file.path}")).status_code == 401
        own = f"/file/bot{simulator.credentials.telegram_bot_token}"
        assert (await http.get(f"{own}/{file.path}")).content == b"x"
        assert (await http.get(f"{own}/images/../abc.jpeg")).status_code == 404


async def test_location_and_chat_action(simulator: Simulator, bot: Bot) -> None:
    message = await bot.send_location(CHAT, latitude=24.7136, longitude=46.6753)
    assert message.location is not None and message.location.latitude == 24.7136
    assert await bot.send_chat_action(CHAT, "typing")
    assert [s.kind for s in simulator.sent] == ["location"]
    with pytest.raises(BadRequest, match=r"(?i)wrong parameter action"):
        await bot.send_chat_action(CHAT, "dancing")


async def test_webhook_and_commands(bot: Bot) -> None:
    assert await bot.set_webhook(
        "https://bot.example/webhooks/telegram", secret_token="s_1", allowed_updates=["message"]
    )
    info = await bot.get_webhook_info()
    assert (info.url, info.allowed_updates) == ("https://bot.example/webhooks/telegram", ("message",))
    with pytest.raises(BadRequest, match=r"(?i)unallowed characters"):
        await bot.set_webhook("https://bot.example/x", secret_token="سر")
    assert await bot.set_my_commands([BotCommand("start", "ابدأ")])
    assert await bot.delete_webhook()
    assert (await bot.get_webhook_info()).url == ""
    assert (await bot.get_me()).username == "tawasul_bot"


async def test_callback_queries_are_answered_once_and_in_time(simulator: Simulator, bot: Bot) -> None:
    rows = [[InlineKeyboardButton("نعم", callback_data="yes")]]
    await bot.send_message(CHAT, "هل توافق؟", reply_markup=InlineKeyboardMarkup(rows))
    first = simulator.draft.press("telegram", str(CHAT), "نعم")
    assert await bot.answer_callback_query(first.message_id)
    with pytest.raises(BadRequest, match=r"(?i)query is too old"):
        await bot.answer_callback_query(first.message_id)
    late = simulator.draft.press("telegram", str(CHAT), "yes")
    simulator.advance(timedelta(seconds=151))
    with pytest.raises(BadRequest, match=r"(?i)query is too old"):
        await bot.answer_callback_query(late.message_id)


async def test_editing(bot: Bot) -> None:
    message = await bot.send_message(CHAT, "قبل")
    edited = await bot.edit_message_text("بعد", CHAT, message.message_id)
    assert not isinstance(edited, bool) and edited.text == "بعد"
    with pytest.raises(BadRequest, match=r"(?i)message is not modified"):
        await bot.edit_message_text("بعد", CHAT, message.message_id)
    with pytest.raises(BadRequest, match=r"(?i)message to edit not found"):
        await bot.edit_message_text("بعد", CHAT, 1)


async def test_an_unknown_method_is_not_found(simulator: Simulator, bot: Bot) -> None:
    with pytest.raises(TelegramError):
        await bot.do_api_request("danceForMe")
