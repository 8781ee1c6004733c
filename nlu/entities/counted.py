"""The nouns that follow a number and are counted by it, and the currencies."""

import re

from nlu.entities.reading import nouns, words

# Nouns that follow a number which counts them. Clock words are elsewhere.
PEOPLE = words(
    """
    طفل طفله اطفال طفلين عيال عيل اولاد ولد ولدين بنات بنت بنتين بنيات افراد فرد اشخاص شخص ابنا ابن نفر انفار اخوان
    اخوه خوان خوات اخوات ايتام يتيم يتيمات زوجات حريم نسوان نسا رجال رجاجيل شباب اسر اسره عوايل عايلات عايله طلاب طالب
    طالبات توام توايم بزران بزر صغار كبار ورعان ورع جهال اناث ذكور مستفيد مستفيدين متطوع متطوعين موظف موظفين مرضي
    معاقين ارامل مطلقات قصر معالين معول مراه حرمه ساكن ساكنين children kids people persons members boys girls sons
    daughters families dependents
    """
)
DURATIONS = words(
    """
    سنه سنوات سنين سنتين عام اعوام عامين شهر شهور اشهر شهرين اسبوع اسابيع اسبوعين يوم ايام يومين ليله ليالي ساعه ساعات
    ساعتين دقيقه دقايق ثانيه ثواني years year months month weeks week days day hours hour minutes
    """
)
_THINGS = words(
    """
    غرف غرفه حبه حبات حبوب قطعه قطع مره مرات طلب طلبات ملف ملفات صوره صور ورقه اوراق مستند مستندات نسخه نسخ كيلو
    كيلوات كيلومتر متر امتار كرتون كراتين سله سلات سلال بطانيه بطانيات مكيف مكيفات وجبه وجبات جهاز اجهزه سياره سيارات
    كيس اكياس رساله رسايل مكالمه مكالمات اتصال اتصالات جلسه جلسات عمليه عمليات دوره دورات كرسي كراسي سرير سراير اسره
    فرش فرشه شنطه شنط حقيبه حقايب تذكره تذاكر موعد مواعيد محاوله محاولات شقه شقق بيت بيوت دور ادوار طابق طوابق عمال
    عامل عامله خادمات رقعه راس روس خروف خرفان غنم ناقه علبه علب لتر رز مواد ماده كوبون كوبونات قسيمه قسايم بطاقه
    بطاقات كفاله كفالات اقساط قسط دفعه دفعات فاتوره فواتير سلفه قضيه قضايا مشروع مشاريع جمعيه جمعيات مشكله مشاكل شكوي
    شكاوي خطوه خطوات شروط شرط خيار خيارات سوال اسيله نقطه نقاط صلوات فروع فرع موظفه مكان اماكن شي اشيا مبالغ ملابس
    بدله بدلات حرف حروف كلمه كلمات رقم ارقام خانات خانه درجه درجات جرعه جرعات ابره ادويه دوا حلقه مقاعد مقعد times
    rooms copies requests files documents pieces boxes blankets
    """
)
COUNTED = PEOPLE | DURATIONS | _THINGS
# A plural in ـات, whatever it is, but not the currency.
_PLURAL = re.compile(r"[^\W\d_]{3,}ات")
_NOT_COUNTED = words("ريالات هللات وفات الزكوات دولارات")
CURRENCY = words("ريال ريالا ريالات ريالين ر رس sar sr riyal riyals reyal ryal rial")
FOREIGN = nouns("دولار درهم دينار جنيه ليره روبيه باوند هلله") | words(
    """
    دولارا دولارات درهما دراهم دينارا دنانير جنيها جنيهات يورو هللات $ usd aed egp eur dollar dollars pound pounds
    euro euros
    """
)


def is_counted(word: str) -> bool:
    if word in COUNTED:
        return True
    return bool(_PLURAL.fullmatch(word)) and word not in _NOT_COUNTED
