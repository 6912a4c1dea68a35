"""What is measured of each side, and how it is printed."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.bench.pictures_child import Drawn, Memory

OURS, KEPT, ANEW = "ours", "kept", "anew"
HEADS = {OURS: "ours", KEPT: "Chromium, page kept", ANEW: "Chromium, page anew"}


@dataclass(frozen=True, kw_only=True)
class Start:
    """Seconds to the first picture: of a new process, and of its drawing alone, with the start of what draws."""

    process: float
    drawing: float


@dataclass(frozen=True, kw_only=True)
class Contest:
    """Many cards of one side. ``memory``: of what draws, and of all processes; ``again``: seconds of some once more."""

    drawn: Drawn
    memory: tuple[Memory, Memory]
    again: Sequence[float] = ()


def show(starts: Mapping[str, Sequence[Start]], one: Mapping[str, Contest], two: Mapping[str, Contest]) -> None:
    """``one`` and ``two``: cards at a time. Ratios are Chromium's figure by ours, of cards a second the other way."""
    print(_line("medians (ratio to ours)", [HEADS[side] for side in one]))
    print(_line("cards", [str(len(found.drawn.times)) for found in one.values()]))
    median = statistics.median
    _row("new process to first PNG, ms", {side: 1000 * median(s.process for s in starts[side]) for side in starts})
    _row("of that the first drawing, ms", {side: 1000 * median(s.drawing for s in starts[side]) for side in starts})
    _row("one at a time, ms", {side: 1000 * median(found.drawn.times) for side, found in one.items()})
    _row("  99th percentile, ms", {side: 1000 * percentile(found.drawn.times) for side, found in one.items()})
    _row("  longest, ms", {side: 1000 * max(found.drawn.times) for side, found in one.items()})
    _row("  CPU of all processes, ms", {side: 1000 * _cpu(found) for side, found in one.items()})
    _row("two at a time, cards/s", {side: _rate(found) for side, found in two.items()}, upside_down=True)
    _row("PNG, kB", {side: median(found.drawn.sizes) / 1000 for side, found in one.items()})
    _row("  largest, kB", {side: max(found.drawn.sizes) / 1000 for side, found in one.items()})
    for name, contests in (("one", one), ("two", two)):
        for place, whose in enumerate(("what draws", "all processes")):
            # Not of a page anew, which is closed when the memory is looked at.
            found = {side: contest.memory[place] for side, contest in contests.items() if side != ANEW}
            _row(f"MiB of {whose}, {name} at a time", {side: each.whole / 2**20 for side, each in found.items()})
            _row("  anonymous", {side: each.anonymous / 2**20 for side, each in found.items()})
    print(f"\na card that was drawn before: {1000 * median(one[OURS].again):.1f} ms")
    print(f"typst in the bot's own process: {'yes' if one[OURS].drawn.typst else 'no'}")
    _goals(one)


def _goals(one: Mapping[str, Contest]) -> None:
    ours = 1000 * statistics.median(one[OURS].drawn.times)
    print(f"goal, at most 100 ms warm: {ours:.0f} ms")
    for side in (KEPT, ANEW):
        ratio = 1000 * statistics.median(one[side].drawn.times) / ours
        by_cpu = _cpu(one[side]) / _cpu(one[OURS])
        print(f"goal, at least 3 times faster than {HEADS[side]}: {ratio:.1f} ({by_cpu:.1f} by CPU)")
    drawing, whole = (one[OURS].memory[place].whole / one[KEPT].memory[place].whole for place in (0, 1))
    crossed = one[OURS].memory[1].whole / one[KEPT].memory[0].whole
    print("goal, at most 0.25 of Chromium's memory: ", end="")
    print(f"{drawing:.2f} (what draws), {whole:.2f} (all processes), {crossed:.2f} (all of ours, its browser alone)")


def percentile(times: Sequence[float], share: float = 0.99) -> float:
    """The least time that so many of the cards do not exceed."""
    return sorted(times)[min(len(times) - 1, int(share * len(times)))]


def _cpu(contest: Contest) -> float:
    """Seconds a card."""
    return contest.drawn.cpu / len(contest.drawn.times)


def _rate(contest: Contest) -> float:
    return len(contest.drawn.times) / contest.drawn.wall


def _row(what: str, figures: Mapping[str, float], *, upside_down: bool = False) -> None:
    ours = figures[OURS]
    cells = [f"{ours:.1f}"]
    for side, figure in figures.items():
        if side != OURS:
            cells.append(f"{figure:.1f} ({ours / figure if upside_down else figure / ours:.1f})")
    print(_line(what, cells))


def _line(what: str, cells: Sequence[str]) -> str:
    return f"{what:36}" + "".join(f"{cell:>22}" for cell in cells)
