"""Who of the staff may see and do what. Pure.

| role       | requests                                         | conversations |
|------------|--------------------------------------------------|---------------|
| agent      | all but wishes about one's own data: everyday steps | all        |
| supervisor | all: also closing early, withdrawing, reopening a service, deciding what is not the committee's | all |
| committee  | what the committee studies: its decisions and reviews | none     |
| admin      | everything                                       | all           |

What the console shows by is `permissions(role)`; every function here that has a name there guards routes by itself.
"""

from collections.abc import Callable, Mapping
from typing import Literal

from storage.requests.statuses import COMMITTEE_TYPES

AGENT, SUPERVISOR, COMMITTEE, ADMIN = "agent", "supervisor", "committee", "admin"
Permission = Literal[
    "conversations.see", "conversations.reassign", "requests.see", "requests.move", "reveal", "privacy",
    "knowledge.edit", "knowledge.publish", "reports.see", "staff.manage", "desk.configure", "audit.see",
]  # fmt: skip
ROLES = (AGENT, SUPERVISOR, COMMITTEE, ADMIN)
_REVIEW = frozenset({"verifying", "incomplete", "under_review"})
_OWN_DATA = "erasure"  # what people ask about their own data concerns few


def may_see_requests(role: str) -> bool:
    """Some at least: which, `may_see_request` says."""
    return role in ROLES


def may_move_requests(role: str) -> bool:
    """Some by some steps: which, `may_move_request` says."""
    return role in ROLES


def may_see_request(role: str, type: str) -> bool:
    if role == COMMITTEE:
        return type in COMMITTEE_TYPES
    return type != _OWN_DATA or role in (SUPERVISOR, ADMIN)


def visible_types(role: str, types: frozenset[str]) -> frozenset[str]:
    return frozenset(t for t in types if may_see_request(role, t))


def may_move_request(role: str, type: str, start: str, end: str) -> bool:
    """Whether this role may take this step; whether the step is legal at all is another question."""
    if not may_see_request(role, type):
        return False
    if role == ADMIN:
        return True
    if _decides(start, end):
        return role == (COMMITTEE if type in COMMITTEE_TYPES else SUPERVISOR)
    if _exceptional(start, end):
        return role == SUPERVISOR
    if role == COMMITTEE:
        return start in _REVIEW and end in _REVIEW
    return True


def _decides(start: str, end: str) -> bool:
    reopened = start in ("rejected", "closed") and end == "under_review"
    return end in ("accepted", "rejected") or reopened


def _exceptional(start: str, end: str) -> bool:
    early = end == "closed" and start not in ("completed", "rejected", "withdrawn")
    return early or end == "withdrawn" or (start, end) == ("completed", "in_service")


def may_reveal(role: str) -> bool:
    """ID numbers and IBANs in clear, one audited look at a time."""
    return role in (SUPERVISOR, COMMITTEE, ADMIN)


def may_see_conversations(role: str) -> bool:
    return role != COMMITTEE


def may_reassign(role: str) -> bool:
    """Take a conversation from a colleague, or end it for them."""
    return role in (SUPERVISOR, ADMIN)


def may_handle_privacy(role: str) -> bool:
    """Copies, erasure, links."""
    return role in (SUPERVISOR, ADMIN)


def may_edit_knowledge(role: str) -> bool:
    """Drafts of answers, training phrases, what was not understood."""
    return role in (AGENT, SUPERVISOR, ADMIN)


def may_publish_knowledge(role: str) -> bool:
    """What people hear from now on: an answer, a newly trained engine, and taking either back."""
    return role in (SUPERVISOR, ADMIN)


def may_see_reports(role: str) -> bool:
    return role in (SUPERVISOR, ADMIN)


def may_manage_staff(role: str) -> bool:
    """Accounts and roles."""
    return role == ADMIN


def may_configure_desk(role: str) -> bool:
    """Hours, days off, labels, canned replies; and the channels' health."""
    return role in (SUPERVISOR, ADMIN)


def may_see_audit(role: str) -> bool:
    """What colleagues did."""
    return role in (SUPERVISOR, ADMIN)


PERMISSIONS: Mapping[Permission, Callable[[str], bool]] = {
    "conversations.see": may_see_conversations,
    "conversations.reassign": may_reassign,
    "requests.see": may_see_requests,
    "requests.move": may_move_requests,
    "reveal": may_reveal,
    "privacy": may_handle_privacy,
    "knowledge.edit": may_edit_knowledge,
    "knowledge.publish": may_publish_knowledge,
    "reports.see": may_see_reports,
    "staff.manage": may_manage_staff,
    "desk.configure": may_configure_desk,
    "audit.see": may_see_audit,
}


def permissions(role: str) -> list[Permission]:
    return [name for name, holds in PERMISSIONS.items() if holds(role)]
