"""Whatever order of answers, corrections, questions, duplicates and restarts: what staff read is what was confirmed.

The whole gateway over the web chat. A listener writes down what was meant; a plan of moves is drawn, and each move that
makes sense where the talk stands is made. The same without the gateway, thousands of times: tests/bot.
"""

import asyncio
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nlu.embedded.engine import EmbeddedInterpreter
from tests.e2e.requests.beneficiary import REFERENCE, Beneficiary
from tests.e2e.requests.house import OPEN
from tests.e2e.requests.office import Office
from tests.gateway import Running, started
from tests.people import Visitor

pytestmark = pytest.mark.thorough

# (as it is written, as staff read it), by field
TOLD = {
    "full_name": [("سارة محمد القحطاني",) * 2, ("عبدالله بن سعد الشهري",) * 2, ("نورة فهد العتيبي",) * 2],
    "national_id": [("1052345673", "1052345673"), ("٢١١٢٢٣٣٤٤٦", "2112233446"), ("1108374628", "1108374628")],
    "mobile": [("0551234567", "+966551234567"), ("٠٥٠١١١٢٢٢٣", "+966501112223"), ("0509998887", "+966509998887")],
    "city": [("الرياض", "الرياض"), ("بجدة", "جدة"), ("أبها", "أبها"), ("حايل", "حائل")],
    "service_type": [("1", "جهاز أو معدات"), ("دورة تدريب", "تدريب أو تعليم"), ("٥", "خدمة أخرى")],
    "description": [("أحتاج جهاز حاسب لدراسة ابنتي",) * 2, ("تدريب على استخدام الحاسب",) * 2],
}
LABELS = {"full_name": "الاسم", "national_id": "رقم الهوية", "mobile": "رقم الجوال", "city": "المدينة"}
ASIDES = ["كم ياخذ الطلب عشان يجيني الرد؟", "ومن اللي يقرر قبول الطلب؟", "مساعدة", "كم سعر الدولار اليوم؟"]


class Installation:
    """One set of data under a gateway that is started again and again."""

    def __init__(self, folder: Path, interpreter: EmbeddedInterpreter) -> None:
        self._folder, self._interpreter = folder, interpreter
        self._life, self.running = AsyncExitStack(), None

    running: Running | None

    async def restart(self) -> Running:
        await self.close()
        url = f"sqlite:///{self._folder}/t.db"
        start = started(url, self._folder, interpreter=self._interpreter, changes=OPEN)
        self.running = await self._life.enter_async_context(start)
        return self.running

    async def close(self) -> None:
        await self._life.aclose()
        self._life = AsyncExitStack()


class Listener:
    def __init__(self, installation: Installation, running: Running) -> None:
        self.installation, self.person = installation, Beneficiary(running, "webchat")
        self.known: dict[str, str] = {}
        self.last = ""

    @property
    def visitor(self) -> Visitor:
        assert isinstance(self.person.person, Visitor)
        return self.person.person

    async def answer(self, pick: int) -> None:
        if drawn := await self._drawn(pick):
            await self.person.say(drawn)

    async def _drawn(self, pick: int) -> str | None:
        """An answer to what is asked; not the same words twice running, which count as sent twice by mistake."""
        field = await self.person.asks() or ""
        if field not in TOLD:
            return None
        told = [(said, value) for said, value in TOLD[field] if said != self.last]
        said, self.known[field] = told[pick % len(told)]
        self.last = said
        return said

    async def answer_twice(self, pick: int) -> None:
        """The page posts the same message again: the same effect, once."""
        if drawn := await self._drawn(pick):
            same = {"text": drawn, "client_id": str(uuid.uuid4())}
            answers = await asyncio.gather(*(self.visitor.posts(**same) for _ in range(3)))
            assert {a.status_code for a in answers} == {202}
            assert len({a.text for a in answers}) == 1
            assert len(await self.visitor.hears()) == 1

    async def answer_as_it_goes_down(self, pick: int) -> None:
        """The gateway stops right after it said 202."""
        if drawn := await self._drawn(pick):
            await self.visitor.says(drawn)
            self.person.moves_to(await self.installation.restart())
            await self.person.hear()

    async def correct(self, pick: int) -> None:
        known = sorted(set(LABELS) & set(self.known))
        if not known:
            return
        field = known[pick % len(known)]
        said, self.known[field] = TOLD[field][pick % len(TOLD[field])]
        stood = await self.person.asks()
        await self.person.say(f"لا، {LABELS[field]} غلط، الصحيح {said}")
        self.last = ""
        assert await self.person.asks() == stood

    async def ask(self, pick: int) -> None:
        stood = await self.person.asks()
        await self.person.say(ASIDES[pick % len(ASIDES)])
        assert await self.person.asks() == stood

    async def leave_and_come_back(self, _pick: int) -> None:
        stood = await self.person.asks()
        await self.person.say("كمل بعدين")
        await self.person.say("أكمل طلبي")
        assert await self.person.asks() == stood

    async def finish(self) -> str:
        for _ in range(30):
            if found := REFERENCE.search(self.person.heard.text):
                return found.group()
            asked = await self.person.asks()
            if asked == "attestation":
                await self.person.say("أقر بصحة البيانات")
            elif asked == "confirm":
                await self.person.say("نعم")
            else:
                await self.answer(0)
        raise AssertionError(f"never sent: {self.person.heard.text}")


MOVES = [
    Listener.answer, Listener.answer, Listener.answer, Listener.answer_twice, Listener.answer_as_it_goes_down,
    Listener.correct, Listener.correct, Listener.ask, Listener.leave_and_come_back,
]  # fmt: skip
plans = st.lists(st.tuples(st.integers(0, len(MOVES) - 1), st.integers(0, 5)), min_size=6, max_size=12)


@pytest.fixture
async def installation(tmp_path: Path, interpreter: EmbeddedInterpreter) -> AsyncIterator[Installation]:
    installed = Installation(tmp_path, interpreter)
    yield installed
    await installed.close()


@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    derandomize=True,
)
@given(plan=plans)
async def test_staff_read_what_was_confirmed_last(installation: Installation, plan: Sequence[tuple[int, int]]) -> None:
    running = installation.running or await installation.restart()
    talk = Listener(installation, running)
    await talk.person.say("أبغى أقدم طلب خدمة")
    for move, pick in plan:
        if await talk.person.asks() in ("attestation", None):
            break
        await MOVES[move](talk, pick)
    reference = await talk.finish()
    office = await Office.open(talk.person.person.spine)
    shown = await office.request(reference)
    clear = await office.in_clear(reference, "national_id")
    assert {**shown["fields"], **clear} == talk.known
    assert await office.steps(reference) == [(None, "submitted")]
    assert await talk.person.count("FROM request WHERE conversation_id = :conversation") == 1
    await office.close()
