"""Staff accounts."""

import sys
from typing import Annotated

import typer

from bot.cli.running import load_settings, run

staff_app = typer.Typer(no_args_is_help=True, help="Staff accounts.")


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
    run(lambda: add_staff(load_settings(), email, role, name or email.split("@")[0], given, typer.echo))


@staff_app.command("list")
def list_accounts() -> None:
    """Every account: address, role, name, and whether it has a second factor or is disabled."""
    from bot.staff import list_staff

    run(lambda: list_staff(load_settings(), typer.echo))


@staff_app.command()
def disable(email: str) -> None:
    """Shut an account out at once. Its deeds stay on record."""
    from bot.staff import disable as disable_account

    run(lambda: disable_account(load_settings(), email, typer.echo))


@staff_app.command()
def enable(email: str) -> None:
    """Let a disabled account in again."""
    from bot.staff import disable as disable_account

    run(lambda: disable_account(load_settings(), email, typer.echo, disabled=False))


@staff_app.command("reset-password")
def reset_password(email: str) -> None:
    """A new password, printed once, which its owner has to change. Signs the account out everywhere."""
    from bot import staff

    run(lambda: staff.reset_password(load_settings(), email, typer.echo))


@staff_app.command("reset-totp")
def reset_totp(email: str) -> None:
    """Take the second factor away, for a lost phone. Signs the account out everywhere."""
    from bot import staff

    run(lambda: staff.reset_totp(load_settings(), email, typer.echo))
