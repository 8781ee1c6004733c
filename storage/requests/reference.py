"""References: `MD-YYYY-XXXXXX`, thirty random bits in Crockford's base32, which has no I, L, O and U to misread."""

import re
import secrets
import unicodedata
from datetime import datetime
from zoneinfo import ZoneInfo

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RIYADH = ZoneInfo("Asia/Riyadh")
_FORM = re.compile(rf"MD(\d{{4}})([{ALPHABET}]{{6}})")
_MISREAD = str.maketrans("OIL", "011")


def new_reference(now: datetime) -> str:
    """A reference that nobody can guess from another one; the year is Riyadh's."""
    return f"MD-{now.astimezone(RIYADH).year}-{''.join(secrets.choice(ALPHABET) for _ in range(6))}"


def read_reference(text: str) -> str | None:
    """The reference that somebody typed, in its one spelling; case, spaces, dashes and digit sets do not matter."""
    kept = "".join(_plain(c) for c in unicodedata.normalize("NFKC", text).upper() if c.isalnum())
    found = _FORM.fullmatch(kept[:2] + kept[2:].translate(_MISREAD))
    return f"MD-{found[1]}-{found[2]}" if found else None


def _plain(char: str) -> str:
    return str(unicodedata.decimal(char)) if char.isdecimal() else char
