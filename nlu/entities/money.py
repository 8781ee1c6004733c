"""Amounts of riyals: with the currency, in thousands that count nothing else, or where money is spoken of."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from nlu.entities.counted import CURRENCY, FOREIGN
from nlu.entities.counting import counts_noun, is_percentage, is_year, names_something
from nlu.entities.quantities import Quantity
from nlu.entities.reading import Candidate, Reading, distractor, nouns, verbs, words

_MARKS = (("ر", ".", "س", "."), ("ر", ".", "س"), ("ر", "س"), ("رس",), ("sar",), ("sr",), ("ريال",))
_MARK_ENDS = frozenset(mark[-1] for mark in _MARKS)
_ABOUT_MONEY = (
    nouns(
        """
        راتب رواتب معاش دخل مدخول ايجار اجار ايجارات اجره دين ديون قرض قروض قسط اقساط مبلغ مبالغ مصروف مصاريف مصروفات
        مصروفيه تكلفه تكاليف سعر رسوم غرامه غرامات مكافاه ضمان تقاعد نفقه تبرع سداد تسديد سلفه فلوس متاخرات مستحقات
        حواله رصيد ديه مهر تحويل فاتوره فواتير كهربا حافز اعانه معونه بدل كفاله ميزانيه زكاه صدقه التزام التزامات
        """
    )
    | verbs(
        """
        مديون مديونه مديونين تكلف يكلف تكلفني يكلفني كلف كلفت كلفني كلفتني تبرعت اتبرع بتبرع دفع دفعت ادفع ندفع دفعنا
        يدفع تدفع دفعوا سدد سددت اسدد نسدد صرف اصرف نصرف صرفت يصرف يصرفون صرفوا يصرفوا قبض اقبض نقبض يقبض اتقاضي
        يتقاضي تتقاضي استلم يستلم نستلم تستلم مطلوب مطلوبه محكوم اكسب يكسب نكسب سلفني تسلفت متسلف حولت حولوا يحولون
        ينقصني ناقصني ينقصنا يطلبني يطالبني يطالبوني
        """
    )
    | words("salary income rent debt debts pay paid earn owe owes loan wage pension bill amount cost costs")
)
_OWED = verbs("علي عليه علينا عليها")
_NEEDING = verbs(
    """
    احتاج احتاجه نحتاج محتاج محتاجه محتاجين ابغي ابي نبي نبغي اريد نريد ساعدوني تساعدوني اعطوني عطوني يعطوني يعطونا
    اعطونا عطونا اخذت اخذ ناخذ باقي متبقي يتبقي خذيت خذت اشتريت اشتريته بعت بعته وصلني جاني جتني وصلتني معي معاي ينزل
    نزل نزلت need
    """
)
_PERIODS = words("شهريا سنويا اسبوعيا يوميا بالشهر بالسنه monthly yearly")
# What stands between the money word and the number shows that the number is something else.
_OTHER_MATTER = verbs(
    """
    يوم كل عدد عددنا عددهم عندي عندنا عمري عمره عمرها اعمار عيالي اطفالي اولادي ساكنين نسكن افراد صار صارلي الساعه سنه
    عام منذ بعد قبل خلال رقم رقمه رقمها لمده مده دور متاخر متاخره
    """
)
_LATE = verbs("متاخر متاخره متاخرات")  # «متأخر ٣» are months, «متأخر ٩٠٠٠» is rent
_PAID_IN_PARTS = words("قسط اقساط قسطا دفعه دفعات فاتوره فواتير")
_SINCE = words("من منذ مند سنه عام في لعام لسنه بسنه since in")
_THANKS = words(
    "الف خير شكر شكرا مبروك مبارك تحيه تحيات سلامه هلا مرحبا اهلا عافيه حمد رحمه صلاه مليون الحمد وشكر تشكر سلام"
)
# After a price these bear their year: «سعر كامري 2019».
_MODELS = nouns("سياره موتر موديل طراز") | words(
    """
    كامري الكامري هايلكس الهايلكس كورولا يارس اكسنت النترا سوناتا هايس لاندكروزر جيب باترول فورد تويوتا هونداي نيسان
    كيا ددسن هوندا اكورد جمس يوكن مازدا شاص فورتشنر راف ايفون جالكسي camry hilux corolla accent elantra sonata toyota
    hyundai nissan kia ford iphone model car
    """
)
_CONNECTORS = words("الي الى لين حتي او ل - و to or")


def money(reading: Reading, numbers: Sequence[Quantity]) -> Iterator[Candidate]:
    claimed = [_candidate(reading, quantity) for quantity in numbers]
    for index in range(len(numbers) - 2, -1, -1):
        if claimed[index] is None and _shares_currency(reading, numbers[index], numbers[index + 1], claimed[index + 1]):
            claimed[index] = _amount(_as_large(numbers[index], numbers[index + 1]))
    yield from (candidate for candidate in claimed if candidate)
    yield from _named_amounts(reading)


def _candidate(reading: Reading, quantity: Quantity) -> Candidate | None:
    span = _with_currency(reading, quantity)
    if span:
        return _amount(quantity, *span)
    if reading.word(quantity.last + 1) in FOREIGN or reading.word(quantity.first - 1) == "$":
        return distractor(quantity.start, quantity.end)
    if reading.word(quantity.last + 1) in _THANKS and (quantity.scaled or quantity.value == 100):
        return distractor(quantity.start, quantity.end)
    return _amount(quantity) if _is_bare_amount(reading, quantity) else None


def _amount(quantity: Quantity, start: int | None = None, end: int | None = None) -> Candidate:
    value = round(quantity.value, 2) if quantity.whole is None else quantity.whole
    return Candidate("money", value, quantity.start if start is None else start, end or quantity.end)


def _with_currency(reading: Reading, quantity: Quantity) -> tuple[int, int] | None:
    """The span with the currency after the number, or before it: «500 ر.س», "SAR 500"."""
    after = _currency_end(reading, quantity.last + 1)
    if after:
        return quantity.start, after
    before = quantity.first - 1
    if reading.word(before) not in _MARK_ENDS:
        return None
    first = next((before - len(mark) + 1 for mark in _MARKS if reading.at(before - len(mark) + 1, *mark)), None)
    if first is None or reading.word(first - 1)[:1].isdigit():
        return None
    return reading.tokens[first].start, quantity.end


def _currency_end(reading: Reading, index: int) -> int | None:
    word = reading.word(index)
    if word == "saudi" and reading.word(index + 1) in CURRENCY:
        return reading.tokens[index + 1].end
    if word not in CURRENCY:
        return None
    if word == "ر":
        last = index + (2 if reading.at(index + 1, ".", "س") else 1)
        return reading.tokens[last].end if reading.word(last) == "س" else None
    last = index + (reading.word(index + 1) in ("سعودي", "سعوديه", "riyal", "riyals"))
    return reading.tokens[last].end


def _is_bare_amount(reading: Reading, quantity: Quantity) -> bool:
    if len(quantity.digits) > 7 or (quantity.digits.startswith("0") and quantity.digits != "0"):
        return False
    if counts_noun(reading, quantity) and not _is_of_money(reading, quantity):
        return False
    if reading.expects == "money":
        return quantity.value >= 100 or quantity.value == 0  # «ثلاثة» may be three thousand: ask again
    if names_something(reading, quantity, surely=True) or is_percentage(reading, quantity):
        return False
    if (
        is_year(reading, quantity)
        and reading.word(quantity.first - 1) in _SINCE
        and not _opens_range(reading, quantity)
    ):
        return False
    if is_year(reading, quantity) and reading.word(quantity.first - 1) in _MODELS:
        return False
    if _about_money(reading, quantity):
        return True
    if reading.before(quantity.first, _OTHER_MATTER, 2) is not None:
        return False
    if is_year(reading, quantity):
        return reading.word(quantity.first - 1) in _NEEDING
    bare_thousand = quantity.scaled and not (quantity.first == quantity.last and quantity.value == 1000)
    return bare_thousand or (quantity.value >= 100 and _is_wanted(reading, quantity))


def _is_of_money(reading: Reading, quantity: Quantity) -> bool:
    """«500 ايجار», but «23 قسط» counts instalments."""
    noun = reading.word(quantity.last + 1)
    return noun in _ABOUT_MONEY and not (noun in _PAID_IN_PARTS and quantity.value < 100)


def _opens_range(reading: Reading, quantity: Quantity) -> bool:
    """«دخلي من 2000 إلى 3000»; but «من 2019 إلى 2022»."""
    upper = reading.word(quantity.last + 2)
    return reading.word(quantity.last + 1) in _CONNECTORS and upper.isdigit() and not 1900 <= int(upper[:9]) < 2100


def _about_money(reading: Reading, quantity: Quantity) -> bool:
    if quantity.value < 20:
        return False
    if _is_owed(reading, quantity.first - 1):
        return True
    place = reading.before(quantity.first, _ABOUT_MONEY, 5)
    if place is not None:
        other = reading.before(quantity.first, _OTHER_MATTER, quantity.first - place - 1)
        return other is None or (quantity.value >= 100 and reading.word(other) in _LATE)
    return reading.word(quantity.last + 1) in _ABOUT_MONEY and not is_year(reading, quantity)


def _is_owed(reading: Reading, index: int) -> bool:
    """«علي 5000»; the preposition على, which has the same normal form, is something else."""
    if reading.word(index) not in _OWED:
        return False
    token = reading.tokens[index]
    return not reading.normal.original[slice(*reading.normal.span(token.start, token.end))].endswith("ى")


def _is_wanted(reading: Reading, quantity: Quantity) -> bool:
    """«احتاج 3000», «بخمسمية»: asked for, or a price."""
    if reading.word(quantity.last + 1) in _PERIODS:
        return True
    return quantity.clitic.endswith("ب") or reading.before(quantity.first, _NEEDING, 3) is not None


def _shares_currency(reading: Reading, first: Quantity, second: Quantity, claimed: Candidate | None) -> bool:
    """«من 3000 إلى 5000 ريال», «3000 أو 4000 ريال»: the first is as much money as the second."""
    if claimed is None or claimed.entity != "money" or (claimed.end == second.end and not second.scaled):
        return False
    between = [reading.word(i) for i in range(first.last + 1, second.first)]
    joined = len(between) == 1 and between[0] in _CONNECTORS
    return (joined or (not between and second.clitic in ("و", "ل"))) and first.value <= second.value


def _as_large(first: Quantity, second: Quantity) -> Quantity:
    """The ٣ of «بين ٣ و٤ آلاف» is three thousand."""
    shared = second.scaled and not first.scaled and first.value * 1000 <= second.value
    return replace(first, value=first.value * 1000) if shared else first


def _named_amounts(reading: Reading) -> Iterator[Candidate]:
    """«ريالين» says its number itself; an income of «صفر» is an amount too."""
    for index, token in enumerate(reading.tokens):
        if token.text == "ريالين":
            yield Candidate("money", 2, token.start, token.end)
        elif token.text == "صفر" and (reading.expects == "money" or reading.before(index, _ABOUT_MONEY, 2) is not None):
            yield Candidate("money", 0, token.start, token.end)
