"""What may stand in the way of a deed in a conversation, as the API answers it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from handoff.api.problems import answers, not_found, problem
from handoff.files import NoFilesHere, TooBig, UnknownFile
from handoff.secure import RefusedUpload
from handoff.talks import NotFailed, NothingToSay, PlaceholderLeft, UnknownStaff, UnknownTalk, WindowShut
from handoff.templates import NotApproved, UnknownTemplate, WrongVariables
from storage.canned import ShortcutTaken
from storage.db import Transaction
from storage.labels import NameTaken, UnknownLabel
from storage.ownership import HeldByAnother, IsClosed, JustSpoken, NotHeld

RESPONSES = answers(
    (404, "Not there, or not for this role"),
    (409, "`held_by_another`, `not_held`, `closed`, `just_spoken`, `window_closed`, `not_failed`"),
)
_PROBLEMS: dict[type[Exception], tuple[int, str]] = {
    HeldByAnother: (409, "held_by_another"),
    NotHeld: (409, "not_held"),
    IsClosed: (409, "closed"),
    JustSpoken: (409, "just_spoken"),
    WindowShut: (409, "window_closed"),
    UnknownStaff: (422, "unknown_staff"),
    NothingToSay: (422, "nothing_to_say"),
    UnknownLabel: (422, "unknown_label"),
    NameTaken: (409, "name_taken"),
    NotFailed: (409, "not_failed"),
    ShortcutTaken: (409, "shortcut_taken"),
    PlaceholderLeft: (422, "placeholder_left"),
    UnknownTemplate: (422, "unknown_template"),
    NotApproved: (422, "not_approved"),
    WrongVariables: (422, "wrong_variables"),
    UnknownFile: (422, "unknown_attachment"),
    NoFilesHere: (422, "no_files_here"),
    TooBig: (413, "too_big"),
    RefusedUpload: (422, "refused_file"),
}


@asynccontextmanager
async def answering(transaction: Any) -> AsyncIterator[Transaction]:
    """The transaction, with what may stand in the way turned into the API's answers."""
    try:
        async with transaction as tx:
            yield tx
    except UnknownTalk as error:
        raise not_found() from error
    except tuple(_PROBLEMS) as error:
        status, code = _PROBLEMS[type(error)]
        raise problem(status, code, str(error)) from error
