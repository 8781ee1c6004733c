"""Sessions after signing in: whose call is this, does it last, and did they mean it."""

import hashlib
import hmac
from datetime import datetime
from urllib.parse import urlsplit

from handoff.auth.errors import BadCsrfToken, NotSignedIn, WrongOrigin
from handoff.auth.policy import Policy
from storage import audit, sessions
from storage.db import Database
from storage.staff import SessionView

_USUAL = Policy()


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


async def session(db: Database, token: str | None, now: datetime, policy: Policy = _USUAL) -> SessionView:
    """Raises NotSignedIn."""
    if token:
        async with db.read() as tx:
            found = await sessions.by_token(tx, token_hash(token), now, policy.idle)
        if found:
            return found
    raise NotSignedIn


async def holds(db: Database, session_id: str, now: datetime, policy: Policy = _USUAL) -> bool:
    """Whether this session is still good: neither ended, nor over, nor its account disabled."""
    async with db.read() as tx:
        return await sessions.by_id(tx, session_id, now, policy.idle) is not None


def check_csrf(session: SessionView, given: str | None) -> None:
    """Raises BadCsrfToken."""
    if not given or not hmac.compare_digest(session.csrf_token.encode(), given.encode()):
        raise BadCsrfToken


def check_origin(origin: str | None, fetch_site: str | None, hosts: set[str]) -> None:
    """What a browser says of the page that sent this; programs say nothing. `hosts`: our own. Raises WrongOrigin."""
    ours = (
        urlsplit(origin).netloc in hosts - {""} if origin is not None else fetch_site in (None, "same-origin", "none")
    )
    if not ours:
        raise WrongOrigin


async def sign_out(db: Database, session: SessionView, now: datetime) -> None:
    async with db.transaction() as tx:
        await sessions.revoke(tx, session.id, now, of=session.staff.id)
        await audit.note(tx, session.staff.id, "staff.sign_out", f"staff:{session.staff.id}", now)
