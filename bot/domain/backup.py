"""What a copy of the database holds."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Contents:
    """For people, who choose by it."""

    size: int  # bytes
    cards: int  # posted
    newest: dt.datetime | None  # when the last of them was
