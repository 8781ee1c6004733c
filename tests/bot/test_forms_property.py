"""Whatever order of answers, corrections, questions, duplicates and restarts: what is sent is what was confirmed last.

A model keeps what a careful listener would write down; every state goes through JSON between messages (Visitor).
"""

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stdnum import luhn

from bot.dialogue.understood import Understood
from tests.bot.talking import Visitor

DIGITS = {"ascii": "0123456789", "arabic": "٠١٢٣٤٥٦٧٨٩"}
NAMES = ["سارة محمد القحطاني", "عبدالله بن سعد الشهري", "نورة فهد العتيبي", "خالد علي الزهراني"]
CITIES = {"الرياض": "الرياض", "بجدة": "جدة", "أبها": "أبها", "حايل": "حائل", "الدمام": "الدمام"}
NEEDS = [
    "أحتاج جهاز حاسب لدراسة ابنتي",
    "تدريب على استخدام الحاسب",
    "عندي طابعة خربانة وأبغى أصلحها",
    "في البيت خمسة أطفال وجوال واحد، نحتاج جهاز ثاني للمدرسة",
]
SERVICES = {"جهاز": "جهاز أو معدات", "دورة تدريب": "تدريب أو تعليم", "استشارة": "استشارة أو إرشاد", "٥": "خدمة أخرى"}
ASIDES = [
    ("كم ياخذ الطلب عشان يجيني الرد؟", "faq_decision_time"),
    ("ومن اللي يقرر قبول الطلب؟", "faq_who_decides"),
    ("شكرا لكم", "thank"),
    ("السلام عليكم", "greet"),
    ("كم سعر الدولار اليوم؟", "out_of_scope"),
    ("مساعدة", "help"),
]
LABELS = {"full_name": "الاسم", "national_id": "رقم الهوية", "mobile": "رقم الجوال", "city": "المدينة"}

Told = tuple[str, Any]  # how it is written, what it is


def _in(alphabet: str, digits: str) -> str:
    return "".join(DIGITS[alphabet][int(d)] for d in digits)


alphabets = st.sampled_from(sorted(DIGITS))
ids = st.builds(
    lambda script, nine: (_in(script, nine + luhn.calc_check_digit(nine)), nine + luhn.calc_check_digit(nine)),
    alphabets,
    st.from_regex(r"[12][0-9]{8}", fullmatch=True),
)
mobiles = st.builds(
    lambda script, eight: (_in(script, "05" + eight), "+9665" + eight),
    alphabets,
    st.from_regex(r"[0-9]{8}", fullmatch=True),
)
TOLD: dict[str, st.SearchStrategy[Told]] = {
    "full_name": st.sampled_from([(name, name) for name in NAMES]),
    "national_id": ids,
    "mobile": mobiles,
    "city": st.sampled_from(sorted(CITIES.items())),
    "service_type": st.sampled_from(sorted(SERVICES.items())),
    "description": st.sampled_from([(need, need) for need in NEEDS]),
}


class Listener:
    """Talks, and writes down what was meant."""

    def __init__(self) -> None:
        self.visitor = Visitor()
        self.known: dict[str, Any] = {}
        self.last = ""
        self.visitor.say("أبغى أطلب خدمة")

    @property
    def asks(self) -> str:
        return self.visitor.state.asks or ""

    def say(self, text: str, intent: str | None = None) -> None:
        self.visitor.say(text, intent)

    def answer(self, data: st.DataObject) -> None:
        field = self.asks
        if field in TOLD:
            text, value = data.draw(TOLD[field])
            if text == self.last:  # an equal answer twice in a row counts as sent twice by mistake
                return
            self.say(text)
            self.known[field], self.last = value, text
        elif field == "confirm":
            self.say("نعم")

    def correct(self, data: st.DataObject) -> None:
        """Names a field that was answered, and the right value."""
        corrected = sorted(set(LABELS) & set(self.known))
        if not corrected or self.visitor.state.form is None:
            return
        field = data.draw(st.sampled_from(corrected))
        text, value = data.draw(TOLD[field])
        wording = data.draw(st.sampled_from(["لا، {} غلط، الصحيح {}", "غيّر {} إلى {}", "لحظة {} خطأ، الصحيح {}"]))
        self.say(wording.format(LABELS[field], text))
        self.known[field], self.last = value, ""

    def wrong_and_right(self, data: st.DataObject) -> None:
        """«غيّر المدينة», then the new value when asked."""
        corrected = sorted(set(LABELS) & set(self.known))
        if not corrected or self.visitor.state.form is None:
            return
        field = data.draw(st.sampled_from(corrected))
        self.say(f"غيّر {LABELS[field]}")
        assert self.asks == field
        text, value = data.draw(TOLD[field].filter(lambda told: told[0] != self.last))
        self.say(text)
        self.known[field], self.last = value, text

    def aside(self, data: st.DataObject) -> None:
        asked = self.asks
        text, intent = data.draw(st.sampled_from(ASIDES))
        if text == self.last or (text, intent) == self._said_aside:
            return
        self._said_aside = (text, intent)
        self.say(text, intent)
        assert self.asks == asked

    _said_aside: tuple[str, str] | None = None

    def again(self, _: st.DataObject) -> None:
        """The last answer arrives twice."""
        asked = self.asks
        if (
            self.last
            and asked in ("national_id", "mobile", "city", "service_type", "description")
            and not self._repeated
        ):
            self._repeated = True
            self.say(self.last)
            assert self.asks == asked

    _repeated = False

    def pause(self, _: st.DataObject) -> None:
        """Put aside, and taken up on another day."""
        if self.visitor.state.form is None:
            return
        self.say("كمل بعدين")
        assert self.visitor.state.form is None
        self.say("أكمل طلبي")

    def back(self, data: st.DataObject) -> None:
        if self.asks in TOLD and self.known:
            self.say("رجوع")
            self._repeated = False
            self.last = ""
            self.answer(data)

    def old_button(self, data: st.DataObject) -> None:
        """An option of an earlier list, pressed late."""
        if "service_type" not in self.known or self.visitor.state.form is None:
            return
        key, title = data.draw(st.sampled_from([("device", "جهاز أو معدات"), ("other", "خدمة أخرى")]))
        self.visitor.hear(Understood.from_choice(f"f:set:service_type:{key}", title))
        self.known["service_type"], self.last = title, ""

    def finish(self, data: st.DataObject) -> None:
        for _ in range(20):
            if self.visitor.submissions:
                return
            if self.asks == "attestation":
                self.say("أقر بصحة البيانات")
            elif self.asks == "confirm":
                self.confirmed = dict(self.known)
                self.say("نعم")
            else:
                self._repeated = False
                self.answer(data)
        raise AssertionError(f"never sent; asks {self.asks}")


MOVES: list[Callable[[Listener, st.DataObject], None]] = [
    Listener.answer, Listener.answer, Listener.answer, Listener.correct, Listener.wrong_and_right, Listener.aside,
    Listener.again, Listener.pause, Listener.back, Listener.old_button,
]  # fmt: skip


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(MOVES), max_size=25), st.data())
def test_what_is_sent_is_what_was_confirmed_last(
    moves: list[Callable[[Listener, st.DataObject], None]], data: st.DataObject
) -> None:
    talk = Listener()
    for move in moves:
        if talk.visitor.submissions or talk.asks == "attestation":
            break
        move(talk, data)
    talk.finish(data)
    (submission,) = talk.visitor.submissions
    assert dict(submission.values) == talk.known
    assert submission.attestation is not None
