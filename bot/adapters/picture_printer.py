"""Presses, started when they are needed: processes that run typst, where a template can neither reach out nor stay."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, cast

from bot.adapters import picture_press
from bot.domain.picture import PictureError

Answer = tuple[dict[str, Any], list[bytes]]  # what a press says, and what it made

IDLE = 300.0  # seconds; a reader who asks for one picture often asks for the next

# Typst fetches the packages that a template imports, and honours proxies. Here is one that nobody can be behind.
_NOWHERE = "http://127.0.0.1:1"
_ENVIRONMENT = {
    "HTTPS_PROXY": _NOWHERE,
    "HTTP_PROXY": _NOWHERE,
    "ALL_PROXY": _NOWHERE,
    "MALLOC_MMAP_THRESHOLD_": "200000",  # what a card needed goes back to the system: see picture_press.Press
    "MALLOC_TRIM_THRESHOLD_": "1000000",
    "RAYON_NUM_THREADS": "1",  # there are as many presses as pictures may be drawn at once
}
_TRIES = 3  # a press may go home at the very moment when a job comes
_KEPT = ("PATH", "LANG", "LD_LIBRARY_PATH", "PYTHONHOME")


class _Press:
    """One such process. For one thread at a time."""

    def __init__(self, fonts: Sequence[Path], *, idle: float, patience: float) -> None:
        self._patience = patience
        self._late = False
        kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-P", picture_press.__file__, str(idle), str(int(patience) + 1), *map(str, fonts)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**kept, **_ENVIRONMENT, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            start_new_session=True,  # Ctrl-C is for the bot, which ends its presses
        )
        self._jobs = cast(IO[bytes], self._process.stdin)
        self._answers = cast(IO[bytes], self._process.stdout)

    @property
    def lives(self) -> bool:
        return not self._late and self._process.poll() is None

    def do(self, job: Mapping[str, Any]) -> Answer | None:
        """None if it had gone home. Raises PictureError, and is then no more."""
        watch = threading.Timer(self._patience, self._stop_late)
        watch.start()
        try:
            return self._ask(json.dumps(job).encode() + b"\n")
        except (OSError, EOFError, ValueError) as gone:  # ValueError: half a line, or the pipes were closed by ``end``
            self._explain(gone)
            return None
        finally:
            watch.cancel()

    def _ask(self, job: bytes) -> Answer:
        self._jobs.write(job)
        self._jobs.flush()
        said = json.loads(self._answers.readline())
        made = [self._answers.read(size) for size in said["sizes"]]
        if [len(each) for each in made] != said["sizes"]:
            raise EOFError
        return said, made

    def _explain(self, gone: Exception) -> None:
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=1)  # it is ending, and with which code is worth knowing
        self.end()
        if self._late:
            raise PictureError(
                f"drawing took longer than {self._patience:g} s and was stopped",
                "look for a loop without end in the template or the theme",
            ) from gone
        if code := self._process.returncode:
            raise PictureError(
                f"typst stopped in the middle of drawing (exit code {code}), perhaps for want of memory",
                "look in the template or the theme for something that grows without end",
            ) from gone

    def _stop_late(self) -> None:
        self._late = True
        self.stop()

    def stop(self) -> None:
        """At once, whatever it is doing, and for any thread."""
        self._process.kill()

    def end(self) -> None:
        self.stop()
        self._process.wait()
        for pipe in (self._jobs, self._answers):
            with suppress(OSError):  # what was still to be written cannot be
                pipe.close()


class Printer:
    """As many presses as there are jobs at once, and at most ``most``; the next job waits. For any threads."""

    def __init__(self, *, most: int, patience: float, idle: float = IDLE) -> None:
        self._most = threading.BoundedSemaphore(most)
        self._patience = patience
        self._idle = idle
        self._lock = threading.Lock()
        self._free: list[_Press] = []  # the last to come is the next to go, so that the others can go home
        self._all: set[_Press] = set()
        self._closed = False

    def do(self, job: Mapping[str, Any], fonts: Sequence[Path]) -> Answer:
        """Raises PictureError where no answer comes, or comes too late. The fonts are always the same ones."""
        with self._most:
            for _ in range(_TRIES):
                press = self._take(fonts)
                try:
                    answer = press.do(job)
                except PictureError:
                    self._drop(press)
                    raise
                if answer is not None:
                    self._give_back(press)
                    return answer
                self._drop(press)
        raise PictureError("typst ends before it draws", "see whether `python -c 'import typst'` works")

    def _take(self, fonts: Sequence[Path]) -> _Press:
        with self._lock:
            if self._closed:
                raise PictureError("no more pictures are drawn", "the bot is stopping: ask again when it runs")
            while self._free:
                press = self._free.pop()
                if press.lives:
                    return press
                press.end()
                self._all.discard(press)
            try:
                press = _Press(fonts, idle=self._idle, patience=self._patience)
            except OSError as error:
                raise PictureError(
                    f"typst cannot be started: {error}", "see whether the system is out of memory"
                ) from error
            self._all.add(press)
            return press

    def _give_back(self, press: _Press) -> None:
        with self._lock:
            if not self._closed:
                self._free.append(press)
                return
        self._drop(press)

    def _drop(self, press: _Press) -> None:
        press.end()
        with self._lock:
            self._all.discard(press)

    def close(self) -> None:
        """Stops what is being drawn."""
        with self._lock:
            self._closed = True
            free, busy = self._free, self._all.difference(self._free)
            self._free, self._all = [], set()
        for press in busy:
            press.stop()
        for press in free:
            press.end()
