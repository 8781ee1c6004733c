"""A model in one file: NumPy's npz without pickle, its description as JSON inside, checked by digest when loaded.

StoreError(InterpreterError)    no model there, a damaged one, or one of another format
"""

import hashlib
import io
import json
import os
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from nlu.embedded.model import FORMAT, Gate, Meta, Model, Opinion, Weights
from nlu.embedded.vectors import Vectoriser
from nlu.interpreter import InterpreterError

_WEIGHTS = ("linear_bias", "inner_bias", "outer", "outer_bias")
_OPINION = ("mean", "weights", "bias")

Arrays = Mapping[str, npt.NDArray[Any]]


class StoreError(InterpreterError):
    """The model cannot be loaded."""


def save(model: Model, path: Path) -> str:
    """Writes the model at once or not at all, and returns its digest."""
    arrays, described = _arrays(model), json.dumps(_described(model))
    digest = _digest(arrays, described)
    raw = io.BytesIO()
    np.savez(raw, allow_pickle=False, described=_bytes(described), digest=_bytes(digest), **arrays)
    _replace(path, raw.getvalue())
    return digest


def load(path: Path) -> Model:
    """Raises StoreError for anything but a whole model of this format."""
    try:
        with path.open("rb") as raw, np.load(raw, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        digest, described = arrays.pop("digest").tobytes().decode(), arrays.pop("described").tobytes().decode()
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise StoreError(f"no model of this version can be read from {path}: {error}") from error
    if digest != _digest(arrays, described):
        raise StoreError(f"{path} is damaged: its digest does not match")
    description = json.loads(described)
    if description["meta"]["format"] != FORMAT:
        raise StoreError(f"{path} has format {description['meta']['format']}, this version reads {FORMAT}: train again")
    return _model(description, arrays)


def digest_of(path: Path) -> str:
    """The digest that the file itself names; `load` says whether it is right. Raises StoreError."""
    try:
        with path.open("rb") as raw, np.load(raw, allow_pickle=False) as file:
            return str(file["digest"].tobytes().decode())
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise StoreError(f"no model of this version can be read from {path}: {error}") from error


def stamp(path: Path) -> tuple[int, int, int]:
    """Changes when the file does; cheap enough to ask before every message. Raises StoreError where there is none."""
    try:
        found = path.stat()
    except OSError as error:
        raise StoreError(f"no model at {path}") from error
    return found.st_mtime_ns, found.st_size, found.st_ino


def _described(model: Model) -> dict[str, Any]:
    second = model.opinion
    return {
        "labels": model.labels,
        "blocks": dict(model.vectoriser.blocks),
        "mix": model.mix,
        "opinion": second and {"encoder": second.encoder, "mix": second.mix},
        "meta": asdict(model.meta),
    }


def _arrays(model: Model) -> dict[str, npt.NDArray[Any]]:
    arrays: dict[str, npt.NDArray[Any]] = {
        f"vocabulary_{name}": _bytes("\n".join(sorted(terms, key=lambda term: terms[term])))
        for name, terms in model.vectoriser.vocabulary.items()
    }
    arrays |= {"idf": model.vectoriser.idf, "linear": model.weights.linear, "inner": model.weights.inner}
    arrays |= {name: getattr(model.weights, name) for name in _WEIGHTS}
    if model.gate:
        arrays["gate"] = _gate_rows(model.gate)
    if model.opinion:
        arrays |= {f"opinion_{name}": getattr(model.opinion, name) for name in _OPINION}
        if model.opinion.gate:
            arrays["opinion_gate"] = _gate_rows(model.opinion.gate)
    return arrays


def _model(described: dict[str, Any], arrays: Arrays) -> Model:
    second = described["opinion"]
    return Model(
        labels=tuple(described["labels"]),
        vectoriser=_vectoriser(described["blocks"], arrays),
        weights=_weights(arrays),
        mix=tuple(described["mix"]),
        gate=_gate(arrays.get("gate")),
        meta=Meta(**described["meta"]),
        opinion=_opinion(second, arrays) if second else None,
    )


def _weights(arrays: Arrays) -> Weights:
    first = np.concatenate([arrays["linear"], arrays["inner"]], axis=1)
    return Weights(first, **{name: arrays[name] for name in _WEIGHTS})


def _opinion(described: dict[str, Any], arrays: Arrays) -> Opinion:
    values = {name: arrays[f"opinion_{name}"] for name in _OPINION}
    mix = tuple(described["mix"])
    return Opinion(encoder=described["encoder"], mix=mix, gate=_gate(arrays.get("opinion_gate")), **values)


def _gate_rows(gate: Gate) -> npt.NDArray[np.float32]:
    """mean, scale, weights and bias, one row each."""
    return np.stack([gate.mean, gate.scale, gate.weights, np.full_like(gate.mean, gate.bias)]).astype(np.float32)


def _gate(rows: npt.NDArray[np.float32] | None) -> Gate | None:
    return None if rows is None else Gate(rows[0], rows[1], rows[2], float(rows[3][0]))


def _vectoriser(blocks: Mapping[str, float], arrays: Arrays) -> Vectoriser:
    vocabulary: dict[str, dict[str, int]] = {}
    column = 0
    for name in blocks:
        terms = arrays[f"vocabulary_{name}"].tobytes().decode()
        listed = terms.split("\n") if terms else []
        vocabulary[name] = dict(zip(listed, range(column, column + len(listed)), strict=True))
        column += len(listed)
    return Vectoriser(blocks, vocabulary, arrays["idf"])


def _digest(arrays: Arrays, described: str) -> str:
    total = hashlib.sha256(described.encode())
    for name in sorted(arrays):
        total.update(name.encode() + str(arrays[name].dtype).encode() + str(arrays[name].shape).encode())
        total.update(np.ascontiguousarray(arrays[name]).data)
    return total.hexdigest()


def _bytes(text: str) -> npt.NDArray[np.uint8]:
    return np.frombuffer(text.encode(), np.uint8)


def _replace(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(path)
