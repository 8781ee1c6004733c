"""People who write to the association, each on one channel, and what they hear back. Nobody is used twice."""

import json
import uuid
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, Unpack

import httpx
from sqlalchemy import Row, text

from channels.simulator import Delivery, Stamp
from channels.simulator.acts import spelled
from storage.db import Database
from tests.gateway import PROVIDED, Running
from tests.waiting import PATIENCE_S, until

CHANNELS = (*PROVIDED, "webchat")
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Heard:
    """What reached a person: the words as read, and the buttons that can be pressed."""

    text: str
    buttons: tuple[tuple[str, str], ...] = ()

    @property
    def titles(self) -> list[str]:
        return [title for title, _ in self.buttons]


async def settled(db: Database, channel: str, address: str) -> None:
    """Until everything this person sent has had its turn, and everything owed to them has left or failed."""

    who = {"channel": channel, "address": address}

    async def quiet() -> bool:
        async with db.read() as tx:
            return bool((await tx.execute(_SETTLED, who)).scalar_one())

    await until(quiet)


_SETTLED = text("""WITH theirs AS (
        SELECT c.id FROM conversation c JOIN identity i ON i.id = c.identity_id
        WHERE i.channel = :channel AND i.address = :address)
    SELECT NOT EXISTS (SELECT 1 FROM inbox n JOIN theirs ON theirs.id = n.conversation_id
            WHERE n.done_at IS NULL AND n.set_aside_at IS NULL)
        AND NOT EXISTS (SELECT 1 FROM outbox o JOIN theirs ON theirs.id = o.conversation_id
            WHERE o.state IN ('pending', 'sending'))""")


class Person:
    """Somebody on a provider's channel."""

    def __init__(self, spine: Running, channel: str, address: str | None = None) -> None:
        number = next(_numbers)
        self.spine, self.channel, self._heard = spine, channel, 0
        self.to = address or (str(7_000_000 + number) if channel == "telegram" else f"9665{number:08d}")

    @property
    def address(self) -> str:
        return spelled(self.channel, self.to)

    async def says(self, said: str, **stamp: Unpack[Stamp]) -> Delivery:
        """Write; the gateway must have acknowledged."""
        return self._taken(await self.spine.simulator.say(self.channel, self.to, said, **stamp))

    async def does(self, act: str, *arguments: Any, **more: Any) -> Delivery:
        """Any other act that the simulator knows: `send_location`, `react`, `stop`…"""
        return self._taken(await getattr(self.spine.simulator, act)(self.channel, self.to, *arguments, **more))

    def _taken(self, delivery: Delivery) -> Delivery:
        assert delivery.status in (200, 204), delivery
        return delivery

    async def hears(self) -> list[Heard]:
        """What came since the last time, piece by piece, once all is quiet."""
        await settled(self.spine.db, self.channel, self.address)
        sent = self.spine.simulator.sent_to(self.channel, self.to)[self._heard :]
        self._heard += len(sent)
        return [Heard(s.text, s.buttons) for s in sent]

    async def asks(self, said: str, **stamp: Unpack[Stamp]) -> Heard:
        """Write, and hear the whole answer as one."""
        await self.says(said, **stamp)
        return self.whole(await self.hears())

    def whole(self, pieces: Sequence[Heard]) -> Heard:
        assert pieces, f"{self.channel} {self.to} heard nothing"
        return Heard("\n".join(p.text for p in pieces), tuple(b for p in pieces for b in p.buttons))

    async def row(self, query: str) -> Row[Any]:
        """One row about this person; `query` may use :conversation and :identity."""
        [found] = await self.rows(query)
        return found

    async def rows(self, query: str) -> Sequence[Row[Any]]:
        who = "SELECT c.id, i.id FROM conversation c JOIN identity i ON i.id = c.identity_id WHERE "
        who += "i.channel = :channel AND i.address = :address"
        async with self.spine.db.read() as tx:
            found = (await tx.execute(text(who), {"channel": self.channel, "address": self.address})).one()
            values = {"conversation": found[0], "identity": found[1]}
            names = {name: values[name] for name in values if f":{name}" in query}
            return (await tx.execute(text(query), names)).all()

    async def known(self) -> bool:
        """Whether anything at all is stored about this person."""
        query = text("SELECT count(*) FROM identity WHERE channel = :channel AND address = :address")
        async with self.spine.db.read() as tx:
            return bool((await tx.execute(query, {"channel": self.channel, "address": self.address})).scalar_one())


class Visitor(Person):
    """Somebody on the website."""

    def __init__(self, spine: Running) -> None:
        super().__init__(spine, "webchat", "")
        self.token, self._seq = "", 0

    @property
    def address(self) -> str:
        return self.to

    async def arrives(self) -> "Visitor":
        if not self.token:
            answer = await self.spine.client.post("/webchat/sessions", json={"locale": "ar"})
            assert answer.status_code == 201, answer.text
            self.token, self.to = answer.json()["token"], answer.json()["session_id"]
        return self

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    async def posts(self, **body: Any) -> httpx.Response:
        """One message as the page would post it."""
        await self.arrives()
        body = {"client_id": str(uuid.uuid4()), **body}
        return await self.spine.client.post("/webchat/messages", json=body, headers=self.headers)

    async def says(self, said: str, **stamp: Unpack[Stamp]) -> Any:
        answer = await self.posts(text=said)
        assert answer.status_code == 202, answer.text
        return answer.json()

    async def does(self, act: str, *arguments: Any, **more: Any) -> Any:
        """Press a button, by its title or payload."""
        assert act == "press", f"a visitor cannot {act}"
        offered = [b for m in await self.reads() for b in m["buttons"]]
        chosen = next(b for b in reversed(offered) if arguments[0] in (b["title"], b["payload"]))
        answer = await self.posts(text=chosen["title"], payload=chosen["payload"])
        assert answer.status_code == 202, answer.text
        return answer.json()

    async def reads(self, after: int = 0) -> list[dict[str, Any]]:
        answer = await self.spine.client.get(f"/webchat/messages?after={after}", headers=self.headers)
        assert answer.status_code == 200, answer.text
        messages: list[dict[str, Any]] = answer.json()
        return messages

    async def hears(self) -> list[Heard]:
        await settled(self.spine.db, self.channel, self.address)
        new = [m for m in await self.reads(self._seq) if m["author"] != "visitor"]
        self._seq = max([self._seq, *(m["seq"] for m in new)])
        return [Heard(m["text"], tuple((b["title"], b["payload"]) for b in m["buttons"])) for m in new]

    async def stream(self, **headers: str) -> AsyncGenerator[dict[str, Any], None]:
        """The messages of the event stream as they come, and who is typing: `{author}` alone."""
        request = self.spine.client.stream("GET", "/webchat/events", headers=self.headers | headers, timeout=PATIENCE_S)
        async with request as response:
            assert response.status_code == 200
            seq = 0
            async for line in response.aiter_lines():
                if line.startswith("id: "):
                    seq = int(line[4:])
                elif line.startswith("data: "):
                    message = json.loads(line[6:])
                    assert message.get("seq", seq) == seq, "the event's id is the message's seq"
                    yield message


def meet(spine: Running, channel: str) -> Person:
    """Somebody new on that channel."""
    return Visitor(spine) if channel == "webchat" else Person(spine, channel)
