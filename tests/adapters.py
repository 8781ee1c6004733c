"""FastAPI builds a pydantic adapter for every parameter and answer of every route of every app.

The product builds one app; the tests build hundreds out of the same few routes, and spent a third of their time here.
Adapters hold no state, so one for each annotation is enough.
"""

from typing import Any, get_args

import pytest
from fastapi._compat import v2
from pydantic import ConfigDict, TypeAdapter

_made: dict[tuple[Any, str], TypeAdapter[Any]] = {}


def adapter(annotated: Any, *, config: ConfigDict | None = None) -> TypeAdapter[Any]:
    """`annotated`: `Annotated[type, FieldInfo]`, as FastAPI asks for it."""
    kind, *details = get_args(annotated)
    key = (kind, repr((details, config)))
    try:
        found = _made.get(key)
    except TypeError:  # a type that cannot be a key
        return TypeAdapter(annotated, config=config)
    if found is None:
        found = _made[key] = TypeAdapter(annotated, config=config)
    return found


def share(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(v2, "TypeAdapter", adapter)
