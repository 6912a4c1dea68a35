"""Files that a person asked for: whole, or not at all."""

from contextlib import suppress
from pathlib import Path

from bot.formats.whole_files import replace_file


def write_whole(path: Path, content: bytes) -> None:
    """Whoever looks sees the old file or the new one. Raises OSError with this path, and leaves nothing behind.

    Of a link, what it leads to is replaced. A device or a pipe cannot be: it is written into.
    """
    if path.exists() and not path.is_file():
        path.write_bytes(content)
    else:
        replace_file(path, content)


def write_changed(path: Path, content: bytes) -> bool:
    """The same where the file holds anything else; a file that is as it should be keeps its date. Was it written?"""
    with suppress(OSError):
        if path.is_file() and path.read_bytes() == content:
            return False
    write_whole(path, content)
    return True
