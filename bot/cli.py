"""The `tawasul` command. Each command imports what it needs, so that the quick ones stay quick."""

import asyncio
import contextlib
import gc
import os
import sys
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
db_app = typer.Typer(no_args_is_help=True, help="The database.")
nlu_app = typer.Typer(no_args_is_help=True, help="Understanding: train, parse, test.")
staff_app = typer.Typer(no_args_is_help=True, help="Staff accounts.")
channels_app = typer.Typer(no_args_is_help=True, help="The providers.")
privacy_app = typer.Typer(no_args_is_help=True, help="What is kept of people, and for how long.")
_GROUPS = {"db": db_app, "nlu": nlu_app, "staff": staff_app, "channels": channels_app, "privacy": privacy_app}
for name, group in _GROUPS.items():
    app.add_typer(group, name=name)

Host = Annotated[str, typer.Option(help="Address to listen on.")]
Port = Annotated[int | None, typer.Option(help="Port to listen on; default: PORT, or 8000.")]
T = TypeVar("T")


@app.command()
def serve(host: Host = "127.0.0.1", port: Port = None) -> None:
    """All in one process: HTTP, turns and delivery."""
    _serve(host, port, api=True, worker=True)


@app.command()
def api(host: Host = "127.0.0.1", port: Port = None) -> None:
    """The HTTP side alone (PostgreSQL)."""
    _serve(host, port, api=True, worker=False)


@app.command()
def worker(host: Host = "127.0.0.1", port: Port = None) -> None:
    """Turns and delivery alone (PostgreSQL); the port gives /healthz, /readyz and /metrics."""
    _serve(host, port, api=False, worker=True)


def _serve(host: str, port: int | None, *, api: bool, worker: bool) -> None:
    gc.disable()  # until all that stays is loaded: nothing of it is garbage
    import uvicorn

    from bot.app import create_app
    from bot.banner import banner

    async def run() -> None:
        settings = _settings({"PORT": str(port)} if port else {})
        _require_postgres(settings, api and worker)
        gateway = await _built(settings)
        config = uvicorn.Config(
            create_app(gateway, api=api, worker=worker),
            host=host,
            port=settings.env.port,
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,  # forwarded headers prove nothing
            timeout_graceful_shutdown=5,
            backlog=4096,
        )
        gc.freeze()
        gc.enable()
        typer.echo(banner(gateway, host, api=api))
        await uvicorn.Server(config).serve()

    _run(run)


def _require_postgres(settings: Any, single: bool) -> None:
    from bot.settings import SettingsError

    if not single and settings.env.own_database_url.startswith("sqlite"):
        raise SettingsError(
            "environment variable: DATABASE_URL: `api` and `worker` apart need PostgreSQL (SQLite allows one process)"
        )


@app.command()
def chat() -> None:
    """Talk to the bot in the terminal."""
    from bot.terminal import talk

    _run(lambda: talk(_settings()))


@db_app.command()
def upgrade() -> None:
    """Bring the database to this version's schema."""
    from storage import migrations
    from storage.db import Database

    async def run() -> None:
        db = Database(_settings().env.own_database_url)
        db.claim_process()
        await migrations.upgrade(db)
        typer.echo(f"the database is at {await migrations.current(db)}")
        await db.close()

    _run(run)


Background = Annotated[bool, typer.Option(help="Let everything else go first.")]


@nlu_app.command()
def train(
    data: Annotated[list[Path] | None, typer.Option()] = None,
    out: Path | None = None,
    progress: Annotated[bool, typer.Option(help="Tell each stage as it begins.")] = False,
    background: Background = False,
) -> None:
    """Train the embedded engine, with nlu.encoder of config.yml. --data: Rasa-format YAML; default nlu/data."""
    from bot.settings import ROOT
    from bot.understanding import TRAINED
    from nlu import commands

    def run() -> None:
        paths, target, encoder = data or [ROOT / "nlu" / "data"], out or TRAINED, _encoder()
        commands.train(paths, target, sys.stdout, encoder=encoder, progress=progress)

    _step_back(background)
    _guarded(run)


@nlu_app.command()
def compare(
    before: Annotated[Path, typer.Option()],
    after: Annotated[Path, typer.Option()],
    data: Annotated[list[Path], typer.Option(help="Labelled texts that neither has learnt.")],
    phrases: Annotated[list[Path] | None, typer.Option(help="Labelled texts that AFTER has learnt.")] = None,
    background: Background = False,
) -> None:
    """Two models on the same texts: one line of JSON with the scores of both and what changed."""
    from nlu import commands

    _step_back(background)
    _guarded(lambda: commands.compare(before, after, data, phrases or [], sys.stdout))


def _step_back(background: bool) -> None:
    if background:
        os.nice(10)


@nlu_app.command()
def parse(model: Path | None = None, now: datetime | None = None) -> None:
    """JSON lines {"text": …} on stdin -> JSON lines with intent and entities on stdout."""
    from nlu import commands

    _guarded(lambda: commands.parse(_model(model), now, sys.stdin, sys.stdout, _encoder()))


@nlu_app.command("test")
def test_nlu(
    data: Annotated[list[Path], typer.Option(help="JSON lines or Rasa-format YAML.")],
    model: Path | None = None,
    report: Annotated[Path | None, typer.Option(help="Write an HTML page here.")] = None,
    exclude_seen: Annotated[list[Path] | None, typer.Option(help="Leave out texts that these data hold too.")] = None,
    folds: Annotated[int, typer.Option(help="Cross-validate the training on --data in so many parts.")] = 0,
) -> None:
    """Accuracy, macro-F1, confusions and calibration on labelled data."""
    from nlu import commands

    def run() -> None:
        seen, encoder = exclude_seen or [], None if folds else _encoder()
        commands.test(_model(model), data, report, sys.stdout, exclude_seen=seen, folds=folds, encoder=encoder)

    _guarded(run)


def _model(path: Path | None) -> Path:
    """The given one, or the one built from the shipped data; what staff trained lies under DATA_DIR/models."""
    from bot.understanding import TRAINED, ensure_trained

    if path is None:
        asyncio.run(ensure_trained(TRAINED, _settings().env))
    return path or TRAINED


def _encoder() -> Any:
    from bot.understanding import build_encoder

    return build_encoder(_settings())


@staff_app.command()
def add(
    email: str,
    role: Annotated[str, typer.Option(help="agent | supervisor | committee | admin")],
    password_stdin: Annotated[bool, typer.Option("--password-stdin")] = False,
    name: str = "",
) -> None:
    """A staff account; without --password-stdin a password is made and printed once."""
    from bot.staff import add_staff

    given = sys.stdin.readline().rstrip("\n") if password_stdin else None
    _run(lambda: add_staff(_settings(), email, role, name or email.split("@")[0], given, typer.echo))


@staff_app.command("list")
def list_accounts() -> None:
    """Every account: address, role, name, and whether it has a second factor or is disabled."""
    from bot.staff import list_staff

    _run(lambda: list_staff(_settings(), typer.echo))


@staff_app.command()
def disable(email: str) -> None:
    """Shut an account out at once. Its deeds stay on record."""
    from bot.staff import disable as disable_account

    _run(lambda: disable_account(_settings(), email, typer.echo))


@staff_app.command()
def enable(email: str) -> None:
    """Let a disabled account in again."""
    from bot.staff import disable as disable_account

    _run(lambda: disable_account(_settings(), email, typer.echo, disabled=False))


@staff_app.command("reset-password")
def reset_password(email: str) -> None:
    """A new password, printed once, which its owner has to change. Signs the account out everywhere."""
    from bot import staff

    _run(lambda: staff.reset_password(_settings(), email, typer.echo))


@staff_app.command("reset-totp")
def reset_totp(email: str) -> None:
    """Take the second factor away, for a lost phone. Signs the account out everywhere."""
    from bot import staff

    _run(lambda: staff.reset_totp(_settings(), email, typer.echo))


@channels_app.command()
def check() -> None:
    """Verify every provider's credentials."""
    from bot.providers import check_channels

    if not _run(lambda: check_channels(_settings(), typer.echo)):
        raise typer.Exit(1)


@channels_app.command()
def register() -> None:
    """Set Telegram's webhook and print the addresses to paste at Twilio and Meta."""
    from bot.providers import register_channels

    _run(lambda: register_channels(_settings(), typer.echo))


@privacy_app.command()
def retention(dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count.")] = False) -> None:
    """Erase what is over its time now, as the hourly job does; or count it."""
    from bot.privacy import retain

    _run(lambda: retain(_settings(), typer.echo, dry_run=dry_run))


@privacy_app.command()
def replay(listed: Annotated[Path | None, typer.Argument(help="default: DATA_DIR/erased.jsonl")] = None) -> None:
    """After a restore: erase again whom the backup brought back. A start does so by itself."""
    from bot.privacy import replay_erasures

    _run(lambda: replay_erasures(_settings(), listed, typer.echo))


def _settings(more: dict[str, str] | None = None) -> Any:
    from bot import log, settings

    loaded = settings.load({**os.environ, **(more or {})})
    log.configure(loaded.env.log_level, loaded.env.log_format)
    return loaded


async def _built(settings: Any) -> Any:
    from bot.bootstrap import build

    return await build(settings)


def _run(main: Callable[[], Awaitable[T]]) -> T:
    """Run on uvloop where there is one; errors meant for people become one line and status 2."""

    async def started() -> T:
        return await main()

    factory = None
    with contextlib.suppress(ImportError):
        import uvloop

        factory = uvloop.new_event_loop

    def run() -> T:
        with asyncio.Runner(loop_factory=factory) as runner:
            return runner.run(started())

    return _guarded(run)


def _guarded(action: Callable[[], T]) -> T:
    from bot.dialogue.answers import AnswerError
    from bot.settings import SettingsError
    from channels.channel import ChannelError
    from handoff.auth import AuthError
    from nlu.interpreter import InterpreterError
    from storage.db import StorageError

    try:
        return action()
    except (AnswerError, AuthError, ChannelError, InterpreterError, SettingsError, StorageError) as error:
        typer.echo(f"tawasul: {error}", err=True)
        raise typer.Exit(2) from error
    except BrokenPipeError:
        raise typer.Exit(0) from None


def main() -> None:
    app()


if __name__ == "__main__":
    main()
