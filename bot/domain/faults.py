"""A fault in something a person wrote: where it is, what is wrong and what to do about it."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, order=True)
class Fault:
    """One fault, printed as ``file:line: key: what is wrong, what to do``."""

    place: str  # a file's path as the person knows it, or the name of an environment variable
    line: int = 0  # 1-based; 0 where the place has no lines
    key: str = ""  # the entry's key or the setting's path; empty for the file as a whole
    what: str
    remedy: str

    def __str__(self) -> str:
        where = f"{self.place}:{self.line}" if self.line else self.place
        return ": ".join(part for part in (where, self.key, f"{self.what}, {self.remedy}") if part)


class FaultsError(Exception):
    """Something cannot be used as written; holds every fault found, in order of place."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__("\n".join(map(str, self.faults)))
