"""The pages port: what is known of a document from its address alone."""

from enum import StrEnum
from typing import Protocol

from bot.domain.candidate import Candidate


class PageTrouble(StrEnum):
    """Why there is no candidate. Words for people are the phrases ``page.<value>``."""

    ADDRESS = "address"  # no public address at all
    PRIVATE = "private"  # leads into a private network, or to this machine
    UNREACHABLE = "unreachable"
    SLOW = "slow"
    LARGE = "large"
    REFUSED = "refused"  # the site answers with an error
    NOTHING = "nothing"  # no page, or one without a title


class PageError(Exception):
    """``detail`` is for the log and for curators: a status, a size, a reason of the network."""

    def __init__(self, trouble: PageTrouble, detail: str = "") -> None:
        super().__init__(f"{trouble}: {detail}" if detail else str(trouble))
        self.trouble = trouble
        self.detail = detail


class Pages(Protocol):
    """Reads the document's own page, within limits of size and time, and never inside a private network."""

    async def candidate(self, url: str) -> Candidate:
        """Of arXiv all its metadata, of other pages title, date and whom they name as authors. Raises PageError."""
