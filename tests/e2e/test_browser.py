"""Where the tests find their browser, and what they say when there is none."""

from pathlib import Path

import pytest

from tests.e2e.browser import NoBrowser, find_chromium


def executable(path: Path) -> Path:
    path.write_text("#!/bin/sh\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def test_a_named_browser_comes_first_then_the_path_then_the_download(tmp_path: Path) -> None:
    named, installed, downloaded = (executable(tmp_path / name) for name in ("named", "chromium", "download"))
    environ = {"CHROMIUM_PATH": str(named), "PATH": str(tmp_path)}
    assert find_chromium(environ, downloaded) == named
    assert find_chromium({"PATH": str(tmp_path)}, downloaded) == installed
    assert find_chromium({"PATH": "/nowhere"}, downloaded) == downloaded


def test_without_a_browser_the_error_tells_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(NoBrowser, match="apt-get install chromium"):
        find_chromium({"PATH": "/nowhere"}, tmp_path / "none")
    with pytest.raises(NoBrowser, match="CHROMIUM_PATH names /nowhere/chrome"):
        find_chromium({"CHROMIUM_PATH": "/nowhere/chrome"}, tmp_path / "none")
