"""What colleagues did, over the staff API."""

from dataclasses import asdict
from typing import Annotated

import orjson
from fastapi import APIRouter, Depends, Query, Response
from pydantic import AwareDatetime

from handoff import csv_files, csv_words, roles
from handoff.api.problems import answers
from handoff.api.session import Guard
from handoff.api.views.administration import AuditPage
from handoff.api.views.people import AuditEntry
from storage import audit
from storage.audit import AuditFilters
from storage.staff import SessionView

PAGE, MOST = 100, 20_000


def router(guard: Guard) -> APIRouter:
    routes = APIRouter(prefix="/api", tags=["administration"], responses=answers((403, "`not_allowed`")))
    Reader = Annotated[SessionView, Depends(guard.may(roles.may_see_audit))]  # noqa: N806 - a type

    def filters(
        subject: Annotated[str | None, Query(max_length=100)] = None,
        staff: Annotated[int | None, Query(ge=1)] = None,
        action: Annotated[str | None, Query(max_length=60)] = None,
        since: Annotated[AwareDatetime | None, Query(alias="from")] = None,
        until: Annotated[AwareDatetime | None, Query(alias="to")] = None,
    ) -> AuditFilters:
        return AuditFilters(subject, staff, action, since, until)

    Wanted = Annotated[AuditFilters, Depends(filters)]  # noqa: N806 - a type

    @routes.get("/audit")
    async def get_audit(
        _session: Reader, wanted: Wanted, cursor: Annotated[str | None, Query(pattern=r"^\d{1,18}$")] = None
    ) -> AuditPage:
        """Newest first. `subject`: `request:MD-…`, `conversation:12`; `action`: whole, or its first word (`staff`)."""
        async with guard.db.read() as tx:
            found = await audit.listed(tx, wanted, int(cursor) if cursor else None, limit=PAGE + 1)
        more = str(found[PAGE - 1].id) if len(found) > PAGE else None
        return AuditPage(items=[AuditEntry(**asdict(entry)) for entry in found[:PAGE]], cursor=more)

    @routes.get("/audit.csv", response_class=Response)
    async def get_audit_csv(session: Reader, wanted: Wanted) -> Response:
        """The same as a table, the latest 20,000. That somebody took it along is on record too."""
        async with guard.db.transaction() as tx:
            found = await audit.listed(tx, wanted, None, limit=MOST)
            await audit.note(tx, session.staff.id, "audit.export", "audit", guard.now(), {"rows": len(found)})
        rows = [
            (e.id, e.at.isoformat(), e.staff_id, e.staff_name, e.action, e.subject, orjson.dumps(e.details).decode())
            for e in found
        ]
        header = ("id", "at", "staff_id", "staff_name", "action", "subject", "details")
        return csv_files.download(csv_words.table(session.staff.locale, header, rows), "audit.csv")

    return routes
