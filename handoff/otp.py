"""One-time codes: they prove that whoever writes here holds a phone, and tell nothing to whoever does not.

A code has six digits, ten minutes, five tries and one use, and is good for one purpose in one conversation. Whether it
goes to a phone or, there being none or too much having been asked, to nobody, the asker's side of it is the same: the
same row is written, the same tries are counted, and a job of its own does the sending.
"""

import asyncio
import hmac
import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from channels.channel import Channel
from channels.message import Outbound, Template
from handoff.notifications import Templates, message_of
from storage import otp, outgoing
from storage.conversations import NewMessage
from storage.crypto import Vault
from storage.db import Database, Transaction
from storage.otp import Counts, NewCode, Unsent
from storage.requests import phone_index

log = logging.getLogger(__name__)
POLL_S = 1.0
OTP_TEMPLATE = "otp"  # the key of the approved template in `templates`; its one variable is the code
_SEALED = "otp.sealed"
_WITHOUT_PLUS = frozenset({"whatsapp_cloud"})


@dataclass(frozen=True, slots=True)
class OtpRules:
    """`prefixes`: the countries that codes go to. `prefix_digits`: what counts as one range for the budget against
    pumping (country code and five digits)."""

    lifetime: timedelta = timedelta(minutes=10)
    tries: int = 5
    window: timedelta = timedelta(minutes=10)
    per_phone: int = 3
    per_conversation: int = 3
    wrong_per_phone_and_hour: int = 10
    prefixes: tuple[str, ...] = ("+966",)
    prefix_digits: int = 9
    per_prefix_and_day: int = 50
    per_day: int = 500


class Asked(StrEnum):
    """`ON_ITS_WAY` is said whether or not there is a phone. `TOO_OFTEN`: this conversation asked for too many codes."""

    ON_ITS_WAY = "on_its_way"
    TOO_OFTEN = "too_often"


class Tried(StrEnum):
    RIGHT = "right"
    WRONG = "wrong"
    OVER = "over"  # no open code: expired, used, or tried too often


class CodeWording(Protocol):
    """`code_kept` stands in the transcript in the place of the code."""

    def code(self, locale: str, code: str) -> str: ...

    def code_kept(self, locale: str) -> str: ...


class Otps:
    """Issues, sends and checks. `templates`: {channel: {"otp": template}} where codes may go by WhatsApp."""

    def __init__(
        self,
        db: Database,
        vault: Vault,
        channels: Mapping[str, Channel],
        wording: CodeWording,
        *,
        now: Callable[[], datetime],
        rules: OtpRules = OtpRules(),
        templates: Templates | None = None,
        sms: str = "twilio_sms",
    ) -> None:
        self._db, self._vault, self._channels, self._wording = db, vault, channels, wording
        self._now, self._rules, self._templates, self._sms = now, rules, templates or {}, sms

    # --- the asker's side

    async def ask(
        self, tx: Transaction, purpose: str, conversation_id: int, phone: str | None, locale: str, now: datetime
    ) -> Asked:
        """A code for `phone` (E.164), or for nobody. Looks and costs the same either way."""
        await otp.take_turns(tx)
        index, prefix = phone_index(self._vault, phone or ""), (phone or "")[: self._rules.prefix_digits]
        counts = await otp.counts(tx, index, prefix, conversation_id, now, self._rules.window)
        if counts.for_conversation >= self._rules.per_conversation:
            return Asked.TOO_OFTEN
        allowed = bool(phone) and self._allowed(phone or "", counts)
        await otp.issue(tx, self._new(purpose, conversation_id, phone if allowed else None, locale, now), now)
        return Asked.ON_ITS_WAY

    def _allowed(self, phone: str, counts: Counts) -> bool:
        rules = self._rules
        return (
            phone.startswith(rules.prefixes)
            and counts.to_phone < rules.per_phone
            and counts.wrong_for_phone < rules.wrong_per_phone_and_hour
            and counts.to_prefix_today < rules.per_prefix_and_day
            and counts.today < rules.per_day
        )

    def _new(self, purpose: str, conversation_id: int, phone: str | None, locale: str, now: datetime) -> NewCode:
        code, nonce = f"{secrets.randbelow(10**6):06}", secrets.token_hex(8)
        sealed = self._vault.seal([phone, code, locale], _SEALED)
        return NewCode(
            purpose=purpose,
            conversation_id=conversation_id,
            phone_index=phone_index(self._vault, phone or secrets.token_hex(8)),
            phone_prefix=phone[: self._rules.prefix_digits] if phone else "",
            nonce=nonce,
            code_hash=self._hash(purpose, conversation_id, nonce, code),
            sealed=sealed if phone else None,
            expires_at=now + self._rules.lifetime,
        )

    def _hash(self, purpose: str, conversation_id: int, nonce: str, code: str) -> str:
        return self._vault.index(code, f"otp|{purpose}|{conversation_id}|{nonce}")

    async def check(self, tx: Transaction, purpose: str, conversation_id: int, code: str, now: datetime) -> Tried:
        """A try; digits of any set. The transaction must be committed whatever comes out, for the try to count."""
        await otp.take_turns(tx)
        found = await otp.try_one(tx, purpose, conversation_id, now, self._rules.tries)
        if found is None:
            return Tried.OVER
        wrong = await otp.wrong_tries(tx, found.phone_index, now - otp.HOUR)
        given = self._hash(purpose, conversation_id, found.nonce, code)
        fits = hmac.compare_digest(given, found.code_hash)
        if fits and wrong <= self._rules.wrong_per_phone_and_hour and await otp.use(tx, found.id, now):
            return Tried.RIGHT
        return Tried.WRONG if found.number < self._rules.tries else Tried.OVER

    # --- the sender's side

    async def run(self) -> None:
        while True:
            try:
                await self.once()
            except Exception as error:
                log.error("codes could not be sent: %s", type(error).__name__)
            await asyncio.sleep(POLL_S)

    async def once(self) -> int:
        """Send what waits, wipe what is over. -> how many were sent. Looking writes nothing."""
        now = self._now()
        async with self._db.read() as tx:
            if not await otp.due(tx, now):
                return 0
        async with self._db.transaction() as tx:
            waiting = await otp.unsent(tx)
            for one in waiting:
                await self._send(tx, one, now)
            await otp.wipe(tx, now)
        return len(waiting)

    async def _send(self, tx: Transaction, one: Unsent, now: datetime) -> None:
        phone, code, locale = self._vault.open(one.sealed, _SEALED)
        way = self._way(phone, code, locale)
        if way is None or one.expires_at <= now:
            log.warning("a code could not be sent: no channel for codes is on, or it is too late")
            await otp.sent(tx, one.id, None)
            return
        channel, address, message = way
        identity = await outgoing.identity_at(tx, channel.name, channel.account, address, now)
        conversation = await outgoing.open_conversation(tx, identity, now)
        posted = await outgoing.post(tx, conversation, message, now)
        await otp.sent(tx, one.id, posted.outbox_ids[0] if posted.outbox_ids else None)

    def _way(self, phone: str, code: str, locale: str) -> tuple[Channel, str, NewMessage] | None:
        """By text message; where that is off, by an approved WhatsApp template."""
        text, kept = self._wording.code(locale, code), self._wording.code_kept(locale)
        if sms := self._channels.get(self._sms):
            return sms, phone, message_of(sms, Outbound(text), "otp", shown=kept)
        for name, templates in self._templates.items():
            template, channel = templates.get(OTP_TEMPLATE), self._channels.get(name)
            if channel and template:
                outbound = Outbound(text, template=Template(template, locale, (code,)))
                address = phone.removeprefix("+") if name in _WITHOUT_PLUS else phone
                return channel, address, message_of(channel, outbound, "otp", shown=kept)
        return None
