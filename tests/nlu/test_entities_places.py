"""Cities by their spellings, ratings, and the name that a form asked for."""

import pytest

from nlu.entities import extract
from nlu.entities.gazetteer import spellings
from tests.nlu.test_entities import NOW, check, found

CITIES = [
    "أنا من [الرياض](city:الرياض)",
    "ساكن ب[الرياض](city:الرياض)",
    "لل[رياض](city:الرياض)",
    "ف[الرياض](city:الرياض)",
    "ساكنة في [جدة](city:جدة)",
    "ب[جدة](city:جدة)",
    "في [جده](city:جدة)",
    "[مكة](city:مكة المكرمة)",
    "[مكه المكرمه](city:مكة المكرمة)",
    "أهل [المدينة المنورة](city:المدينة المنورة)",
    "ساكن في [المدينة](city:المدينة المنورة)",
    "[الدمام](city:الدمام)",
    "ب[الخبر](city:الخبر)",
    "ساكنين في [الخبر](city:الخبر)",
    "[الحسا](city:الأحساء)",
    "من [الاحساء](city:الأحساء)",
    "[الطايف](city:الطائف)",
    "[جيزان](city:جازان)",
    "[ابو عريش](city:أبو عريش)",
    "[خميس مشيط](city:خميس مشيط)",
    "[ابها](city:أبها)",
    "[حايل](city:حائل)",
    "محافظة [الدوادمي](city:الدوادمي)",
    "[حفر الباطن](city:حفر الباطن)",
    "[وادي الدواسر](city:وادي الدواسر)",
    "[بريده](city:بريدة) القصيم",
    "من [عنيزه](city:عنيزة)",
    "محافظة [الكامل](city:الكامل)",
    "ساكن في محافظة [الوجه](city:الوجه)",
    "[ينبع](city:ينبع)",
    "[تبوك](city:تبوك)",
    "[نجراان](city:نجران)",
    "i live in [jeddah](city:جدة)",
    "from [Al Khobar](city:الخبر)",
    "[Riyadh](city:الرياض)",
    "[makkah](city:مكة المكرمة)",
    "[Hafr Al-Batin](city:حفر الباطن)",
    "[أحد رفيدة](city:أحد رفيدة)",
    "انتقلت من [الرياض](city:الرياض) إلى [القطيف](city:القطيف)",
    "[محايل](city:محايل عسير)",
    "و[بيشة](city:بيشة)",
    "[شروره](city:شرورة)",
    "مستفيدة من [صبيا](city:صبيا)",
    "[القريات](city:القريات)",
    "فرعكم في [شقراء](city:شقراء)",
    "من [الدمام](city:الدمام) و[الخبر](city:الخبر)",
    "[الخبر](city:الخبر)",
    "من أهل [الجبييل](city:الجبيل)",
    "from [Al-Qatif](city:القطيف)",
    "ساكن في محافظة [بدر](city:بدر)",
    "زوجي من [حائل](city:حائل)",
    "فرع [حائل](city:حائل) بعيد",
    "من أهل [ينبع](city:ينبع)",
    "ب[ينبع](city:ينبع)",
    "نسكن في [الباحة](city:الباحة)",
    "مزرعة حول [طريف](city:طريف)",
    "سكنت [المجمعة](city:المجمعة) مدة",
    "نقلونا إلى [المجمعة](city:المجمعة)",
    "زرت [الخبر](city:الخبر) ورجعت",
    "أهلي في [بدر](city:بدر)",
    "قرب [السليل](city:السليل)",
    "رايح [عفيف](city:عفيف)",
    "ساكن في [خميس مشيت](city:خميس مشيط)",
    "[حفر الباطم](city:حفر الباطن)",
    "[وادي الدواصر](city:وادي الدواسر)",
    "في [القويعيا](city:القويعية)",
    "من [التايف](city:الطائف)",
    "أسكن [القنفذا](city:القنفذة)",
    "i live in [dammamm](city:الدمام)",
    # --- none -----------------------------------------------------------------------------------------------------
    "جاني الخبر متأخر",
    "حسابي في بنك الرياض",
    "طريق مكة زحمة",
    "شارع الرياض",
    "حساسية في الوجه",
    "الاسم الكامل",
    "رياض الأطفال",
    "روضة ورياض أطفال",
    "مع جده وجدته",
    "بنتي شقراء",
    "جدة أولادي مريضة",
    "اسمي بدر",
    "مدينة الملك عبدالله",
    "أحب الرياضة",
    "المرض حائل دون شغلي",
    "وقف العمر حائل بيني وبين الوظيفة",
    "الماء ينبع من تحت الجدار",
    "كل هذا ينبع من حرصكم",
    "في باحة المدرسة",
    "عندنا باحة صغيرة",
    "المبالغ المجمعة عندكم",
    "سمعت عن الخبر",
    "في البدائل المتاحة",
    "بعد الإحسان من الإحسان",
    "الخميس مشيت للمستشفى",
    "ما عندي أحد رفيقة",
    "في الطائفة نفسها",
    "ما نعرف أحد في هالمدينة",
    "انتقلنا إلى المدينة الصغيرة",
    "أنا جدة وأربي أحفادي",
    "رجعت لهم بالخبر اليقين",
    "Riyad Bank",
    "قدمت [3](number:3) مرات",
    "صار حريق في البيت",
    "انكسر الحائط",
    "ضيعت بطاقتي",
    "خرج من المستشفى",
    "جدا مستعجل",
    "المدينة كبيرة",
    "المدينة الصناعية بعيدة علينا",
    "الباحة قدام البيت مليانة موية",
]
RATINGS = [
    "[⭐⭐⭐⭐](rating:4)",
    "[⭐️⭐️⭐️⭐️⭐️](rating:5)",
    "[★★★☆☆](rating:3)",
    "[🌟🌟](rating:2) بس",
    "[4 من 5](rating:4)",
    "[٤ من ٥](rating:4)",
    "[4/5](rating:4)",
    "[أربعة من خمسة](rating:4)",
    "تقييمي [3 من أصل 5](rating:3)",
    "[خمس نجوم](rating:5)",
    "[5 نجوم](rating:5) تستاهلون",
    "أعطيكم [ثلاث نجوم](rating:3)",
    "[نجمة واحدة](rating:1)",
    "[نجمتين](rating:2) وكثير عليكم",
    "[3 نجوم من 5](rating:3)",
    "تقييمي [4](rating:4)",
    "أقيم الخدمة ب[خمسة](rating:5)",
    "أقيمكم [٥](rating:5)",
    "التقييم: [2](rating:2)",
    "أعطيكم [خمسة](rating:5)",
    "قيمتكم ب[أربعة](rating:4)",
    "[5 stars](rating:5)",
    "[4 out of 5](rating:4)",
    "i rate you [3](rating:3)",
    "[5️⃣](rating:5)",
    "الموظف يستاهل [خمسة من خمسة](rating:5)",
    "[5 ⭐](rating:5)",
    "[⭐⭐⭐⭐ 4](rating:4)",
    "[نجمة](rating:1)",
    "[نجمة من خمس](rating:1)",
    "[٤ نجمات](rating:4)",
    "أديكم [تلاتة](rating:3)",
    "خدمة ممتازة [5](rating:5)",
    "ابقيمكم [5](rating:5)",
    "بحط لكم [أربع نجوم](rating:4)",
    "أعطيكم [5/5](rating:5)",
    "[ثنتين من خمس](rating:2)",
    "[4 njom](rating:4)",
    "[khams njom](rating:5)",
    "[arba3 njoom](rating:4) bas",
    "تعامل الموظف [4️⃣](rating:4)",
    "[3️⃣](rating:3) شكرا لكم",
    "i would give you [4](rating:4)",
    "[one star](rating:1)",
    # --- none -----------------------------------------------------------------------------------------------------
    "ممتاز جدا",
    "كيف أقيم الخدمة",
    "8/10",
    "4.5 من 5",
    "فندق خمس نجوم",
    "ولا نجمة",
    "أقيم في [الرياض](city:الرياض) من [3](number:3) سنوات",
    "8 من 10",
    "تقييم [3](number:3) طلبات",
    "⭐⭐⭐⭐⭐⭐⭐",
    "[3](number:3) من عيالي",
]
NAMES = [
    "[نورة سعد القحطاني](full_name:نورة سعد القحطاني)",
    "اسمي [محمد العتيبي](full_name:محمد العتيبي)",
    "أنا [سارة بنت خالد الحربي](full_name:سارة بنت خالد الحربي)",
    "الاسم: [عبد الله بن فهد آل سعد](full_name:عبد الله بن فهد آل سعد)",
    "اسمي الكامل [فاطمة أحمد علي](full_name:فاطمة أحمد علي)",
    "السلام عليكم معك [خالد الشمري](full_name:خالد الشمري)",
    "my name is [Huda Al-Otaibi](full_name:Huda Al-Otaibi)",
    "[ahmed salem](full_name:ahmed salem)",
    "[أبو بكر الزهراني](full_name:أبو بكر الزهراني) وجوالي [0551234567](mobile:+966551234567)",
    "[عبدالرحمن محمد](full_name:عبدالرحمن محمد)، ورقمي [0551234567](mobile:+966551234567)",
    "[مُحَمَّد القَرني](full_name:مُحَمَّد القَرني)",
    "أنا اسمي [ريم فهد](full_name:ريم فهد)",
    "د. [محمد العمري](full_name:محمد العمري)",
    "اسم الزوج [فهد الحربي](full_name:فهد الحربي)",
    "السيدة [نورة علي](full_name:نورة علي)",
    "محمد",
    "اسمي نورة",
    "ليش تبغون اسمي",
    "ابغى موظف",
    "؟؟",
    "الله يعطيكم العافية",
    "كم ياخذ وقت الطلب",
    "لا شكرا",
]


@pytest.mark.parametrize("marked", CITIES)
def test_cities(marked: str) -> None:
    check(marked)


@pytest.mark.parametrize(
    "marked", ["[الخبر](city:الخبر)", "[بدر](city:بدر)", "[رياض](city:الرياض)", "[المدينه](city:المدينة المنورة)"]
)
def test_a_city_asked_for_needs_no_preposition(marked: str) -> None:
    check(marked, "city")


@pytest.mark.parametrize("text", ["المدينة الجامعية", "ساكن بالمدينة الجامعيه", "المدينة الطبية"])
def test_a_campus_is_no_city_even_where_one_is_asked_for(text: str) -> None:
    assert found(text, "city") == []


@pytest.mark.parametrize("official", sorted({s.official for s in spellings().values()}))
def test_every_official_name_is_found_where_a_city_is_asked_for(official: str) -> None:
    assert [e.value for e in extract(official, now=NOW, expects="city") if e.entity == "city"] == [official]


@pytest.mark.parametrize("marked", RATINGS)
def test_ratings(marked: str) -> None:
    check(marked)


@pytest.mark.parametrize(
    "marked", ["[4](rating:4)", "[خمسة](rating:5)", "[٣](rating:3)", "ممكن [اثنين](rating:2)", "9"]
)
def test_a_rating_asked_for_is_read_bare(marked: str) -> None:
    text = marked if marked != "9" else "[9](number:9)"
    check(text, "rating")


@pytest.mark.parametrize("marked", NAMES)
def test_the_full_name_asked_for(marked: str) -> None:
    check(marked, "full_name")


def test_a_bare_name_is_read_only_where_it_is_asked_for() -> None:
    assert extract("محمد سعد العتيبي", now=NOW) == []
