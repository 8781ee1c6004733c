"""Telegram's refusals: an HTTP-like code and a sentence; the sentence is what tells them apart."""

from collections.abc import Mapping

from channels.channel import RateLimited, Rejected, SendError
from channels.outcomes import brief, by_status, retry_after
from channels.untrusted import as_dict, as_float, as_int, as_text

# Words of a 400 or 403 description, in lower case -> one of REASONS; the first that fits counts.
_WORDS: tuple[tuple[str, str], ...] = (
    ("blocked by the user", "blocked"),
    ("can't initiate conversation", "blocked"),
    ("user is deactivated", "invalid_recipient"),
    ("chat not found", "invalid_recipient"),
    ("peer_id_invalid", "invalid_recipient"),
    ("upgraded to a supergroup", "invalid_recipient"),
    ("chat_id is empty", "invalid_recipient"),
    ("file", "media"),
    ("photo", "media"),
    ("http url", "media"),
    ("webpage", "media"),
)


def error_of(status: int, headers: Mapping[str, str], answer: object) -> SendError:
    """The error for an answer that is not `ok`: `{ok, error_code, description, parameters?}`."""
    fields = as_dict(answer)
    code = as_int(fields.get("error_code")) or status
    detail, parameters = brief(as_text(fields.get("description"))), as_dict(fields.get("parameters"))
    wait = as_float(parameters.get("retry_after"))
    if wait is not None or code == 429:
        return RateLimited(detail, code=str(code), retry_after=retry_after(headers) if wait is None else max(wait, 0.0))
    if code in (400, 403):
        return Rejected(detail, code=str(code), reason=_reason(code, detail))
    return by_status(code, headers, detail, code=str(code))


def _reason(code: int, detail: str) -> str:
    words = detail.lower()
    otherwise = "blocked" if code == 403 else "content"
    return next((reason for fragment, reason in _WORDS if fragment in words), otherwise)
