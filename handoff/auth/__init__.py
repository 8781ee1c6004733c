"""Signing in: Argon2id, a second factor, lock-out, sessions that can be ended, and proof that a call was meant."""

from handoff.auth.accounts import first_administrator
from handoff.auth.errors import (
    AlreadyEnrolled,
    AuthError,
    BadCsrfToken,
    LockedOut,
    NotBegun,
    NotSignedIn,
    OidcError,
    TotpRequired,
    TotpWrong,
    WeakPassword,
    WrongCredentials,
    WrongOrigin,
    WrongPassword,
)
from handoff.auth.own_account import OwnAccount
from handoff.auth.passwords import Passwords
from handoff.auth.policy import Browser, Policy
from handoff.auth.sessions import check_csrf, check_origin, holds, session, sign_out, token_hash
from handoff.auth.sign_in import SignedIn, SignIn

__all__ = [
    "AlreadyEnrolled",
    "AuthError",
    "BadCsrfToken",
    "Browser",
    "LockedOut",
    "NotBegun",
    "NotSignedIn",
    "OidcError",
    "OwnAccount",
    "Passwords",
    "Policy",
    "SignIn",
    "SignedIn",
    "TotpRequired",
    "TotpWrong",
    "WeakPassword",
    "WrongCredentials",
    "WrongOrigin",
    "WrongPassword",
    "check_csrf",
    "check_origin",
    "first_administrator",
    "holds",
    "session",
    "sign_out",
    "token_hash",
]
