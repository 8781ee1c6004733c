"""What stands around a number and tells what it counts or names: counted nouns, identifiers, years."""

from nlu.entities.counted import PEOPLE, is_counted
from nlu.entities.quantities import Quantity
from nlu.entities.reading import Reading, nouns, words

# Words that a number after them names rather than counts.
# Some of them leave no doubt; the others also stand beside amounts (إيجار شقتي 1500, نزل في الحساب 720).
_NUMBERING = nouns("رقم ارقام نمره كود رمز") | words(
    """
    بريدي البريدي اتصل اتصلت دق دقيت كلمت رنيت otp تنتهي ينتهي اخره اخرها بدايته يبدا تبدا order no number id code ref
    pin ext extension
    """
)
_NAMING = (
    _NUMBERING
    | nouns(
        """
        مبني عماره بنايه شقه شارع طريق مخرج صندوق بريد ترخيص سجل فاتوره حساب بطاقه هويه اقامه جوال تلفون تليفون هاتف
        فاكس تحويله معامله ملف قضيه صك عقد لوحه ماده بند فقره صفحه خيار بوابه رحله قاعه نموذج مرحله مستوي صف موديل
        طراز دور طابق غرفه فيلا بلوك بلك مربع قطعه مخطط حي وحده تذكره حواله شحنه طلبيه اوردر طلب منزل شباك قرار تعميم
        خطاب اصدار نسخه باص خط شعبه فصل باب جواز رخصه اشتراك عداد قناه مكتب كشك مقعد
        """
    )
    | words(
        """
        ويندوز ايفون جالكسي ايباد كوفيد building invoice flat apartment street file ticket apt case version iphone
        exit box unit road room floor gate flight page
        """
    )
)
_PERCENT = words("% بالميه بالمايه percent")
_YEAR_WORDS = words("سنه عام السنه العام مواليد مواليدي لعام لسنه بسنه بعام تاريخ دفعه موديل year since مند منذ")
_COUNTING_BEFORE = nouns("عدد") | words(
    "عدنا عندي عندنا عنده عندها معي معنا لدي لدينا انجبت اعول اعيل نحن احنا حنا عمري عمره"
)


def counts_noun(reading: Reading, quantity: Quantity) -> bool:
    """Whether a counted noun follows: «خمسة أطفال», «3 من عيالي»; but «مبنى 14 شقة 3» is an address."""
    following = quantity.last + 1
    if reading.word(following) in _NAMING and reading.word(quantity.first - 1) in _NAMING:
        return False
    if reading.word(following) == "من":
        return reading.word(following + 1).removeprefix("ال").removesuffix("ي") in PEOPLE
    return is_counted(reading.word(following))


def names_something(reading: Reading, quantity: Quantity, surely: bool = False) -> bool:
    """Whether the number is an identifier: an order, a building, a telephone. `surely`: nothing else it could be."""
    first = _first_group(reading, quantity.first)
    if _is_coded(reading, first):
        return True
    place = reading.before(first, _NUMBERING if surely else _NAMING, 4)
    if place is None:
        return reading.word(first - 1) == "#" or _is_box(reading, first) or _is_plate(reading, quantity)
    between = range(place + 1, first)
    return not any(reading.word(i)[0].isdigit() or reading.word(i) in _COUNTING_BEFORE for i in between)


def _first_group(reading: Reading, index: int) -> int:
    """Where the row of digit groups starts that a token ends: 4111 1111 1111."""
    for first in range(index, max(index - 8, 0), -1):
        if not reading.word(first - 1)[:1].isdigit() and reading.word(first - 1) not in ("-", "/"):
            return first
    return index


def _is_coded(reading: Reading, index: int) -> bool:
    """«INV-2026-88413», «B12»: the digits hang on Latin letters."""
    letters = reading.word(index - 1)
    return letters.isascii() and letters.isalpha() and reading.tokens[index - 1].end == reading.tokens[index].start


def is_percentage(reading: Reading, quantity: Quantity) -> bool:
    after = reading.word(quantity.last + 1)
    return after in _PERCENT or (after == "في" and reading.word(quantity.last + 2) in ("الميه", "المايه"))


def _is_box(reading: Reading, index: int) -> bool:
    """«ص.ب. 123», «ص ب 123»."""
    letters = [reading.word(i) for i in range(max(index - 4, 0), index)]
    return [letter for letter in letters if letter.isalpha()][-2:] == ["ص", "ب"]


def _is_plate(reading: Reading, quantity: Quantity) -> bool:
    """«أ ب ج 4567», «4567 أ ب ج»: digits beside three letters that each stand alone."""
    first, last = quantity.first, quantity.last
    before = [reading.word(i) for i in range(first - 3, first)]
    after = [reading.word(i) for i in range(last + 1, last + 4)]
    return len(quantity.digits) in range(1, 5) and any(
        all(len(word) == 1 and word.isalpha() for word in letters) for letters in (before, after)
    )


def is_year(reading: Reading, quantity: Quantity) -> bool:
    """Whether the number is a year, Gregorian or Hijri."""
    value = quantity.value
    if len(quantity.digits) == 2 and reading.word(quantity.first - 1) in _YEAR_WORDS:
        return True
    if not (1300 <= value < 1470 or 1930 <= value < 2050):
        return False
    if len(quantity.digits) == 4:
        return True
    return quantity.scaled and reading.before(quantity.first, _YEAR_WORDS, 1) is not None
