"""What the tests need beyond the locked packages, brought in where it is missing: a browser.

PostgreSQL and Redis come from the machine or from wheels (see tests/servers.py); Rasa's environment is made by its own
fixture. A browser is Chromium from the machine, else Playwright's download, else the distribution's package.
"""

import os
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.e2e.browser import NoBrowser, find_chromium

PATIENCE_S = 600


def main() -> None:
    """Raises NoBrowser, which says what to do, when every way has failed."""
    ways = iter(_ways())
    while not _there():
        command = next(ways, None)
        if command is None:
            raise NoBrowser(NoBrowser.__doc__)
        print("no Chromium yet:", " ".join(command), flush=True)
        subprocess.run(command, check=False, timeout=PATIENCE_S)


def _there() -> bool:
    with sync_playwright() as playwright:
        try:
            find_chromium(os.environ, Path(playwright.chromium.executable_path))
        except NoBrowser:
            return False
    return True


def _ways() -> list[list[str]]:
    ways = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if os.geteuid() == 0:
        ways.append(["sh", "-c", "apt-get update -q && apt-get install -y -q --no-install-recommends chromium"])
    return ways


if __name__ == "__main__":
    main()
