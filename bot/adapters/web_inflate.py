"""Bodies that come compressed, made whole again up to a limit: a few kilobytes can hold gigabytes."""

import zlib

from bot.domain.pages import PageError, PageTrouble

ENCODINGS = {"", "identity", "gzip", "x-gzip", "deflate"}
_EITHER = 47  # zlib: whichever of gzip and zlib its beginning shows
_BARE = -15  # deflate without the frame that the standard demands, as some servers send it


class Inflating:
    """What has come so far is ``body``; never longer than ``most`` bytes."""

    def __init__(self, encoding: str, most: int) -> None:
        """PageError for an encoding that was not asked for."""
        encoding = encoding.strip().lower()
        if encoding not in ENCODINGS:
            raise PageError(PageTrouble.NOTHING, f"it is encoded as {encoding[:40]}, which was not asked for")
        self._machine = None if encoding in ("", "identity") else zlib.decompressobj(_EITHER)
        self._may_be_bare = encoding == "deflate"
        self._most = most
        self._sent = 0
        self.body = bytearray()
        self.cut = False  # there is more than is kept

    def take(self, chunk: bytes) -> None:
        """PageError for what is not encoded as it says."""
        self._sent += len(chunk)
        room = self._most - len(self.body)
        # One byte more than there is room for shows that there is more.
        self.body += self._inflated(self._machine, chunk, room + 1) if self._machine else chunk[: room + 1]
        if len(self.body) > self._most or self._sent > self._most:
            self.cut = True
            del self.body[self._most :]

    def _inflated(self, machine: "zlib._Decompress", chunk: bytes, room: int) -> bytes:
        try:
            return machine.decompress(chunk, room)
        except zlib.error as failure:
            if not self._may_be_bare or self.body:
                raise PageError(PageTrouble.NOTHING, "its compression is broken") from failure
        self._may_be_bare = False
        self._machine = zlib.decompressobj(_BARE)
        return self._inflated(self._machine, chunk, room)
