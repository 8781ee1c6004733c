"""Training over the staff API: begin, watch, compare, make live, undo."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from handoff import roles
from handoff.api.problems import answers, problem
from handoff.api.session import Guard
from handoff.api.views.unanswered import RunView
from storage import audit, training
from storage.db import Transaction
from storage.staff import SessionView
from storage.training import AlreadyTraining, NotReady, Run, UnknownRun

_ANSWERS = answers(
    (403, "`not_allowed`"),
    (404, "`unknown_run`"),
    (409, "`already_training`; `not_ready`; `worse`: it understands less, confirm with `accept_worse`"),
)


class ActivateBody(BaseModel):
    """`accept_worse`: although it understands fewer of the held-out texts."""

    accept_worse: bool = False


def router(
    guard: Guard, wake: Callable[[], None] = lambda: None, announce: Callable[[], None] = lambda: None
) -> APIRouter:
    """`wake`: a training waits to be run; `announce`: another model is live."""
    routes = APIRouter(prefix="/api/training", tags=["training"])
    Editor = Annotated[SessionView, Depends(guard.may(roles.may_edit_knowledge))]  # noqa: N806 - a type
    Publisher = Annotated[SessionView, Depends(guard.may(roles.may_publish_knowledge))]  # noqa: N806 - a type

    @routes.get("", response_model=list[RunView], responses=_ANSWERS)
    async def list_runs(_session: Editor) -> list[dict[str, Any]]:
        """Newest first."""
        async with guard.db.read() as tx:
            return [_shown(run) for run in await training.listed(tx)]

    @routes.post("", response_model=RunView, status_code=201, responses=_ANSWERS)
    async def post_run(session: Publisher) -> dict[str, Any]:
        """Learn anew from what ships and from staff's phrases, in the background. One at a time."""
        async with _answering(guard.db.transaction()) as tx:
            run = await training.start(tx, session.staff.id, guard.now())
            await _note(tx, session, "start", run)
            shown = _shown(await training.find(tx, run))
        wake()
        return shown

    @routes.get("/{run_id}", response_model=RunView, responses=_ANSWERS)
    async def get_run(run_id: int, _session: Editor) -> dict[str, Any]:
        """How far it is; once evaluated, the scores before and after, and every text understood differently."""
        async with _answering(guard.db.read()) as tx:
            return _shown(await training.find(tx, run_id))

    @routes.post("/{run_id}/activate", response_model=RunView, responses=_ANSWERS)
    async def post_activate(run_id: int, session: Publisher, body: ActivateBody | None = None) -> dict[str, Any]:
        """This model understands from now on, in every process, without a restart."""
        async with _answering(guard.db.transaction()) as tx:
            found = await training.find(tx, run_id)
            if _worse(found) and not (body and body.accept_worse):
                raise problem(409, "worse", "It understands fewer of the held-out texts than the model that is live.")
            await training.activate(tx, run_id, guard.now())
            await _note(tx, session, "activate", run_id)
            shown = _shown(await training.find(tx, run_id))
        announce()
        return shown

    @routes.post("/{run_id}/undo", response_model=RunView, responses=_ANSWERS)
    async def post_undo(run_id: int, session: Publisher) -> dict[str, Any]:
        """What understood before it understands again."""
        async with _answering(guard.db.transaction()) as tx:
            await training.undo(tx, run_id, guard.now())
            await _note(tx, session, "undo", run_id)
            shown = _shown(await training.find(tx, run_id))
        announce()
        return shown

    async def _note(tx: Transaction, session: SessionView, action: str, run: int) -> None:
        await audit.note(tx, session.staff.id, f"training.{action}", f"training:{run}", guard.now())

    return routes


def _worse(run: Run) -> bool:
    return bool(run.before and run.after and run.after["accuracy"] < run.before["accuracy"])


def _shown(run: Run) -> dict[str, Any]:
    return asdict(run) | {"by": run.staff_name, "worse": _worse(run)}


@asynccontextmanager
async def _answering(transaction: Any) -> AsyncIterator[Any]:
    try:
        async with transaction as tx:
            yield tx
    except UnknownRun as error:
        raise problem(404, "unknown_run", str(error)) from error
    except AlreadyTraining as error:
        raise problem(409, "already_training", str(error)) from error
    except NotReady as error:
        raise problem(409, "not_ready", str(error)) from error
