"""The lines of a file, whatever is in it, as text and with never more than one of them in memory."""

import codecs
from collections.abc import Iterator
from typing import BinaryIO

from bot.intake.errors import SourceError

_OTHER_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)  # the marks of UTF-32 are one of them and two zeros


def lines_of(stream: BinaryIO, source: str, longest: int) -> Iterator[str]:
    """As ``str.encode`` with ``surrogateescape`` gives back their bytes. Lines of more characters than ``longest`` are
    cut somewhere behind that.

    Raises SourceError where the file cannot be read on, and where it says that it is not in UTF-8.
    """
    most = 4 * longest + 4  # bytes that surely are more characters
    try:
        line = stream.readline(most)
        if line.startswith(_OTHER_MARKS):
            raise SourceError(f"{source}:1 is not UTF-8", "save the file as UTF-8")
        while line:
            yield line.decode("utf-8", "surrogateescape")
            while len(line) == most and not line.endswith(b"\n"):
                line = stream.readline(most)
            line = stream.readline(most)
    except OSError as failure:
        reason = (failure.strerror or type(failure).__name__).lower()
        what = f"{source} cannot be read to its end ({reason})"
        raise SourceError(what, "check the file, and try again") from failure
