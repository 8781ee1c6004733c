"""One message as the dialogue takes it: what it says, what it seems to want, and what was found in it."""

from dataclasses import dataclass, replace

from nlu.interpreter import OUT_OF_SCOPE, Entity, Intent, Interpretation

INTENT_PAYLOAD = "i:"


_OF_NO_LANGUAGE = ("reference", "iban")


def _words_of(i: Interpretation) -> str:
    """The text without what is written the same in every language."""
    text = i.text
    for entity in i.entities:
        if entity.entity in _OF_NO_LANGUAGE:
            text = text.replace(i.text[entity.start : entity.end], " ")
    return text


@dataclass(frozen=True, slots=True)
class Understood:
    """A text with its interpretation, or a pressed button whose meaning is certain, or files.

    `ranking`: what the engine would have made of the text without knowing what was asked; an answer to an open question
    counts as out of scope in `intent`. `payload`: the button's, where one was pressed. `attachments`: ids of files.
    `engine`: which one interpreted the text, if any did.
    """

    text: str
    intent: str
    needs: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    language: str | None = None  # None: says nothing about the language (a number, a button)
    confidence: float = 1.0
    ranking: tuple[Intent, ...] = ()
    entities: tuple[Entity, ...] = ()
    payload: str | None = None
    attachments: tuple[str, ...] = ()
    engine: str | None = None

    @classmethod
    def from_interpretation(cls, i: Interpretation) -> "Understood":
        language = i.language if any(c.isalpha() for c in _words_of(i)) else None
        return cls(
            text=i.text,
            intent=i.intent.name,
            needs=i.needs,
            candidates=i.candidates,
            language=language,
            confidence=i.intent.confidence,
            ranking=i.ranking,
            entities=i.entities,
            engine=i.engine,
        )

    @classmethod
    def from_choice(cls, payload: str, title: str) -> "Understood":
        """A pressed button, or a typed answer that names one."""
        intent = payload.removeprefix(INTENT_PAYLOAD) if payload.startswith(INTENT_PAYLOAD) else OUT_OF_SCOPE
        return cls(title, intent, payload=payload)

    @classmethod
    def from_files(cls, attachments: tuple[str, ...], caption: str = "") -> "Understood":
        return cls(caption, OUT_OF_SCOPE, attachments=attachments)

    def surely(self, intent: str) -> "Understood":
        """The same text, with a meaning that is beyond doubt."""
        return replace(self, intent=intent, candidates=(), confidence=1.0, ranking=(Intent(intent, 1.0),))

    @property
    def heard(self) -> Intent:
        """What the words alone seem to want, whatever was asked."""
        return self.ranking[0] if self.ranking else Intent(self.intent, self.confidence)

    @property
    def certain(self) -> bool:
        """Whether the intent is no guess: a button of the menu, or a word that is a command everywhere."""
        return self.intent != OUT_OF_SCOPE and not self.ranking
