"""`python -m nlu.rasa bootstrap | train | run`: the Rasa server beside the gateway, from nothing to answering."""

import argparse
import os
import sys
from pathlib import Path

from nlu.interpreter import InterpreterError
from nlu.rasa import environment, training


def main() -> int:
    options = _parser().parse_args()
    try:
        environment.bootstrap()
        if options.command != "bootstrap":
            _with_model(options)
    except InterpreterError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _with_model(options: argparse.Namespace) -> None:
    """Trains if need be; then `run` becomes the server."""
    path = training.model(config=options.config)
    sys.stdout.write(f"{path}\n")
    sys.stdout.flush()
    if options.command == "run":
        os.chdir(training.MODELS)  # where Rasa may leave what it likes
        os.execve(environment.RASA, serve_command(path, options.host, options.port), environment.environ())  # noqa: S606


def serve_command(model: Path, host: str, port: int) -> list[str]:
    """Rasa for understanding only: no conversation is kept there."""
    return [str(environment.RASA), "run", "--enable-api", "--model", str(model), "-i", host, "-p", str(port)]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m nlu.rasa", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("bootstrap", help="make nlu/rasa/.venv what the lock says")
    for name, help_text in (("train", "and train on nlu/data"), ("run", "and serve the model")):
        command = commands.add_parser(name, help=help_text)
        command.add_argument("--config", type=Path, default=environment.ROOT / "config.yml")
        if name == "run":
            command.add_argument("--host", default="127.0.0.1")
            command.add_argument("--port", type=int, default=5005)
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
