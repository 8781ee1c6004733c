"""What all views share: their base, and how they write a time."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, PlainSerializer, WithJsonSchema


class View(BaseModel):
    """A value on its way out."""

    model_config = ConfigDict(frozen=True)


# A time with its zone written out, `2026-11-23T09:00:00+00:00`.
Moment = Annotated[
    datetime,
    PlainSerializer(datetime.isoformat, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time"}, mode="serialization"),
]
