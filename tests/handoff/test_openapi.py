"""The console's client is generated from the schema: what a route answers with has to stand there."""

from collections.abc import Iterator
from typing import Any

from tests.gateway import Running

TYPED = (
    "/api/conversations", "/api/labels", "/api/canned", "/api/templates", "/api/requests", "/api/people",
    "/api/ratings", "/api/audit", "/api/me", "/api/auth/log",
)  # fmt: skip
_FILES = ("/export", "/files/{file_id}", "/documents/{document_id}", "/print", ".csv")


def answers(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """-> (route, the schema of its success) of every route that answers in JSON."""
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            for status, answer in operation["responses"].items():
                if status.startswith("2") and "content" in answer:
                    yield f"{method} {path}", answer["content"].get("application/json", {}).get("schema", {})


async def test_every_route_of_the_staff_api_says_what_it_answers_with(gateway: Running) -> None:
    schema = (await gateway.client.get("/openapi.json")).json()
    found = {
        route: answer
        for route, answer in answers(schema)
        if route.partition(" ")[2].startswith(TYPED) and not route.endswith(_FILES)
    }
    assert len(found) > 10
    untyped = [route for route, answer in found.items() if "$ref" not in (answer.get("items") or answer)]
    assert untyped == []


async def test_every_route_of_the_staff_api_says_how_it_refuses(gateway: Running) -> None:
    schema = (await gateway.client.get("/openapi.json")).json()
    for path, operations in schema["paths"].items():
        if path.startswith(TYPED):
            for operation in operations.values():
                refusal = operation["responses"]["401"]["content"]["application/json"]["schema"]
                assert refusal["$ref"].endswith("/Problem"), path
