"""The environment of the commands: the process's own, over the file .env of the working folder."""

import io
import os
from collections.abc import Mapping
from pathlib import Path

from dotenv.parser import parse_stream

from bot.domain.faults import Fault, FaultsError

NAME = ".env"


def environment(folder: Path | None = None) -> Mapping[str, str]:
    """Variables by name. What the process was given wins over .env; FaultsError for lines that cannot be read."""
    path = (folder or Path.cwd()) / NAME
    written = _written(path) if path.is_file() else {}
    return {**written, **os.environ}


def _written(path: Path) -> dict[str, str]:
    """What the file says, as it stands: a ``$`` in a password is no variable."""
    try:
        bindings = list(parse_stream(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    except UnicodeDecodeError as failure:
        raise FaultsError([Fault(place=NAME, what="it is not text in UTF-8", remedy="save it as UTF-8")]) from failure
    faults = [
        Fault(place=NAME, line=binding.original.line, what="this is not a setting", remedy="write NAME=value")
        for binding in bindings
        if binding.error
    ]
    if faults:
        raise FaultsError(faults)
    return {binding.key: binding.value for binding in bindings if binding.key and binding.value is not None}
