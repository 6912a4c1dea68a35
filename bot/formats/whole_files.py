"""Files that are replaced whole or not at all, whatever happens meanwhile: a crash, a power cut, another writer."""

import errno
import os
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

Stamp = tuple[int, ...]

SCRATCH = ".digestbot-"


class ChangedMeanwhile(OSError):
    """Somebody else has written the file since it was read."""


def replace_file(
    path: Path, content: bytes | Iterable[bytes], *, still: Callable[[Path], bool] = lambda target: True
) -> None:
    """Whoever looks sees the old file or the new one, which is on the disk before it has the name.

    It keeps owner and rights of the old file. Of a link, what it leads to is replaced. ``still`` says of the file,
    while no other of our writers can replace it, whether it is as it was read: otherwise ChangedMeanwhile. That and any
    other OSError, which has this path, or whatever the content raises, leaves the old file, and nothing beside it.
    """
    target = path.resolve()
    scratch = target.with_name(f"{SCRATCH}{secrets.token_hex(4)}")
    with ExitStack() as held:
        try:
            with _locked(target.parent):
                _sweep(target.parent)
                file = held.enter_context(scratch.open("xb"))
                with suppress(OSError):
                    _lock(file.fileno(), wait=False)
            _keep_rights(file.fileno(), target)
            for part in (content,) if isinstance(content, bytes) else content:
                file.write(part)
            file.flush()
            os.fsync(file.fileno())
            with _locked(target.parent):
                if not still(target):
                    raise ChangedMeanwhile(errno.EAGAIN, "was changed by somebody else meanwhile; try again", str(path))
                scratch.replace(target)
        except BaseException as failure:
            with suppress(OSError):
                scratch.unlink(missing_ok=True)
            if isinstance(failure, OSError) and failure.filename in (None, str(scratch)):
                raise OSError(failure.errno, failure.strerror, str(path)) from failure
            raise
    _sync_folder(target.parent)


def stamp_of(path: Path) -> Stamp | None:
    """What changes whenever the file does, or another one is in its place; None where there is none."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns


def same_bytes(path: Path, content: bytes | None) -> bool:
    """Whether the file holds this; None: whether there is none."""
    return (path.read_bytes() if path.exists() else None) == content


def _keep_rights(handle: int, target: Path) -> None:
    """A new file has the rights of any other; one that replaces another has that one's, where we may give them."""
    with suppress(FileNotFoundError):
        old = target.stat()
        with suppress(PermissionError):
            os.fchown(handle, old.st_uid, old.st_gid)
        os.fchmod(handle, old.st_mode & 0o7777)


def _sweep(folder: Path) -> None:
    """Remove what a writer has left that was killed: nobody holds its lock any more."""
    for left in folder.glob(SCRATCH + "[0-9a-f]" * 8):
        with suppress(OSError), left.open("rb") as file:
            _lock(file.fileno(), wait=False)
            left.unlink()


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """One of our writers at a time, in any process. Held for moments only, and gone with its process."""
    handle = None
    with suppress(OSError):  # some systems cannot open folders, some file systems cannot lock them
        handle = os.open(folder, os.O_RDONLY)
        _lock(handle, wait=True)
    try:
        yield
    finally:
        if handle is not None:
            os.close(handle)


def _lock(handle: int, *, wait: bool) -> None:
    """Raises OSError where it is held by another, or cannot be: what was changed meanwhile is noticed all the same."""
    try:
        import fcntl
    except ImportError as missing:
        raise OSError(errno.ENOLCK, "no locks on this system") from missing
    fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))


def _sync_folder(folder: Path) -> None:
    """So that the name outlives a power cut, where folders can be opened at all."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
