"""Conversations found by what is sealed in their people's requests, by blind indexes: nothing is opened."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select

from storage.crypto import Vault
from storage.db import Transaction
from storage.models import Conversation, Identity, table_of
from storage.models_requests import PhoneProof, Request, RequestTerm
from storage.requests.rows import term_index

_request, _term, _proof = table_of(Request), table_of(RequestTerm), table_of(PhoneProof)
_conversation, _identity = table_of(Conversation), table_of(Identity)
MOST = 200


async def of_reference(tx: Transaction, reference: str, types: Sequence[str]) -> frozenset[int]:
    return await _talks(tx, _people(types).where(_request.c.reference == reference))


async def of_phone(tx: Transaction, phone_index: str, types: Sequence[str]) -> frozenset[int]:
    """Of who gave this phone in a request, and of who proved to hold it."""
    asked = await _talks(tx, _people(types).where(_request.c.phone_index == phone_index))
    proven = select(_proof.c.identity_id).where(_proof.c.phone_index == phone_index, _proof.c.undone_at.is_(None))
    query = select(_conversation.c.id).where(_conversation.c.identity_id.in_(proven))
    return asked | frozenset((await tx.execute(query.order_by(_conversation.c.id.desc()).limit(MOST))).scalars())


async def of_terms(tx: Transaction, vault: Vault, terms: Sequence[str], types: Sequence[str]) -> frozenset[int]:
    """All of these words in one request."""
    if not terms:
        return frozenset()
    query = _people(types)
    for term in terms:
        having = select(_term.c.request_id).where(_term.c.term == term_index(vault, term))
        query = query.where(_request.c.id.in_(having))
    return await _talks(tx, query)


def _people(types: Sequence[str]) -> Select[Any]:
    return select(_request.c.person_id).where(_request.c.type.in_(types))


async def _talks(tx: Transaction, people: Select[Any]) -> frozenset[int]:
    """Of those whose requests are the last. People first: else SQLite goes through all conversations."""
    known = set((await tx.execute(people.order_by(_request.c.id.desc()).limit(MOST))).scalars())
    if not known:
        return frozenset()
    query = select(_conversation.c.id).join(_identity, _identity.c.id == _conversation.c.identity_id)
    query = query.where(_identity.c.person_id.in_(known)).order_by(_conversation.c.id.desc()).limit(MOST)
    return frozenset((await tx.execute(query)).scalars())
