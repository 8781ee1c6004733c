"""What each provider is asked for: the native form where it fits, and how it degrades where it does not."""

from typing import Any

import pytest

from channels.choices import phrase
from channels.message import Button, Location, Media, Outbound, Piece, Template
from channels.splitting import sms_segments, utf16_units
from channels.telegram import pieces as telegram
from channels.twilio import pieces as twilio
from channels.whatsapp_cloud import pieces as whatsapp

TWO = (Button("نعم", "yes"), Button("لا", "no"))
LONG = "سياسة الجمعية تحفظ حق المستفيد في معرفة ما تم على طلبه. " * 60


def buttons(count: int, title: str = "خيار") -> tuple[Button, ...]:
    return tuple(Button(f"{title} {n}", f"c{n}") for n in range(1, count + 1))


def interactive(piece: Piece) -> dict[str, Any]:
    assert piece.body["type"] == "interactive"
    found: dict[str, Any] = piece.body["interactive"]
    return found


# ------------------------------------------------------------------------------------------------ WhatsApp Cloud
def test_whatsapp_three_choices_are_buttons() -> None:
    (piece,) = whatsapp.render(Outbound("هل توافق؟", buttons=TWO))
    shape = interactive(piece)
    assert shape["type"] == "button"
    assert [b["reply"] for b in shape["action"]["buttons"]] == [
        {"id": "yes", "title": "نعم"},
        {"id": "no", "title": "لا"},
    ]
    assert piece.text == "هل توافق؟\n[نعم]\n[لا]"
    assert piece.needs_window


@pytest.mark.parametrize("choices", [buttons(4), buttons(10), (*TWO, Button("التحدث مع أحد الموظفين", "agent"))])
def test_whatsapp_more_or_longer_choices_are_a_list(choices: tuple[Button, ...]) -> None:
    (piece,) = whatsapp.render(Outbound("اختر", buttons=choices))
    shape = interactive(piece)
    assert shape["type"] == "list"
    assert shape["action"]["button"] == "عرض الخيارات"
    assert [row["id"] for row in shape["action"]["sections"][0]["rows"]] == [b.payload for b in choices]


def test_whatsapp_descriptions_and_opener_keep_to_their_limits() -> None:
    choice = Button("دعم", "d", "وصف طويل " * 20)
    (piece,) = whatsapp.render(Outbound("Choose", buttons=(choice, *TWO), list_title="عنوان أطول مما يتسع له الزر"))
    action = interactive(piece)["action"]
    assert utf16_units(action["button"]) <= 20
    assert utf16_units(action["sections"][0]["rows"][0]["description"]) <= 72
    assert "description" not in action["sections"][0]["rows"][1]


@pytest.mark.parametrize(
    "choices",
    [
        buttons(11),
        buttons(2, "عنوان لا يتسع له صف في قائمة"),
        (Button("نعم", "a"), Button("نعم", "b")),
        (Button("نعم", "a"), Button("لا", "a")),
        (Button("نعم", "a" * 257), Button("لا", "b")),
    ],
    ids=["eleven", "wide", "same-title", "same-id", "long-id"],
)
def test_whatsapp_choices_that_meta_would_refuse_are_numbered(choices: tuple[Button, ...]) -> None:
    (piece,) = whatsapp.render(Outbound("اختر", buttons=choices))
    assert piece.body["type"] == "text"
    assert piece.body["text"]["body"].startswith("اختر\n\n١. ")
    assert piece.body["text"]["body"].endswith("أرسل رقم الخيار")


def test_whatsapp_long_text_goes_ahead_of_the_buttons() -> None:
    text = LONG + "هل توافق؟"
    *before, last = whatsapp.render(Outbound(text, buttons=TWO))
    assert all(piece.body["type"] == "text" and utf16_units(piece.body["text"]["body"]) <= 4096 for piece in before)
    body = interactive(last)["body"]["text"]
    assert utf16_units(body) <= 1024
    assert "".join([*(p.body["text"]["body"] for p in before), body]).split() != []
    assert "".join("".join([*(p.body["text"]["body"] for p in before), body]).split()) == "".join(text.split())
    assert len(before) == 1


def test_whatsapp_media_captions_quotes_and_places() -> None:
    photo = Media("image", url="https://x/1.jpg", caption="صورة")
    voice = Media("voice", url="https://x/2.ogg", caption="تسمع؟")
    where = Location(24.7, 46.6, "المقر", "الرياض")
    pieces = whatsapp.render(Outbound("تفضل", media=(photo, voice), location=where, reply_to="wamid.1"))
    assert [piece.body["type"] for piece in pieces] == ["image", "audio", "text", "location", "text"]
    assert pieces[0].body["context"] == {"message_id": "wamid.1"}
    assert pieces[0].body["image"] == {"link": "https://x/1.jpg", "caption": "صورة"}
    assert pieces[1].body["audio"] == {"link": "https://x/2.ogg", "voice": True}
    assert pieces[3].body["location"]["name"] == "المقر"
    assert all("context" not in piece.body for piece in pieces[1:])


def test_whatsapp_templates_carry_clean_parameters() -> None:
    template = Template("status_update", "ar", ("سارة\nالقحطاني", "  ", "MD-2026-ABC123"))
    (piece,) = whatsapp.render(Outbound("تحديث طلبك", template=template))
    values = [p["text"] for p in piece.body["template"]["components"][0]["parameters"]]
    assert values == ["سارة القحطاني", "-", "MD-2026-ABC123"]
    assert piece.body["template"]["language"] == {"code": "ar"}
    assert (piece.text, piece.needs_window) == ("تحديث طلبك", False)


@pytest.mark.parametrize(
    ("to", "parameter"),
    [
        ("966501234567", {"to": "966501234567"}),
        ("+966501234567", {"to": "966501234567"}),
        ("SA.1", {"recipient": "SA.1"}),
    ],
)
def test_whatsapp_recipients_are_phones_or_ids(to: str, parameter: dict[str, str]) -> None:
    assert whatsapp.recipient(to) == parameter


# ------------------------------------------------------------------------------------------------ Telegram
def test_telegram_choices_are_an_inline_keyboard() -> None:
    (piece,) = telegram.render(Outbound("هل توافق؟", buttons=TWO))
    keyboard = piece.body["params"]["reply_markup"]["inline_keyboard"]
    assert keyboard == [[{"text": "نعم", "callback_data": "yes"}, {"text": "لا", "callback_data": "no"}]]


def test_telegram_long_titles_stand_alone() -> None:
    (piece,) = telegram.render(Outbound("اختر", buttons=(*TWO, Button("التحدث مع أحد الموظفين", "agent"))))
    assert [len(row) for row in piece.body["params"]["reply_markup"]["inline_keyboard"]] == [1, 1, 1]


def test_telegram_payloads_count_bytes() -> None:
    """Arabic takes two bytes a letter: what does not fit into 64 bytes becomes a number."""
    assert "reply_markup" in telegram.render(Outbound("اختر", buttons=(Button("أ", "ا" * 32),)))[0].body["params"]
    (piece,) = telegram.render(Outbound("اختر", buttons=(Button("أ", "ا" * 33),)))
    assert piece.body["params"]["text"] == "اختر\n\n١. أ\n\nأرسل رقم الخيار"


def test_telegram_asks_for_the_phone_with_the_choices_as_words() -> None:
    (piece,) = telegram.render(Outbound("نحتاج رقم جوالك", buttons=(Button("إلغاء", "cancel"),), ask_phone=True))
    share, cancel = piece.body["params"]["reply_markup"]["keyboard"]
    assert share == [{"text": phrase("share_phone", "ن"), "request_contact": True}]
    assert cancel == [{"text": "إلغاء"}]


def test_telegram_keyboard_hangs_on_the_last_piece_and_the_quote_on_the_first() -> None:
    first, last = telegram.render(Outbound(LONG + LONG, buttons=TWO, reply_to="31"))
    assert first.body["params"]["reply_parameters"]["message_id"] == 31
    assert "reply_markup" not in first.body["params"]
    assert "reply_markup" in last.body["params"]


def test_telegram_media_and_places() -> None:
    long = Media("document", url="https://x/1.pdf", caption=LONG[:1500])
    pieces = telegram.render(Outbound("تفضل", media=(long,), location=Location(24.7, 46.6, "المقر", "الرياض")))
    assert [piece.body["method"] for piece in pieces] == ["sendDocument", "sendMessage", "sendVenue", "sendMessage"]
    assert "caption" not in pieces[0].body["params"]
    assert telegram.render(Outbound(location=Location(1, 2)))[0].body["method"] == "sendLocation"


def test_telegram_has_no_templates_but_says_their_words() -> None:
    (piece,) = telegram.render(Outbound("تحديث طلبك", template=Template("status_update", variables=("سارة",))))
    assert piece.body["params"]["text"] == "تحديث طلبك"


# ------------------------------------------------------------------------------------------------ Twilio
def test_sms_is_words_in_short_pieces() -> None:
    photo, where = Media("image", url="https://x/1.jpg", caption="صورة"), Location(24.7, 46.6, "المقر", "الرياض")
    pieces = twilio.render_sms(Outbound(LONG, buttons=TWO, media=(photo,), location=where))
    assert all(set(piece.body) == {"Body"} and sms_segments(piece.body["Body"]) <= 3 for piece in pieces)
    whole = "\n".join(piece.text for piece in pieces)
    assert "https://x/1.jpg" in whole
    assert "https://maps.google.com/?q=24.7,46.6" in whole
    assert "٢. لا" in whole


def test_twilio_whatsapp_choices_are_numbered_without_a_content() -> None:
    (piece,) = twilio.render_whatsapp(Outbound("هل توافق؟", buttons=TWO), {3: "HX3"})
    assert piece.body == {"Body": "هل توافق؟\n\n١. نعم\n٢. لا\n\nأرسل رقم الخيار"}


def test_twilio_whatsapp_choices_are_buttons_with_a_content() -> None:
    (piece,) = twilio.render_whatsapp(Outbound("هل توافق؟", buttons=TWO), {2: "HX2"})
    assert piece.body["ContentSid"] == "HX2"
    assert piece.body["ContentVariables"] == '{"1": "هل توافق؟", "2": "نعم", "3": "yes", "4": "لا", "5": "no"}'
    assert piece.needs_window


@pytest.mark.parametrize(
    "outbound", [Outbound(LONG, buttons=TWO), Outbound("اختر", buttons=buttons(2, "عنوان أطول من أن يتسع له زر"))]
)
def test_twilio_whatsapp_contents_are_used_only_where_they_fit(outbound: Outbound) -> None:
    assert all("ContentSid" not in piece.body for piece in twilio.render_whatsapp(outbound, {2: "HX2"}))


def test_twilio_templates_are_contents() -> None:
    outbound = Outbound("تحديث", template=Template("HX9", variables=("سارة", "")))
    for pieces in (twilio.render_sms(outbound), twilio.render_whatsapp(outbound, {})):
        (piece,) = pieces
        assert piece.body == {"ContentSid": "HX9", "ContentVariables": '{"1": "سارة", "2": "-"}'}
        assert piece.needs_window is False


def test_twilio_whatsapp_media_and_places() -> None:
    voice = Media("voice", url="https://x/2.ogg", caption="تسمع؟")
    pieces = twilio.render_whatsapp(Outbound("تفضل", media=(voice,), location=Location(24.7, 46.6, "المقر")), {})
    assert [piece.body for piece in pieces] == [
        {"MediaUrl": "https://x/2.ogg"},
        {"Body": "تسمع؟"},
        {"Body": "المقر", "PersistentAction": "geo:24.7,46.6|المقر"},
        {"Body": "تفضل"},
    ]
