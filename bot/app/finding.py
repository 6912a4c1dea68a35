"""One answer of a check."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One answer: what was looked at, whether it is good, and in a sentence how it is or what to do."""

    what: str
    good: bool
    says: str
