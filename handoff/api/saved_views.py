"""Saved views over the staff API: everybody keeps their own, supervisors those of all."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from handoff import roles
from handoff.api.kept import require_may_share, require_own
from handoff.api.problems import answers, not_found, problem
from handoff.api.session import Guard
from handoff.api.views.moment import View
from storage import audit, saved_views
from storage.db import Transaction
from storage.saved_views import KeptView
from storage.staff import SessionView, StaffView

MOST = 50  # of one colleague
_RESPONSES = answers((403, "`not_allowed`"), (404, "Not there, or not yours"), (409, "`too_many_views`"))
Name = Annotated[str, Field(min_length=1, max_length=60, pattern=r"\S")]


class ViewQuery(BaseModel):
    """`address`: the filters as the list's address holds them, `tab=queue&label=3`."""

    model_config = ConfigDict(extra="forbid")

    address: str = Field(max_length=1000)


class NewView(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Name
    query: ViewQuery
    shared: bool = False


class ViewChange(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Name | None = None
    query: ViewQuery | None = None
    shared: bool | None = None


class SavedViewShown(View):
    """`mine`: I made it."""

    id: int
    name: str
    query: ViewQuery
    shared: bool
    mine: bool


def router(guard: Guard) -> APIRouter:
    routes = APIRouter(prefix="/api/views", tags=["inbox"], responses=_RESPONSES)
    Reader = Annotated[SessionView, Depends(guard.may(roles.may_see_conversations))]  # noqa: N806 - a type

    @routes.get("")
    async def list_views(session: Reader) -> list[SavedViewShown]:
        """Everybody's, then my own, by name."""
        async with guard.db.read() as tx:
            return [_shown(v, session.staff) for v in await saved_views.listed(tx, session.staff.id)]

    @routes.post("", status_code=201)
    async def post_view(body: NewView, session: Reader) -> SavedViewShown:
        require_may_share(session.staff, body.shared)
        async with guard.db.transaction() as tx:
            if await saved_views.count(tx, session.staff.id) >= MOST:
                raise problem(409, "too_many_views", f"At most {MOST}: delete one first.")
            made = await saved_views.create(tx, session.staff.id, guard.now(), **body.model_dump())
            await _note(tx, session.staff, "create", made)
            return _shown(await _own(tx, session.staff, made), session.staff)

    @routes.patch("/{view_id}")
    async def patch_view(view_id: int, body: ViewChange, session: Reader) -> SavedViewShown:
        require_may_share(session.staff, body.shared)
        async with guard.db.transaction() as tx:
            await _own(tx, session.staff, view_id)
            await saved_views.change(tx, view_id, guard.now(), **body.model_dump(exclude_none=True))
            await _note(tx, session.staff, "change", view_id)
            found = await saved_views.find(tx, view_id)
        if found is None:
            raise not_found()
        return _shown(found, session.staff)

    @routes.delete("/{view_id}", status_code=204)
    async def delete_view(view_id: int, session: Reader) -> None:
        async with guard.db.transaction() as tx:
            await _own(tx, session.staff, view_id)
            await saved_views.remove(tx, view_id)
            await _note(tx, session.staff, "remove", view_id)

    async def _note(tx: Transaction, staff: StaffView, deed: str, view_id: int) -> None:
        await audit.note(tx, staff.id, f"view.{deed}", f"view:{view_id}", guard.now())

    return routes


async def _own(tx: Transaction, staff: StaffView, view_id: int) -> KeptView:
    return require_own(staff, await saved_views.find(tx, view_id))


def _shown(v: KeptView, staff: StaffView) -> SavedViewShown:
    same: dict[str, Any] = {"id": v.id, "name": v.name, "query": v.query, "shared": v.shared}
    return SavedViewShown(**same, mine=v.staff_id == staff.id)
