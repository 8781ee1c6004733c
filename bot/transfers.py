"""Unfinished forms change hands: they leave the state of one identity and wait, sealed, to be taken into another's.

Taking them out voids a turn that is under way there, so that no form lives twice. Their files go with them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from bot.dialogue import elsewhere
from bot.dialogue.forms.filling import Filling
from bot.dialogue.forms.steps import parked, without
from bot.dialogue.state import State
from bot.sealing import Sealing
from storage import attachments, drafts, links, secure_links, states
from storage.db import Transaction
from storage.drafts import DraftView, Mark
from storage.requests import phone_index

_SEALED = "draft.sealed"
DOCUMENTS = "documents"


@dataclass(frozen=True, slots=True)
class Hands:
    """Where a form goes on."""

    identity_id: int
    conversation_id: int


class Transfers:
    """Moves drafts. Keeps `handoff.privacy.DraftKeeper`."""

    def __init__(self, sealing: Sealing) -> None:
        self._sealing, self.vault = sealing, sealing.vault

    def marks(self, state: State) -> tuple[Mark, ...]:
        """What a state holds unfinished, for whoever looks for it."""
        return tuple(sorted((self._mark(f) for f in unfinished(state)), key=lambda mark: mark.id))

    def _mark(self, filling: Filling) -> Mark:
        mobile = filling.values.get("mobile")
        index = phone_index(self.vault, str(mobile)) if mobile else None
        return Mark(filling.id, filling.form, index, date.fromisoformat(filling.touched))

    async def take(self, tx: Transaction, to: Hands, phones: frozenset[str], now: datetime) -> list[Filling]:
        """What was begun under these proven phones, one form of a kind; and what came here before."""
        found = {d.form: self._opened(d) for d in await drafts.waiting(tx, to.identity_id)}
        for phone in sorted(phones):
            for draft in await drafts.under(tx, {phone}, await links.holders(tx, phone, now), to.identity_id):
                moved = None if draft.form in found else await self._move(tx, draft, to, phone, now)
                found |= {draft.form: moved} if moved else {}
        return list(found.values())

    async def give_back(self, tx: Transaction, identity_id: int, phone_index: str, now: datetime) -> None:
        """A link is undone: what it brought goes back to where it was begun."""
        for draft in await drafts.brought_by(tx, identity_id, phone_index):
            origin = draft.came_from
            talk = await states.last_conversation(tx, origin) if origin else None
            if origin and talk:
                await self._move(tx, draft, Hands(origin, talk), None, now)

    async def _move(
        self, tx: Transaction, draft: DraftView, to: Hands, came_by: str | None, now: datetime
    ) -> Filling | None:
        """None where its state holds it no more: it was sent or dropped."""
        filling = self._opened(draft) if draft.sealed else await self._taken_out(tx, draft.id, draft.identity_id, now)
        if filling is None:
            await drafts.drop(tx, draft.id)
            return None
        filling = await self._with_files(tx, filling, draft, to, now)
        sealed = self.vault.seal(filling.to_json(), _SEALED)
        await drafts.move(tx, draft, to.identity_id, sealed, came_by)
        return filling

    async def forget(self, tx: Transaction, draft_id: str, identity_id: int, now: datetime) -> None:
        """It was left too long ago."""
        await self._taken_out(tx, draft_id, identity_id, now, moved=False)
        await drafts.drop(tx, draft_id)

    async def unfinished(self, tx: Transaction, identity_id: int) -> list[dict[str, Any]]:
        """What was begun and not sent, with what was answered so far: for a copy of somebody's data."""
        held = await states.hold(tx, identity_id)
        here = unfinished(self._sealing.state(held.state)) if held else ()
        came = [self._opened(draft) for draft in await drafts.waiting(tx, identity_id)]
        return [{"form": f.form, "answers": dict(f.values), "touched_on": f.touched} for f in (*here, *came)]

    def _opened(self, draft: DraftView) -> Filling:
        return Filling.from_json(self.vault.open(draft.sealed or "", _SEALED))

    async def _taken_out(
        self, tx: Transaction, draft_id: str, identity_id: int, now: datetime, *, moved: bool = True
    ) -> Filling | None:
        held = await states.hold(tx, identity_id)
        state = self._sealing.state(held.state) if held else State()
        found = next((f for f in unfinished(state) if f.id == draft_id), None)
        if held is None or found is None:
            return None
        left = _closed(state, found, moved)
        await states.replace(tx, held, self._sealing.sealed_state(left))
        await secure_links.close(tx, held.conversation_id, now)
        return found

    async def _with_files(
        self, tx: Transaction, filling: Filling, draft: DraftView, to: Hands, now: datetime
    ) -> Filling:
        names: Sequence[Any] = filling.values.get(DOCUMENTS) or ()
        origin = await states.last_conversation(tx, draft.identity_id) if names else None
        if origin is None:
            return filling
        ids = await attachments.ids_of(tx, origin, [str(name) for name in names])
        moved = await attachments.rehome(tx, ids, to.conversation_id, now)
        return replace(filling, values={**filling.values, DOCUMENTS: list(moved)})


def unfinished(state: State) -> Iterator[Filling]:
    """The forms of a state that would become requests. The open one is newer than what was put aside before it."""
    aside = parked(state).drafts
    return (filling for filling in aside.values() if filling.id)


def _closed(state: State, filling: Filling, moved: bool) -> State:
    """Without it; where it was open, what comes next is told where it went."""
    left = without(state, filling.form)
    if state.form is None or state.form.id != filling.id:
        return left
    return replace(left, flow={"name": elsewhere.MOVED} if moved else None, asks=None, offer=None, choices=())
