"""Given names common among those who write here, in Arabic and in Latin letters: they tell a name from other words."""

from functools import cache

from nlu.arabic import normalise

_ARABIC = """
محمد احمد محمود حمد حمدان حمود حامد خالد فهد سعد سعود سعيد سلطان سلمان سليمان فيصل تركي بندر نايف نواف ناصر منصور مشعل
ماجد متعب مشاري محسن مساعد معاذ مازن مروان مهند مصطفى موسى عيسى ابراهيم اسماعيل اسحاق يوسف يعقوب يحيى يونس زكريا داود
هارون صالح صلاح حسن حسين حسان حاتم حازم علي عمر عمرو عثمان عمار عادل عايض عبيد عوض غازي غانم فارس فايز فواز فؤاد فهيد
قاسم كريم كمال ليث لؤي جابر جاسم جمال جميل باسم بدر براء بسام بلال ثامر ثنيان راشد رائد راكان رامي رياض ريان زايد زياد
زيد زاهر سامي سالم سامر سطام سيف شاكر شريف صقر طارق طلال طلحة طه ظافر ضاري ضاوي ضيف جار وائل وليد وسام ياسر يزيد هاني
هشام هيثم انس اسامة اسعد اشرف اكرم امجد انور اياد ايمن ادريس مبارك مرزوق مسفر مطلق معتز منير نبيل نادر ناجي نزار شايع
شافي دخيل دحيم رجب رمضان شعبان جهاد حبيب حمزة خليل خلف رشيد رضا عقيل عقاب عطية عطا عواد عياد عيد فالح فلاح فرحان فراج
ماهر مالك محيسن مرعي مسعود مشبب مصلح معيض ملفي مناحي نهار هادي هزاع هلال جبر جبران جمعان حجاب حزام حنش خضر خميس دغش
ذيب ردة زبن سفر شبيب شجاع صابر صبحي عابد عاصم عامر عباس عدنان عرفات عزام عصام غيث فتحي فرج لطفي مجدي مدحت مفرح مقرن
مهدي نعيم نورالدين هذال عبدالله عبدالرحمن عبدالعزيز عبدالملك عبدالاله عبدالمجيد عبدالكريم عبدالسلام عبداللطيف
عبدالهادي عبدالوهاب عبدالمحسن عبدالرزاق عبدالقادر عبدالحميد عبدالرحيم عبدالغني عبدالسميع عبدالباري عبدالخالق عبدالحكيم
عبده سارة نورة نورا نور فاطمة عائشة خديجة مريم زينب رقية حفصة اسماء هند هدى هيا هياء هيفاء هنوف الهنوف العنود عنود
الجوهرة جوهرة البندري لطيفة لولوة موضي منيرة مها منى منال مشاعل ملاك مي ميساء ميعاد ميمونة نوف نجلاء نجود ندى نادية
نسرين نهى نهلة نوال ريم رنا رناد رغد رهف روان ريما ريناد رزان رانيا رحاب رجاء رفعة روضة رويدا سلمى سلوى سمر سمية سميرة
سعاد سحر سامية سهام سهى شيخة شهد شيماء شروق شذى شريفة صفية صيتة ضحى طرفة عبير عفاف عزيزة عزة عليا عالية غادة غزيل
غالية فوزية فايزة فريدة فدوى كوثر كلثوم لمى لمياء ليلى لينا مرام مزنة مضاوي معصومة نوير وفاء وضحى وجدان وعد ورود هاجر
هالة هناء هيلة ياسمين يسرى امل امنة اماني اميرة امجاد اريج ابتسام ابرار اثير احلام ازهار افنان الاء امينة ايمان بدرية
بدور بشاير بشرى بسمة تغريد تهاني ثريا جميلة جواهر جوزاء حصة حليمة حنان حنين حورية خلود دانة دلال دعاء ديمة رشا رهام
زهرة زهراء سلطانة
"""
_LATIN = """
mohammed mohamed muhammad mohammad mohamad ahmed ahmad khalid khaled fahad fahd saad saud saeed sultan salman faisal
turki bandar naif nawaf nasser mansour majed ali omar othman hassan hussain hussein ibrahim ismail yousef yusuf yahya
saleh salem abdullah abdallah abdulrahman abdulaziz abdulmalik abdul sami tariq talal waleed walid yasser hani hamad
hamza sara sarah noura nora nour fatima fatimah aisha khadija maryam mariam zainab hind huda hessa lama layla laila
manal maha mona nouf reem rana samar salma amal amani asma hanan hala john david mark james peter paul george michael
maria anna mary fatma
"""


@cache
def _names() -> frozenset[str]:
    return frozenset(normalise(f"{_ARABIC} {_LATIN}").split())


def is_given_name(word: str) -> bool:
    """Whether a word, in its normal form, is such a name."""
    return word in _names()
