"""The benchmarks: ratios against floors of the same run. `make bench`, or `python -m tests.bench PART`."""

import argparse
import asyncio
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path

import uvloop

from tests.bench import console, forms, inbox, nlu, spine


async def bench_nlu(options: argparse.Namespace) -> Iterable[str]:
    return nlu.bench(options.arbanking77, diet=options.diet, full=options.full)


PARTS: dict[str, Callable[[argparse.Namespace], Awaitable[Iterable[str]]]] = {
    "spine": lambda _: spine.bench(),
    "forms": lambda _: forms.bench(),
    "console": lambda _: console.bench(),
    "inbox": lambda _: inbox.bench(),
    "nlu": bench_nlu,
}


async def main(options: argparse.Namespace) -> None:
    for name in options.parts or list(PARTS):
        for line in await PARTS[name](options):
            print(line, flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    # argparse looks even for the empty list among the choices.
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], metavar="|".join(PARTS))
    parser.add_argument("--arbanking77", type=Path, help="folder of the corpus; default: ARBANKING77, or beside us")
    diet = {"default": True, "help": "nlu: Rasa's DIET too (many minutes)"}
    parser.add_argument("--diet", action=argparse.BooleanOptionalAction, **diet)
    parser.add_argument("--full", action="store_true", help="nlu: every engine on all of ArBanking77 (many minutes)")
    return parser.parse_args()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main(_options()))
