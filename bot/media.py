"""The files people send: fetched after their message is safe, tried again when the provider stumbles, never trusted.

The type is what the content says. Images are re-encoded, which drops what hides in them; SVG, HTML, archives and
programs are refused. A file is kept under a random name that tells nothing.
"""

import asyncio
import hashlib
import io
import logging
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from PIL import Image, ImageOps

from bot.filetypes import GIF, JPEG, PNG, WEBP, type_of
from bot.ingest import utc_now
from bot.metrics import Metrics
from channels.channel import Channel, MediaError
from channels.message import Attachment
from storage import attachments, uploads
from storage.attachments import DueFile, Stored
from storage.db import Database, told
from storage.hints import MEDIA, LocalHints, conversation_topic

log = logging.getLogger(__name__)
LEASE = timedelta(seconds=120)
POLL_S = 2.0
MAX_TRIES = 6
SWEEP_EVERY = timedelta(hours=1)
UPLOADS_KEPT = timedelta(hours=48)  # longer than all tries together, and than a visitor keeps one unsent
MAX_PIXELS = 50_000_000
IMAGES = {JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP", GIF: "GIF"}


class RefusedFile(Exception):
    """This kind of file is not kept."""


def examined(content: bytes) -> tuple[bytes, str]:
    """-> (the bytes to keep, their real type). Raises RefusedFile."""
    mime = type_of(content)
    if mime is None:
        raise RefusedFile("this kind of file is not accepted")
    return (_reencoded(content, IMAGES[mime]) if mime in IMAGES else content), mime


def _reencoded(content: bytes, form: str) -> bytes:
    """The pixels alone. Hostile bytes make the readers raise nearly anything, and any of it means damaged."""
    try:
        with Image.open(io.BytesIO(content), formats=[form]) as image:
            if image.width * image.height > MAX_PIXELS:
                raise RefusedFile("the picture is too large")
            upright = ImageOps.exif_transpose(image)
            plain = upright.convert("RGB") if form == "JPEG" else upright
            plain.info = {name: value for name, value in plain.info.items() if name == "transparency"}
            output = io.BytesIO()
            plain.save(output, form)
            return output.getvalue()
    except RefusedFile:
        raise
    except Exception as error:
        raise RefusedFile("the picture is damaged") from error


class MediaJob:
    """Fetches what is due until stopped."""

    def __init__(
        self,
        db: Database,
        hints: LocalHints,
        channels: Mapping[str, Channel],
        metrics: Metrics,
        folder: Path,
        *,
        uploads: Path,
        max_bytes: int,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._db, self._hints, self._channels, self._metrics = db, hints, channels, metrics
        self._folder, self._uploads, self._max_bytes, self._now = folder, uploads, max_bytes, now
        self._swept_at: datetime | None = None

    async def run(self) -> None:
        with self._hints.subscribe(MEDIA) as wakeup:
            while True:
                try:
                    await self.sweep()
                    busy = await self.once()
                except Exception as error:
                    log.error("the media job failed: %s", told(error))
                    busy = 0
                if not busy:
                    await wakeup.wait(POLL_S)

    async def sweep(self) -> None:
        """Once an hour: uploads so old that they were examined long ago, or never sent at all, are removed, of people
        and of colleagues.
        """
        now = self._now()
        if self._swept_at is None or now - self._swept_at >= SWEEP_EVERY:
            self._swept_at = now
            await asyncio.to_thread(self._remove_uploads, (now - UPLOADS_KEPT).timestamp())
            async with self._db.transaction() as tx:
                unsent = await uploads.remove_unsent(tx, now - UPLOADS_KEPT)
            for path in unsent:
                await asyncio.to_thread((self._folder / path).unlink, missing_ok=True)

    def _remove_uploads(self, before: float) -> None:
        for upload in self._uploads.glob("*"):
            if upload.stat().st_mtime < before:
                upload.unlink(missing_ok=True)

    async def once(self) -> int:
        async with self._db.transaction() as tx:
            due = await attachments.claim(tx, self._now(), limit=4, lease=LEASE)
        await asyncio.gather(*(self._fetch(file) for file in due))
        return len(due)

    async def _fetch(self, file: DueFile) -> None:
        try:
            stored = await self._stored(file)
        except Exception as error:
            await self._not_fetched(file, error)
            return
        async with self._db.transaction() as tx:
            await attachments.stored(tx, file.id, stored)
        self._metrics.media.labels(file.channel, "stored").inc()
        self._hints.notify(conversation_topic(file.conversation_id))

    async def _stored(self, file: DueFile) -> Stored:
        channel = self._channels.get(file.channel)
        if channel is None:
            raise MediaError("this channel is switched off", permanent=False)
        source = Attachment(file.kind, file.source, file.claimed_mime, file.filename, None, file.claimed_sha256)
        fetched = await channel.fetch(source, max_bytes=self._max_bytes)
        content, mime = await asyncio.to_thread(examined, fetched.content)
        name = secrets.token_hex(16)
        await asyncio.to_thread(self._write, name, content)
        return Stored(name, mime, len(content), hashlib.sha256(content).hexdigest())

    def _write(self, name: str, content: bytes) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / name).write_bytes(content)

    async def _not_fetched(self, file: DueFile, error: Exception) -> None:
        """Whatever went wrong is counted, so that no file is tried for ever."""
        reason = str(error) if isinstance(error, MediaError | RefusedFile) else type(error).__name__
        permanent = isinstance(error, RefusedFile) or (isinstance(error, MediaError) and error.permanent)
        last = permanent or file.failures + 1 >= MAX_TRIES
        retry_at = None if last else self._now() + timedelta(seconds=5 * 3**file.failures)
        state = "refused" if isinstance(error, RefusedFile) else "failed"
        async with self._db.transaction() as tx:
            await attachments.failed(tx, file.id, reason, retry_at, state=state)
        self._metrics.media.labels(file.channel, state if last else "retry").inc()
