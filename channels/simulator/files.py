"""Files that the simulated providers hold: what people sent, and what the gateway uploaded."""

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime

KINDS = {"image": "image", "audio": "audio", "video": "video"}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file at the provider, found by `id`."""

    id: str
    content: bytes
    mime: str
    kind: str
    filename: str | None
    at: datetime

    @property
    def sha256_hex(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    @property
    def sha256_base64(self) -> str:
        return base64.b64encode(hashlib.sha256(self.content).digest()).decode()

    @property
    def path(self) -> str:
        """Telegram's file path: a folder by kind, then the id and an extension."""
        suffix = (self.filename or "").rpartition(".")[2] or self.mime.rpartition("/")[2].partition(";")[0] or "bin"
        return f"{self.kind}s/{self.id}.{suffix}"


def kind_of(mime: str) -> str:
    """The media kind that people's apps would choose for this type."""
    return KINDS.get(mime.partition("/")[0], "document")


class Files:
    """Stored files by id; Telegram also finds them by path."""

    def __init__(self) -> None:
        self._files: dict[str, StoredFile] = {}

    def add(self, file: StoredFile) -> StoredFile:
        self._files[file.id] = file
        return file

    def get(self, id: str) -> StoredFile | None:
        return self._files.get(id)

    def at_path(self, path: str) -> StoredFile | None:
        """The file behind one of Telegram's paths."""
        file = self._files.get(path.rpartition("/")[2].rpartition(".")[0])
        return file if file and file.path == path else None
