"""The five forms as people fill them in, and what staff must then read."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tests.e2e.requests.beneficiary import Answer, Press

ID_NUMBER = "1052345673"
IBAN = "SA0380000000608010167519"
PROJECT = {"ar": "حاسب لكل طالب", "en": "A computer for students"}
NEED = "أحتاج جهاز حاسب لدراسة ابنتي في الجامعة"


@dataclass(frozen=True, slots=True)
class Case:
    """`wanted`: the values in clear, without `mobile`, which is the person's own unless `mobile` is false."""

    form: str
    opening: str
    answers: Mapping[str, Answer]
    wanted: Mapping[str, Any]
    mobile: bool = True
    attested: bool = False
    sensitive: Mapping[str, str] = field(default_factory=dict)


_AGREED: Mapping[str, Answer] = {"confirm": Press("نعم، كله صحيح"), "attestation": Press("أقرّ بصحة البيانات")}
_AGREED_EN: Mapping[str, Answer] = {"confirm": Press("Yes, it is correct"), "attestation": Press("I confirm it")}
_PERSON: Mapping[str, Answer] = {"full_name": "سارة بنت محمد القحطاني", "national_id": "١٠٥٢٣٤٥٦٧٣", "city": "الرياض"}
_PERSON_EN: Mapping[str, Answer] = {"full_name": "Sara Mohammed Alqahtani", "national_id": ID_NUMBER, "city": "Riyadh"}
_ID = {"national_id": ID_NUMBER}

SERVICE = Case(
    "service_request",
    "أبغى أقدم طلب خدمة",
    {**_PERSON, "service_type": Press("جهاز أو معدات"), "description": NEED, **_AGREED},
    {
        "full_name": "سارة بنت محمد القحطاني",
        "city": "الرياض",
        "service_type": "جهاز أو معدات",
        "description": NEED,
    },
    attested=True,
    sensitive=_ID,
)
SUPPORT = Case(
    "support_request",
    "أبغى أقدم طلب دعم مستفيد",
    {
        **_PERSON,
        "date_of_birth": "١٤١٠/٥/٣",
        "social_status": Press("أرمل أو أرملة"),
        "family_size": "أنا وأربعة أولاد",
        "monthly_income": "ألفين وخمسمية",
        "housing": Press("إيجار"),
        "support_type": Press("دعم مالي"),
        "description": "زوجي متوفى والإيجار متأخر علينا",
        "iban": "SA03 8000 0000 6080 1016 7519",
        "documents": Press("تخطي"),
        **_AGREED,
    },
    {
        "full_name": "سارة بنت محمد القحطاني",
        "city": "الرياض",
        "date_of_birth": "1989-12-01",
        "social_status": "أرمل أو أرملة",
        "family_size": 5,
        "monthly_income": 2500,
        "housing": "إيجار",
        "support_type": "دعم مالي",
        "description": "زوجي متوفى والإيجار متأخر علينا",
    },
    attested=True,
    sensitive={**_ID, "iban": IBAN},
)
PROJECTS = Case(
    "project_application",
    "أبغى أقدم على أحد المشاريع",
    {"project": Press(PROJECT["ar"]), **_PERSON, "description": "ابنتي طالبة وتحتاج جهازًا", **_AGREED},
    {
        "project": PROJECT["ar"],
        "full_name": "سارة بنت محمد القحطاني",
        "city": "الرياض",
        "description": "ابنتي طالبة وتحتاج جهازًا",
    },
    attested=True,
    sensitive=_ID,
)
COMPLAINT = Case(
    "complaint",
    "عندي شكوى",
    {
        "complaint_about": Press("تعامل موظف"),
        "description": "اتصلت ثلاث مرات ولم يرد أحد",
        "related_reference": Press("تخطي"),
        "mobile": Press("تخطي"),
        **_AGREED,
    },
    {"complaint_about": "تعامل موظف", "description": "اتصلت ثلاث مرات ولم يرد أحد"},
    mobile=False,
)
CALLBACK = Case(
    "callback",
    "اتصلوا بي لو سمحتم",
    {"preferred_time": Press("عصر"), "topic": "استفسار عن طلب دعم", **_AGREED},
    {"preferred_time": "عصرًا", "topic": "استفسار عن طلب دعم"},
)
ARABIC = (SERVICE, SUPPORT, PROJECTS, COMPLAINT, CALLBACK)

_NEED_EN = "I need a computer for my daughter's studies"
_NAMED_EN = {"full_name": "Sara Mohammed Alqahtani", "city": "الرياض"}
ENGLISH = (
    replace(
        SERVICE,
        opening="I want to apply for a service",
        answers={**_PERSON_EN, "service_type": Press("Device"), "description": _NEED_EN, **_AGREED_EN},
        wanted={**_NAMED_EN, "service_type": "جهاز أو معدات", "description": _NEED_EN},
    ),
    replace(
        SUPPORT,
        opening="I want to apply for beneficiary support",
        answers={
            **_PERSON_EN,
            "date_of_birth": "2 December 1989",
            "social_status": Press("Widowed"),
            "family_size": "5",
            "monthly_income": "2500",
            "housing": Press("Rented"),
            "support_type": Press("Financial"),
            "description": "My husband passed away and the rent is late",
            "iban": IBAN,
            "documents": Press("Skip"),
            **_AGREED_EN,
        },
        wanted={
            **SUPPORT.wanted,
            **_NAMED_EN,
            "date_of_birth": "1989-12-02",
            "description": "My husband passed away and the rent is late",
        },
    ),
    replace(
        PROJECTS,
        opening="I want to apply to one of your projects",
        answers={"project": Press(PROJECT["en"]), **_PERSON_EN, "description": _NEED_EN, **_AGREED_EN},
        wanted={**_NAMED_EN, "project": PROJECT["ar"], "description": _NEED_EN},
    ),
    replace(
        COMPLAINT,
        opening="I want to file a complaint",
        answers={
            "complaint_about": Press("Staff conduct"),
            "description": "I called three times and nobody answered",
            "related_reference": Press("Skip"),
            "mobile": Press("Skip"),
            **_AGREED_EN,
        },
        wanted={"complaint_about": "تعامل موظف", "description": "I called three times and nobody answered"},
    ),
    replace(
        CALLBACK,
        opening="Please call me back",
        answers={"preferred_time": Press("Afternoon"), "topic": "A question about a support request", **_AGREED_EN},
        wanted={"preferred_time": "عصرًا", "topic": "A question about a support request"},
    ),
)
