"""A person with a need, on any channel: reads, answers what is asked, presses or types, and fills in one-time pages."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

from tests.e2e.requests.page import OneTimePage, links
from tests.gateway import Running
from tests.people import Heard, Person, meet
from tests.waiting import until

REFERENCE = re.compile(r"MD-\d{4}-[0-9A-HJKMNP-TV-Z]{6}")
LONGEST_FORM = 40
_NUMBERED = re.compile(r"^\s*([٠-٩\d]+)\.\s*(.+)$", re.M)
_mobiles = count(51_000_001)


@dataclass(frozen=True, slots=True)
class Press:
    """A choice by (a part of) its title: a native button, or its number where the channel has none."""

    title: str


Answer = str | Press
Answers = Mapping[str, Answer]


class Beneficiary:
    """`mobile` is theirs alone, as people type it; `heard` is what came last."""

    def __init__(self, spine: Running, channel: str) -> None:
        self.person: Person = meet(spine, channel)
        self.mobile = f"05{next(_mobiles)}"
        self.heard = Heard("")
        self.log: list[Heard] = []

    @property
    def mobile_e164(self) -> str:
        return f"+966{self.mobile[1:]}"

    @property
    def channel(self) -> str:
        return self.person.channel

    def moves_to(self, spine: Running) -> None:
        """The same person, whose messages go to the gateway as it was started again, with providers of its own."""
        self.person.spine = spine
        if self.channel != "webchat":
            self.person._heard = 0

    # --- acts

    async def say(self, text: str) -> Heard:
        await self.person.says(text)
        return await self.hear()

    async def press(self, title: str) -> Heard:
        for offered, _ in reversed(self.heard.buttons):
            if title in offered:
                await self.person.does("press", offered)
                return await self.hear()
        return await self.say(self._number_of(title))

    def _number_of(self, title: str) -> str:
        for number, offered in _NUMBERED.findall(self.heard.text):
            if title in offered:
                return str(number)
        raise AssertionError(f"{title!r} was not offered: {self.heard.text!r} {self.heard.titles}")

    async def hear(self) -> Heard:
        """Everything new, as one; there must be something."""
        self.heard = self.person.whole(await self.person.hears())
        self.log.append(self.heard)
        return self.heard

    async def hear_something(self) -> Heard:
        """Wait for what a job of its own sends, unasked."""
        pieces: list[Heard] = []

        async def came() -> bool:
            pieces.extend(await self.person.hears())
            return bool(pieces)

        await until(came)
        self.heard = self.person.whole(pieces)
        self.log.append(self.heard)
        return self.heard

    async def answer(self, answer: Answer) -> Heard:
        return await (self.press(answer.title) if isinstance(answer, Press) else self.say(answer))

    async def open_page(self) -> OneTimePage:
        """The page whose address was heard last."""
        [url] = links(self.heard.text)
        return await OneTimePage.open(url)

    async def fill_page(self, values: Mapping[str, str]) -> Heard:
        """Everything that the page asks for and that is known."""
        page = await self.open_page()
        answer = await page.send({name: values[name] for name in page.fields if name in values})
        assert answer.status_code == 200, answer.text
        return await self.hear()

    # --- whole forms

    async def asks(self) -> str | None:
        """What the bot waits for, as the page would know it."""
        query = "SELECT asks FROM message WHERE conversation_id = :conversation AND author = 'bot' ORDER BY seq DESC"
        return (await self.person.rows(f"{query} LIMIT 1"))[0].asks  # type: ignore[no-any-return]

    async def step(self, answers: Answers) -> Heard:
        """One answer to what is asked now, in the chat or on the page."""
        if links(self.heard.text):
            return await self.fill_page({name: said for name, said in answers.items() if isinstance(said, str)})
        asked = await self.asks() or ""
        assert asked in answers, f"{self.channel}: asked for {asked}: {self.heard.text!r}"
        return await self.answer(answers[asked])

    async def until_asked(self, wanted: str, answers: Answers) -> Heard:
        for _ in range(LONGEST_FORM):
            if await self.asks() == wanted:
                return self.heard
            await self.step(answers)
        raise AssertionError(f"never asked for {wanted}: {self.heard.text!r}")

    async def complete(self, answers: Answers) -> str:
        """Answers until there is a reference; -> it."""
        for _ in range(LONGEST_FORM):
            found = REFERENCE.search(self.heard.text)
            if found and await self.asks() is None:
                return found.group()
            await self.step(answers)
        raise AssertionError(f"{self.channel}: no reference: {self.heard.text!r}")

    async def files(self, opening: str, answers: Mapping[str, Answer]) -> str:
        """A whole form from its first words; `mobile` is one's own unless given. -> the reference."""
        await self.say(opening)
        return await self.complete({"mobile": self.mobile, **answers})

    # --- what is stored about them

    async def transcript(self) -> list[str]:
        query = "SELECT text FROM message WHERE conversation_id = :conversation ORDER BY seq"
        return [row.text for row in await self.person.rows(query)]

    async def person_id(self) -> int:
        return int((await self.person.row("SELECT person_id FROM identity WHERE id = :identity")).person_id)

    async def count(self, what: str) -> Any:
        """`what`: FROM … WHERE …, which may use :conversation and :identity."""
        return (await self.person.row(f"SELECT count(*) AS n {what}")).n
