"""Choosing from 14, 10,000 and a million entries: ``uv run python -m tests.bench.selection``.

The catalogs are synthetic (``selection_catalog.py``): their columns are there, and an entry is made whenever one is
asked for, which takes about as long as to read it. Each figure is milliseconds of CPU in one process, the median of
some calls but for what is done only once. Beside it stands the plain way, through whole entries that are all in memory,
one after the other (``tests/domain/selection_reference.py``), at the sizes where that takes no minutes.
"""

import argparse
import datetime as dt
import os
import platform
import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version

from bot.app.commands.desk import pick
from bot.app.commands.examples import narrowings
from bot.app.commands.topics import topics_of
from bot.domain.catalog import Catalog
from bot.domain.channel import Channel, Order
from bot.domain.plan import Plan
from bot.domain.query import Query
from bot.domain.selection import Past, preview, select
from bot.domain.slot import Slot
from tests.bench.selection_catalog import WORD, made_up
from tests.domain import selection_reference as plain
from tests.worlds import a_channel

SIZES = (14, 10_000, 1_000_000)
SEED = 2026
CALLS = 7  # at least; of what is quick, as many as begin within SECONDS
SECONDS = 0.3
POSTS = 400  # that the channel has had; of a small catalog, in many cycles
DAYS = 14
FIRST_DAY = dt.date(2026, 11, 22)
PLAINLY = 10_000  # entries that the plain way is tried with, at most
SHOWN = 200  # entries that a reader has had at random
FIELDS = "kind:paper tag:topic-03 year:2018.."

Does = Callable[[], object]


@dataclass(frozen=True, kw_only=True)
class Task:
    """Something to measure; ``once``: what is remembered afterwards. ``plainly``: the same, the plain way."""

    name: str
    do: Does
    once: bool = False
    plainly: Does | None = None


@dataclass(frozen=True, kw_only=True)
class Figure:
    """Milliseconds."""

    ours: float
    plain: float | None


def tasks(catalog: Catalog, listed: Catalog | None) -> Iterator[Task]:
    """``listed``: the same entries, in memory."""
    columns, history, plan = catalog.columns, posts(catalog), Plan()
    slots = [day(number) for number in range(DAYS)]

    def selecting(name: str, channel: Channel, *, again: bool = True) -> Iterator[Task]:
        plainly = listed and (lambda: plain.select(listed, channel, history, plan, slots[0]))
        yield Task(name=f"{name}: first", do=lambda: select(catalog, channel, history, plan, slots[0]), once=True)
        if again:
            yield Task(name=name, do=lambda: select(catalog, channel, history, plan, slots[0]), plainly=plainly or None)

    def previewing(name: str, channel: Channel) -> Task:
        plainly = listed and (lambda: plain.preview(listed, channel, history, plan, slots))
        do = lambda: preview(catalog, channel, history, plan, slots)  # noqa: E731
        return Task(name=name, do=do, plainly=plainly or None)

    yield Task(name="columns of likes", do=lambda: (columns.likes.overlap(0), columns.ready.counts), once=True)
    yield from selecting("select, balanced", a_channel())
    yield previewing(f"preview of {DAYS} days, balanced", a_channel())
    fields = a_channel(filter=Query.parse(FIELDS))
    yield from selecting("select, filter of fields", fields)
    yield previewing(f"preview of {DAYS} days, filter of fields", fields)
    for order in (Order.NEWEST, Order.SHUFFLED):
        yield from selecting(f"select, {order}", a_channel(order=order))
    yield from selecting("select, filter with words", a_channel(filter=Query.parse(f"{WORD} year:2020")))
    yield from selecting("select, filter of words alone", a_channel(filter=Query.parse(WORD)))
    shown = random.Random(SEED).sample(range(len(catalog)), min(SHOWN, len(catalog) // 2))
    keys = [columns.key(position) for position in shown]
    yield Task(name="topics", do=lambda: topics_of(catalog))
    yield Task(name="a page of a topic", do=lambda: columns.entries(columns.tagged("topic-00"))[:5])
    yield Task(name="examples of fields", do=lambda: narrowings(catalog))
    yield Task(name="a random one, not yet shown", do=lambda: a_random_one(catalog, keys))


def a_random_one(catalog: Catalog, shown: Sequence[str]) -> str:
    columns = catalog.columns
    return pick(columns.keys(columns.ready.without(columns.positions(shown))))


def day(number: int) -> Slot:
    return Slot.at("daily", FIRST_DAY + dt.timedelta(days=number), dt.time(9))


def posts(catalog: Catalog) -> list[Past]:
    """Of ready entries, in an order of their own, one cycle after the other."""
    ready = catalog.columns.ready.positions
    order = random.Random(SEED).sample(range(len(ready)), min(len(ready), POSTS))
    return [
        Past(key=catalog.columns.key(int(ready[order[n % len(order)]])), cycle=1 + n // len(order), slot=day(n - POSTS))
        for n in range(POSTS)
    ]


def clocked(do: Does, *, calls: int) -> float:
    """Milliseconds of this thread's CPU, the median; only one call where one is asked for."""
    took: list[float] = []
    while len(took) < calls or (calls > 1 and sum(took) < SECONDS * 1000):
        begun = time.thread_time()
        do()
        took.append((time.thread_time() - begun) * 1000)
    return statistics.median(took)


def measure(size: int, seed: int) -> dict[str, Figure]:
    catalog = made_up(size, seed)
    columns = catalog.columns.glances
    arrays = (columns.likes, columns.published, columns.language, columns.ready, columns.unreviewed, columns.draft)
    held = sum(array.nbytes for array in arrays)
    distinct = len(columns.distinct)
    print(f"\n{size:,} entries: columns of {held / 1e6:.1f} MB, {distinct:,} distinct likes", flush=True)
    listed = Catalog.of(catalog, catalog.tags.values()) if size <= PLAINLY else None
    figures = {}
    for task in tasks(catalog, listed):
        ours = clocked(task.do, calls=1 if task.once else CALLS)
        beside = clocked(task.plainly, calls=CALLS) if task.plainly else None
        figures[task.name] = Figure(ours=ours, plain=beside)
        print(f"  {task.name:48} {ours:10.3f} ms" + (f"   plain {beside:10.3f} ms" if beside else ""), flush=True)
    print(f"  resident, all in all {resident():.0f} MiB")
    return figures


def resident() -> float:
    """MiB; on Linux alone."""
    with open("/proc/self/statm", encoding="ascii") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def show_growth(sizes: Sequence[int], found: Sequence[dict[str, Figure]]) -> None:
    few, many = found[0], found[-1]
    print(f"\ngrowth from {sizes[0]:,} to {sizes[-1]:,} entries, {sizes[-1] / sizes[0]:,.0f} times as many")
    for name, figure in many.items():
        print(f"  {name:48} {few[name].ours:10.3f} → {figure.ours:10.3f} ms   × {figure.ours / few[name].ours:,.0f}")


def main(sizes: Sequence[int], seed: int) -> None:
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, ", end="")
    print(f"numpy {version('numpy')}, seed {seed}, medians, load {os.getloadavg()[0]:.1f}")
    found = [measure(size, seed) for size in sizes]
    if len(found) > 1:
        show_growth(sizes, found)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=lambda text: [int(part) for part in text.split(",")], default=SIZES)
    parser.add_argument("--seed", type=int, default=SEED)
    given = parser.parse_args()
    main(sorted(given.sizes), given.seed)
