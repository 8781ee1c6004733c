"""Answers over the staff API: read by everybody, drafted by agents, made live and taken back by supervisors."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from handoff import roles
from handoff.api.problems import answers, problem
from handoff.api.session import Guard
from handoff.api.views.knowledge import (
    EvaluationView,
    KnowledgeRow,
    KnowledgeWhole,
    PolicySection,
    Published,
    Saved,
)
from handoff.evaluation import Problem
from handoff.knowledge import (
    Entry,
    Evaluated,
    Knowledge,
    NoDraft,
    NotForThisRole,
    NotSupported,
    Question,
    UnknownQuestion,
    UnknownVersion,
)
from storage.answers import FILE_VERSION, AnswerChanged, Draft, Version, Wording
from storage.staff import SessionView

Intent = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_]{1,60}$")]


class WordingBody(BaseModel):
    """`quote`: the policy's words that support the answer, one passage a line. Titles: of a new question's button."""

    model_config = ConfigDict(extra="forbid")

    ar: str = Field(max_length=4000)
    en: str = Field(max_length=4000)
    sections: list[Annotated[int, Field(ge=1, le=99)]] = Field(default_factory=list, max_length=10)
    quote: str = Field("", max_length=8000)
    note: str = Field("", max_length=2000)
    title_ar: str | None = Field(None, max_length=80)
    title_en: str | None = Field(None, max_length=80)

    def wording(self) -> Wording:
        values = self.model_dump(include=set(WordingBody.model_fields))
        return Wording(**values | {"sections": tuple(self.sections)})


class DraftBody(WordingBody):
    """`revision`: of the draft that was changed, 0 where there was none; without it the last one to save wins."""

    revision: int | None = Field(None, ge=0)


class EvaluateBody(BaseModel):
    """Without words of its own it is the draft that is judged."""

    model_config = ConfigDict(extra="forbid")

    wording: WordingBody | None = None


class PublishBody(BaseModel):
    """`revision`: of the draft that was looked at; another one means that somebody changed it meanwhile."""

    revision: int = Field(ge=1)


class RevertBody(BaseModel):
    version: int = Field(ge=1)


_READ = answers((404, "`unknown_question`"))
_WRITE = _READ | answers(
    (403, "`not_allowed`, or the CSRF token is wrong"),
    (409, "`answer_changed`: a colleague was quicker; `not_supported`: see `problems`"),
)


def router(guard: Guard, knowledge: Knowledge, notify: Callable[[], None] = lambda: None) -> APIRouter:
    """`notify`: tells the other processes that something has gone live."""
    routes = APIRouter(prefix="/api/knowledge", tags=["knowledge"])
    SignedIn = Annotated[SessionView, Depends(guard.signed_in)]  # noqa: N806 - a type
    Editor = Annotated[SessionView, Depends(guard.may(roles.may_edit_knowledge))]  # noqa: N806 - a type

    @routes.get("", response_model=list[KnowledgeRow], responses=answers())
    async def list_answers(_session: SignedIn) -> list[dict[str, Any]]:
        """Every question with what is said now: those of the files first, then those that staff added."""
        return [_row(entry) for entry in await knowledge.entries(guard.now())]

    @routes.get("/policy", response_model=list[PolicySection], responses=answers())
    async def get_policy(_session: SignedIn) -> list[dict[str, Any]]:
        """The policy by section, to quote from."""
        return [asdict(section) for section in knowledge.policy.sections.values()]

    @routes.get("/{intent}", response_model=KnowledgeWhole, responses=_READ)
    async def get_answer(intent: Intent, _session: SignedIn) -> dict[str, Any]:
        """One question: its versions, its draft, and the policy's text."""
        async with _answering(guard.db.read()) as tx:
            entry, versions = await knowledge.entry(tx, intent)
        return _whole(knowledge, entry, versions)

    @routes.put("/{intent}/draft", response_model=Saved, responses=_WRITE)
    async def put_draft(intent: Intent, body: DraftBody, session: SignedIn) -> dict[str, Any]:
        """Keep a draft. A new question needs a name of its own, `faq_…`, and titles before it can go live."""
        async with _answering(guard.db.transaction()) as tx:
            new = await knowledge.save(tx, session.staff, intent, body.wording(), guard.now(), revision=body.revision)
        return {"revision": new}

    @routes.delete("/{intent}/draft", status_code=204, responses=_WRITE)
    async def delete_draft(intent: Intent, session: SignedIn) -> None:
        """Throw the draft away."""
        async with _answering(guard.db.transaction()) as tx:
            await knowledge.drop(tx, session.staff, intent, guard.now())

    @routes.post("/{intent}/evaluate", response_model=EvaluationView, responses=_WRITE)
    async def post_evaluate(intent: Intent, _session: Editor, body: EvaluateBody | None = None) -> dict[str, Any]:
        """What stands against this wording, or against the draft, and what every known question would be answered."""
        words = body.wording.wording() if body and body.wording else None
        async with _telling():
            return _evaluation(await knowledge.evaluate(intent, words))

    @routes.post("/{intent}/publish", response_model=Published, responses=_WRITE)
    async def post_publish(intent: Intent, body: PublishBody, session: SignedIn) -> Any:
        """The draft goes live everywhere within seconds, if nothing stands against it."""
        try:
            async with _telling():
                number = await knowledge.publish(session.staff, intent, body.revision, guard.now())
        except NotSupported as error:
            return _refused(error.problems)
        notify()
        return {"version": number}

    @routes.post("/{intent}/revert", response_model=Published, responses=_WRITE)
    async def post_revert(intent: Intent, body: RevertBody, session: SignedIn) -> dict[str, Any]:
        """An earlier version is said again; 1 is the file's."""
        async with _answering(guard.db.transaction()) as tx:
            await knowledge.revert(tx, session.staff, intent, body.version, guard.now())
        notify()
        return {"version": body.version}

    return routes


def _row(entry: Entry) -> dict[str, Any]:
    words, draft = entry.wording, entry.draft
    return {
        "intent": entry.intent,
        "title": dict(entry.titles),
        "sections": list(words.sections) if words else [],
        "version": entry.live.number if entry.live else FILE_VERSION if entry.file else None,
        "live": {"ar": words.ar, "en": words.en} if words else None,
        "draft": _draft(draft) if draft else None,
        "source": "file" if entry.file and not entry.live else "console",
        "config": entry.file.config if entry.file else None,
        "updated_at": entry.live.published_at if entry.live else None,
        "asked_30d": entry.asked,
    }


def _draft(draft: Draft) -> dict[str, Any]:
    told = {"revision": draft.revision, "by": draft.staff_name, "updated_at": draft.updated_at}
    return asdict(draft.wording) | told


def _whole(knowledge: Knowledge, entry: Entry, versions: Sequence[Version]) -> dict[str, Any]:
    words = entry.wording or (entry.draft.wording if entry.draft else Wording("", ""))
    listed = [_version(v) for v in versions]
    if entry.file:
        listed.append(_file_version(entry.file, live=entry.live is None))
    sections = [knowledge.policy.sections[n] for n in words.sections if n in knowledge.policy.sections]
    return _row(entry) | {
        "quote": words.quote,
        "policy": [asdict(section) for section in sections],
        "versions": listed,
    }


def _version(v: Version) -> dict[str, Any]:
    told = {"number": v.number, "source": "console", "live": v.live, "by": v.staff_name}
    return asdict(v.wording) | told | {"published_at": v.published_at}


def _file_version(file: Question, *, live: bool) -> dict[str, Any]:
    told = {"number": FILE_VERSION, "source": "file", "live": live, "by": None, "published_at": None}
    return asdict(file.wording) | told


def _evaluation(found: Evaluated) -> dict[str, Any]:
    return {
        "ok": found.ok,
        "problems": [asdict(p) for p in found.problems],
        "diff": {locale: [asdict(c) for c in changes] for locale, changes in found.differences.items()},
        "lengths": {locale: asdict(length) for locale, length in found.lengths.items()} or None,
        "questions": [asdict(a) for a in found.asked],
    }


def _refused(problems: Sequence[Problem]) -> JSONResponse:
    """Like every problem, with what stands against the answer besides."""
    told = {"code": "not_supported", "message": NotSupported.__doc__, "problems": [asdict(p) for p in problems]}
    return JSONResponse({"detail": told}, 409)


@asynccontextmanager
async def _answering(transaction: Any) -> AsyncIterator[Any]:
    async with _telling(), transaction as tx:
        yield tx


@asynccontextmanager
async def _telling() -> AsyncIterator[None]:
    """What may stand in the way, turned into the API's answers."""
    try:
        yield
    except UnknownQuestion as error:
        raise problem(404, "unknown_question", str(error)) from error
    except UnknownVersion as error:
        raise problem(404, "unknown_version", str(error)) from error
    except NoDraft as error:
        raise problem(404, "no_draft", str(error)) from error
    except NotForThisRole as error:
        raise problem(403, "not_allowed", str(error)) from error
    except AnswerChanged as error:
        raise problem(409, "answer_changed", str(error)) from error
