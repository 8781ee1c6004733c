"""Cities and governorates of Saudi Arabia: the official name, then the spellings in use.

One line a place. Spellings are folded by the normaliser when read, so hamza, ta marbuta and the like need no variants.
A spelling that is also an ordinary word is marked: `~` wants a preposition or a word of dwelling before it (الخبر,
شقراء), `~~` wants a word of dwelling (الكامل, الوجه).
"""

from functools import cache
from typing import NamedTuple

from nlu.arabic import normalise

_PLACES = """
الرياض: ~رياض، riyadh، riyad، ar riyadh، الرياظ، الريض
الدرعية: ~درعيه، diriyah، deriyah، addiriyah
الخرج: kharj
الدوادمي: دوادمي، dawadmi
المجمعة: ~المجمعه، majmaah
القويعية: قويعيه، quwayiyah، al quwaiiyah
وادي الدواسر: الوادي الدواسر، wadi ad dawasir، wadi aldawasir، wadi al dawasir
الأفلاج: افلاج، ليلى الافلاج، aflaj
الزلفي: زلفي، zulfi، az zulfi
شقراء: ~شقرا، shaqra، shagra
حوطة بني تميم: ~الحوطه، ~حوطه، hotat bani tamim، hawtat bani tamim
عفيف: ~عفيف، afif
السليل: ~السليل، as sulayyil، sulayyil
ضرما: dhurma
المزاحمية: مزاحميه، muzahimiyah، muzahmiyya
رماح: ~رماح
ثادق: thadiq
حريملاء: huraymila
الحريق: ~~الحريق، al hariq
الغاط: al ghat
مرات: ~~مرات
الرين: ~الرين
الدلم: aldilam، al dilam
مكة المكرمة: مكه، مكا، مكه الكرمه، makkah، mecca، makka، makkah al mukarramah
جدة: jeddah، jedda، jiddah، jedah
الطائف: طايف، taif، at taif، ataif
القنفذة: قنفذه، القنفده، qunfudhah، qunfudah
الليث: ~الليث، al lith، allith
رابغ: rabigh
خليص: khulais
الجموم: al jumum
الكامل: ~~الكامل
الخرمة: ~~خرمه، khurmah، al khurma
رنية: ranyah
تربة: ~تربه، turbah
المويه: ~~المويه
ميسان: ~ميسان
أضم: ~اضم
العرضيات:
بحرة: ~بحره، bahrah
المدينة المنورة: مدينه المنوره، طيبه الطيبه، ~المدينه، madinah، medina، madina، al madinah al munawwarah
ينبع: ينبع البحر، ينبع النخل، ينبع الصناعيه، yanbu
العلا: al ula، alula
المهد: مهد الذهب، المهد الذهب، ~~المهد، mahd adh dhahab
بدر: ~~بدر
خيبر: khaybar، khaibar
الحناكية: حناكيه
العيص:
وادي الفرع:
بريدة: buraidah، buraydah، buraida، breidah
عنيزة: unaizah، unayzah، onaizah، onaiza
الرس: ar rass، al rass، alrass
المذنب: ~المذنب، mithnab
البكيرية: بكيريه، bukayriyah، al bukairiyah
البدائع: بدايع، badaya، al badai
الأسياح: اسياح
النبهانية:
الشماسية:
عيون الجواء: عيون الجوى
رياض الخبراء:
عقلة الصقور:
ضرية: ~ضريه
الدمام: دمام، dammam، ad dammam، addammam
الأحساء: الحسا، الاحسى، احسا، ahsa، hasa
الهفوف: هفوف، hofuf، hufuf
المبرز: ~المبرز، mubarraz
حفر الباطن: حفر باطن، الحفر الباطن، ~الحفر، حفرالباطن، hafr al batin، hafar al batin، hafr albatin، hafar albatin
الجبيل: جبيل، الجبيل الصناعيه، jubail، jubayl
القطيف: قطيف، qatif، qateef
الخبر: ~الخبر، khobar
الخفجي: خفجي، khafji
رأس تنورة: راس التنوره، ras tanura
بقيق: ابقيق، abqaiq، buqayq
النعيرية: نعيريه
قرية العليا:
العديد: ~~العديد
الظهران: ظهران، dhahran
صفوى: ~~صفوه، safwa
سيهات: saihat
تاروت:
أبها: abha
خميس مشيط: خميس امشيط، خميس مشيظ، الخميس مشيط، khamis mushait، khamis mushayt
بيشة: bisha، bishah
النماص: نماص
محايل عسير: محايل، muhayil
ظهران الجنوب:
تثليث:
سراة عبيدة:
رجال ألمع: رجال المعع، rijal almaa
بلقرن: البلقرن
أحد رفيدة: احد رفيدا
المجاردة: مجارده
البرك: ~البرك
بارق: ~بارق
تنومة:
طريب:
الحرجة: ~الحرجه
تبوك: tabuk، tabouk
الوجه: ~~الوجه
ضباء: duba
تيماء: tayma
أملج: umluj، umlaj
حقل: ~~حقل
البدع: ~البدع
حائل: hail، ha il، hael
بقعاء:
الغزالة: ~الغزاله
الشنان:
الحائط: ~~الحايط
السليمي: ~السليمي
الشملي: ~الشملي
موقق:
سميراء:
عرعر: arar
رفحاء: رفحه، rafha
طريف: ~طريف، turaif
العويقيلة:
جازان: جيزان، jazan، jizan، gizan
صبيا: ~صبيا، sabya
أبو عريش: ابوعريش، abu arish
صامطة: samtah
بيش: ~بيش
الدرب: ~~الدرب
الحرث: ~الحرث
ضمد: ~ضمد
الريث:
فرسان: ~فرسان، جزر فرسان، farasan
الدائر: ~~الداير، الداير بني مالك
العارضة: ~العارضه
أحد المسارحة:
العيدابي:
فيفا: ~فيفا
هروب: ~~هروب
الطوال: ~~الطوال
نجران: najran
شرورة: sharurah
حبونا:
بدر الجنوب:
يدمة:
ثار: ~~ثار
خباش:
الباحة: الباحا، ~~باحه، baha، al bahah
بلجرشي: بالجرشي، baljurashi
المندق:
المخواة:
قلوة:
العقيق: ~العقيق
القرى: ~~القري
الحجرة: ~الحجره
غامد الزناد:
بني حسن:
سكاكا: سكاكه، sakaka، sakakah
القريات: قريات، qurayyat، gurayat
دومة الجندل: dumat al jandal
طبرجل: tabarjal
صوير:
"""


class Spelling(NamedTuple):
    """`marks`: how much has to stand before the spelling, 0, 1 or 2."""

    official: str
    marks: int


@cache
def spellings() -> dict[str, Spelling]:
    """Normal spelling -> place. Built once, when the first message is read."""
    table: dict[str, Spelling] = {}
    for line in _PLACES.strip().splitlines():
        official, _, forms = line.partition(":")
        marked = [form.strip() for form in forms.split("،") if form.strip()]
        own = normalise(official)
        for form in [*marked, own]:
            name, marks = form.lstrip("~"), len(form) - len(form.lstrip("~"))
            for spelling in _with_article(normalise(name)):
                table.setdefault(spelling, Spelling(official, marks))
    return table


def _with_article(name: str) -> list[str]:
    """Latin spellings are written with and without the article, apart or joined."""
    return [name, f"al {name}", f"al{name}"] if name.isascii() else [name]


@cache
def first_words() -> frozenset[str]:
    return frozenset(spelling.split()[0] for spelling in spellings())
