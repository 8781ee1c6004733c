"""Twilio's Message resource: what a send must look like, how messages are shown and listed."""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlencode

from channels.simulator import twilio_content
from channels.simulator.call import Answer, Call, json_answer
from channels.simulator.errors import Refused
from channels.simulator.ledger import Sent, address
from channels.simulator.order import Order
from channels.simulator.world import World

E164 = re.compile(r"\+[1-9]\d{6,14}")
BUSINESS_SCOPED = re.compile(r"[A-Z]{2}\.[A-Za-z0-9.]+")
GSM7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
WIDE = frozenset("^{}\\[~]|€")


def form_of(fields: dict[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in fields.items()}


def order_of(world: World, form: dict[str, str], urls: tuple[str, ...]) -> Order:
    """A message form as an order; nothing is checked here."""
    to = form.get("To", "")
    kind = "media" if urls else "location" if "PersistentAction" in form else "text"
    shown: twilio_content.Shown = (form.get("Body", ""), (), kind)
    if "ContentSid" in form:
        shown = twilio_content.shown(world, form["ContentSid"], form.get("ContentVariables", ""))
    return Order(
        "twilio_whatsapp" if to.startswith("whatsapp:") else "twilio_sms",
        to.removeprefix("whatsapp:"),
        shown[0],
        form,
        shown[2],
        shown[1],
        urls,
        form.get("StatusCallback"),
    )


def check(world: World, form: dict[str, str], urls: tuple[str, ...]) -> None:
    """The checks that Twilio makes before it takes a message. Raises Refused."""
    _check_addresses(world, form)
    if len(form.get("Body", "")) > 1600:
        raise Refused(21617)
    if len(urls) > 10:
        raise Refused(21623)
    if bad := [url for url in urls if not re.match(r"https?://", url)]:
        raise Refused(21620, ", ".join(bad))
    if "ContentSid" in form:
        twilio_content.check_use(world, form["ContentSid"], form.get("ContentVariables", ""))
    elif not form.get("Body", "").strip() and not urls:
        raise Refused(21602)


def _check_addresses(world: World, form: dict[str, str]) -> None:
    to, sender, own = form.get("To", ""), form.get("From", ""), world.credentials
    if not to:
        raise Refused(21604)
    service = own.twilio_messaging_service_sid and form.get("MessagingServiceSid") == own.twilio_messaging_service_sid
    if not sender and not service:
        raise Refused(21603)
    if sender and to.startswith("whatsapp:") != sender.startswith("whatsapp:"):
        raise Refused(21910)
    bare = to.removeprefix("whatsapp:")
    if not E164.fullmatch(bare) and not (to != bare and BUSINESS_SCOPED.fullmatch(bare)):
        raise Refused(21211, to)
    if sender and sender not in (own.twilio_sms_from, f"whatsapp:{own.twilio_whatsapp_from}"):
        raise Refused(63007) if to != bare else Refused(21606, sender)


def segments(text: str) -> int:
    """How many SMS parts a text takes: GSM-7 where every character is in it, else UCS-2."""
    if set(text) <= GSM7 | WIDE:
        length = len(text) + sum(character in WIDE for character in text)
        return 1 if length <= 160 else -(-length // 153)
    units = len(text.encode("utf-16-le")) // 2
    return 1 if units <= 70 else -(-units // 67)


def message_json(world: World, sent: Sent) -> dict[str, Any]:
    """The Message resource."""
    form, account = sent.raw, world.credentials.twilio_account_sid
    status, code = world.status_of(sent)
    uri = f"/2010-04-01/Accounts/{account}/Messages/{sent.provider_id}"
    stamp = format_datetime(sent.at.astimezone(UTC).replace(microsecond=0))
    return {
        "sid": sent.provider_id,
        "account_sid": account,
        "messaging_service_sid": form.get("MessagingServiceSid"),
        "to": form.get("To"),
        "from": form.get("From"),
        "body": sent.text,
        "status": status,
        "direction": "outbound-api",
        "num_segments": str(segments(sent.text)) if sent.channel == "twilio_sms" else "1",
        "num_media": str(len(sent.media)),
        "date_created": stamp,
        "date_updated": stamp,
        "date_sent": None if status == "queued" else stamp,
        "error_code": code,
        "error_message": None,
        "price": None,
        "price_unit": "USD",
        "api_version": "2010-04-01",
        "uri": uri + ".json",
        "subresource_uris": {"media": uri + "/Media.json"},
    }


def page(world: World, call: Call) -> Answer:
    """The list, newest first, filtered by To, From and DateSent, a page at a time."""
    parameters = call.parameters
    size = min(1000, max(1, int(parameters.get("PageSize", "50"))))
    number = int(parameters.get("Page", "0"))
    found = _filtered(world, parameters)
    part = found[number * size : (number + 1) * size]

    def uri(page: int) -> str:
        return f"{call.path}?{urlencode({**parameters, 'PageSize': size, 'Page': page, 'PageToken': f'PA{page}'})}"

    return json_answer(
        {
            "messages": [message_json(world, sent) for sent in part],
            "page": number,
            "page_size": size,
            "start": number * size,
            "end": number * size + max(0, len(part) - 1),
            "uri": uri(number),
            "first_page_uri": uri(0),
            "previous_page_uri": uri(number - 1) if number else None,
            "next_page_uri": uri(number + 1) if len(found) > (number + 1) * size else None,
        }
    )


def _filtered(world: World, parameters: dict[str, str]) -> Sequence[Sent]:
    to = parameters.get("To", "")
    channels = (
        ("twilio_whatsapp",)
        if to.startswith("whatsapp:")
        else ("twilio_sms",)
        if to
        else ("twilio_sms", "twilio_whatsapp")
    )
    found = [s for channel in channels for s in world.ledger.to(channel, address(to) if to else None)]
    if "From" in parameters:
        found = [s for s in found if s.raw.get("From") == parameters["From"]]
    for name, fits in _DATE_FILTERS.items():
        if name in parameters:
            found = [s for s in found if fits(s.at.replace(microsecond=0), _moment(parameters[name]))]
    return sorted(found, key=lambda s: s.tick, reverse=True)


_DATE_FILTERS: dict[str, Callable[[datetime, datetime], bool]] = {
    "DateSent": lambda at, given: at.date() == given.date(),
    "DateSent>": lambda at, given: at >= given,
    "DateSent<": lambda at, given: at <= given,
}


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise Refused(20001) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
