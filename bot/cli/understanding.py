"""Understanding: train, compare, parse, test."""

import asyncio
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli.running import guarded, load_settings

nlu_app = typer.Typer(no_args_is_help=True, help="Understanding: train, parse, test.")
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
    guarded(run)


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
    guarded(lambda: commands.compare(before, after, data, phrases or [], sys.stdout))


def _step_back(background: bool) -> None:
    if background:
        os.nice(10)


@nlu_app.command()
def parse(model: Path | None = None, now: datetime | None = None) -> None:
    """JSON lines {"text": …} on stdin -> JSON lines with intent and entities on stdout."""
    from nlu import commands

    guarded(lambda: commands.parse(_model(model), now, sys.stdin, sys.stdout, _encoder()))


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

    guarded(run)


def _model(path: Path | None) -> Path:
    """The given one, or the one built from the shipped data; what staff trained lies under DATA_DIR/models."""
    from bot.understanding import TRAINED, ensure_trained

    if path is None:
        asyncio.run(ensure_trained(TRAINED, load_settings().env))
    return path or TRAINED


def _encoder() -> Any:
    from bot.understanding import build_encoder

    return build_encoder(load_settings())
