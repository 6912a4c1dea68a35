"""One answer of a check."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One answer: what was looked at, whether it is good, and in a sentence how it is or what to do.

    A hint is good: the bot can run, and would run better.
    """

    what: str
    good: bool
    says: str
    hint: bool = False
