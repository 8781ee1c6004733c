"""Forms as browsers post them, URL-encoded or multipart, read without trusting them.

TooLarge    the body is over the limit; the rest of it was not read
Reading is total: whatever the bytes are, the answer is the parts that could be read.
"""

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from email.message import Message
from urllib.parse import parse_qsl, unquote

_MOST_PARTS = 50
_LONGEST_NAME = 200


class TooLarge(Exception):
    """The body is over the limit."""


@dataclass(frozen=True, slots=True)
class File:
    filename: str
    content: bytes


@dataclass(slots=True)
class Form:
    texts: dict[str, str] = field(default_factory=dict)
    files: dict[str, list[File]] = field(default_factory=dict)


async def read_body(stream: AsyncIterator[bytes], limit: int) -> bytes:
    """Raises TooLarge as soon as it is."""
    chunks, size = [], 0
    async for chunk in stream:
        size += len(chunk)
        if size > limit:
            raise TooLarge(TooLarge.__doc__)
        chunks.append(chunk)
    return b"".join(chunks)


def read_form(content_type: str, body: bytes) -> Form:
    header = Message()
    header["content-type"] = content_type
    if header.get_content_type() == "multipart/form-data":
        return _multipart(str(header.get_param("boundary", "")), body)
    pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=None)[:_MOST_PARTS]
    return Form(texts=dict(pairs))


def _multipart(boundary: str, body: bytes) -> Form:
    form = Form()
    for head, content in _parts(boundary, body):
        disposition = _disposition(head)
        name, filename = _name(disposition.get("name")), disposition.get("filename")
        if filename is None:
            form.texts[name] = content.decode("utf-8", "replace")
        elif filename or content:
            form.files.setdefault(name, []).append(File(_bare(filename), content))
    return form


def _parts(boundary: str, body: bytes) -> Iterator[tuple[str, bytes]]:
    """-> (head, content) of each part; a browser that sends no file sends an empty part without a name."""
    mark = b"--" + boundary.encode("utf-8", "replace")
    if mark == b"--":
        return
    for part in (b"\r\n" + body).split(b"\r\n" + mark)[1 : _MOST_PARTS + 1]:
        head, gap, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        if gap:
            yield head.decode("utf-8", "replace"), content


_PARAMETER = re.compile(r';\s*(name|filename)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]*))', re.IGNORECASE)


def _disposition(head: str) -> dict[str, str]:
    """Browsers write UTF-8 into the quotes and escape quotes and line ends as %22, %0D, %0A."""
    line = next((h for h in head.split("\r\n") if h.lower().startswith("content-disposition:")), "")
    found = ((m[1].lower(), m[2] if m[2] is not None else m[3]) for m in _PARAMETER.finditer(line))
    return {name: re.sub(r"%(22|0D|0A)", lambda m: unquote(m.group()), value) for name, value in found}


def _name(value: str | None) -> str:
    return (value or "")[:_LONGEST_NAME]


def _bare(filename: str) -> str:
    """Without the folders that some browsers send, and without control characters."""
    last = re.split(r"[\\/]", filename)[-1]
    return "".join(c for c in last if c.isprintable())[:_LONGEST_NAME] or "file"
