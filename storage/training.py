"""Runs of training: one at a time, under a lease, and which model is live. Consoles are told of every change.

StorageError
└── TrainingError
    ├── AlreadyTraining     one runs
    ├── UnknownRun
    └── NotReady            only an evaluated run can go live, only the live one can be undone
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update

from storage import console_events, revisions
from storage.db import StorageError, Transaction
from storage.models import table_of
from storage.models_knowledge import TrainingPhrase, TrainingRun
from storage.models_staff import Staff
from storage.people import insert_for

_run, _staff, _phrase = table_of(TrainingRun), table_of(Staff), table_of(TrainingPhrase)
RUNNING, EVALUATED, LIVE, FAILED, UNDONE, REPLACED = "running", "evaluated", "live", "failed", "undone", "replaced"
WAITING = "waiting"


class TrainingError(StorageError):
    """Root of the errors of training."""


class AlreadyTraining(TrainingError):
    """A training is running already."""


class UnknownRun(TrainingError):
    """There is no such training."""


class NotReady(TrainingError):
    """This training is not in a state for that."""


@dataclass(frozen=True, slots=True)
class Run:
    """`before`, `after`: scores of the model that was live and of the new one. `phrases`: staff's, that it learnt."""

    id: int
    state: str
    step: str
    progress: float
    phrases: int
    digest: str | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    changed: list[Any]
    error: str | None
    previous_id: int | None
    started_at: datetime
    finished_at: datetime | None
    activated_at: datetime | None
    staff_name: str


async def start(tx: Transaction, staff_id: int, now: datetime) -> int:
    """Raises AlreadyTraining."""
    count = (await tx.execute(select(func.count()).select_from(_phrase))).scalar_one()
    row = {"state": RUNNING, "step": WAITING, "progress": 0.0, "phrases": count, "staff_id": staff_id}
    made = insert_for(tx)(_run).values(row | {"started_at": now, "changed": []}).on_conflict_do_nothing()
    new = (await tx.execute(made.returning(_run.c.id))).scalar_one_or_none()
    if new is None:
        raise AlreadyTraining(AlreadyTraining.__doc__)
    await _tell(tx, int(new), RUNNING, 0.0, now)
    return int(new)


async def due(tx: Transaction, now: datetime) -> bool:
    """Whether there is a run to claim, or one whose process is gone."""
    waits = _run.c.lease_owner.is_(None) | (_run.c.lease_until < now)
    return (await tx.execute(select(_run.c.id).where(_run.c.state == RUNNING, waits).limit(1))).first() is not None


async def claim(tx: Transaction, worker: str, now: datetime, lease: timedelta) -> int | None:
    """-> the run that nobody has begun."""
    mine = update(_run).where(_run.c.state == RUNNING, _run.c.lease_owner.is_(None))
    taken = mine.values(lease_owner=worker, lease_until=now + lease).returning(_run.c.id)
    found: int | None = (await tx.execute(taken)).scalar_one_or_none()
    return found


async def note(
    tx: Transaction, run: int, worker: str, step: str, progress: float, now: datetime, lease: timedelta
) -> bool:
    """How far it is; -> whether it is still ours."""
    mine = update(_run).where(_run.c.id == run, _run.c.lease_owner == worker, _run.c.state == RUNNING)
    ours = (await tx.execute(mine.values(step=step, progress=progress, lease_until=now + lease))).rowcount
    if ours:
        await _tell(tx, run, RUNNING, progress, now)
    return bool(ours)


async def renew(tx: Transaction, run: int, worker: str, until: datetime) -> None:
    mine = update(_run).where(_run.c.id == run, _run.c.lease_owner == worker, _run.c.state == RUNNING)
    await tx.execute(mine.values(lease_until=until))


async def finish(tx: Transaction, run: int, worker: str, values: dict[str, Any], now: datetime) -> None:
    """Evaluated, or with an `error` failed."""
    state = FAILED if values.get("error") else EVALUATED
    mine = update(_run).where(_run.c.id == run, _run.c.lease_owner == worker, _run.c.state == RUNNING)
    ended: dict[str, Any] = {"state": state, "finished_at": now, "lease_until": None}
    if state == EVALUATED:
        ended |= {"step": "done", "progress": 1.0}
    if (await tx.execute(mine.values(**values, **ended))).rowcount:
        await _tell(tx, run, state, 1.0, now)


async def expire(tx: Transaction, now: datetime, *, everyone: bool = False) -> None:
    """Those whose process is gone have failed. `everyone`: this is the only process, and it has just begun."""
    dead = update(_run).where(_run.c.state == RUNNING, _run.c.lease_owner.is_not(None))
    if not everyone:
        dead = dead.where(_run.c.lease_until < now)
    told = {"state": FAILED, "error": "the process that trained has ended", "finished_at": now}
    for run in (await tx.execute(dead.values(**told).returning(_run.c.id))).scalars().all():
        await _tell(tx, run, FAILED, 1.0, now)


async def live(tx: Transaction) -> tuple[int, str] | None:
    """-> (run, digest of its model); None: the shipped model is."""
    row = (await tx.execute(select(_run.c.id, _run.c.digest).where(_run.c.state == LIVE))).one_or_none()
    return (row.id, row.digest) if row else None


async def activate(tx: Transaction, run: int, now: datetime) -> None:
    """Its model is what understands from now on. Raises UnknownRun or NotReady."""
    await revisions.rise(tx, revisions.MODEL)
    await _require(tx, run, EVALUATED)
    before = await live(tx)
    if before:
        await tx.execute(update(_run).where(_run.c.id == before[0]).values(state=REPLACED))
    values = {"state": LIVE, "activated_at": now, "previous_id": before[0] if before else None}
    await tx.execute(update(_run).where(_run.c.id == run).values(**values))
    await _tell(tx, run, LIVE, 1.0, now)


async def undo(tx: Transaction, run: int, now: datetime) -> None:
    """What was live before it is live again. Raises UnknownRun or NotReady."""
    await revisions.rise(tx, revisions.MODEL)
    await _require(tx, run, LIVE)
    previous = (await tx.execute(select(_run.c.previous_id).where(_run.c.id == run))).scalar_one()
    await tx.execute(update(_run).where(_run.c.id == run).values(state=UNDONE))
    if previous is not None:
        await tx.execute(update(_run).where(_run.c.id == previous, _run.c.state == REPLACED).values(state=LIVE))
    await _tell(tx, run, UNDONE, 1.0, now)


async def _tell(tx: Transaction, run: int, state: str, progress: float, now: datetime) -> None:
    await console_events.note(tx, [console_events.training(run, state, progress)], now)


async def _require(tx: Transaction, run: int, state: str) -> None:
    found = (await tx.execute(select(_run.c.state).where(_run.c.id == run))).scalar_one_or_none()
    if found is None:
        raise UnknownRun(UnknownRun.__doc__)
    if found != state:
        raise NotReady(f"{NotReady.__doc__} It is {found}.")


async def find(tx: Transaction, run: int) -> Run:
    """Raises UnknownRun."""
    row = (await tx.execute(_runs().where(_run.c.id == run))).one_or_none()
    if row is None:
        raise UnknownRun(UnknownRun.__doc__)
    return Run(*row)


async def listed(tx: Transaction, *, limit: int = 20) -> Sequence[Run]:
    """Newest first."""
    return [Run(*row) for row in await tx.execute(_runs().order_by(_run.c.id.desc()).limit(limit))]


async def kept(tx: Transaction) -> set[int]:
    """The runs whose model may still be wanted."""
    wanted = _run.c.state.in_((RUNNING, EVALUATED, LIVE, REPLACED))
    return set((await tx.execute(select(_run.c.id).where(wanted))).scalars())


def _runs() -> Any:
    names = [name for name in Run.__slots__ if name != "staff_name"]
    return select(*(_run.c[n] for n in names), _staff.c.name).join(_staff, _staff.c.id == _run.c.staff_id)
