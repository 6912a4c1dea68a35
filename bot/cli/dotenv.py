"""The environment of the commands: the process's own, over the file .env of the working folder."""

import os
from collections.abc import Mapping
from pathlib import Path

from dotenv import dotenv_values


def environment(folder: Path | None = None) -> Mapping[str, str]:
    """Variables by name. What the process was given wins over .env."""
    path = (folder or Path.cwd()) / ".env"
    written = {name: text for name, text in dotenv_values(path).items() if text is not None} if path.is_file() else {}
    return {**written, **os.environ}
