"""The `tawasul` command. Each command imports what it needs, so that the quick ones stay quick."""

from bot.cli.serving import app
from bot.cli.staff import staff_app
from bot.cli.understanding import nlu_app
from bot.cli.upkeep import channels_app, db_app, privacy_app

_GROUPS = {"db": db_app, "nlu": nlu_app, "staff": staff_app, "channels": channels_app, "privacy": privacy_app}
for name, group in _GROUPS.items():
    app.add_typer(group, name=name)


def main() -> None:
    app()
