"""Reports over the staff API, for reading and for spreadsheets."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Response
from fastapi.encoders import jsonable_encoder

from handoff import csv_files, csv_words, roles
from handoff.api.problems import answers, problem
from handoff.api.session import Guard
from handoff.api.views import reports as views
from handoff.reports import BadRange, Range, Reports
from storage.db import Transaction
from storage.staff import SessionView

Name = Literal["volumes", "containment", "times", "satisfaction", "questions", "misses", "requests", "cost"]
Day = Annotated[date | None, Query()]
From = Annotated[date | None, Query(alias="from")]
_ANSWERS = answers((403, "`not_allowed`"), (422, "`bad_range`"))
Make = Callable[[Transaction, Range], Awaitable[dict[str, Any]]]


def router(guard: Guard, reports: Reports) -> APIRouter:
    routes = APIRouter(prefix="/api/reports", tags=["reports"])
    Reader = Annotated[SessionView, Depends(guard.may(roles.may_see_reports))]  # noqa: N806 - a type

    async def made(name: str, first: date | None, last: date | None) -> dict[str, Any]:
        try:
            asked = Range.of(first, last, guard.now())
        except BadRange as error:
            raise problem(422, "bad_range", str(error)) from error
        async with guard.db.read() as tx:
            if name == "requests":
                return await reports.requests(tx, asked, guard.now())
            make: Make = getattr(reports, name)
            return await make(tx, asked)

    @routes.get("/{name}.csv", response_class=Response, responses=_ANSWERS)
    async def get_table(name: Name, session: Reader, first: From = None, to: Day = None) -> Response:
        """The same as a table for spreadsheets, in the language of whoever asks."""
        found = jsonable_encoder(await made(name, first, to))
        rows: list[dict[str, Any]] = found.get("series", found.get("rows", []))
        header = list(dict.fromkeys(key for row in rows for key in row))
        cells = [[_flat(row.get(key)) for key in header] for row in rows]
        content = csv_words.table(session.staff.locale, header, cells)
        return csv_files.download(content, f"{name}-{found['from']}-{found['to']}.csv")

    @routes.get("/volumes", response_model=views.Volumes, responses=_ANSWERS)
    async def get_volumes(_session: Reader, first: From = None, to: Day = None) -> dict[str, Any]:
        """Messages of visitors by day and channel, and by the hour of the day."""
        return await made("volumes", first, to)

    @routes.get("/containment", response_model=views.Containment, responses=_ANSWERS)
    async def get_containment(_session: Reader, first: From = None, to: Day = None) -> dict[str, Any]:
        """How many talks the assistant dealt with by itself."""
        return await made("containment", first, to)

    @routes.get("/times", response_model=views.Times, responses=_ANSWERS)
    async def get_times(_session: Reader, first: From = None, to: Day = None) -> dict[str, Any]:
        """How long people waited for a person, and how often longer than promised."""
        return await made("times", first, to)

    @routes.get("/satisfaction", response_model=views.Satisfaction, responses=_ANSWERS)
    async def get_satisfaction(_session: Reader, first: From = None, to: Day = None) -> dict[str, Any]:
        """How people rated us."""
        return await made("satisfaction", first, to)

    @routes.get("/questions", response_model=views.Questions, responses=_ANSWERS)
    async def get_questions(_session: Reader, first: From = None, to: Day = None) -> dict[str, Any]:
        """What was answered most."""
        return await made("questions", first, to)

    @routes.get("/misses", response_model=views.Misses, responses=_ANSWERS)
    async def get_misses(_session: Reader, first: From = None, to: Day = None) -> dict[str, Any]:
        """What could not be answered, the most frequent first."""
        return await made("misses", first, to)

    @routes.get("/requests", response_model=views.Requests, responses=_ANSWERS)
    async def get_requests(_session: Reader, first: From = None, to: Day = None) -> dict[str, Any]:
        """Requests by stage, and how long they have been in it."""
        return await made("requests", first, to)

    @routes.get("/cost", response_model=views.Cost, responses=_ANSWERS)
    async def get_cost(_session: Reader, first: From = None, to: Day = None) -> dict[str, Any]:
        """What was sent, and what it cost by the configured prices."""
        return await made("cost", first, to)

    return routes


def _flat(value: Any) -> Any:
    if isinstance(value, list):
        return " ".join(str(item) for item in value)
    if isinstance(value, dict):
        return " ".join(f"{key}:{item}" for key, item in value.items())
    return value
