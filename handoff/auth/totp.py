"""The second factor: codes of an authenticator app (RFC 6238), and codes on paper for when it is lost. No I/O."""

import secrets
from datetime import datetime
from io import BytesIO

import pyotp
import segno
from pyotp.exceptions import OTPVerificationError

ISSUER = "Tawasul"
WINDOW = 1  # steps of 30 seconds that a clock may be off, either way
RECOVERY_CODES = 10
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: nothing that reads as something else
_MISREAD = str.maketrans("OILoil", "011011")
_LENGTH = 10


def new_secret() -> str:
    return pyotp.random_base32()


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """The step whose code this is, within the window around `now`; None if it is none's. Digits of any set."""
    digits = "".join(str(int(c)) for c in code if c.isdecimal())
    try:
        return pyotp.TOTP(secret).verify_and_get_timecode(digits, for_time=now, valid_window=WINDOW)
    except OTPVerificationError:
        return None


def uri(secret: str, email: str, issuer: str = ISSUER) -> str:
    """What an authenticator app reads."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=issuer)


def qr_svg(text: str) -> str:
    """The text as a QR code: an SVG document with black modules on white, quiet zone included."""
    out = BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", scale=4, border=4, light="#fff", xmldecl=False)
    return out.getvalue().decode().strip()


def new_codes() -> list[str]:
    """`XXXXX-XXXXX`, fifty random bits each."""
    made = ("".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH)) for _ in range(RECOVERY_CODES))
    return [f"{code[:5]}-{code[5:]}" for code in made]


def plain(code: str) -> str:
    """A recovery code as it is kept."""
    return code.replace("-", "")


def as_recovery(typed: str) -> str | None:
    """What was typed as a recovery code in its one spelling, or None if it cannot be one."""
    code = "".join(str(int(c)) if c.isdecimal() else c for c in typed.translate(_MISREAD).upper() if c.isalnum())
    return code if len(code) == _LENGTH and set(code) <= set(_ALPHABET) else None
