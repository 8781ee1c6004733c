"""The staff's side of a request, over the staff API."""

from typing import Any

import httpx

from tests.gateway import Running
from tests.waiting import until

EMAIL, PASSWORD = "admin@localhost", "a-password-for-tests"


class Office:
    """The administrator, signed in."""

    def __init__(self, client: httpx.AsyncClient, csrf: str) -> None:
        self._client, self._csrf = client, csrf

    @classmethod
    async def open(cls, spine: Running) -> "Office":
        client = httpx.AsyncClient(base_url=spine.url)
        answer = await client.post("/api/auth/login", json={"email": EMAIL, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        return cls(client, answer.json()["csrf_token"])

    async def close(self) -> None:
        await self._client.aclose()

    async def request(self, reference: str) -> dict[str, Any]:
        answer = await self._client.get(f"/api/requests/{reference}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def documents(self, reference: str) -> list[tuple[str, str]]:
        """Names and types of its papers, once all are examined: by a job of its own, after the message is safe."""

        async def examined() -> list[dict[str, Any]]:
            papers: list[dict[str, Any]] = (await self.request(reference))["documents"]
            return papers if all(paper["mime"] for paper in papers) else []

        return [(paper["filename"], paper["mime"]) for paper in await until(examined)]

    async def search(self, asked: str) -> list[str]:
        """The references of what this finds."""
        answer = await self._client.get("/api/requests", params={"q": asked})
        assert answer.status_code == 200, answer.text
        return [item["reference"] for item in answer.json()["items"]]

    async def undo_links(self, person_id: int) -> None:
        """Take back every phone that this person has proven."""
        person = (await self._client.get(f"/api/people/{person_id}")).json()
        for phone in [phone for address in person["addresses"] for phone in address["phones"]]:
            path = f"/api/people/{person_id}/links/{phone['id']}/undo"
            answer = await self._client.post(path, json={}, headers={"X-CSRF-Token": self._csrf})
            assert answer.status_code == 204, answer.text

    async def copy(self, person_id: int) -> dict[str, Any]:
        """Everything we have of a person."""
        answer = await self._client.get(f"/api/people/{person_id}/export")
        assert answer.headers["content-disposition"].startswith("attachment")
        found: dict[str, Any] = answer.json()
        return found

    async def erase(self, person_id: int, reference: str) -> None:
        path = f"/api/people/{person_id}/erase"
        answer = await self._client.post(path, json={"reference": reference}, headers={"X-CSRF-Token": self._csrf})
        assert answer.status_code == 204, answer.text

    async def steps(self, reference: str) -> list[tuple[str | None, str]]:
        """The moves of its history, oldest first."""
        history = (await self.request(reference))["history"]
        return [(e["from"], e["to"]) for e in history if e["kind"] == "move"]

    async def move(self, reference: str, status: str, **more: Any) -> dict[str, Any]:
        moved: dict[str, Any] = await self._post(f"/api/requests/{reference}/status", {"status": status, **more})
        assert moved["status"] == status
        return moved

    async def in_clear(self, reference: str, *fields: str) -> dict[str, Any]:
        answer = await self._post(f"/api/requests/{reference}/reveal", {"fields": fields, "reason": "مطابقة"})
        found: dict[str, Any] = answer["fields"]
        return found

    async def _post(self, path: str, body: dict[str, Any]) -> Any:
        answer = await self._client.post(path, json=body, headers={"X-CSRF-Token": self._csrf})
        assert answer.status_code == 200, answer.text
        return answer.json()
