"""People and their identities on channels: found or made, blocked, opted out. Never merged."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from storage.db import Transaction
from storage.models import Identity, Person, table_of

_identity = table_of(Identity)


def insert_for(tx: Transaction) -> Any:
    """The dialect's INSERT, which knows ON CONFLICT."""
    return postgres_insert if tx.dialect.name == "postgresql" else sqlite_insert


@dataclass(frozen=True, slots=True)
class Address:
    """Where somebody writes from. `aliases` are other ids seen with it; `key` names it across the database."""

    channel: str
    account: str
    address: str
    aliases: tuple[str, ...] = ()
    name: str | None = None
    locale: str | None = None
    verified_phone: str | None = None

    @property
    def key(self) -> str:
        return identity_key(self.channel, self.account, self.address)

    @property
    def alias_keys(self) -> tuple[str, ...]:
        return tuple(identity_key(self.channel, self.account, a) for a in self.aliases if a != self.address)


def identity_key(channel: str, account: str, address: str) -> str:
    return f"{channel}|{account}|{address}"


async def identities_for(tx: Transaction, addresses: Sequence[Address], now: datetime) -> dict[str, int]:
    """-> {address key: id of the identity whose conversation serves it}. Unknown ones are created, aliases beside them.

    A phone always routes to itself. An alias alone routes to the phone it was first seen with; an alias seen later with
    another phone stays where it was: the phone decides, nothing is merged.
    """
    wanted = {a.key: a for a in addresses}
    aliases = {key for a in wanted.values() for key in a.alias_keys}
    known = await _known(tx, wanted.keys() | aliases)
    missing = [a for key, a in wanted.items() if key not in known]
    if missing:
        known |= await _create(tx, missing, now)
        if others := [a.key for a in missing if a.key not in known]:  # another process was quicker
            known |= await _known(tx, others)
    unseen = [(key, a) for a in wanted.values() for key in a.alias_keys if key not in known]
    if unseen:
        await _create_aliases(tx, unseen, known, now)
    return {key: known[key].alias_of or known[key].id for key in wanted}


@dataclass(frozen=True, slots=True)
class _Known:
    id: int
    person_id: int
    alias_of: int | None


async def _known(tx: Transaction, keys: Iterable[str]) -> dict[str, _Known]:
    return _by_key(await tx.execute(_KNOWN, {"b_keys": list(keys)}))


_COLUMNS = (_identity.c.key, _identity.c.id, _identity.c.person_id, _identity.c.alias_of)
_KNOWN = select(*_COLUMNS).where(_identity.c.key.in_(bindparam("b_keys", expanding=True)))


def _by_key(rows: Iterable[Any]) -> dict[str, _Known]:
    return {row.key: _Known(row.id, row.person_id, row.alias_of) for row in rows}


async def _create(tx: Transaction, addresses: Sequence[Address], now: datetime) -> dict[str, _Known]:
    people = [{"display_name": a.name, "locale": a.locale, "created_at": now} for a in addresses]
    made = await tx.execute(
        table_of(Person).insert().returning(table_of(Person).c.id, sort_by_parameter_order=True), people
    )
    rows = [_row(a.key, a.address, a, row.id, None, now) for a, row in zip(addresses, made, strict=True)]
    return _by_key(await tx.execute(insert_for(tx)(_identity).on_conflict_do_nothing().returning(*_COLUMNS), rows))


async def _create_aliases(
    tx: Transaction, unseen: Sequence[tuple[str, Address]], known: Mapping[str, _Known], now: datetime
) -> None:
    rows = [
        _row(key, key.rsplit("|", 1)[1], a, known[a.key].person_id, known[a.key].alias_of or known[a.key].id, now)
        for key, a in dict(unseen).items()
    ]
    await tx.execute(insert_for(tx)(_identity).on_conflict_do_nothing(), rows)


def _row(key: str, address: str, a: Address, person_id: int, alias_of: int | None, now: datetime) -> dict[str, object]:
    return {
        "person_id": person_id,
        "key": key,
        "channel": a.channel,
        "account": a.account,
        "address": address,
        "alias_of": alias_of,
        "verified_phone": a.verified_phone,
        "created_at": now,
    }


async def open_windows(tx: Transaction, times: Mapping[int, datetime]) -> None:
    """Note the provider's time of the last inbound message, per identity; it only moves forward."""
    window = _identity.c.window_from
    later = bindparam("b_at", type_=window.type)
    statement = update(_identity).where(_identity.c.id == bindparam("b_id"), window.is_(None) | (window < later))
    rows = [{"b_id": i, "b_at": at} for i, at in sorted(times.items())]
    if rows:
        await tx.execute(statement.values(window_from=later), rows)


async def set_blocked(tx: Transaction, identity_id: int, reason: str | None, now: datetime) -> None:
    """Remember that this recipient cannot be reached (`reason`), or can again (None)."""
    values = {"blocked_at": now if reason else None, "block_reason": reason}
    await tx.execute(update(_identity).where(_identity.c.id == identity_id).values(**values))


async def set_opted_out(tx: Transaction, identity_id: int, opted_out: bool, now: datetime) -> None:
    value = now if opted_out else None
    await tx.execute(update(_identity).where(_identity.c.id == identity_id).values(opted_out_at=value))
