"""Twilio's error codes and what each means for the message and its recipient."""

from collections.abc import Mapping

from channels.channel import RateLimited, Rejected, SendError, WindowClosed
from channels.outcomes import brief, by_status, retry_after
from channels.untrusted import as_dict, as_id, as_text

WINDOW = "63016"
_BACK_OFF = frozenset(("20429", "14107", "30001", "30008", "30022", "30410", "63010", "63012", "63017", "63018"))
_REASONS: Mapping[str, str] = {
    code: reason
    for reason, codes in {
        "opted_out": "21610 63033 63014",
        "invalid_recipient": "21211 21214 21612 21614 30003 30005 30006 63003 63024",
        "needs_template": WINDOW,
        "configuration": "20003 21212 21408 21603 21606 21608 21609 21703 30002 30032 63007 63015 63020 63041",
        "daily_cap": "63038",
        "content": "21602 21617 21620 21623 21654 21655 21656 30004 30007 30019 63005 63013 63021 63028",
        "media": "63019",
    }.items()
    for code in codes.split()
}


def reason_of(code: str | None) -> str:
    """One of REASONS for an error code, as it comes in an answer or in a failed status."""
    return _REASONS.get(code or "", "other")


def error_of(status: int, headers: Mapping[str, str], answer: object) -> SendError:
    """The error for an answer other than 2xx: `{code, message, more_info, status}`. A 5xx proves nothing."""
    fields = as_dict(answer)
    code, detail = as_id(fields.get("code")), brief(as_text(fields.get("message")) or as_text(fields.get("detail")))
    if code is None or status >= 500:
        return by_status(status, headers, detail, code=code)
    if code == WINDOW:
        return WindowClosed(detail, code=code)
    if code in _REASONS:
        return Rejected(detail, code=code, reason=reason_of(code))
    if code in _BACK_OFF:
        return RateLimited(detail, code=code, retry_after=retry_after(headers, 2.0))
    return by_status(status, headers, detail, code=code)
