"""The errors of signing in as the API answers them, in one place."""

from collections.abc import Iterator
from contextlib import contextmanager

from handoff import auth
from handoff.api.problems import problem

_ANSWERS: dict[type[auth.AuthError], tuple[int, str]] = {
    auth.NotSignedIn: (401, "not_signed_in"),
    auth.WrongCredentials: (401, "wrong_credentials"),
    auth.TotpRequired: (401, "totp_required"),
    auth.BadCsrfToken: (403, "bad_csrf_token"),
    auth.WrongOrigin: (403, "wrong_origin"),
    auth.WrongPassword: (403, "wrong_password"),
    auth.AlreadyEnrolled: (409, "already_enrolled"),
    auth.NotBegun: (409, "not_begun"),
    auth.WeakPassword: (422, "weak_password"),
}


@contextmanager
def refusals(*, totp_wrong: int = 422) -> Iterator[None]:
    """`totp_wrong`: the status of a wrong code, 401 where it keeps somebody out."""
    try:
        yield
    except auth.LockedOut as error:
        headers = {"Retry-After": str(error.seconds)}
        raise problem(429, "locked_out", str(error), headers=headers) from error
    except auth.TotpWrong as error:
        raise problem(totp_wrong, "totp_wrong", str(error)) from error
    except tuple(_ANSWERS) as error:
        status, code = _ANSWERS[type(error)]
        raise problem(status, code, str(error)) from error
