"""Meta's error codes and what each means for the message and its recipient."""

from collections.abc import Mapping
from typing import Any

from channels.channel import RateLimited, Rejected, SendError, WindowClosed
from channels.outcomes import brief, by_status, retry_after
from channels.untrusted import as_dict, as_id, as_text

WINDOW = "131047"
_BACK_OFF = frozenset({"4", "80007", "130429", "131056", "131000", "131016", "131057"})
_REASONS: Mapping[str, str] = {
    **dict.fromkeys(("131026", "131021", "131062"), "invalid_recipient"),
    **dict.fromkeys(("131048", "131049", "131050", "130472", "130497"), "policy"),
    **dict.fromkeys(("0", "3", "10", "33", "190", "368", "131005", "131030", "131031", "131037"), "configuration"),
    **dict.fromkeys(("131042", "131045", "133010"), "configuration"),
    **dict.fromkeys(("100", "131008", "131009", "131051"), "content"),
    **dict.fromkeys(("131052", "131053"), "media"),
}


def reason_of(code: str | None) -> str:
    """One of REASONS for an error code, as it comes in an answer or in a failed status."""
    if not code:
        return "other"
    if code == WINDOW:
        return "needs_template"
    if len(code) == 3 and code.startswith("2"):  # 200-299: permissions
        return "configuration"
    return _REASONS.get(code, "template" if code.startswith("132") else "other")


def error_of(status: int, headers: Mapping[str, str], answer: object) -> SendError:
    """The error for an answer other than 2xx. Meta's code says more than the status, but a 5xx proves nothing."""
    error = as_dict(as_dict(answer).get("error"))
    code = as_id(error.get("code"))
    detail = _detail(error)
    if code is None or status >= 500:
        return by_status(status, headers, detail, code=code)
    if code in _BACK_OFF or status == 429:
        return RateLimited(detail, code=code, retry_after=retry_after(headers, 6.0 if code == "131056" else 2.0))
    if code == WINDOW:
        return WindowClosed(detail, code=code)
    return Rejected(detail, code=code, reason=reason_of(code))


def _detail(error: Mapping[str, Any]) -> str:
    return brief(as_text(as_dict(error.get("error_data")).get("details")) or as_text(error.get("message")))
