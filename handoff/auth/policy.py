"""How long one stays signed in, and who needs a second factor; and what is known of a browser."""

from dataclasses import dataclass
from datetime import timedelta

from storage.staff import StaffView


@dataclass(frozen=True, slots=True)
class Policy:
    """`session`: a sign-in lasts no longer; `idle`: nor longer than this without a call. `require_totp`: roles."""

    session: timedelta = timedelta(hours=12)
    idle: timedelta = timedelta(hours=2)
    require_totp: frozenset[str] = frozenset()

    def lacks_totp(self, who: StaffView, method: str) -> bool:
        """Whether they must set up a second factor first; an identity provider (`oidc`) asks for its own."""
        needed = who.role in self.require_totp and method != "oidc"
        return needed and who.totp_confirmed_at is None


@dataclass(frozen=True, slots=True)
class Browser:
    """Who is asking to be let in. `token`: the session it has still, which ends; `device`: its pass from earlier."""

    address: str | None = None
    user_agent: str | None = None
    token: str | None = None
    device: str | None = None
