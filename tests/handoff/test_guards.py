"""Every route of the staff API, walked by every role and by strangers: a new one without a guard fails here."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from handoff import roles
from nlu.interpreter import Interpreter
from storage import staff
from tests.gateway import Running, started
from tests.handoff.api import HASHED, PASSWORD
from tests.storage.people import NOW

PUBLIC = {
    "POST /api/auth/login",
    "GET /api/auth/options",
    "GET /api/auth/oidc/start",
    "GET /api/auth/oidc/callback",
}
# Who may do what: the longest beginning of `METHOD path` or of `path` decides. None: everybody who is signed in.
RULES: dict[str, str | None] = {
    "/api/events": None,
    "/api/auth/logout": None,
    "/api/me": None,
    "/api/forms": None,
    "/api/ratings": None,
    "/api/requests": "requests.see",
    "/api/conversations": "conversations.see",
    "POST /api/conversations/{conversation_id}/reveal": "reveal",
    "/api/labels": "desk.configure",
    "GET /api/labels": "conversations.see",
    "/api/knowledge": "knowledge.edit",
    "GET /api/knowledge": None,
    "POST /api/knowledge/{intent}/publish": "knowledge.publish",
    "POST /api/knowledge/{intent}/revert": "knowledge.publish",
    "/api/training": "knowledge.publish",
    "GET /api/training": "knowledge.edit",
    "/api/training/phrases": "knowledge.edit",
    "/api/unanswered": "knowledge.edit",
    "/api/holds": "privacy",
    "/api/people": "privacy",
    "GET /api/people/{person_id}": "conversations.see",
    "GET /api/people/{person_id}/export": "privacy",
    "/api/staff": "staff.manage",
    "/api/audit": "audit.see",
    "/api/channels": "desk.configure",
    "/api/canned": "conversations.see",
    "/api/views": "conversations.see",
    "/api/templates": "desk.configure",
    "GET /api/templates": "conversations.see",
    "/api/colleagues": "conversations.see",
    "/api/colleagues/names": "requests.see",
    "/api/desk": "desk.configure",
    "GET /api/desk": None,
    "/api/reports": "reports.see",
}
# Lists that are empty for who may see nothing of them, instead of refused.
EMPTY = {
    "GET /api/conversations", "GET /api/conversations/counts", "GET /api/labels", "GET /api/canned",
    "GET /api/templates",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Route:
    method: str
    path: str
    url: str  # with an id that is nobody's in every place
    body: Any

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def rule(self) -> str | None:
        fitting = [key for key in RULES if self.name.startswith(key) or self.path.startswith(key)]
        assert fitting, f"{self.name}: say in RULES who may call this"
        return RULES[max(fitting, key=len)]

    def is_for(self, role: str) -> bool:
        return self.rule is None or self.rule in roles.permissions(role)


def walk(schema: dict[str, Any]) -> Iterator[Route]:
    for path, operations in schema["paths"].items():
        if path.startswith("/api/"):
            for method, operation in operations.items():
                content = operation.get("requestBody", {}).get("content", {})
                body = content.get("application/json", {}).get("schema")
                url = path
                for given in operation.get("parameters", ()):
                    nobody = "999999999" if given["schema"].get("type") == "integer" else "nothing"
                    url = url.replace(f"{{{given['name']}}}", nobody)
                yield Route(method.upper(), path, url, sample(body, schema) if body else None)


def sample(kind: dict[str, Any], schema: dict[str, Any]) -> Any:
    """The least that a body of this schema may be."""
    if "$ref" in kind:
        return sample(schema["components"]["schemas"][kind["$ref"].rpartition("/")[2]], schema)
    if "enum" in kind or "const" in kind:
        return kind.get("const", kind.get("enum", [None])[0])
    if "anyOf" in kind:
        return sample(kind["anyOf"][0], schema)
    if kind.get("type") == "object":
        return {name: sample(kind["properties"][name], schema) for name in kind.get("required", ())}
    if kind.get("type") == "array":
        return [sample(kind["items"], schema)] * kind.get("minItems", 0)
    if kind.get("format") == "date-time":
        return "2030-01-01T09:00:00+03:00"
    if kind.get("type") in ("integer", "number"):
        return max(kind.get("minimum", 1), 1)
    return "someone@example.org" if "@" in kind.get("pattern", "") else "x" * max(kind.get("minLength", 0), 12)


@dataclass(slots=True)
class Caller:
    client: httpx.AsyncClient
    csrf: str

    async def calls(self, route: Route) -> httpx.Response:
        headers = {"X-CSRF-Token": self.csrf} if self.csrf else {}
        return await self.client.request(route.method, route.url, json=route.body, headers=headers)


@pytest.fixture(scope="module")
async def gateway(interpreter: Interpreter, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    """Without a worker: who may train would train for minutes."""
    folder = tmp_path_factory.mktemp("guards")
    async with started(f"sqlite:///{folder}/t.db", folder, interpreter=interpreter, worker=False) as running:
        yield running


@pytest.fixture
async def callers(gateway: Running) -> AsyncIterator[dict[str, Caller]]:
    """A signed-in browser of every role, and a stranger's."""
    async with AsyncExitStack() as stack:
        found = {"stranger": Caller(await stack.enter_async_context(httpx.AsyncClient(base_url=gateway.url)), "")}
        for role in roles.ROLES:
            email = f"walking-{role}@example.org"
            async with gateway.db.transaction() as tx:
                await staff.add(tx, email, role, role, HASHED, NOW)
            client = await stack.enter_async_context(httpx.AsyncClient(base_url=gateway.url))
            answer = await client.post("/api/auth/login", json={"email": email, "password": PASSWORD})
            found[role] = Caller(client, answer.json()["csrf_token"])
        yield found


async def test_every_route_of_the_staff_api_is_for_its_roles_only(gateway: Running, callers: dict[str, Caller]) -> None:
    schema = (await gateway.client.get("/openapi.json")).json()
    routes = [r for r in walk(schema) if r.name not in PUBLIC]
    assert len(routes) > 30
    wrong = []
    for route in routes:
        for who, caller in callers.items():
            if who != "stranger" and _not_by_a_colleague(route):
                continue
            answer = await caller.calls(route)
            if not _fits(route, who, answer):
                wrong.append(f"{route.name} as {who}: {answer.status_code} {answer.text[:100]}")
    assert not wrong, "\n".join(wrong)


def _not_by_a_colleague(route: Route) -> bool:
    """What would end the caller's own session, or never end."""
    return route.path == "/api/events" or (route.path.startswith(("/api/me", "/api/auth")) and route.method != "GET")


def _fits(route: Route, who: str, answer: httpx.Response) -> bool:
    if who == "stranger":
        return answer.status_code == 401 and answer.json()["detail"]["code"] == "not_signed_in"
    if not route.is_for(who):
        said = answer.json()
        empty = route.name in EMPTY and not any(said.values() if isinstance(said, dict) else said)
        return answer.status_code in (403, 404) or empty
    return answer.status_code < 500 and answer.status_code not in (401, 403)


@pytest.mark.thorough
async def test_no_unsafe_route_is_taken_without_its_token(gateway: Running, callers: dict[str, Caller]) -> None:
    schema = (await gateway.client.get("/openapi.json")).json()
    for route in walk(schema):
        if route.method != "GET" and route.name not in PUBLIC:
            answer = await callers["admin"].client.request(route.method, route.url, json=route.body)
            assert (answer.status_code, answer.json()["detail"]["code"]) == (403, "bad_csrf_token"), route.name
