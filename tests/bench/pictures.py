"""Pictures of cards, beside the same cards shot by headless Chromium: ``uv run python -m tests.bench.pictures``.

The shipped entries in every shipped theme, no two cards alike. All sides draw in processes of their own, and in turn,
some cards each time, so that a noisy machine disturbs them alike.
"""

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from importlib.metadata import version
from pathlib import Path

from tests.bench.pictures_cards import cards
from tests.bench.pictures_child import Child, Drawn, merged
from tests.bench.pictures_report import ANEW, KEPT, OURS, Contest, Start, show

PARTS = 10
AGAIN = 20  # cards that are asked for a second time
FEWER = 5  # one in so many of Chromium's cards also gets a page of its own, which takes that much longer


def chromium() -> str:
    """The program. Ends this one where there is none."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    return found or sys.exit("there is no chromium on this machine: install Debian's `chromium`")


@contextmanager
def drawing(side: str, at_once: int) -> Iterator[Child]:
    """A new process of this side, which has drawn nothing yet and has nothing kept."""
    with tempfile.TemporaryDirectory(prefix="digestbot-") as state:
        if side == OURS:
            child = Child("tests.bench.pictures_ours", at_once, state)
        else:
            child = Child("tests.bench.pictures_chromium", at_once, state, chromium(), side)
        try:
            yield child
        finally:
            child.end()


def start(side: str) -> Start:
    began = time.perf_counter()
    with drawing(side, 1) as child:
        drawn = child.draw(cards(1))
        return Start(process=time.perf_counter() - began, drawing=drawn.times[0])


def contest(counts: Mapping[str, int], at_once: int, keep: Path | None = None) -> dict[str, Contest]:
    """So many cards of each side, once it is warm. In the folder is kept the last one of each."""
    warming, all_cards = cards(2 * at_once), cards(max(counts.values()), first=2 * at_once + 1)
    parts = {side: [all_cards[:count][part::PARTS] for part in range(PARTS)] for side, count in counts.items()}
    drawn: dict[str, list[Drawn]] = {side: [] for side in counts}
    with ExitStack() as stack:
        children = {side: stack.enter_context(drawing(side, at_once)) for side in counts}
        for child in children.values():
            child.draw(warming)
        for part in range(PARTS):
            _say(f"{', '.join(counts)}, {at_once} at a time: part {part + 1} of {PARTS}")
            for side, child in children.items():
                if given := parts[side][part]:
                    drawn[side].append(child.draw(given, keep / f"{side}.png" if keep else None))
        return {
            side: Contest(
                drawn=merged(drawn[side]), memory=child.memory(), again=child.draw(parts[side][0][:AGAIN]).times
            )
            for side, child in children.items()
        }


def measure(number: int, beside: int, runs: int, keep: Path | None) -> None:
    both = {OURS: number, KEPT: beside}
    _say(f"{runs} starts of each, and one to warm the disk")
    starts = {side: [start(side) for _ in range(runs + 1)][1:] for side in both}
    one, two = contest(both, 1, keep), contest(both, 2)
    # By itself, because two browsers at once would share some of their memory.
    anew = contest({ANEW: max(1, beside // FEWER)}, 1, keep)
    show(starts, one | anew, two)


def _say(progress: str) -> None:
    print(progress, file=sys.stderr, flush=True)


def _machine() -> str:
    asked = subprocess.run([chromium(), "--version"], capture_output=True, text=True, check=True)
    versions = f"typst {version('typst')}, Playwright {version('playwright')}, {asked.stdout.strip()}"
    busy = f"load {os.getloadavg()[0]:.1f} at the beginning"
    return f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; {versions}; {busy}"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cards", type=int, default=500, help="of ours, one at a time and two at a time each")
    parser.add_argument("--beside", type=int, default=100, help="of Chromium's")
    parser.add_argument("--runs", type=int, default=5, help="new processes")
    parser.add_argument("--keep", type=Path, help="a folder for one picture of each side, to look at")
    given = parser.parse_args()
    if given.keep:
        given.keep.mkdir(parents=True, exist_ok=True)
    print(_machine())
    measure(given.cards, given.beside, given.runs, given.keep)
