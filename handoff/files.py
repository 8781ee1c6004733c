"""Files that colleagues send, and the addresses from which providers fetch them.

FileError
├── UnknownFile     none of this conversation, or sent already
├── NoFilesHere     this channel carries words only
└── TooBig          over the size that is taken

`handoff.secure.RefusedUpload` is raised for kinds that are not kept.
"""

import base64
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from channels.channel import Channel
from channels.message import Media
from handoff.secure import FileKeeper
from storage import uploads
from storage.crypto import CannotOpen, Vault
from storage.db import Database
from storage.uploads import UploadView

_PURPOSE = "file_link"
LINK = timedelta(hours=6)  # as long as a message may wait for its provider
FETCHES = 3  # providers ask again when a connection breaks


class FileError(Exception):
    """Root of the errors of files to send."""


class UnknownFile(FileError):
    """There is no such file in this conversation, or it was sent already."""


class NoFilesHere(FileError):
    """This channel carries words only."""


class TooBig(FileError):
    """The file is larger than what is taken."""


@dataclass(frozen=True, slots=True)
class Linked:
    """What an address leads to."""

    path: str
    mime: str


class StaffFiles:
    """Keeps what is uploaded, and makes of it what a channel sends. `folder`: where files lie; `own_url`: ours."""

    def __init__(self, keeper: FileKeeper, vault: Vault, folder: Path, own_url: str, max_bytes: int) -> None:
        self._keeper, self._vault, self._folder = keeper, vault, folder
        self._own_url, self.max_bytes = own_url.rstrip("/"), max_bytes

    async def keep(
        self, db: Database, conversation_id: int, staff_id: int, filename: str, content: bytes, now: datetime
    ) -> UploadView:
        """Raises TooBig or RefusedUpload."""
        if len(content) > self.max_bytes:
            raise TooBig(TooBig.__doc__)
        stored = await self._keeper.keep(content)
        try:
            async with db.transaction() as tx:
                kind = kind_of(stored.mime)
                return await uploads.add(tx, conversation_id, staff_id, stored, kind, filename, now)
        except BaseException:
            await self._keeper.discard(stored)
            raise

    def media(self, channel: Channel, file: UploadView, caption: str, now: datetime) -> Media:
        """Raises NoFilesHere."""
        if not channel.features.media:
            raise NoFilesHere(NoFilesHere.__doc__)
        about = {"mime": file.mime, "filename": file.filename, "caption": caption}
        if channel.features.fetches_media:
            return Media(file.kind, url=self.link(file, now), **about)
        return Media(file.kind, path=str((self._folder / file.path).resolve()), **about)

    def link(self, file: UploadView, now: datetime) -> str:
        """An address that tells nothing, and leads nowhere after a while."""
        sealed = self._vault.seal([file.path, file.mime, (now + LINK).timestamp()], _PURPOSE)
        return f"{self._own_url}/files/{base64.urlsafe_b64encode(sealed.encode()).decode().rstrip('=')}"

    def linked(self, token: str, now: datetime) -> Linked | None:
        try:
            sealed = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode()
            path, mime, until = self._vault.open(sealed, _PURPOSE)
        except (CannotOpen, ValueError):
            return None
        return Linked(path, mime) if now.timestamp() < until else None


def kind_of(mime: str) -> str:
    """How channels send it; what providers do not show as a picture or play goes as a document."""
    if mime in ("image/jpeg", "image/png"):
        return "image"
    if mime == "audio/ogg":
        return "voice"
    if mime.startswith("audio/") and mime != "audio/wav":
        return "audio"
    return "video" if mime in ("video/mp4", "video/3gpp") else "document"
