"""How the tests are spread over several workers (`pytest -n 2`): what they share, and who takes which file."""

import os
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import xdist
from xdist.scheduler import LoadScopeScheduling

from tests.servers import Postgres, RedisServer

# One server is started by the first of these and killed by the last.
RASA = ("tests/nlu/test_rasa_server.py", "tests/nlu/test_interpreter_contract.py", "tests/nlu/test_rasa_killed.py")
# Long ones first, so that no worker is left alone with one in the end; what waits for Rasa's training comes last.
_ORDER = (
    *("tests/reliability", "tests/e2e", "tests/handoff", "tests/storage", "tests/channels", "tests/bot", "tests"),
    *RASA,
)


def place(nodeid: str) -> int:
    """When a test has its turn: lower numbers earlier."""
    return max((len(start), number) for number, start in enumerate(_ORDER) if nodeid.startswith(start))[1]


class ByFile(LoadScopeScheduling):
    """A file's tests share its fixtures, so one worker takes them all; all tests that need Rasa share its server."""

    def _split_scope(self, nodeid: str) -> str:
        return "rasa" if nodeid.startswith(RASA) else nodeid.partition("::")[0]


class Shared:
    """In the process that hands out the tests: it starts the servers, and workers find them in their environment."""

    def __init__(self) -> None:
        self._life = ExitStack()

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_make_scheduler(self, config: pytest.Config, log: object) -> ByFile:
        config.option.loadscopereorder = False
        return ByFile(config, log)

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        if xdist.is_xdist_controller(session):
            folder = Path(self._life.enter_context(TemporaryDirectory(prefix="tawasul-redis-")))
            os.environ["TEST_REDIS_URL"] = self._life.enter_context(RedisServer.running(folder)).url
            os.environ["TEST_DATABASE_URL"] = self._life.enter_context(Postgres.running()).admin_url

    def pytest_unconfigure(self) -> None:
        self._life.close()
