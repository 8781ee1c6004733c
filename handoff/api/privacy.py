"""People's rights over the staff API: a copy, erasure, links taken back; and the ratings."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from handoff.api.problems import answers, not_found, problem
from handoff.api.session import Guard
from handoff.api.views.people import Ratings, RatingShown
from handoff.privacy import NotAskedFor, NotForThisRole, NotLinked, NotVerified, Privacy, UnknownPerson
from storage import ratings
from storage.crypto import Vault
from storage.db import Transaction
from storage.privacy import OnHold, StillOpen
from storage.staff import SessionView


class Erasure(BaseModel):
    """`verified`: how you know who asks, where no code has proven the phone in the request.

    `also`: people linked by a phone who are the same person on other channels, to be erased with them.
    """

    reference: str = Field(min_length=1, max_length=40)
    verified: str | None = Field(None, max_length=500)
    also: list[int] = Field(default_factory=list, max_length=20)


_RESPONSES = answers((404, "Not there, or not for this role"))


def router(
    guard: Guard, privacy: Privacy, vault: Vault, files: Path, on_erased: Callable[[], Awaitable[None]] | None = None
) -> APIRouter:
    """`files`: where people's files are kept, and are deleted from. `on_erased` is called once that is committed."""
    routes = APIRouter(prefix="/api", tags=["privacy"])
    SignedIn = Annotated[SessionView, Depends(guard.signed_in)]  # noqa: N806 - a type

    @routes.get("/people/{person_id}/export", responses=_RESPONSES)
    async def get_export(person_id: int, session: SignedIn) -> JSONResponse:
        """Everything we have of a person, as a file for them. On record."""
        async with _answering(guard.db.transaction()) as tx:
            copy = await privacy.copy(tx, session.staff, person_id, guard.now())
        headers = {
            "Content-Disposition": f'attachment; filename="person-{person_id}.json"',
            "Cache-Control": "no-store",
        }
        return JSONResponse(jsonable_encoder(copy), headers=headers)

    @routes.post(
        "/people/{person_id}/erase",
        status_code=204,
        responses=_RESPONSES | answers((409, "`not_asked_for`, `not_verified`, `not_linked`, `still_open`, `on_hold`")),
    )
    async def post_erase(person_id: int, body: Erasure, session: SignedIn) -> None:
        """Carries out a verified request for erasure, `reference`. What identifies the person is gone for good."""
        async with _answering(guard.db.transaction()) as tx:
            paths = await privacy.erase(
                tx, session.staff, person_id, body.reference, body.verified, guard.now(), also=body.also
            )
        for path in paths:
            await asyncio.to_thread((files / Path(path).name).unlink, missing_ok=True)
        if on_erased:
            await on_erased()

    @routes.post("/people/{person_id}/links/{proof_id}/undo", status_code=204, responses=_RESPONSES)
    async def post_unlink(person_id: int, proof_id: int, session: SignedIn) -> None:
        """Takes back what links an address to a phone."""
        async with _answering(guard.db.transaction()) as tx:
            if not await privacy.unlink(tx, session.staff, person_id, proof_id, guard.now()):
                raise not_found()

    @routes.get("/ratings", tags=["ratings"], responses=answers())
    async def get_ratings(
        _session: SignedIn,
        days: Annotated[int, Query(ge=1, le=3660)] = 30,
        before: Annotated[int | None, Query(ge=1)] = None,
    ) -> Ratings:
        """How people rate us: how often each score in the last `days`, their average, and the latest with comments."""
        async with guard.db.read() as tx:
            spread = await ratings.distribution(tx, guard.now() - timedelta(days=days), guard.now() + timedelta(1))
            items = await ratings.latest(tx, vault, before)
        count = sum(spread.values())
        average = round(sum(score * n for score, n in spread.items()) / count, 2) if count else None
        return Ratings(scores=spread, count=count, average=average, items=[RatingShown(**asdict(r)) for r in items])

    return routes


@asynccontextmanager
async def _answering(transaction: Any) -> AsyncIterator[Transaction]:
    """The transaction; who may not ask is answered as if there were nothing."""
    try:
        async with transaction as tx:
            yield tx
    except (NotForThisRole, UnknownPerson) as error:
        raise not_found() from error
    except NotAskedFor as error:
        raise problem(409, "not_asked_for", str(error)) from error
    except NotVerified as error:
        raise problem(409, "not_verified", str(error)) from error
    except NotLinked as error:
        raise problem(409, "not_linked", str(error)) from error
    except StillOpen as error:
        raise problem(409, "still_open", str(error)) from error
    except OnHold as error:
        raise problem(409, "on_hold", str(error)) from error
