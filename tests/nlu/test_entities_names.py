"""Names that a message introduces by itself; and the words after «اسمي» and «أنا» that are none."""

import pytest

from tests.nlu.test_entities import check

NAMES = [
    "اسمي [نورة سعد القحطاني](full_name:نورة سعد القحطاني)",
    "اسمي [محمد العتيبي](full_name:محمد العتيبي) من [الرياض](city:الرياض)",
    "انا اسمي [فهد الحربي](full_name:فهد الحربي) وجوالي [0551234567](mobile:+966551234567)",
    "الاسم: [عبد الله بن فهد آل سعد](full_name:عبد الله بن فهد آل سعد)",
    "الاسم : [ريم خالد](full_name:ريم خالد)",
    "معك [خالد الشمري](full_name:خالد الشمري)",
    "معاك [سارة المطيري](full_name:سارة المطيري) ابغى اسجل",
    "السلام عليكم معكم [نوف بنت سعد الدوسري](full_name:نوف بنت سعد الدوسري)",
    "my name is [Huda Al-Otaibi](full_name:Huda Al-Otaibi)",
    "my name is [Ahmed Salem](full_name:Ahmed Salem) and i need help",
    "esmi [khalid alharbi](full_name:khalid alharbi) w abi mosa3da",
    "اسمي [عبدالرحمن محمد](full_name:عبدالرحمن محمد)، وعندي [5](number:5) عيال",
    "اسمي الكامل [فاطمة أحمد علي](full_name:فاطمة أحمد علي)",
    "اسمي هو [سلمان ناصر](full_name:سلمان ناصر)",
    "اسمي [هند عايض](full_name:هند عايض) وابي اسجل",
    "اسمي [محمد قدور الغامدي](full_name:محمد قدور الغامدي) قدمت طلب",
    "اسمي [أبو بكر الزهراني](full_name:أبو بكر الزهراني)",
    "اسمي [أم خالد](full_name:أم خالد)",
    "اسمي [عبد العزيز سعود](full_name:عبد العزيز سعود) وعمري [40](number:40)",
    "اسمي [ضيف الله العتيبي](full_name:ضيف الله العتيبي)",
    "اسمي [سعد بن عبدالله القرني](full_name:سعد بن عبدالله القرني) ابغى مساعدة",
    "أنا [محمد القحطاني](full_name:محمد القحطاني) قدمت طلب",
    "أنا اسمي [وليد وائل](full_name:وليد وائل)",
    "اسم المستفيد: [حصة علي الدوسري](full_name:حصة علي الدوسري)",
    "اسمي [محمد دحيّم](full_name:محمد دحيّم)",
    "اختكم [نورة العتيبي](full_name:نورة العتيبي)",
    "الطلب باسم [أحمد علي الزهراني](full_name:أحمد علي الزهراني)",
    "اسمي د. [محمد العمري](full_name:محمد العمري)",
    "ismi [sara al7arbi](full_name:sara al7arbi)",
    "name: [Maria Santos](full_name:Maria Santos)",
]
NO_NAMES = [
    "اسمي مكتوب غلط",
    "اسمي ما طلع",
    "الاسم الكامل مطلوب؟",
    "أنا مطلقة وعندي [3](number:3) عيال",
    "معك حق",
    "معك موظف خدمة العملاء؟",
    "اسمي نورة",
    "اسمي موجود في القائمة",
    "اسمي الثلاثي غلط",
    "اسمي غلط في الهوية",
    "أنا أرملة محتاجة",
    "أنا سعيد جدا بخدمتكم",
    "أنا محمد",
    "معك محمد",
    "اسمي محمد ومحتاج مساعدة",
    "my name is wrong in the file",
    "my name is not on the list",
    "i am looking for help",
    "i am very tired",
    "this is not fair",
    "انا ام خالد",
    "انا محتاج مساعدة",
    "اسمي نزل مع المقبولين",
    "ليش اسمي ما نزل",
    "الاسم مو واضح",
    "الاسم: مطلوب",
    "اسمي في الهوية مختلف",
    "معاك دقيقة؟",
    "معكم كل الحق",
    "باسم الله",
    "esmi maktoob ghalat",
    "اخوكم محتاج",
    "انا اسكن في [الرياض](city:الرياض)",
    "اسمي محمد ابغى اسجل",
    "اسمي ريم ساكنة في [جدة](city:جدة)",
    "كيف أغير اسمي",
    "أنا طالبة جامعية",
    "أنا علي دين",
    "انا عندي مشكلة",
    "هل اسمي مسجل",
    "أنا نورة محتاجة مساعدة",
    "اسمي أمل وعمري [30](number:30)",
    "أنا من [جدة](city:جدة)",
    "أنا الأم الحاضنة",
    "معك الوقت الكافي",
]


@pytest.mark.parametrize("marked", NAMES)
def test_a_name_introduced_is_found_without_its_carrier(marked: str) -> None:
    check(marked)


@pytest.mark.parametrize("marked", NO_NAMES)
def test_what_is_no_name_is_left_alone(marked: str) -> None:
    check(marked)


@pytest.mark.parametrize(
    "marked",
    [
        "سجلوني باسم [هيا عبدالرحمن الطائفي](full_name:هيا عبدالرحمن الطائفي)",
        "اكتبه باسم [سعد ناصر](full_name:سعد ناصر)",
        "[باسم محمد العلي](full_name:باسم محمد العلي)",
        "مسجل باسم زوجي [حمد راشد المري](full_name:حمد راشد المري)",
        "اكتبي عندك: [وضحى سالم الهاجري](full_name:وضحى سالم الهاجري)",
        "الاسم [جواهر مبارك القحطاني](full_name:جواهر مبارك القحطاني) والجوال بعدين",
        "[محمد الطيب](full_name:محمد الطيب)",
        "الاسم [ريم حسن المدني](full_name:ريم حسن المدني) وانا من [ينبع](city:ينبع)",
        "[فهد سالم القرني](full_name:فهد سالم القرني) وساكن ب[الدمام](city:الدمام)",
    ],
)
def test_an_awaited_name_ends_where_something_else_begins(marked: str) -> None:
    check(marked, "full_name")
