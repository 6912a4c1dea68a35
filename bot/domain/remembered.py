"""Answers that were dear to find, kept while there is room."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

ROOM = 64_000_000  # bytes that the answers of one sort may take up
FEWEST, MOST = 16, 4096


class Remembered(Generic[K, V]):
    """The lately used answers. What has been dropped is found again: only time is lost.

    Several threads may ask at once; two that do not know the same thing may both find it out.
    """

    def __init__(self, *, size: int) -> None:
        """``size``: bytes of one answer, about."""
        self._most = min(MOST, max(FEWEST, ROOM // max(1, size)))
        self._kept: OrderedDict[K, V] = OrderedDict()

    def get(self, key: K, find: Callable[[], V]) -> V:
        try:
            found = self._kept[key]
            self._kept.move_to_end(key)
        except KeyError:  # never kept, or dropped by another thread in this moment
            found = self.put(key, find())
        return found

    def put(self, key: K, found: V) -> V:
        self._kept[key] = found
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return found
