"""The web port: what stands behind an address, read within limits and never inside a private network."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, kw_only=True)
class Document:
    """What a site has answered in the end."""

    url: str  # where it was found, after all redirects
    type: str  # its media type in lower case, without parameters: text/html
    charset: str = ""  # as the site says; empty where it says nothing
    body: bytes = b""  # uncompressed; of a PDF nothing is read
    whole: bool = True  # False: there was more than is read of a page


class Web(Protocol):
    """Answers with documents of text, or with a PDF's place."""

    async def get(self, url: str) -> Document:
        """Follows redirects. Raises PageError alone."""
