"""What an HTTP exchange with a provider proves about a message: not sent, refused, or unknown.

The rule is the caller's safety: only where no byte can have been written is a message `NotSent`; once writing has
begun, anything short of the provider's own clear answer is `Ambiguous`.
"""

from collections.abc import Mapping

import httpx

from channels.channel import Ambiguous, NotSent, RateLimited, Rejected, SendError

_BEFORE_WRITING = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)
_LONGEST_DETAIL = 300


def lost(error: BaseException | None) -> SendError:
    """The error for an exchange that httpx broke off; its text names the kind of failure only, as URLs hold secrets."""
    if isinstance(error, _BEFORE_WRITING):
        return NotSent(type(error).__name__)
    return Ambiguous(type(error).__name__)


def by_status(status: int, headers: Mapping[str, str], detail: str, *, code: str | None = None) -> SendError:
    """The error that a status other than 2xx means where the provider's own code says no more."""
    if status == 429:
        return RateLimited(brief(detail), code=code, retry_after=retry_after(headers))
    if status >= 500 or status == 408:
        return Ambiguous(brief(detail), code=code or str(status))
    return Rejected(brief(detail), code=code or str(status), reason=_reason(status))


def _reason(status: int) -> str:
    return "configuration" if status in (301, 302, 303, 307, 308, 401, 403, 404, 405) else "other"


def retry_after(headers: Mapping[str, str], default: float = 1.0) -> float:
    """The seconds in a Retry-After header; a date or nonsense counts as the default. Never more than an hour."""
    value = headers.get("retry-after") or headers.get("Retry-After") or ""
    try:
        return min(max(float(value), 0.0), 3600.0) if value else default
    except ValueError:
        return default


def brief(detail: object) -> str:
    return str(detail or "")[:_LONGEST_DETAIL]
