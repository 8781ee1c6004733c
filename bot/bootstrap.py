"""The one place where the parts are built and joined: settings in, a `Gateway` out."""

import asyncio
import contextlib
import logging
import os
import secrets
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.acknowledge import Acknowledger
from bot.alerts import build_alerts
from bot.casework import Desk
from bot.connections import build_channels
from bot.corpora import Corpora
from bot.delivery import Delivery
from bot.dialogue.answers import Answers, Texts
from bot.dialogue.decide import Dialogue
from bot.dialogue.forms.loading import load_forms
from bot.erased import Erased
from bot.handback import BotReturns
from bot.hearing import Hearing
from bot.ingest import Ingest, utc_now
from bot.inquiries import Inquiries
from bot.learning import Learning, build_learning
from bot.media import MediaJob
from bot.metrics import Metrics
from bot.notices import Notices
from bot.office import Office, build_office
from bot.reconcile import EVERY_S, Reconciler
from bot.retention import RetentionJob, with_periods
from bot.sealing import Sealing
from bot.secure_asks import SecureAsks
from bot.secure_page import FilesOnDisk
from bot.settings import ROOT, Environment, Settings, SettingsError
from bot.transfers import Transfers
from bot.turn import Turns
from bot.understanding import build_interpreter
from bot.unfinished import Unfinished
from bot.worker import Worker, worker_name
from channels.channel import Channel
from handoff import auth
from handoff.files import StaffFiles
from handoff.hours import ServiceHours
from handoff.indexer import Indexer
from handoff.notifications import Notifier
from handoff.otp import Otps
from handoff.requests import Workflow
from handoff.secure import SecurePages
from handoff.talks import Talks
from nlu.interpreter import Interpreter
from storage import attachments, conversations, migrations, outbox
from storage.crypto import Vault
from storage.db import Database
from storage.hints import INBOX, OUTBOX, LocalHints, conversation_topic
from storage.limits import LocalLimiter, RateLimiter

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Gateway:
    """Everything that runs, joined. `run_api` and `run_worker` start the halves."""

    settings: Settings
    db: Database
    hints: LocalHints
    limiter: RateLimiter
    metrics: Metrics
    channels: dict[str, Channel]
    off: dict[str, str]
    interpreter: Interpreter
    learning: Learning
    ingest: Ingest
    worker: Worker
    delivery: Delivery
    reconciler: Reconciler
    media: MediaJob
    acknowledger: Acknowledger
    workflow: Workflow
    notifier: Notifier
    otps: Otps
    pages: SecurePages
    talks: Talks
    staff_files: StaffFiles
    vault: Vault
    dialogue: Dialogue
    transfers: Transfers
    retention: RetentionJob
    erased: Erased
    office: Office
    secret: str
    password: str | None = None

    def wake(self, conversation_id: int) -> None:
        """Something was said in a conversation, besides its turns."""
        self.hints.notify(OUTBOX, conversation_topic(conversation_id))

    async def close(self) -> None:
        await self.delivery.drain()
        await self.interpreter.close()
        for channel in self.channels.values():
            await channel.close()
        await self.hints.close()
        await self.limiter.close()
        await self.db.close()


async def build(
    settings: Settings, *, interpreter: Interpreter | None = None, corpora: Corpora | None = None
) -> Gateway:
    """Open everything. Raises SettingsError or StorageError with words for the person who starts it.

    An `interpreter` already at hand (several gateways in one process) is used instead of loading another; `corpora`:
    what to learn from instead of what ships.
    """
    env, config = settings.env, settings.config
    env.data_dir.mkdir(parents=True, exist_ok=True)
    secret = secret_key(env)
    db = Database(env.own_database_url)
    db.claim_process()
    if db.is_sqlite:
        await migrations.upgrade(db)
    await migrations.require_head(db)
    if db.is_sqlite:
        await _succeed_the_dead(db)
    erased = Erased(db, Vault([secret]), env.data_dir)
    await erased.replay()
    await erased.keep()
    hints, limiter = _sharing(env.redis_url)
    metrics, sealing = Metrics(), Sealing(Vault([secret]))
    channels, off = build_channels(settings)
    interpreter = interpreter or await build_interpreter(settings, metrics)
    dialogue = build_dialogue(settings)
    notices = Notices(dialogue)
    hours = ServiceHours(config.service_hours.opens, config.service_hours.closes)
    templates = {channel: dict(names) for channel, names in config.templates.items()}
    notifier = Notifier(db, sealing.vault, channels, notices, now=utc_now, hours=hours, templates=templates)
    otps = Otps(db, sealing.vault, channels, notices, now=utc_now, templates=templates)
    workflow = Workflow(sealing.vault, notifier)
    inquiries = Inquiries(db, sealing.vault, dialogue, otps, channels)
    transfers = Transfers(sealing)
    unfinished = Unfinished(db, sealing.vault, dialogue, otps, channels, transfers, inquiries)
    secure_asks = SecureAsks(db, dialogue, sealing, env.own_url)
    max_bytes, uploads = int(config.media.max_mb * 1024 * 1024), env.data_dir / "uploads"
    files = FilesOnDisk(env.data_dir / "files")
    anything = FilesOnDisk(env.data_dir / "files", accepts=("",))
    staff_files = StaffFiles(anything, sealing.vault, env.data_dir / "files", env.own_url, max_bytes)
    talks = Talks(channels, BotReturns(channels, dialogue, sealing), staff_files)
    office = build_office(settings, db, hints, limiter, channels, talks, dialogue.texts)
    desk = Desk(
        db,
        dialogue,
        workflow,
        inquiries,
        unfinished,
        secure_asks,
        office.places,
        on_done=lambda what: metrics.deeds.labels(what).inc(),
    )
    turns = Turns(
        channels,
        Hearing(interpreter, metrics, config.dialogue.max_text),
        dialogue,
        metrics,
        sealing,
        desk,
        stale_after=timedelta(hours=config.dialogue.stale_after_hours),
    )
    turn_lease, send_lease = timedelta(seconds=config.work.turn_lease_s), timedelta(seconds=config.work.send_lease_s)
    name, acknowledger = worker_name(), Acknowledger(channels, sealing)
    pages = SecurePages(
        db,
        sealing.vault,
        files,
        secure_asks.received,
        now=utc_now,
        max_bytes=max_bytes,
        on_saved=lambda conversation: hints.notify(INBOX, conversation_topic(conversation)),
    )
    password = await auth.first_administrator(db, env.admin_email, env.admin_password, utc_now())
    return Gateway(
        settings=settings,
        db=db,
        hints=hints,
        limiter=limiter,
        metrics=metrics,
        channels=channels,
        off=off,
        interpreter=interpreter,
        learning=await build_learning(settings, db, hints, dialogue, interpreter, corpora),
        ingest=Ingest(db, hints, metrics, channels, sealing),
        worker=Worker(db, hints, turns, metrics, name=name, lease=turn_lease, on_claimed=acknowledger.note),
        delivery=Delivery(db, hints, channels, limiter, metrics, name=name, lease=send_lease),
        reconciler=Reconciler(db, hints, channels, every=min(EVERY_S, config.work.send_lease_s / 4)),
        media=MediaJob(db, hints, channels, metrics, env.data_dir / "files", uploads=uploads, max_bytes=max_bytes),
        acknowledger=acknowledger,
        workflow=workflow,
        notifier=notifier,
        otps=otps,
        pages=pages,
        talks=talks,
        staff_files=staff_files,
        vault=sealing.vault,
        dialogue=dialogue,
        transfers=transfers,
        erased=erased,
        retention=RetentionJob(db, transfers, config.retention, env.data_dir / "files", on_erased=erased.keep),
        office=office,
        secret=secret,
        password=password,
    )


def _sharing(redis_url: str) -> tuple[LocalHints, RateLimiter]:
    """Within this process or, where there is a Redis, between several. Its client is slow to import."""
    if not redis_url:
        return LocalHints(), LocalLimiter()
    from storage.redis import RedisHints, RedisLimiter

    return RedisHints(redis_url), RedisLimiter(redis_url)


async def _succeed_the_dead(db: Database) -> None:
    """This is the only process on the file: whatever is still leased, its holder is dead, and nobody waits for it."""
    async with db.transaction() as tx:
        await conversations.free_all(tx)
        await attachments.free_all(tx)
        await outbox.expire(tx, utc_now(), everyone=True)


def build_dialogue(settings: Settings) -> Dialogue:
    """The dialogue with the sentences and answers of this checkout. Raises AnswerError."""
    config = settings.config
    texts = Texts.load(ROOT / "bot" / "texts")
    organisation = with_periods(config.organisation, config.retention)
    answers = Answers.load(ROOT / "bot" / "knowledge", organisation, texts)
    forms = load_forms(ROOT / "bot" / "forms", config.organisation)
    return Dialogue(texts, answers, forms, misses_before_person=config.dialogue.misses_before_person)


def secret_key(env: Environment) -> str:
    """From the environment, or made once and kept in DATA_DIR. Production must give one. Raises SettingsError."""
    if env.secret_key:
        return env.secret_key
    if env.environment == "production":
        raise SettingsError("environment variable: SECRET_KEY: is required when ENVIRONMENT=production")
    path = env.data_dir / "secret_key"
    if not path.exists():
        made = path.with_name(f"secret_key.{secrets.token_hex(8)}")
        made.touch(0o600)
        made.write_text(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):  # another process was quicker: its key is everybody's
            os.link(made, path)  # whole or not at all: nobody reads half a key
        made.unlink()
    return path.read_text()


async def kept_going(job: Callable[[], Coroutine[Any, Any, None]], pause: float = 1.0) -> None:
    """Start a part again whenever it ends: one that fell silent would look healthy and do nothing."""
    while True:
        try:
            await job()
        except Exception:
            log.critical("%s ended and is started again", job.__qualname__, exc_info=True)
        await asyncio.sleep(pause)


@contextlib.asynccontextmanager
async def running(gateway: Gateway, *, api: bool, worker: bool) -> AsyncIterator[None]:
    """The background tasks of a process, while it lives."""
    jobs = gateway.learning.jobs(worker=worker) + gateway.office.jobs(api=api, worker=worker)
    if api:
        jobs.append(gateway.ingest.run)
    if worker:
        jobs += [gateway.worker.run, gateway.delivery.run, gateway.reconciler.run, gateway.media.run]
        jobs.append(build_alerts(gateway.settings, gateway.db, gateway.channels).run)
        jobs += [gateway.acknowledger.run, gateway.notifier.run, gateway.otps.run, gateway.retention.run]
        jobs.append(Indexer(gateway.db, utc_now).run)
    await gateway.hints.start()
    tasks = [asyncio.create_task(kept_going(job)) for job in jobs]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await gateway.close()
