"""Requests as a table, on paper, and counted for the board. Joined before the routes of one request."""

import secrets
from collections import defaultdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import HTMLResponse

from handoff import csv_files, csv_words, printed, roles
from handoff.api.problems import answers, not_found
from handoff.api.requests import Status
from handoff.api.session import Guard
from handoff.api.shown import request_row, request_shown
from handoff.api.views.reports import RequestCounts
from handoff.requests import Workflow
from storage import audit, contacts, reports, requests
from storage.requests import TYPES, UnknownRequest
from storage.staff import SessionView

MOST = 10_000
COLUMNS = (
    "reference", "type", "status", "name", "city", "priority", "submitted_at", "status_since",
    "earliest_decision_date", "due_on",
)  # fmt: skip
_ANSWERS = answers((404, "Not there, or not for this role"))


def router(guard: Guard, workflow: Workflow) -> APIRouter:
    routes = APIRouter(prefix="/api", tags=["requests"])
    SignedIn = Annotated[SessionView, Depends(guard.signed_in)]  # noqa: N806 - a type
    vault = workflow.vault

    @routes.get("/requests.csv", response_class=Response, responses=_ANSWERS)
    async def get_table(
        session: SignedIn,
        status: Annotated[list[Status] | None, Query()] = None,
        type: Annotated[list[str] | None, Query()] = None,
        q: Annotated[str, Query(max_length=200)] = "",
    ) -> Response:
        """The list with the same filters, at most ten thousand, for a spreadsheet. On record."""
        wanted = workflow.filters(session.staff, status or (), type or (), q)
        found: list[Any] = []
        async with guard.db.read() as tx:
            if wanted is not None:
                found = list((await requests.listed(tx, vault, wanted, limit=MOST)).items)
        async with guard.db.transaction() as tx:
            details = {"count": len(found)}
            await audit.note(tx, session.staff.id, "request.export", "requests", guard.now(), details)
        shown = [request_row(r).model_dump(mode="json") for r in found]
        rows = [[_plain(row[name]) for name in COLUMNS] for row in shown]
        return csv_files.download(csv_words.table(session.staff.locale, COLUMNS, rows), "requests.csv")

    @routes.get("/requests/counts", response_model=RequestCounts, responses=_ANSWERS)
    async def get_counts(session: SignedIn) -> dict[str, Any]:
        """How many there are in each stage, for the board."""
        async with guard.db.read() as tx:
            rows = await reports.request_counts(tx, sorted(roles.visible_types(session.staff.role, TYPES)))
        statuses: dict[str, int] = defaultdict(int)
        types: dict[str, int] = defaultdict(int)
        for row in rows:
            statuses[row["status"]] += row["requests"]
            types[row["type"]] += row["requests"]
        return {"statuses": dict(statuses), "types": dict(types), "total": sum(types.values())}

    @routes.get("/requests/{reference}/print", response_class=Response, responses=_ANSWERS)
    async def get_page(reference: str, session: SignedIn) -> HTMLResponse:
        """One request as a page to print, masked. On record."""
        try:
            async with guard.db.transaction() as tx:
                found = await workflow.visible(tx, session.staff, reference)
                history = await requests.history(tx, vault, found)
                documents = await requests.documents(tx, found.id)
                contact = await contacts.of_conversation(tx, found.conversation_id)
                await audit.note(tx, session.staff.id, "request.print", f"request:{found.reference}", guard.now())
        except UnknownRequest as error:
            raise not_found() from error
        nonce = secrets.token_urlsafe(16)
        shown = request_shown(found, session.staff.role, history, documents, contact)
        page = printed.page(shown.model_dump(mode="json"), nonce, guard.now())
        return HTMLResponse(page, headers=_headers(nonce))

    return routes


def _plain(value: Any) -> Any:
    """A value that is masked shows what is left of it."""
    return value.get("value", "") if isinstance(value, dict) else value


def _headers(nonce: str) -> dict[str, str]:
    forbidden = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    return {
        "Content-Security-Policy": f"{forbidden}; style-src 'nonce-{nonce}'",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
    }
