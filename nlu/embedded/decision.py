"""From the weighing of a message and of its clauses to one decision. Pure; total for any text."""

from dataclasses import dataclass, replace

import numpy as np

from nlu.embedded import answers, greetings
from nlu.embedded.model import Model, Weighing
from nlu.embedded.segments import segments
from nlu.embedded.vectors import Floats
from nlu.interpreter import OUT_OF_SCOPE, Context, Entity, Intent, Interpretation, NluSettings
from nlu.script import Reading, read

RANKED = 5
MOST_CANDIDATES = 3
ANSWERED = 0.99
# Said along with a need, these are manners: the need is answered, the manners returned.
SOCIAL = frozenset({"greet", "thank", "goodbye", "chitchat", "affirm", "deny"})
_EXCHANGED = frozenset({"greet", "chitchat"})
_FEW_WORDS = 2
_CLAUSES_COUNT = 0.3
_CLAUSE_SURE = 0.95
_SECOND_NEED_SURE = 0.8
_MANNERS_SURE = 0.6
_UNSURE = 0.6


@dataclass(frozen=True, slots=True)
class _Found:
    """What one text, whole or clause, seems to want; `words`: of how many it consists."""

    intent: str
    confidence: float
    words: int = 0

    @property
    def is_need(self) -> bool:
        return self.intent != OUT_OF_SCOPE and self.intent not in SOCIAL


def decide(
    model: Model,
    settings: NluSettings,
    text: str,
    context: Context,
    entities: tuple[Entity, ...],
    sentence: Floats | None = None,
) -> Interpretation:
    """`sentence`: the vector of what is said, where a second opinion was asked for (see nlu.embedded.encoder)."""
    reading = read(text)
    language = "en" if reading.language == "en" else "ar"
    if said := _answered(text, context):
        return Interpretation(text, said, (said,), entities, language, (said.name,))
    entities += _choice(text, context)
    found = _understood(model, settings, sayings(text, reading), sentence)
    interpretation = replace(found, text=text, entities=entities, language=language)
    return _for_field(interpretation, context) if context.expects else interpretation


def _answered(text: str, context: Context) -> Intent | None:
    name = answers.confirmed(text) if context.expects in answers.YES_OR_NO else None
    return Intent(name, ANSWERED) if name else None


def _choice(text: str, context: Context) -> tuple[Entity, ...]:
    title = answers.chosen(text, context.choices) if context.choices else None
    return (Entity("choice", title, 0, len(text)),) if title else ()


def _for_field(found: Interpretation, context: Context) -> Interpretation:
    """An awaited value is no need of its own: the dialogue takes the entity, or the text itself."""
    if not answers.answers(found.text, context, found.entities, found.intent.name, found.intent.confidence):
        return found
    return replace(found, intent=Intent(OUT_OF_SCOPE, ANSWERED), needs=(), candidates=())


@dataclass(frozen=True, slots=True)
class Sayings:
    """A message as it is weighed: what it says after its greeting, and the clauses of that where it has several.

    `text` is what it says as typed, `greeted` the whole message, where a greeting was taken off, else None.
    """

    text: str
    said: Reading
    clauses: tuple[Reading, ...]
    greeted: Reading | None


def sayings(text: str, reading: Reading) -> Sayings:
    rest = greetings.after(text, reading)
    said = reading if rest == text else read(rest)
    parts = segments(said.arabic)
    clauses = tuple(Reading(said.language, part, part) for part in parts) if len(parts) > 1 else ()
    return Sayings(rest, said, clauses, None if said is reading else reading)


def _understood(model: Model, settings: NluSettings, message: Sayings, sentence: Floats | None) -> Interpretation:
    texts = (message.said, *message.clauses)
    said, *weighed = model.weigh(texts) if sentence is None else model.weigh(texts, sentence)
    clauses = [
        replace(_found(model, settings, weighing), words=len(clause.normal.split()))
        for clause, weighing in zip(message.clauses, weighed, strict=True)
    ]
    blended = _blended(said, weighed)
    main = _main(_found(model, settings, blended), clauses)
    greeting = _greeting(model, settings, message, main)
    if greeting and greeting[1].intent != main.intent:
        blended, main = greeting
    ranking = _ranking(model, blended, main)
    candidates = _candidates(settings, ranking) if main.is_need else ()
    intent = Intent(main.intent, main.confidence)
    manners = ("greet",) if message.greeted and "greet" in model.labels else ()
    return Interpretation("", intent, ranking, needs=_needs(main, clauses, manners), candidates=candidates)


def _greeting(model: Model, settings: NluSettings, message: Sayings, main: _Found) -> tuple[Weighing, _Found] | None:
    """The whole message, where nothing but manners was said with the greeting: «هلا بالجميع», «مرحبا كيف الحال»."""
    few = len(message.said.normal.split()) <= _FEW_WORDS
    if message.greeted is None or not (main.intent in _EXCHANGED or (few and main.intent == OUT_OF_SCOPE)):
        return None
    (whole,) = model.weigh((message.greeted,))
    found = _found(model, settings, whole)
    return (whole, found) if found.intent in _EXCHANGED else None


def _blended(whole: Weighing, parts: list[Weighing]) -> Weighing:
    """The whole sees how things belong together, the clauses what each says: where they differ, both are heard."""
    if not parts:
        return whole
    clauses = np.mean([part.probabilities for part in parts], axis=0)
    both = (1 - _CLAUSES_COUNT) * whole.probabilities + _CLAUSES_COUNT * clauses
    return whole if np.argmax(both) == np.argmax(whole.probabilities) else replace(whole, probabilities=both)


def _found(model: Model, settings: NluSettings, weighing: Weighing) -> _Found:
    """The likeliest intent; out_of_scope also where nothing inside is likely enough to be worth a question."""
    likely = weighing.probabilities
    best = int(likely.argmax())
    if OUT_OF_SCOPE not in model.labels:
        return _Found(model.labels[best], float(likely[best]))
    outside_at = model.labels.index(OUT_OF_SCOPE)
    inside = np.sort(np.delete(likely, outside_at))[-MOST_CANDIDATES:].sum()
    if best == outside_at or weighing.outside or inside < settings.fallback_threshold:
        return _Found(OUT_OF_SCOPE, float(likely[outside_at]))
    return _Found(model.labels[best], float(likely[best]))


def _main(message: _Found, clauses: list[_Found]) -> _Found:
    """The message decides, but where it seems mere manners a clause that surely is a need comes first."""
    if message.intent not in SOCIAL:
        return message
    sure = [clause for clause in clauses if clause.is_need and clause.confidence >= _CLAUSE_SURE]
    return max(sure, key=lambda clause: clause.confidence, default=message)


def _needs(main: _Found, clauses: list[_Found], greeting: tuple[str, ...]) -> tuple[str, ...]:
    if main.intent == OUT_OF_SCOPE:
        return ()
    others = [c.intent for c in clauses if c.is_need and c.words > 2 and c.confidence >= _SECOND_NEED_SURE]
    manners = [c.intent for c in clauses if c.intent in SOCIAL and c.confidence >= _MANNERS_SURE]
    return tuple(dict.fromkeys((main.intent, *others, *greeting, *manners)))


def _ranking(model: Model, weighing: Weighing, main: _Found) -> tuple[Intent, ...]:
    """The likeliest of the whole message, the decision first."""
    order = np.argsort(-weighing.probabilities)[:RANKED]
    rest = [Intent(model.labels[i], float(weighing.probabilities[i])) for i in order if model.labels[i] != main.intent]
    return (Intent(main.intent, main.confidence), *rest)[:RANKED]


def _candidates(settings: NluSettings, ranking: tuple[Intent, ...]) -> tuple[str, ...]:
    """The best intents when they lie too close to choose: to be asked about."""
    first = ranking[0].confidence
    close = [i.name for i in ranking if i.name != OUT_OF_SCOPE and first - i.confidence <= settings.ambiguity_margin]
    return tuple(close[:MOST_CANDIDATES]) if first < _UNSURE and len(close) > 1 else ()
