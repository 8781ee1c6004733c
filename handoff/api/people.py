"""People over the staff API: who somebody is, for whoever may see a conversation of theirs."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Depends

from handoff.api.problems import answers, not_found
from handoff.api.session import Guard
from handoff.api.shown import masked, request_row
from handoff.api.views.conversations import StaffName
from handoff.api.views.people import (
    ConsentShown,
    Linked,
    OwnRating,
    PastTalk,
    PersonAddress,
    PersonShown,
    PhoneLink,
)
from handoff.people import NobodyThere, People, Phone, Reach, Whole
from storage.contacts import Contact
from storage.staff import SessionView
from storage.talks import Talk

_RESPONSES = answers((404, "Not there, or not for this role"))


def router(guard: Guard, people: People) -> APIRouter:
    routes = APIRouter(prefix="/api/people", tags=["people"])
    SignedIn = Annotated[SessionView, Depends(guard.signed_in)]  # noqa: N806 - a type

    @routes.get("/{person_id}", responses=_RESPONSES)
    async def get_person(person_id: int, session: SignedIn) -> PersonShown:
        """Their addresses with what proves and links them, requests, conversations, consents, ratings."""
        try:
            async with guard.db.read() as tx:
                return _shown(await people.whole(tx, session.staff, person_id, guard.now()))
        except NobodyThere as error:
            raise not_found() from error

    return routes


def _shown(whole: Whole) -> PersonShown:
    who = whole.who
    return PersonShown(
        id=who.id,
        name=who.name,
        locale=who.locale,
        known_since=who.created_at,
        addresses=[_address(r) for r in whole.reaches],
        requests=sorted((request_row(r) for r in whole.requests), key=lambda r: r.submitted_at, reverse=True),
        conversations=[_talk(t) for t in whole.talks],
        consents=[ConsentShown(**asdict(c)) for c in reversed(whole.consents)],
        ratings=[
            OwnRating(subject=r.subject, score=r.score, comment=r.comment, staff_name=r.staff_name, at=r.at)
            for r in reversed(whole.ratings)
        ],
        on_hold=whole.on_hold,
    )


def _address(reach: Reach) -> PersonAddress:
    c = reach.contact
    return PersonAddress(
        channel=c.channel,
        address=masked(c.address),
        opted_out=c.opted_out,
        blocked=c.blocked,
        last_inbound_at=c.last_inbound_at,
        phones=[_phone(p) for p in reach.phones],
    )


def _phone(phone: Phone) -> PhoneLink:
    proof = phone.proof
    return PhoneLink(
        id=proof.id,
        phone=masked(proof.phone),
        method=proof.method,
        made_at=proof.made_at,
        expires_at=proof.expires_at,
        others=[_linked(c) for c in phone.others],
    )


def _linked(c: Contact) -> Linked:
    return Linked(person_id=c.person_id, name=c.name, channel=c.channel, address=masked(c.address))


def _talk(t: Talk) -> PastTalk:
    held = t.owner in ("staff", "closed") and t.assignee_id
    return PastTalk(
        id=t.id,
        channel=t.channel,
        owner=t.owner,
        assignee=StaffName(id=t.assignee_id or 0, name=t.assignee or "") if held else None,
        created_at=t.created_at,
        last_inbound_at=t.last_inbound_at,
        closed_at=t.closed_at,
    )
