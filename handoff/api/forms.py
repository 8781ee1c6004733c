"""The forms over the staff API: what their fields and choices are called, so that the console can name them."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends

from handoff.api.problems import answers
from handoff.api.session import Guard
from handoff.api.views.moment import View
from storage.staff import SessionView


class Titles(View):
    ar: str
    en: str


class ChoiceShown(View):
    key: str
    title: Titles


class FieldShown(View):
    """`options`: of a choice, in the order asked."""

    name: str
    type: str
    label: Titles
    sensitive: bool
    optional: bool
    options: list[ChoiceShown]


class FormShown(View):
    """A form by its request type."""

    name: str
    title: Titles
    fields: list[FieldShown]


def router(guard: Guard, forms: Sequence[FormShown]) -> APIRouter:
    routes = APIRouter(prefix="/api/forms", tags=["requests"])
    SignedIn = Annotated[SessionView, Depends(guard.signed_in)]  # noqa: N806 - a type

    @routes.get("", responses=answers())
    async def list_forms(_session: SignedIn) -> list[FormShown]:
        """Every form with its fields, as the assistant asks for them."""
        return list(forms)

    return routes
