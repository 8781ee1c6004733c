"""The cookies of the console, by their one name each. Over https they are bound to this very host (`__Host-`)."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Literal

from fastapi import Response

SESSION, DEVICE, OIDC = "tawasul_session", "tawasul_device", "tawasul_oidc"


class Cookies:
    """Sets, reads and clears them. Scripts never see them."""

    def __init__(self, *, secure: bool) -> None:
        self.secure = secure

    def name(self, cookie: str) -> str:
        return f"__Host-{cookie}" if self.secure else cookie

    def read(self, cookies: Mapping[str, str], cookie: str) -> str | None:
        return cookies.get(self.name(cookie))

    def set(
        self,
        response: Response,
        cookie: str,
        value: str,
        age: timedelta,
        same_site: Literal["strict", "lax"] = "strict",
    ) -> None:
        """`lax` only for what must survive the way back from another site."""
        seconds = int(age.total_seconds())
        response.set_cookie(
            self.name(cookie), value, seconds, path="/", httponly=True, samesite=same_site, secure=self.secure
        )

    def clear(self, response: Response, cookie: str) -> None:
        response.delete_cookie(self.name(cookie), path="/", httponly=True, samesite="strict", secure=self.secure)
