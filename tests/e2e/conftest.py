"""The fixtures of the browser tests. `gateway` stands in tests/conftest.py."""

from tests.e2e.browser import browser as browser
from tests.e2e.visitor import visit as visit
