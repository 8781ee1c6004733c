"""The project's entity extractors as a component of Rasa's pipeline."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

from rasa.engine.graph import GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from nlu.entities import extract

_RIYADH = timezone(timedelta(hours=3))


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class ArabicEntityExtractor(GraphComponent, EntityExtractorMixin):
    """Learns nothing: every type of the taxonomy is found by rules, with offsets in the text as written.

    Rasa knows of no other day than today, so that relative dates count from the server's clock, in Riyadh's time.
    """

    @classmethod
    def create(cls, *_: object, **__: object) -> ArabicEntityExtractor:
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            found = self.add_extractor_name(entities(message.get(TEXT)))
            message.set(ENTITIES, [*message.get(ENTITIES, []), *found], add_to_output=True)
        return messages


def entities(text: str) -> list[dict[str, Any]]:
    """As Rasa writes them."""
    return [
        {
            "entity": found.entity,
            "value": found.value,
            "start": found.start,
            "end": found.end,
            "confidence_entity": found.confidence,
        }
        for found in extract(text, now=datetime.now(_RIYADH))
    ]
