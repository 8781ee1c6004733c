"""Canned replies over the staff API: everybody keeps their own, supervisors those of all."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field, field_validator

from handoff import roles
from handoff.api.kept import require_may_share, require_own
from handoff.api.problems import answers, not_found
from handoff.api.session import Guard
from handoff.api.talk_problems import answering
from handoff.api.views.composer import CannedShown
from handoff.placeholders import PLACEHOLDERS, unknown_in
from storage import audit, canned
from storage.canned import CannedView
from storage.db import Transaction
from storage.staff import SessionView, StaffView

_RESPONSES = answers((403, "`not_allowed`"), (404, "Not there, or not yours"), (409, "`shortcut_taken`"))


class _Text(BaseModel):
    model_config = ConfigDict(extra="forbid")

    @field_validator("text", check_fields=False)
    @classmethod
    def _known(cls, text: str | None) -> str | None:
        if unknown := unknown_in(text or ""):
            raise ValueError(f"{{{unknown[0]}}} is not one of {', '.join(PLACEHOLDERS)}")
        return text


class NewCanned(_Text):
    shortcut: str = Field(min_length=1, max_length=40, pattern=r"^\S+$")
    title: str = Field(min_length=1, max_length=100)
    text: str = Field(min_length=1, max_length=4000, pattern=r"\S")
    locale: Literal["ar", "en"] = "ar"
    shared: bool = False


class CannedChange(_Text):
    shortcut: str | None = Field(None, min_length=1, max_length=40, pattern=r"^\S+$")
    title: str | None = Field(None, min_length=1, max_length=100)
    text: str | None = Field(None, min_length=1, max_length=4000, pattern=r"\S")
    locale: Literal["ar", "en"] | None = None


def router(guard: Guard) -> APIRouter:
    routes = APIRouter(prefix="/api/canned", tags=["composer"])

    async def writer(session: Annotated[SessionView, Depends(guard.signed_in)]) -> SessionView:
        if not roles.may_see_conversations(session.staff.role):
            raise not_found()
        return session

    Writer = Annotated[SessionView, Depends(writer)]  # noqa: N806 - a type

    @routes.get("", responses=_RESPONSES)
    async def list_canned(session: Writer) -> list[CannedShown]:
        """Everybody's and my own, by shortcut."""
        async with guard.db.read() as tx:
            return [_shown(c, session.staff) for c in await canned.listed(tx, session.staff.id)]

    @routes.post("", status_code=201, responses=_RESPONSES)
    async def post_canned(body: NewCanned, session: Writer) -> CannedShown:
        """With placeholders {name}, {first_name}, {reference}, {staff}, {hours}."""
        require_may_share(session.staff, body.shared)
        async with answering(guard.db.transaction()) as tx:
            made = await canned.create(tx, session.staff.id, guard.now(), **body.model_dump())
            await _note(tx, session.staff, "create", made)
            return _shown(await _own(tx, session.staff, made), session.staff)

    @routes.patch("/{canned_id}", responses=_RESPONSES)
    async def patch_canned(canned_id: int, body: CannedChange, session: Writer) -> CannedShown:
        async with answering(guard.db.transaction()) as tx:
            await _own(tx, session.staff, canned_id)
            await canned.change(tx, canned_id, guard.now(), **body.model_dump(exclude_none=True))
            await _note(tx, session.staff, "change", canned_id)
            return _shown(await _own(tx, session.staff, canned_id), session.staff)

    @routes.delete("/{canned_id}", status_code=204, responses=_RESPONSES)
    async def delete_canned(canned_id: int, session: Writer) -> None:
        async with answering(guard.db.transaction()) as tx:
            await _own(tx, session.staff, canned_id)
            await canned.remove(tx, canned_id)
            await _note(tx, session.staff, "remove", canned_id)

    async def _note(tx: Transaction, staff: StaffView, deed: str, canned_id: int) -> None:
        await audit.note(tx, staff.id, f"canned.{deed}", f"canned:{canned_id}", guard.now())

    return routes


async def _own(tx: Transaction, staff: StaffView, canned_id: int) -> CannedView:
    return require_own(staff, await canned.find(tx, canned_id))


def _shown(c: CannedView, staff: StaffView) -> CannedShown:
    same: dict[str, Any] = {n: getattr(c, n) for n in CannedShown.model_fields if n != "mine"}
    return CannedShown(**same, mine=c.staff_id == staff.id)
