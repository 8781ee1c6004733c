"""What the staff API answers when it cannot do what was asked: a code for programs, a sentence for people."""

from fastapi import HTTPException
from pydantic import BaseModel


class FieldProblem(BaseModel):
    field: str
    message: str


class ProblemDetail(BaseModel):
    """`fields`: where a body or a query could not be read."""

    code: str
    message: str
    fields: list[FieldProblem] | None = None


class Problem(BaseModel):
    detail: ProblemDetail


def problem(status: int, code: str, message: str | None, *, headers: dict[str, str] | None = None) -> HTTPException:
    return HTTPException(status, {"code": code, "message": message or code}, headers)


def not_found() -> HTTPException:
    """The same for what is not there and for what one may not see."""
    return problem(404, "not_found", "There is nothing here.")


def answers(*told: tuple[int, str]) -> dict[int | str, dict[str, object]]:
    """For a route's documentation: what it may answer besides success, and when. Signed out is always possible."""
    return {status: {"model": Problem, "description": why} for status, why in ((401, "Not signed in"), *told)}
