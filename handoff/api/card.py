"""The hand-off card over the staff API."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Depends

from handoff.api.session import Guard
from handoff.api.talk_problems import RESPONSES, answering
from handoff.api.views.moment import View
from handoff.card import Card, CaseReader, OpenForm, card_of
from handoff.talks import Talks
from storage.staff import SessionView
from storage.transcripts import TalkFile


class NeedShown(View):
    intent: str | None
    title: str | None
    words: str | None
    priority: int
    reason: str | None


class FilledShown(View):
    name: str
    label: str
    value: str
    masked: bool


class MissingShown(View):
    name: str
    label: str


class CardFile(View):
    id: int
    filename: str | None


class CardForm(View):
    name: str
    title: str
    filled: list[FilledShown]
    missing: list[MissingShown]
    documents: list[CardFile]


class CitationShown(View):
    section: str
    intent: str
    version: str | None


class GuessShown(View):
    intent: str
    title: str
    confidence: float


class UncertaintyShown(View):
    text: str
    ranking: list[GuessShown]


class CardShown(View):
    """What the person needs, in their own words; the form so far; what the bot cited last and was unsure of last."""

    need: NeedShown
    form: CardForm | None
    documents: list[CardFile]
    citation: CitationShown | None
    uncertainty: UncertaintyShown | None


def router(guard: Guard, desk: Talks, reader: CaseReader) -> APIRouter:
    routes = APIRouter(prefix="/api/conversations", tags=["conversations"])
    SignedIn = Annotated[SessionView, Depends(guard.signed_in)]  # noqa: N806 - a type

    @routes.get("/{conversation_id}/card", responses=RESPONSES)
    async def get_card(conversation_id: int, session: SignedIn) -> CardShown:
        """All that somebody who takes over must know."""
        async with answering(guard.db.read()) as tx:
            talk = await desk.visible(tx, session.staff, conversation_id)
            return _shown(await card_of(tx, reader, talk, session.staff.locale))

    return routes


def _shown(card: Card) -> CardShown:
    documents = [_file(f) for f in card.documents]
    return CardShown(
        need=NeedShown(**asdict(card.need)),
        form=_form(card.form, documents) if card.form else None,
        documents=documents,
        citation=CitationShown(**asdict(card.citation)) if card.citation else None,
        uncertainty=UncertaintyShown(**asdict(card.uncertainty)) if card.uncertainty else None,
    )


def _form(form: OpenForm, documents: list[CardFile]) -> CardForm:
    return CardForm(
        name=form.name,
        title=form.title,
        filled=[FilledShown(**asdict(f)) for f in form.filled],
        missing=[MissingShown(**asdict(m)) for m in form.missing],
        documents=documents,
    )


def _file(f: TalkFile) -> CardFile:
    return CardFile(id=f.id, filename=f.filename)
