"""The HTTP API's schema as JSON, for the console's client: `python -m bot.openapi FILE`. No server is started."""

import asyncio
import json
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn

from bot import settings
from bot.app import create_app
from bot.bootstrap import build
from nlu.interpreter import Context, Unavailable


class _Deaf:
    """Stands where the engine would: the routes are described, nobody talks."""

    async def interpret(self, text: str, *, now: datetime, context: Context = Context()) -> NoReturn:  # noqa: ARG002, B008
        raise Unavailable(Unavailable.__doc__)

    async def ready(self) -> bool:
        return False

    async def close(self) -> None:
        return None


async def schema() -> dict[str, Any]:
    """The schema of every route of this version."""
    with tempfile.TemporaryDirectory() as folder:
        gateway = await build(settings.load({"DATA_DIR": folder}), interpreter=_Deaf())
        described = create_app(gateway).openapi()
        await gateway.close()
    return described


def main() -> None:
    text = json.dumps(asyncio.run(schema()), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    target = Path(sys.argv[1])
    if not target.exists() or target.read_text(encoding="utf-8") != text:
        target.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
