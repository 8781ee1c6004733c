"""Tables for spreadsheets in the words of whoever takes them along: Arabic, or the names of the API for the others."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from handoff import csv_files
from handoff.printed import STATUSES, TYPES

_HEADERS = {
    "action": "الإجراء", "age": "منذ (أيام)", "asked": "مرات السؤال", "at": "الوقت", "average": "المتوسط",
    "channel": "القناة", "city": "المدينة", "cluster_id": "رقم المجموعة", "contained": "أنهاها المساعد",
    "conversations": "المحادثات", "cost": "التكلفة", "currency": "العملة", "day": "اليوم", "details": "التفاصيل",
    "due_on": "مستحق في", "earliest_decision_date": "أقرب موعد للرد", "escalations": "حالات وصلت الموظفين",
    "first_reply_s": "متوسط الرد الأول (ثانية)", "hijri": "التاريخ الهجري", "id": "الرقم", "intent": "رمز السؤال",
    "keywords": "الكلمات", "messages": "الرسائل", "missed": "لم يُجب عنها", "name": "الاسم", "priority": "الأولوية",
    "ratings": "عدد التقييمات", "reference": "رقم الطلب", "replied": "رُدّ عليها", "reply_late": "تأخر الرد الأول",
    "requests": "الطلبات", "resolution_s": "متوسط الإنهاء (ثانية)", "resolve_late": "تأخر الإنهاء",
    "resolved": "أُنهيت", "scores": "الدرجات (الدرجة:العدد)", "segments": "أجزاء الرسائل النصية", "share": "النسبة",
    "staff_id": "رقم الموظف", "staff_name": "الموظف", "state": "الحالة", "status": "الحالة",
    "status_since": "في هذه الحالة منذ", "subject": "الموضوع", "submitted_at": "تاريخ التقديم",
    "talks": "المحادثات", "templates": "القوالب", "title": "السؤال", "to_people": "حُوّلت إلى موظف", "type": "النوع",
    "unhelpful": "لم تُفد",
}  # fmt: skip
_CHANNELS = {
    "webchat": "الموقع", "whatsapp_cloud": "واتساب", "twilio_whatsapp": "واتساب", "twilio_sms": "رسالة نصية",
    "telegram": "تيليجرام",
}  # fmt: skip
_STATES = {"open": "لم يُعالج", "done": "عولج", "dismissed": "ليس من شأننا"}
_VALUES: Mapping[str, Mapping[str, str]] = {
    "channel": _CHANNELS, "status": STATUSES, "type": TYPES, "state": _STATES, "age": {"more": "أكثر من ٣٠"},
}  # fmt: skip


def table(locale: str, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """`names`: of the columns. What has no Arabic word stays as it is."""
    if locale != "ar":
        return csv_files.table(names, rows)
    words = [_VALUES.get(name, {}) for name in names]
    said = ([of.get(value, value) if of else value for of, value in zip(words, row, strict=True)] for row in rows)
    return csv_files.table([_HEADERS.get(name, name) for name in names], said)
