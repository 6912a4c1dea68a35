"""What can be asked of the curated files: see the port in ``bot/app/book.py``."""

from collections.abc import Mapping
from typing import Any

# Where in an entry → what stands there from now on: a text, a list or a mapping of texts; None takes it out.
# ``("title", "zh")``, ``("tags",)`` …
Changes = Mapping[tuple[str, ...], Any]


class UnknownKey(LookupError):
    """No file has an entry with this key."""
