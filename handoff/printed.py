"""A request on paper: Arabic, from right to left, sensitive values masked, nothing loaded from anywhere."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape
from typing import Any

from handoff.reports import hijri
from storage.requests.reference import RIYADH

TYPES = {
    "service_request": "طلب خدمة",
    "support_request": "طلب دعم مستفيد",
    "project_application": "التقديم على مشروع",
    "complaint": "شكوى",
    "callback": "طلب اتصال",
    "suggestion": "اقتراح",
    "appeal": "تظلّم",
    "erasure": "حذف بيانات",
}
STATUSES = {
    "draft": "مسودة",
    "submitted": "مُقدَّم",
    "verifying": "قيد التحقق",
    "incomplete": "ناقص",
    "under_review": "لدى لجنة البحث",
    "accepted": "مقبول",
    "rejected": "مرفوض",
    "in_service": "قيد التنفيذ",
    "completed": "منجز",
    "withdrawn": "مسحوب",
    "closed": "مغلق",
}
FIELDS = {
    "full_name": "الاسم الكامل",
    "national_id": "رقم الهوية",
    "date_of_birth": "تاريخ الميلاد",
    "mobile": "الجوال",
    "city": "المدينة",
    "service_type": "نوع الخدمة",
    "support_type": "نوع الدعم",
    "project": "المشروع",
    "description": "الوصف",
    "family_size": "عدد أفراد الأسرة",
    "monthly_income": "الدخل الشهري",
    "housing": "السكن",
    "social_status": "الحالة الاجتماعية",
    "iban": "الآيبان",
    "documents": "المستندات",
    "preferred_time": "الوقت المناسب",
    "topic": "الموضوع",
    "complaint_about": "موضوع الشكوى",
    "related_reference": "طلب ذو صلة",
}
_STYLE = """
body{font-family:'IBM Plex Sans Arabic','Noto Naskh Arabic',Tahoma,sans-serif;margin:2cm;color:#111;line-height:1.7}
h1{font-size:1.4rem;margin:0 0 .2rem}h2{font-size:1.05rem;margin:1.4rem 0 .3rem;border-bottom:1px solid #999}
table{border-collapse:collapse;width:100%}th,td{border:1px solid #bbb;padding:.35rem .6rem;text-align:start;
vertical-align:top;overflow-wrap:anywhere}th{width:30%;background:#f3f3f3;font-weight:600}
tr{break-inside:avoid}@page{margin:1.5cm}@media print{body{margin:0}}
"""


def page(request: Mapping[str, Any], nonce: str, at: datetime) -> str:
    """A whole document. `request`: as the staff API shows it, masked."""
    title = f"{TYPES.get(request['type'], request['type'])} {request['reference']}"
    head = [
        ("الحالة", STATUSES.get(request["status"], request["status"])),
        ("تاريخ التقديم", _day(datetime.fromisoformat(request["submitted_at"]))),
        ("أقرب موعد للرد", request["earliest_decision_date"]),
    ]
    fields = [(FIELDS.get(name, name), _value(value)) for name, value in request["fields"].items()]
    documents = [(f["filename"] or "ملف", f["mime"] or "") for f in request["documents"]]
    history = [_event(event) for event in request["history"]]
    parts = (("البيانات", fields), ("المستندات", documents), ("السجل", history))
    sections = [_table(head), *(_section(*part) for part in parts)]
    return (
        f'<!doctype html><html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<style nonce="{escape(nonce)}">{_STYLE}</style></head><body><h1>{escape(title)}</h1>'
        f"{''.join(sections)}<p>طُبع في {escape(_day(at))}. الأرقام الحساسة محجوبة.</p></body></html>"
    )


def _section(title: str, rows: Sequence[tuple[str, str]]) -> str:
    return f"<h2>{escape(title)}</h2>{_table(rows)}" if rows else ""


def _table(rows: Sequence[tuple[str, str]]) -> str:
    cells = (f"<tr><th>{escape(name)}</th><td><bdi>{escape(value)}</bdi></td></tr>" for name, value in rows)
    return f"<table>{''.join(cells)}</table>"


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return str(value.get("value", ""))
    if isinstance(value, list | tuple):
        return "، ".join(str(item) for item in value)
    return "" if value is None else str(value)


def _event(event: Mapping[str, Any]) -> tuple[str, str]:
    to = STATUSES.get(event["to"] or "", event["to"] or event["kind"])
    told = [to, event["by"].get("name") or "", event.get("reason") or "", event.get("message") or ""]
    return _day(datetime.fromisoformat(event["at"])), " — ".join(part for part in told if part)


def _day(at: datetime) -> str:
    """«2026-11-23، الموافق ١٣ جمادى الآخرة ١٤٤٨»."""
    day = at.astimezone(RIYADH).date()
    other = hijri(day)
    return f"{day.isoformat()}، الموافق {other}" if other else day.isoformat()
