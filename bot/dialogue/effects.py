"""What a decision asks the turn to do, and what the turn answers with. Plain values.

Submission   create the request in the same commit                  -> Dialogue.submitted, moved_away, or not_sent
SecureAsk    make a one-time page, put its address for {link}       -> Dialogue.provide, once the page was sent
Lookup       find requests, tell whose they are                     -> Dialogue.requests.own, found, prove, not_shared
OtpTry       check the code                                         -> Dialogue.requests.found, wrong_code, not_shared
Action       change an existing request                             -> Dialogue.requests.done, not_done
Rating       keep it, once for one subject; a later comment joins   (nothing; Dialogue.ratings.already)
DraftSearch  find forms begun elsewhere, for who proves the phone   -> Dialogue.adopt, elsewhere.prove, not_proven
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

STATUS, ADD_DOCUMENTS, UPDATE, WITHDRAW, APPEAL = "status", "add_documents", "update", "withdraw", "appeal"


@dataclass(frozen=True, slots=True)
class Submission:
    """A request as it was confirmed. Choices in `values` are the Arabic titles, dates ISO, documents attachment ids.

    `attestation`: {"text", "at"} as it was agreed to. `on_behalf`: {"relation", "said"}: the person who writes is not
    the applicant. `sensitive`: the names among `values` that must be stored encrypted. `draft` names the form as it was
    begun: sent twice, from wherever, it is one request.
    """

    form: str
    values: Mapping[str, Any]
    locale: str
    attestation: Mapping[str, str] | None = None
    on_behalf: Mapping[str, str] | None = None
    sensitive: tuple[str, ...] = ()
    draft: str = ""


@dataclass(frozen=True, slots=True)
class SecureAsk:
    """The fields to ask for on a one-time page, the one asked now first."""

    form: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lookup:
    """A request to find, for an action above. Without a reference: the requests of whoever is verified here."""

    action: str
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class OtpTry:
    """A code typed to prove that `reference` is the person's own."""

    action: str
    reference: str
    code: str


@dataclass(frozen=True, slots=True)
class DraftSearch:
    """Forms begun elsewhere: of whoever is verified here, or under a phone (E.164) that is proven by `code`.

    A phone without a code asks for one.
    """

    phone: str | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """A change to an existing request: `withdraw`, `update` with values, `add_documents` with attachment ids."""

    kind: str
    reference: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Rating:
    """`subject`: what is rated (a reference, a conversation's hand-off), None for the service as a whole."""

    score: int
    comment: str | None = None
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """A request as its verified owner may hear of it. `may`: the actions above that are allowed now.

    `missing`: fields that the committee asked for; `message`: its words to the person.
    """

    reference: str
    type: str
    status: str
    since: date
    earliest: date | None = None
    message: str | None = None
    may: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
