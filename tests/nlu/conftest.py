"""A small seed of training data and a model trained on it, shared by the tests of the engine."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.nlu.rasa_server import RasaProcess, trained

NOW = datetime(2025, 3, 3, 9, 0, tzinfo=UTC)
SEED = {
    "greet": "السلام عليكم | صباح الخير | مرحبا | هلا والله | مساء النور عليكم | يا هلا بكم"
    " | سلام عليكم ورحمة الله | hello",
    "thank": "شكرا لكم | مشكورين ما قصرتم | يعطيكم العافية | جزاكم الله خيرا | الف شكر | تسلمون والله"
    " | ممنون لكم | thanks",
    "affirm": "نعم | اي نعم | موافق | تمام اعتمد | ايوه صحيح | أكيد | طيب كملوا | yes",
    "deny": "لا | لا ما أبغى | مو صحيح | كلا | لا شكرا | أبدا لا | ما أوافق | no",
    "faq_decision_time": "متى يجيني الرد على طلبي | كم ياخذ الطلب وقت | متى تردون علي | كم مدة دراسة الطلب"
    " | متى النتيجة | كم أسبوع أنتظر الرد | متى يصل الجواب | when will you decide",
    "faq_who_decides": "من يقرر قبول الطلب | مين اللي يوافق على الطلبات | مين صاحب القرار | لجنة البحث من هم"
    " | من يدرس الطلب ويقرر | القرار عند مين | من الجهة التي توافق | who decides on requests",
    "start_support_request": "أبغى أقدم على دعم | أحتاج مساعدة مالية لأسرتي | ودي أطلب دعم | ساعدوني في إيجار البيت"
    " | نبي سلة غذائية | أرغب في طلب دعم مستفيد | محتاج مساعدة للأولاد | I need financial support",
    "request_human": "أبي أكلم موظف | حولني على إنسان | أريد التحدث مع شخص | كلموني مع الموظفة | ابغى موظف خدمة"
    " | ودي أتكلم مع احد منكم | عطني موظف بشري | talk to an agent",
    "faq_working_hours": "متى تفتحون | أوقات الدوام عندكم | كم ساعات العمل | تداومون يوم الجمعة | متى يبدأ دوامكم"
    " | إلى الساعة كم تشتغلون | هل تعملون يوم السبت | what are your working hours",
    "out_of_scope": "كم سعر الدولار | وش نتيجة مباراة الهلال | حالة الطقس غدا | كيف أطبخ الكبسة | أبغى أشتري سيارة"
    " | من فاز بالدوري | عطني نكتة | تجديد رخصة القيادة | كم سعر الذهب اليوم | حجز طيران للقاهرة | أفضل جوال في السوق"
    " | متى إجازة المدارس | ترجم لي هذه الجملة | درجة الحرارة في الرياض | what is the capital of France",
}


def write_seed(path: Path, seed: dict[str, str]) -> Path:
    blocks = [
        f"- intent: {intent}\n  examples: |\n" + "\n".join(f"    - {text.strip()}" for text in texts.split("|"))
        for intent, texts in seed.items()
    ]
    path.write_text('version: "3.1"\nnlu:\n' + "\n".join(blocks) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def seed_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_seed(tmp_path_factory.mktemp("data") / "seed.yml", SEED)


@pytest.fixture(scope="session")
def seed_model(seed_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    from nlu.embedded.train import train

    path = tmp_path_factory.mktemp("model") / "model.npz"
    train([seed_data], path)
    return path


@pytest.fixture(scope="session")
def rasa_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RasaProcess]:
    """A real server, started once for all tests that want it."""
    with trained(tmp_path_factory.mktemp("rasa")) as server:
        yield server


@pytest.fixture
def rasa(rasa_process: RasaProcess) -> RasaProcess:
    """The same, running."""
    if not rasa_process.runs():
        rasa_process.start()
    return rasa_process
