"""An API call as it came, an answer as it goes, and the three body encodings that the providers' clients use."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import orjson

JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Call:
    """One HTTP request. Header names are lower-case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def parameters(self) -> dict[str, str]:
        """The query's parameters; of repeated names the last one."""
        return dict(parse_qsl(self.query, keep_blank_values=True))


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer. `cut` closes the connection instead; `delay` seconds pass first; `early` awaits its statuses."""

    status: int = 200
    body: bytes = b""
    mime: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    cut: bool = False
    early: str | None = None


@dataclass(frozen=True, slots=True)
class Upload:
    """A file part of a multipart body."""

    content: bytes
    mime: str
    filename: str


CUT = Answer(cut=True)


def json_answer(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    """An answer with a JSON body."""
    return Answer(status, orjson.dumps(value), headers=headers or {})


def read_fields(call: Call) -> tuple[dict[str, Any], dict[str, Upload]]:
    """A body's fields and files, from JSON, a form or multipart; the query's parameters count as fields too."""
    kind = call.headers.get("content-type", "")
    fields: dict[str, Any] = call.parameters if call.query else {}
    if "multipart/form-data" in kind:
        parts, files = _multipart(kind, call.body)
        return fields | parts, files
    if JSON in kind:
        value = _json(call.body)
        return (fields | value if isinstance(value, dict) else fields), {}
    return fields | dict(parse_qsl(call.body.decode("utf-8", "replace"), keep_blank_values=True)), {}


def _json(body: bytes) -> Any:
    try:
        return orjson.loads(body or b"{}")
    except orjson.JSONDecodeError:
        return None


_DISPOSITION = re.compile(rb'(\w+)="((?:[^"\\]|\\.)*)"')


def _multipart(kind: str, body: bytes) -> tuple[dict[str, str], dict[str, Upload]]:
    """RFC 7578, as far as HTTP clients write it: name, filename and a type per part."""
    boundary = b"--" + kind.partition("boundary=")[2].partition(";")[0].strip('" ').encode()
    fields: dict[str, str] = {}
    files: dict[str, Upload] = {}
    for part in body.split(boundary)[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        content = content.removesuffix(b"\r\n")
        headers = {k.strip().lower(): v.strip() for k, _, v in (line.partition(b":") for line in head.split(b"\r\n"))}
        names = {k.decode(): v.decode() for k, v in _DISPOSITION.findall(headers.get(b"content-disposition", b""))}
        if "filename" in names:
            mime = headers.get(b"content-type", b"application/octet-stream").decode()
            files[names.get("name", "")] = Upload(content, mime, names["filename"])
        else:
            fields[names.get("name", "")] = content.decode("utf-8", "replace")
    return fields, files
