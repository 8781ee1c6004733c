"""What may stand in the way of signing in, or of what only who is signed in may do.

AuthError
├── WrongCredentials    e-mail or password do not fit (the same words for both, and the same time)
├── TotpRequired        the password is right: now the second factor
├── TotpWrong           the code is not, no longer or not yet right, or was used before
├── LockedOut           too many failures: wait `seconds`
├── WrongPassword       confirming something with one's own password failed
├── AlreadyEnrolled     there is a second factor
├── NotBegun            nothing to confirm
├── NotSignedIn
├── BadCsrfToken
├── WrongOrigin         another site's page sent this
├── WeakPassword
└── OidcError           signing in by the identity provider failed; `code` says at which step
"""


class AuthError(Exception):
    """Signing in or being signed in failed."""

    def __init__(self, said: str | None = None) -> None:
        super().__init__(said or type(self).__doc__)


class WrongCredentials(AuthError):
    """The e-mail or the password is not right."""


class TotpRequired(AuthError):
    """Please give the code from your authenticator app."""


class TotpWrong(AuthError):
    """This code is not right, or was used already: wait for the next one."""


class WrongPassword(AuthError):
    """This is not your password."""


class AlreadyEnrolled(AuthError):
    """There is a second factor already: remove it first."""


class NotBegun(AuthError):
    """There is no second factor to confirm: begin with a new one."""


class LockedOut(AuthError):
    """Too many failed attempts: please wait a little."""

    def __init__(self, seconds: int) -> None:
        super().__init__()
        self.seconds = max(1, seconds)


class NotSignedIn(AuthError):
    """Please sign in."""


class BadCsrfToken(AuthError):
    """The X-CSRF-Token header does not fit the session."""


class WrongOrigin(AuthError):
    """This request does not come from the console."""


class WeakPassword(AuthError):
    """A password has at least 12 characters, at least 5 of them different, and is not the e-mail address."""


class OidcError(AuthError):
    """Signing in by the identity provider failed."""

    def __init__(self, code: str, said: str | None = None) -> None:
        super().__init__(said)
        self.code = code
