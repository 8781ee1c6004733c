"""What the staff API answers when it cannot do what was asked: a code for programs, a sentence for people."""

from fastapi import HTTPException


def problem(status: int, code: str, message: str | None) -> HTTPException:
    return HTTPException(status, {"code": code, "message": message or code})


def not_found() -> HTTPException:
    """The same for what is not there and for what one may not see."""
    return problem(404, "not_found", "There is nothing here.")
