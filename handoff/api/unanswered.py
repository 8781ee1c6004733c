"""What was missed, over the staff API: clusters, and what becomes of them; phrases to learn from."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from handoff import phrases, roles
from handoff.api.knowledge import WordingBody
from handoff.api.problems import answers, not_found, problem
from handoff.api.session import Guard
from handoff.api.views.unanswered import ClusterView, Drafted, Learnt, PhraseList
from handoff.knowledge import UnknownQuestion
from handoff.phrases import NothingToLearn, TwoMeanings, UnknownIntent
from handoff.unanswered import AlreadyClosed, Cluster, Unanswered, UnknownCluster
from storage import phrases as stored
from storage.staff import SessionView

INTENT = r"^[a-z][a-z0-9_]{1,60}$"
Phrases = list[Annotated[str, Field(min_length=1, max_length=500)]]


class TrainBody(BaseModel):
    """The phrases as staff wish them learnt; personal data are taken off."""

    intent: str = Field(pattern=INTENT)
    phrases: Phrases = Field(min_length=1, max_length=100)


class AnswerBody(WordingBody):
    """An existing question, or a new one's name, `faq_…`; `phrases` ask it."""

    intent: str = Field(pattern=INTENT)
    phrases: Phrases = Field(default_factory=list, max_length=100)


class DismissBody(BaseModel):
    reason: str = Field(min_length=1, max_length=500)


_ANSWERS = answers(
    (403, "`not_allowed`"),
    (404, "There is nothing here"),
    (409, "`already_closed`; `two_meanings`: a phrase is known as something else, see `message`"),
    (422, "`unknown_intent`, `nothing_to_learn`"),
)


def router(guard: Guard, unanswered: Unanswered) -> APIRouter:
    routes = APIRouter(prefix="/api", tags=["unanswered"])
    Editor = Annotated[SessionView, Depends(guard.may(roles.may_edit_knowledge))]  # noqa: N806 - a type

    @routes.get("/unanswered", response_model=list[ClusterView], responses=_ANSWERS)
    async def list_clusters(_session: Editor, state: Literal["open", "done"] = "open") -> list[dict[str, Any]]:
        """Clusters of messages that mean the same, the largest first."""
        async with guard.db.read() as tx:
            return [_cluster(c) for c in await unanswered.listed(tx, state, guard.now())]

    @routes.post("/unanswered/{cluster_id}/train", response_model=Learnt, responses=_ANSWERS)
    async def post_train(cluster_id: int, body: TrainBody, session: Editor) -> dict[str, Any]:
        """Its phrases mean this; they are understood once a training with them is live."""
        async with _answering(guard.db.transaction()) as tx:
            count = await unanswered.train(tx, session.staff, cluster_id, body.intent, body.phrases, guard.now())
        return {"phrases": count}

    @routes.post("/unanswered/{cluster_id}/answer", response_model=Drafted, responses=_ANSWERS)
    async def post_answer(cluster_id: int, body: AnswerBody, session: Editor) -> dict[str, Any]:
        """It becomes the draft of an answer, to be judged and published under /api/knowledge."""
        async with _answering(guard.db.transaction()) as tx:
            revision = await unanswered.answer(
                tx, session.staff, cluster_id, body.intent, body.wording(), body.phrases, guard.now()
            )
        return {"intent": body.intent, "revision": revision}

    @routes.post("/unanswered/{cluster_id}/dismiss", status_code=204, responses=_ANSWERS)
    async def post_dismiss(cluster_id: int, body: DismissBody, session: Editor) -> None:
        """Not for us: what means the same later on is not shown again."""
        async with _answering(guard.db.transaction()) as tx:
            await unanswered.dismiss(tx, session.staff, cluster_id, body.reason, guard.now())

    @routes.get("/training/phrases", response_model=PhraseList, responses=_ANSWERS, tags=["training"])
    async def list_phrases(
        _session: Editor,
        intent: Annotated[str | None, Query(pattern=INTENT)] = None,
        before: Annotated[int | None, Query(ge=1)] = None,
    ) -> dict[str, Any]:
        """What staff added to learn from, newest first."""
        async with guard.db.read() as tx:
            found, counts = await stored.listed(tx, intent=intent, before=before, limit=51), await stored.counts(tx)
        items = [_phrase(p) for p in found[:50]]
        return {"items": items, "cursor": found[49].id if len(found) > 50 else None, "counts": counts}

    @routes.post("/training/phrases", response_model=Learnt, responses=_ANSWERS, tags=["training"])
    async def post_phrases(body: TrainBody, session: Editor) -> dict[str, Any]:
        """Phrases of staff's own."""
        async with _answering(guard.db.transaction()) as tx:
            return {"phrases": await unanswered.add(tx, session.staff, body.intent, body.phrases, guard.now())}

    @routes.delete("/training/phrases/{phrase_id}", status_code=204, responses=_ANSWERS, tags=["training"])
    async def delete_phrase(phrase_id: int, session: Editor) -> None:
        """Learnt no more, from the next training on."""
        async with _answering(guard.db.transaction()) as tx:
            if not await phrases.remove(tx, phrase_id, session.staff, guard.now()):
                raise not_found()

    def _cluster(c: Cluster) -> dict[str, Any]:
        v = c.view
        examples = [
            {
                "text": text,
                "conversation_id": m.conversation_id,
                "seq": m.seq,
                "channel": m.channel,
                "miss": m.miss,
                "at": m.at,
            }
            for m, text in c.examples
        ]
        return {
            "id": v.id,
            "state": v.state,
            "size": v.size,
            "calls": v.calls,
            "keywords": v.keywords,
            "examples": examples,
            "guesses": [g | {"title": unanswered.title(g["intent"])} for g in v.guesses],
            "outcome": v.outcome,
            "last_at": v.last_at,
            "closed_at": v.closed_at,
        }

    def _phrase(p: stored.Phrase) -> dict[str, Any]:
        about = {"id": p.id, "intent": p.intent, "title": unanswered.title(p.intent), "text": p.text}
        return about | {"cluster_id": p.cluster_id, "by": p.staff_name, "created_at": p.created_at}

    return routes


@asynccontextmanager
async def _answering(transaction: Any) -> AsyncIterator[Any]:
    """The transaction, with what may stand in the way turned into the API's answers."""
    try:
        async with transaction as tx:
            yield tx
    except (UnknownCluster, UnknownQuestion) as error:
        raise problem(404, "not_found", str(error)) from error
    except AlreadyClosed as error:
        raise problem(409, "already_closed", str(error)) from error
    except TwoMeanings as error:
        raise problem(409, "two_meanings", str(error)) from error
    except UnknownIntent as error:
        raise problem(422, "unknown_intent", str(error)) from error
    except NothingToLearn as error:
        raise problem(422, "nothing_to_learn", str(error)) from error
