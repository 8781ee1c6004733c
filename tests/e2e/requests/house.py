"""A gateway at any hour of the day, with a project open for application, shared by the tests of requests."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest

from nlu.embedded.engine import EmbeddedInterpreter
from tests.e2e.requests.cases import PROJECT
from tests.e2e.requests.office import Office
from tests.gateway import GENEROUS, Running, started

ANY_HOUR = {"opens": "00:00", "closes": "23:59:59.999999"}
OPEN: Mapping[str, Any] = {**GENEROUS, "service_hours": ANY_HOUR, "organisation": {"projects": [PROJECT]}}


@pytest.fixture(scope="session")
async def house(interpreter: EmbeddedInterpreter, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    folder = tmp_path_factory.mktemp("house")
    async with started(f"sqlite:///{folder}/tawasul.db", folder, interpreter=interpreter, changes=OPEN) as running:
        yield running


@pytest.fixture(scope="session")
async def office(house: Running) -> AsyncIterator[Office]:
    found = await Office.open(house)
    yield found
    await found.close()
