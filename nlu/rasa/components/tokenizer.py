"""Words in their normal form for Rasa's featurizers, with offsets in the original text."""

import re
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

from nlu.arabic import normalise, words
from nlu.script import read

_PIECE = re.compile(r"\S+")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class ArabicTokenizer(Tokenizer):
    """Splits at spaces and keeps the text as written; a token's lemma, which featurizers read, is its normal form."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_"}

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        return tokens(message.get(attribute))


def tokens(text: str) -> list[Token]:
    """At least one, because Rasa's linear classifier fails on a message without any.

    Arabizi and a keyboard left on English are read as the Arabic that was meant.
    """
    pieces = list(_PIECE.finditer(text))
    forms = read(text).arabic.split()
    if len(forms) != len(pieces):  # an emoji stands between two words, or a piece is nothing but marks
        forms = [normalise(piece.group()) for piece in pieces]
    found = [
        Token(piece.group(), piece.start(), lemma=word)
        for piece, form in zip(pieces, forms, strict=True)
        for word in words(form)
    ]
    return found or [Token(text, 0)]
