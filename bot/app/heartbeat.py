"""The heartbeat: a file in the state folder that the running bot touches, so that a container knows it lives."""

import datetime as dt
from pathlib import Path

NAME = "heartbeat"
STALE = dt.timedelta(seconds=90)  # four missed rings of the alarm


def beat(state: Path, now: dt.datetime) -> None:
    """Say that the bot was alive at ``now``."""
    state.mkdir(parents=True, exist_ok=True)
    fresh_file = state / f"{NAME}.new"
    fresh_file.write_text(now.isoformat(), encoding="ascii")
    fresh_file.replace(state / NAME)  # at once: who reads it meanwhile must not find it empty


def last_beat(state: Path) -> dt.datetime | None:
    """When the bot was last alive; None if it never ran here."""
    try:
        last = dt.datetime.fromisoformat((state / NAME).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None
    return last if last.tzinfo else None


def fresh(state: Path, now: dt.datetime) -> bool:
    """Whether the bot is alive. A beat from the future (the clock was set back) says nothing."""
    last = last_beat(state)
    return last is not None and abs(now - last) < STALE
