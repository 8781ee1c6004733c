"""The desk's rules over the staff API: hours, single days, promises and how work is handed out."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from handoff import holidays
from handoff.api.problems import answers, not_found, problem
from handoff.api.session import Guard
from handoff.api.views.desk import DayShown
from handoff.calendar import Calendar
from handoff.desk_config import Hours, Practice, Spans, shown_spans
from handoff.desk_settings import HOURS, PRACTICE, DeskSettings
from handoff.roles import may_configure_desk
from storage import audit, desk_settings, escalations
from storage.db import Transaction
from storage.desk_settings import DayView
from storage.requests import RIYADH
from storage.staff import SessionView

LONGEST = 400  # days of the calendar at once
_ALLOWED = answers((403, "`not_allowed`"))
_THERE = answers((403, "`not_allowed`"), (404, "There is nothing here"))


class DayBody(BaseModel):
    """A day unlike the others of its week; without spans it is closed."""

    model_config = ConfigDict(extra="forbid")

    date: date
    name: str = Field(min_length=1, max_length=100)
    spans: Spans = Field(default_factory=list, max_length=10)


def router(guard: Guard, settings: DeskSettings) -> APIRouter:
    routes = APIRouter(prefix="/api/desk", tags=["desk"])
    SignedIn = Annotated[SessionView, Depends(guard.signed_in)]  # noqa: N806 - a type
    Supervisor = Annotated[SessionView, Depends(guard.may(may_configure_desk))]  # noqa: N806 - a type

    @routes.get("/hours", responses=_ALLOWED)
    async def get_hours(_session: SignedIn) -> Hours:
        """When colleagues are at work, in Riyadh."""
        async with guard.db.read() as tx:
            return (await settings.current(tx)).hours

    @routes.put("/hours", responses=_ALLOWED)
    async def put_hours(body: Hours, session: Supervisor) -> Hours:
        """From now on, instead of what config.yml says. Open promises are reckoned anew."""

        async def put(tx: Transaction) -> None:
            await desk_settings.put(tx, HOURS, body.model_dump(mode="json"), session.staff.id, guard.now())

        await _change("hours", session, put)
        return body

    @routes.get("/practice", responses=_ALLOWED)
    async def get_practice(_session: SignedIn) -> Practice:
        """Promises, capacities, skills, and how conversations are handed out."""
        async with guard.db.read() as tx:
            return (await settings.current(tx)).practice

    @routes.put("/practice", responses=_ALLOWED)
    async def put_practice(body: Practice, session: Supervisor) -> Practice:
        """From now on, instead of what config.yml says. Open promises are reckoned anew."""

        async def put(tx: Transaction) -> None:
            await desk_settings.put(tx, PRACTICE, body.model_dump(mode="json"), session.staff.id, guard.now())

        await _change("practice", session, put)
        return body

    @routes.get("/calendar", responses=_ALLOWED)
    async def get_calendar(
        _session: SignedIn,
        since: Annotated[date, Query(alias="from")],
        until: Annotated[date, Query(alias="to")],
    ) -> list[DayShown]:
        """Every day from `from` to `to`, at most 400, with its spans and what makes it special."""
        count = _days_between(since, until)
        async with guard.db.read() as tx:
            calendar = (await settings.current(tx)).calendar
        return [_shown(calendar, since + timedelta(days=n)) for n in range(count)]

    @routes.get("/days", responses=_ALLOWED)
    async def get_days(
        _session: SignedIn, year: Annotated[int | None, Query(ge=1943, le=2076)] = None
    ) -> list[DayShown]:
        """The special days of a year: computed holidays, and those that were entered, which stand above them."""
        wanted = year or guard.now().astimezone(RIYADH).year
        async with guard.db.read() as tx:
            calendar = (await settings.current(tx)).calendar
        first = date(wanted, 1, 1)
        whole = [_shown(calendar, first + timedelta(days=n)) for n in range((date(wanted + 1, 1, 1) - first).days)]
        return [day for day in whole if day.source in ("computed", "override")]

    @routes.post("/days", status_code=201, responses=_ALLOWED)
    async def post_day(body: DayBody, session: Supervisor) -> DayShown:
        """Enter a day, or change it."""
        spans = [span.model_dump() for span in body.spans]

        async def put(tx: Transaction) -> None:
            await desk_settings.put_day(tx, DayView(body.date, body.name, spans), session.staff.id, guard.now())

        await _change(f"day:{body.date.isoformat()}", session, put)
        async with guard.db.read() as tx:
            return _shown((await settings.current(tx)).calendar, body.date)

    @routes.delete("/days/{day}", status_code=204, responses=_THERE)
    async def delete_day(day: date, session: Supervisor) -> None:
        """The day is again as the week and the holidays say."""

        async def remove(tx: Transaction) -> None:
            if not await desk_settings.remove_day(tx, day):
                raise not_found()

        await _change(f"day:{day.isoformat()}", session, remove)

    async def _change(what: str, session: SessionView, deed: Callable[[Transaction], Awaitable[None]]) -> None:
        async with guard.db.transaction() as tx:
            await deed(tx)
            await escalations.forget_promises(tx)
            await audit.note(tx, session.staff.id, "desk.change", f"desk:{what}", guard.now())
        settings.forget()

    return routes


def _days_between(since: date, until: date) -> int:
    count = (until - since).days + 1
    if not 1 <= count <= LONGEST:
        raise problem(422, "bad_range", f"From a day to a later one, at most {LONGEST} days: this is {count}.")
    return count


def _shown(calendar: Calendar, day: date) -> DayShown:
    plan, told = calendar.plan(day), holidays.hijri(day)
    hijri = "{:04}-{:02}-{:02}".format(*told) if told else None
    return DayShown(date=day, hijri=hijri, spans=shown_spans(plan.spans), source=plan.source, name=plan.name)
