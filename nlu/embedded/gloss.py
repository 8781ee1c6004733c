"""English words by their Arabic sense, so that English messages share what was learned from Arabic ones.

Each entry: the Arabic, then the English words that mean it here; an underscore joins two words into one.
"""

from collections.abc import Iterator, Sequence

from nlu.arabic import normalise

_ENTRIES = """
انا: i me my; نحن: we our; انتم: you your; اريد: want wanna would_like like_to wish; احتاج: need needs; ماذا: what
whats which; كيف: how hows; متي: when; اين: where wheres; لماذا: why; من_هو: who whos; كم: how_much how_many
how_long; استطيع: can could able possible may; ليس: not dont doesnt didnt isnt; ليس_استطيع: cant cannot; لا: no nope
nah; ابدا: never start begin; نعم: yes yeah yep yup sure ok okay; صحيح: right correct; خطا: wrong mistake error
incorrect typo false; الان: now; اليوم: today; غدا: tomorrow; امس: yesterday; اسبوع: week weeks; شهر: month months;
يوم: day days; ساعه: hour hours; وقت: time; اوقات: times; تفتح: open; دوام: opening; تغلق: close closed; عمل:
working; الجمعه: friday; اجازه: weekend holiday; مده: long; اخذ: take takes; قريب: soon; مازال: still; انتظر: wait
waiting; تقديم: apply applying submit submitting; طلب: application applications request requests requested; متقدم:
applicant; متقدمين: applicants; قدمت: applied submitted; تسجيل: register registration sign_up; ملف: file; حاله: case
status progress; نموذج: form; خطوات: steps step; اجراءات: procedure process procedures; اكمل: finish complete
continue; استمر: resume; ناقص: unfinished; مسوده: draft; وقفت: left; توقف: stopped stop; متابعه: track follow_up;
تحديث: update; جديد: updates news; رقم: number; مرجع: reference; قبول: accept accepted; موافقه: approve approved
approval approves; رفض: reject rejected rejection refuse refused denied deny declined turned_down; قرار: decision;
قرر: decide decides decided; تظلم: appeal; اعتراض: object objection; اعاده_نظر: reconsider; لجنه: committee panel;
مجلس: board; بحث: research; مدير: manager; رد: reply answer response respond hear hear_back; مساعده: help assist
assistance aid; دعم: support; ماليه: financial; مال: money cash; ايجار: rent; فواتير: bills; فاتوره: bill; دين:
debt; ديون: debts; قرض: loan; غذا: food; سله: basket; مونه: grocery groceries; جوع: hungry; اسره: family families;
اولاد: children kids; ولد: son; بنت: daughter; زوج: husband; زوجه: wife; ارمله: widow; ايتام: orphans; يتيم: orphan;
مطلقه: divorced; فقير: poor; بيت: house home; طرد: evicted eviction; خدمه: service; خدمات: services; تقدمون: offer
provide; برامج: programs programmes; برنامج: program programme; مشروع: project; مشاريع: projects; انضمام: join;
تدريب: training; دوره: course; دورات: courses; جمعيه: charity association organization organisation foundation; عن:
about; ترخيص: licence license; مرخصه: licensed; مسجله: registered; رسميه: legit official; سياسه: policy; غرض:
purpose; هدف: goal objective aim; اهداف: goals objectives aims; عام: overall general main; تفصيليه: detailed
specific; فرعيه: sub; معايير: standards standard criteria principles; جوده: quality; قناه: channel; قنوات: channels;
تواصل: contact reach communicate communication; هاتف: phone telephone landline; فاكس: fax; بريد: email mail;
موقع_الكتروني: website; موقع: site location located; رابط: url link; عنوان: address; صندوق: box; اجتماعي: social;
وسايل: media; تويتر: twitter; واتساب: whatsapp; تعامل: treat treated treatment; مستفيد: beneficiary; مستفيدين:
beneficiaries; مراجع: visitor visitors references rely; استقبال: welcome receive; ترحيب: greet; لباقه: politely;
احترام: respect; مسوول: responsible liable; مسووليه: responsibility; صحه: accuracy; صحيحه: accurate; بيانات: data;
معلومات: information info; مزور: fake; توقيع: sign signs; تحقق: verify verifies check; صلاحيه: validity; موظف: staff
employee agent representative officer; موظفين: employees officers; شخص: person someone somebody anyone; انسان:
human; ناس: people; حقيقي: real; روبوت: robot; بوت: bot; اله: machine; ذكاء_اصطناعي: ai; الي: automated; اتكلم: talk
speak; محادثه: chat; حول: connect transfer; ادوات: tools; لايحه: statutes bylaws; لوايح: regulations; رضا:
satisfaction; راضي: satisfied; استبيان: survey; قياس: measure measured; تقييم: rate rating evaluate evaluation
review; نجوم: stars star; درجه: score; ملاحظه: feedback; حقوق: rights entitled; واجبات: duties; خلاف: dispute
disagreement conflict; خلافات: disputes conflicts; تسويه: resolve resolved settle settled; عقد: contract; عقود:
contracts; خريطه: map maps; وصف: directions; فرع: branch; مقر: office offices headquarters; مبني: building; مستندات:
documents; مستند: document; اوراق: papers paperwork; مرفقات: attachments; مرفق: attachment; ارفاق: attach; رفع:
upload; شهاده: certificate; هويه: id; صوره: copy; مطلوبه: required; متطلبات: requirements; احضر: bring; ارسل: send;
استحقاق: eligible eligibility qualify qualifies; شروط: conditions; شرط: condition; راتب: income salary; رسوم: fee
fees charge charges; تكلفه: cost costs; مجاني: free; دفع: pay; سعر: price; خصوصيه: privacy private; سريه:
confidential; امان: secure safe; تخزين: store stored; تحتفظ: keep; مشاركه: share; شخصيه: personal; حذف: delete erase
remove wipe forget; تبرع: donate donation donations donating; زكاه: zakat; كفاله: sponsor; تطوع: volunteer
volunteering; متطوعين: volunteers; الغاء_اشتراك: unsubscribe; اشتراك: subscribe; رسايل: messages texts; رساله:
message; اشعارات: notifications; مره_اخري: again; ارجع: back; استيناف: restart; الغاء: cancel; سحب: withdraw pull;
تغيير: change switch; تعديل: edit modify; تصحيح: correct_my fix; لغه: language; انجليزي: english; عربي: arabic;
شكوي: complaint complain; مستاء: unhappy; بلاغ: report; اقتراح: suggest suggestion recommend; فكره: idea; تحسين:
improve; اتصال: call callback ring phone_me call_me; عاجل: urgent; طوارئ: emergency; فورا: immediately; خطر: danger;
اسعاف: ambulance; موت: dying; اعد: repeat say_again; مرحبا: hello hi hey; صباح: morning; مساء: evening afternoon;
وداع: bye goodbye; شكرا: thanks thank appreciate grateful thx; رجاء: please; غبي: stupid idiot; فاشل: useless; اسوا:
worst; سيء: bad terrible; وقح: rude; كذابين: liars; عيب: shame; افعل: do; اعرف: know; اخبر: tell explain; انظر: show
see; اعطي: give; حصل: get got; يوجد: have has there
"""
_EMPTY = """
a an the is are am was were be been being to of for in on at by with from it its this that these those did does so and
or if as will would shall should any some just
"""
_ENDINGS = ("ing", "ed", "es", "s", "ly", "er")


def _table() -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = dict.fromkeys(_EMPTY.split(), ())
    for entry in _ENTRIES.split(";"):
        arabic, english = entry.split(":")
        sense = tuple(normalise(arabic.replace("_", " ")).split())
        table |= dict.fromkeys((word.replace("_", " ") for word in english.split()), sense)
    return table


_ARABIC = _table()


def glossed(tokens: Sequence[str]) -> Iterator[str]:
    """The tokens in Arabic as far as known: entries of two words first, empty words left out, others as they are."""
    at = 0
    while at < len(tokens):
        pair = _ARABIC.get(" ".join(tokens[at : at + 2])) if at + 1 < len(tokens) else None
        yield from pair or _one(tokens[at])
        at += 2 if pair else 1


def _one(token: str) -> tuple[str, ...]:
    if token in _ARABIC:
        return _ARABIC[token]
    for ending in _ENDINGS:
        if token.endswith(ending):
            bare = token.removesuffix(ending)
            if found := _ARABIC.get(bare) or _ARABIC.get(bare + "e"):
                return found
    return (token,)
