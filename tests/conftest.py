"""What all tests share: how they are run, unhurried property tests, and a Chromium for every test that wants one."""

import gc
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from importlib.util import cache_from_source
from pathlib import Path

import pytest
from hypothesis import settings

from tests.once import done_once

# Hypothesis's deadline of 200 ms says more about a busy machine than about the code. People's runs try new examples
# each time; CI tries the same ones, so that what it says is about the change.
settings.register_profile("house", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("house")

_QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--remote-debugging-port=0",
)  # fmt: skip
_PATIENCE = 30.0


@pytest.fixture(scope="session", autouse=True)
def _done_once() -> Iterator[None]:
    with done_once():
        yield


def pytest_configure(config: pytest.Config) -> None:
    """Where Python is forbidden to keep what it has compiled, and nothing is compiled yet, each of the many processes
    that the suite starts would spend five seconds on it. They keep it outside the tree, until the run is over.
    """
    if Path(cache_from_source(pytest.__file__)).exists() or not os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
        return
    folder = tempfile.mkdtemp(prefix="digestbot-tests-")
    os.environ["PYTHONPYCACHEPREFIX"] = folder
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """One for each processor; none for files named one by one, which are done before a worker has imported the bot."""
    files = [argument.partition("::")[0].endswith(".py") for argument in config.args]
    return 0 if files and all(files) else None


def pytest_collection_finish() -> None:
    """The thousands of tests that wait are no garbage: nobody has to look through them at every collection of it."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running Chromium for ``playwright.chromium.connect_over_cdp(chromium)``.

    Each test connects for itself, because Playwright's objects live in one event loop and every test has its
    own. Skips where no Chromium is installed.
    """
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("no chromium on this machine: install Debian's `chromium` to run the browser tests")
    profile = tmp_path_factory.mktemp("chromium")
    with subprocess.Popen(
        [program, *_QUIET, f"--user-data-dir={profile}"],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as running:  # fmt: skip
        try:
            yield f"http://127.0.0.1:{_port(running, profile / 'DevToolsActivePort')}"
        finally:
            running.terminate()


def _port(running: subprocess.Popen[bytes], told: Path) -> int:
    """The port Chromium chose, which it writes into its profile once it listens."""
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and running.poll() is None:
        if told.exists() and (lines := told.read_text().splitlines()):
            return int(lines[0])
        time.sleep(0.02)
    raise RuntimeError(f"chromium did not start listening (exit code {running.poll()})")
