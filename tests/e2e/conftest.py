"""The fixtures of the browser tests and of the tests of requests. `gateway` stands in tests/conftest.py."""

from tests.e2e.browser import browser as browser
from tests.e2e.console_page import console as console
from tests.e2e.console_page import scene as scene
from tests.e2e.requests.house import house as house
from tests.e2e.requests.house import office as office
from tests.e2e.visitor import visit as visit
