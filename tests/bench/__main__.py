import asyncio
import sys

import uvloop

from tests.bench import spine

PARTS = {"spine": spine.bench}


async def main(names: list[str]) -> None:
    for name in names or list(PARTS):
        for line in await PARTS[name]():
            print(line, flush=True)


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main(sys.argv[1:]))
