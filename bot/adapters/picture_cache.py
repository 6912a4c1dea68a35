"""The pictures that have been drawn, as files in the state folder. All of them can be deleted at any time."""

import logging
import os
import tempfile
from contextlib import suppress
from pathlib import Path

from bot.adapters.picture_png import whole

MOST = 2000  # pictures, of some 0.4 MB each
_OFTEN = 100  # pictures between two looks at how many there are

log = logging.getLogger(__name__)


class PictureCache:
    """``<two digits>/<name>.png`` in ``folder``. For several threads and processes at once.

    A disk that is full or may not be written to costs the cache alone, and is logged once.
    """

    def __init__(self, folder: Path, *, most: int = MOST) -> None:
        self._folder = folder
        self._most = most
        self._kept = 0
        self._told = False

    def _path(self, name: str) -> Path:
        return self._folder / name[:2] / f"{name}.png"

    def get(self, name: str) -> bytes | None:
        """The picture, which then counts as just used; None where there is none, or its file is damaged."""
        path = self._path(name)
        try:
            png = path.read_bytes()
        except OSError:
            return None
        if not whole(png):
            return None
        with suppress(OSError):  # on a disk for reading alone nothing is removed either
            os.utime(path)
        return png

    def keep(self, name: str, png: bytes) -> None:
        path = self._path(name)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(path, png)
            self._kept += 1
            if self._kept % _OFTEN == 1 or self._most < _OFTEN:
                self._prune(but=path)
        except OSError as error:
            if not self._told:
                self._told = True
                log.warning("pictures are drawn but not kept: %s", error)

    def _prune(self, *, but: Path) -> None:
        """Remove those that were not used for longest, and what a process left that died while writing."""
        used: list[tuple[float, Path]] = []
        for path in self._folder.glob("[0-9a-f][0-9a-f]/*"):
            with suppress(OSError):  # removed by another process
                used.append((path.stat().st_mtime, path))
        used.sort(reverse=True)
        for _, path in used[self._most :]:
            if path != but:
                path.unlink(missing_ok=True)


def _write(path: Path, png: bytes) -> None:
    """As a whole or not at all."""
    handle, scratch = tempfile.mkstemp(dir=path.parent, prefix=".")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(png)
        os.replace(scratch, path)
    except OSError:
        with suppress(OSError):
            os.unlink(scratch)
        raise
