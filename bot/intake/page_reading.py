"""A document → what it says of itself, found out by a process that can be ended."""

import asyncio
import json
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import bot
from bot.domain.pages import PageError, PageTrouble
from bot.domain.web import Document
from bot.intake.page_facts import Facts

PATIENCE = 10.0  # seconds; an ordinary page takes one, most of it for the imports
# Nothing else of the environment is its business: the token is in there.
_KEPT = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "PYTHONPYCACHEPREFIX", "PYTHONDONTWRITEBYTECODE", "VIRTUAL_ENV")


async def facts_in(document: Document, *, patience: float = PATIENCE) -> Facts:
    """PageError where the page takes too long to read, or too much."""
    # -P: a file in the working folder that is called lxml.py would be imported.
    command = (sys.executable, "-P", "-m", "bot.intake.page_child", str(max(1, round(patience))))
    pipe, nowhere = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
    try:
        child = await asyncio.create_subprocess_exec(
            *command, env=dict(_environment()), stdin=pipe, stdout=pipe, stderr=nowhere
        )
    except OSError as failure:  # this machine has no room for another process
        raise PageError(PageTrouble.NOTHING, "it cannot be read now") from failure
    about = {"url": document.url, "type": document.type, "charset": document.charset}
    try:
        async with asyncio.timeout(patience):
            said, _ = await child.communicate(json.dumps(about).encode() + b"\n" + document.body)
    except TimeoutError:
        raise PageError(PageTrouble.SLOW, "it takes too long to read") from None
    finally:
        if child.returncode is None:
            with suppress(ProcessLookupError):
                child.kill()
            await child.wait()
    if child.returncode:
        raise PageError(PageTrouble.NOTHING, f"it cannot be read (exit code {child.returncode})")
    return Facts.model_validate_json(said)


def _environment() -> Iterator[tuple[str, str]]:
    yield from ((name, os.environ[name]) for name in _KEPT if name in os.environ)
    home = str(Path(bot.__file__).parent.parent)
    yield "PYTHONPATH", os.pathsep.join(filter(None, (home, os.environ.get("PYTHONPATH"))))
