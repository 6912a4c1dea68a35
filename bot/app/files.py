"""Files that a person asked for: whole, or not at all."""

import secrets
from contextlib import suppress
from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """Whoever looks sees the old file or the new one. Raises OSError with this path, and leaves nothing behind.

    Of a link, what it leads to is replaced. A device or a pipe cannot be: it is written into.
    """
    if path.exists() and not path.is_file():
        path.write_bytes(content)
        return
    target = path.resolve()
    scratch = target.with_name(f".digestbot-{secrets.token_hex(4)}")
    try:
        with scratch.open("xb") as file:  # with the rights of any other file; a temporary one is its owner's alone
            file.write(content)
        scratch.replace(target)
    except BaseException as failure:
        with suppress(OSError):
            scratch.unlink(missing_ok=True)
        if isinstance(failure, OSError):
            raise OSError(failure.errno, failure.strerror, str(path)) from failure
        raise


def write_changed(path: Path, content: bytes) -> bool:
    """The same where the file holds anything else; a file that is as it should be keeps its date. Was it written?"""
    with suppress(OSError):
        if path.is_file() and path.read_bytes() == content:
            return False
    write_whole(path, content)
    return True
