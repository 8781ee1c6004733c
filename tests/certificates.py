"""httpx reads every certificate authority of the world anew for each client: 40 ms of processor time.

The product has a handful of clients; the tests open thousands, and none leaves this machine. One reading is enough.
"""

from functools import cache

import pytest
from httpx import _config
from httpx._transports import default


def share(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(default, "create_ssl_context", cache(_config.create_ssl_context))
