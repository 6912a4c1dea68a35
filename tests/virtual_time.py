"""An event loop whose time is not ours: where nothing is left to do, it jumps to the next thing to come."""

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

TICK = 1e-6  # seconds that pass anyhow, or a timer due in less than floats can tell would never be due


class _Jump(selectors.DefaultSelector):
    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        found = super().select(0)
        if not found:
            if timeout is None:
                raise RuntimeError("everything waits, and for nothing that is to come")
            self.now += max(timeout, TICK)
        return found


class VirtualTime(asyncio.SelectorEventLoop):
    """For code that waits by timers alone; threads and other programs live in our time."""

    def __init__(self) -> None:
        self._jump = _Jump()
        super().__init__(self._jump)

    def time(self) -> float:
        return self._jump.now


def in_virtual_time(main: Coroutine[Any, Any, T]) -> T:
    """What ``main`` returns, run in a loop of its own."""
    with asyncio.Runner(loop_factory=VirtualTime) as runner:
        return runner.run(main)
