"""The database, the providers, and what is kept of people."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.running import load_settings, run

db_app = typer.Typer(no_args_is_help=True, help="The database.")
channels_app = typer.Typer(no_args_is_help=True, help="The providers.")
privacy_app = typer.Typer(no_args_is_help=True, help="What is kept of people, and for how long.")


@db_app.command()
def upgrade() -> None:
    """Bring the database to this version's schema."""
    from storage import migrations
    from storage.db import Database

    async def upgrading() -> None:
        db = Database(load_settings().env.own_database_url)
        db.claim_process()
        await migrations.upgrade(db)
        typer.echo(f"the database is at {await migrations.current(db)}")
        await db.close()

    run(upgrading)


@channels_app.command()
def check() -> None:
    """Verify every provider's credentials."""
    from bot.providers import check_channels

    if not run(lambda: check_channels(load_settings(), typer.echo)):
        raise typer.Exit(1)


@channels_app.command()
def register() -> None:
    """Set Telegram's webhook and print the addresses to paste at Twilio and Meta."""
    from bot.providers import register_channels

    run(lambda: register_channels(load_settings(), typer.echo))


@privacy_app.command()
def retention(dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count.")] = False) -> None:
    """Erase what is over its time now, as the hourly job does; or count it."""
    from bot.privacy import retain

    run(lambda: retain(load_settings(), typer.echo, dry_run=dry_run))


@privacy_app.command()
def replay(listed: Annotated[Path | None, typer.Argument(help="default: DATA_DIR/erased.jsonl")] = None) -> None:
    """After a restore: erase again whom the backup brought back. A start does so by itself."""
    from bot.privacy import replay_erasures

    run(lambda: replay_erasures(load_settings(), listed, typer.echo))
