"""What colleagues keep for themselves, and supervisors for all: who may change it."""

from typing import Protocol, TypeVar

from handoff import roles
from handoff.api.problems import not_found, problem
from storage.staff import StaffView


class Kept(Protocol):
    """`staff_id`: who made it."""

    @property
    def shared(self) -> bool: ...

    @property
    def staff_id(self) -> int | None: ...


K = TypeVar("K", bound=Kept)


def require_own(staff: StaffView, found: K | None) -> K:
    """One that this colleague may change. Raises 404 `not_found` for another's, 403 `not_allowed` for that of all."""
    if found is None or not (found.shared or found.staff_id == staff.id):
        raise not_found()
    require_may_share(staff, found.shared)
    return found


def require_may_share(staff: StaffView, shared: bool | None) -> None:
    """Raises 403 `not_allowed`."""
    if shared and not roles.may_configure_desk(staff.role):
        raise problem(403, "not_allowed", "What is for all is kept by supervisors.")
