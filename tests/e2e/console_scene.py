"""A lively day at the association, told through the channels: what the console's tests and pictures look at."""

import io
from dataclasses import dataclass, field

from PIL import Image

from bot.ingest import utc_now
from handoff import auth
from storage import staff
from tests.gateway import Running
from tests.people import Person, Visitor

PASSWORD = "a-password-for-tests"


@dataclass(slots=True)
class Scene:
    """A gateway with people in it. `hash` is made once: it is slow on purpose."""

    running: Running
    hash: str = ""
    people: dict[str, Person] = field(default_factory=dict)

    async def colleague(self, name: str, email: str, role: str = "agent") -> str:
        """An account; -> its e-mail."""
        self.hash = self.hash or await auth.Passwords().hashed(PASSWORD)
        async with self.running.db.transaction() as tx:
            await staff.add(tx, email, name, role, self.hash, utc_now())
        return email

    async def person(self, channel: str, name: str, *said: str) -> Person:
        """Somebody of that name, who has said these things and heard the answers."""
        person = Visitor(self.running) if channel == "webchat" else Person(self.running, channel)
        self.people[name] = person
        for words in said:
            stamp = {} if channel == "webchat" else {"sender_name": name}
            await person.says(words, **stamp)
            await person.hears()
        return person


def picture(colour: str = "#c9b28a") -> bytes:
    """A small JPEG."""
    file = io.BytesIO()
    Image.new("RGB", (320, 200), colour).save(file, "JPEG")
    return file.getvalue()


async def lively(running: Running) -> Scene:
    """Somebody waits in need, somebody in the middle of a form, somebody with the bot; on every channel."""
    scene = Scene(running)
    await scene.colleague("نورة السالم", "noura@example.org")
    await scene.colleague("خالد العتيبي", "khalid@example.org")
    await scene.colleague("هند القحطاني", "hind@example.org", "supervisor")
    await scene.person("telegram", "أم فهد", "السلام عليكم", "الحقوني صاحب البيت بيطردنا بكرة وما عندنا مكان نروح له")
    await scene.person("whatsapp_cloud", "سعد الشمري", "متى يأتيني الرد على طلبي؟", "أبغى أكلم موظف لو سمحت")
    form = ("أبغى أقدم طلب خدمة", "عبدالله محمد الحربي", "أبغى أتكلم مع موظف")
    await scene.person("webchat", "زائر", *form)
    await scene.person("twilio_sms", "أبو ناصر", "وش اوراق التسجيل عندكم", "أبي موظف يكلمني")
    await scene.person("telegram", "Maria", "When will I get an answer?", "I want to talk to a person")
    await scene.person("whatsapp_cloud", "لطيفة", "كيف أتبرع للجمعية؟", "شكرًا الله يعطيكم العافية")
    await scene.person(
        "telegram", "يوسف", "كم سعر صرف الين الياباني اليوم؟", "وما نتيجة مباراة أمس في الدوري الإسباني؟"
    )
    rent = await scene.person("whatsapp_cloud", "منيرة الدوسري", "عندي شكوى على التأخير في الرد", "أبغى موظف")
    await rent.does(
        "send_media", picture(), "image/jpeg", kind="image", caption="هذا عقد الإيجار", sender_name="منيرة الدوسري"
    )
    await rent.hears()
    return scene
