"""Accounts of colleagues over the staff API, for administrators."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field, field_validator

from handoff import administration, roles
from handoff.administration import Administration
from handoff.api.problems import answers, problem
from handoff.api.session import Guard
from handoff.api.views.administration import Colleague, NewColleague, NewPasswordShown, colleague_shown
from handoff.api.views.staff import Role
from storage import sessions, staff
from storage.staff import SessionView

Skills = Annotated[list[Annotated[str, Field(min_length=1, max_length=60)]], Field(max_length=50)]
Email = Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+$", max_length=320)]
Name = Annotated[str, Field(min_length=1, max_length=100)]
Capacity = Annotated[int, Field(ge=0, le=100)]


class NewAccount(BaseModel):
    """`capacity`: conversations at a time; null: as is usual for the role."""

    model_config = ConfigDict(extra="forbid")

    email: Email
    name: Name
    role: Role
    skills: Skills = Field(default_factory=list)
    capacity: Capacity | None = None


class AccountChanges(BaseModel):
    """What stays out stays as it is; only `capacity` may be null."""

    model_config = ConfigDict(extra="forbid")

    email: Email | None = None
    name: Name | None = None
    role: Role | None = None
    skills: Skills | None = None
    capacity: Capacity | None = None
    disabled: bool | None = None

    @field_validator("email", "name", "role", "skills", "disabled", mode="before")
    @classmethod
    def _is_given(cls, value: Any) -> Any:
        if value is None:
            raise ValueError("may be left out, but not be null")
        return value

    @field_validator("email")
    @classmethod
    def _folded(cls, value: str) -> str:
        return value.lower()


_RESPONSES = answers(
    (403, "`not_allowed`"),
    (404, "`not_found`"),
    (409, "`email_taken`, `own_account`, `last_administrator`"),
)


def router(guard: Guard, office: Administration) -> APIRouter:
    routes = APIRouter(prefix="/api/staff", tags=["administration"], responses=_RESPONSES)
    Admin = Annotated[SessionView, Depends(guard.may(roles.may_manage_staff))]  # noqa: N806 - a type

    @routes.get("")
    async def list_staff(_session: Admin) -> list[Colleague]:
        """Everybody who has an account, also who has left, by name."""
        async with guard.db.read() as tx:
            seen = await sessions.last_seen(tx)
            return [colleague_shown(who, seen.get(who.id)) for who in await staff.listed(tx)]

    @routes.post("", status_code=201)
    async def post_staff(body: NewAccount, session: Admin) -> NewColleague:
        """A new account with its first password."""
        work = body.model_dump(include={"skills", "capacity"})
        with _refusals():
            who, password = await office.add(session.staff.id, body.email, body.name, body.role, guard.now(), **work)
        return NewColleague(account=colleague_shown(who, None), password=password)

    @routes.patch("/{staff_id}")
    async def patch_staff(staff_id: int, body: AccountChanges, session: Admin) -> Colleague:
        """Change an account. Disabled, it is out at once; its deeds stay on record."""
        changes = body.model_dump(exclude_unset=True)
        with _refusals():
            who = await office.change(session.staff.id, staff_id, changes, guard.now())
        guard.on_ended(staff_id)
        async with guard.db.read() as tx:
            return colleague_shown(who, (await sessions.last_seen(tx)).get(staff_id))

    @routes.post("/{staff_id}/reset-password")
    async def post_reset_password(staff_id: int, session: Admin) -> NewPasswordShown:
        """A new password to hand over. Every session of theirs ends."""
        with _refusals():
            password = await office.reset_password(session.staff.id, staff_id, guard.now())
        guard.on_ended(staff_id)
        return NewPasswordShown(password=password)

    @routes.post("/{staff_id}/reset-totp", status_code=204)
    async def post_reset_totp(staff_id: int, session: Admin) -> None:
        """For a lost phone: no second factor until they set one up again. Every session of theirs ends."""
        with _refusals():
            await office.reset_totp(session.staff.id, staff_id, guard.now())
        guard.on_ended(staff_id)

    @routes.delete("/{staff_id}/sessions", status_code=204)
    async def delete_sessions(staff_id: int, session: Admin) -> None:
        """Sign them out everywhere."""
        with _refusals():
            await office.end_sessions(session.staff.id, staff_id, guard.now())
        guard.on_ended(staff_id)

    return routes


_ANSWERS: dict[type[administration.AdministrationError], tuple[int, str]] = {
    administration.UnknownColleague: (404, "not_found"),
    administration.EmailTaken: (409, "email_taken"),
    administration.OwnAccount: (409, "own_account"),
    administration.LastAdministrator: (409, "last_administrator"),
}


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except administration.AdministrationError as error:
        status, code = _ANSWERS[type(error)]
        raise problem(status, code, str(error)) from error
