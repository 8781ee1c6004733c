"""Unfinished forms by where they live: one living copy each, which moves to whoever proves the phone in it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, or_, select, update

from storage.db import Transaction
from storage.models import table_of
from storage.models_privacy import Draft
from storage.people import insert_for

_draft = table_of(Draft)


@dataclass(frozen=True, slots=True)
class Mark:
    """A draft as it stands in a state. `id` names it for good, wherever it goes."""

    id: str
    form: str
    phone_index: str | None
    touched_on: date


@dataclass(frozen=True, slots=True)
class DraftView:
    """`sealed`: its answers, where they do not stand in the state of its identity."""

    id: str
    identity_id: int
    form: str
    touched_on: date
    sealed: str | None
    came_from: int | None


_COLUMNS = tuple(_draft.c[name] for name in DraftView.__slots__)


async def note(tx: Transaction, identity_id: int, marks: Sequence[Mark]) -> None:
    """What the state of this identity holds now, and nothing else. What lives elsewhere stays there."""
    kept = [mark.id for mark in marks]
    gone = delete(_draft).where(_draft.c.identity_id == identity_id, _draft.c.sealed.is_(None))
    await tx.execute(gone.where(_draft.c.id.not_in(kept)))
    for mark in marks:
        values = {"form": mark.form, "phone_index": mark.phone_index, "touched_on": mark.touched_on, "sealed": None}
        row = insert_for(tx)(_draft).values(id=mark.id, identity_id=identity_id, **values)
        here = _draft.c.identity_id == identity_id
        await tx.execute(row.on_conflict_do_update(index_elements=["id"], set_=values, where=here))


async def waiting(tx: Transaction, identity_id: int) -> list[DraftView]:
    """Those that came to this identity and were not taken into its state yet."""
    query = select(*_COLUMNS).where(_draft.c.identity_id == identity_id, _draft.c.sealed.is_not(None))
    return [DraftView(*row) for row in await tx.execute(query.order_by(_draft.c.id).with_for_update())]


async def under(tx: Transaction, phones: Collection[str], holders: Collection[int], but: int) -> list[DraftView]:
    """Those with one of these phones in them, or of one of these identities; not those of `but`. Newest first."""
    query = select(*_COLUMNS).where(_draft.c.identity_id != but)
    query = query.where(or_(_draft.c.phone_index.in_(phones), _draft.c.identity_id.in_(holders)))
    rows = await tx.execute(query.order_by(_draft.c.touched_on.desc(), _draft.c.id).with_for_update())
    return [DraftView(*row) for row in rows]


async def brought_by(tx: Transaction, identity_id: int, phone_index: str) -> list[DraftView]:
    """Those that this proof of a phone brought to an identity, and that are still with it."""
    query = select(*_COLUMNS).where(_draft.c.identity_id == identity_id, _draft.c.came_by == phone_index)
    return [DraftView(*row) for row in await tx.execute(query.order_by(_draft.c.id).with_for_update())]


async def move(tx: Transaction, draft: DraftView, to: int, sealed: str, came_by: str | None) -> None:
    """To another identity, which finds its answers in `sealed`. `came_by`: None where it goes back."""
    came_from = draft.identity_id if came_by else None
    values = {"identity_id": to, "sealed": sealed, "came_from": came_from, "came_by": came_by}
    await tx.execute(update(_draft).where(_draft.c.id == draft.id).values(**values))


async def drop(tx: Transaction, draft_id: str) -> None:
    await tx.execute(delete(_draft).where(_draft.c.id == draft_id))


async def forget(tx: Transaction, identities: Collection[int]) -> None:
    """Whatever lives with them; what they began and another holds by now stays where it is."""
    await tx.execute(delete(_draft).where(_draft.c.identity_id.in_(identities)))
    await tx.execute(update(_draft).where(_draft.c.came_from.in_(identities)).values(came_from=None, came_by=None))


async def send(tx: Transaction, draft_id: str, identity_id: int) -> bool:
    """It becomes a request in this transaction; -> False where it lives elsewhere by now, and must not."""
    query = select(_draft.c.identity_id).where(_draft.c.id == draft_id).with_for_update()
    lives_with = (await tx.execute(query)).scalar_one_or_none()
    if lives_with not in (None, identity_id):
        return False
    await drop(tx, draft_id)
    return True
