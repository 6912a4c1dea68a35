"""Backup and restore of the configured database, without the rest of the bot."""

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.adapters.backup_sqlite import file_of, keep_copy
from bot.adapters.restore_sqlite import in_use, lease_of, prepared, put_back
from bot.app.config import Config
from bot.app.wiring.state_folder import make_state_folder
from bot.domain.backup import Contents
from bot.domain.errors import StoreError
from bot.domain.faults import Fault

STANDSTILL = 7.0  # seconds in which a running bot renews its lease at least once
STAMP = "%Y%m%d-%H%M%S"


@dataclass(frozen=True, kw_only=True)
class Restored:
    """What was put where."""

    database: Path
    contents: Contents
    before: Path | None  # holds what the database had; None if there was none


def database_of(config: Config) -> Path:
    """The file of the database. Raises StoreError if it is none of SQLite's."""
    return file_of(config.database) if config.database else config.state / "digestbot.sqlite3"


def has_database(config: Config) -> bool:
    """Whether the bot has kept anything yet; of a server's database that is not asked."""
    return config.database is not None or database_of(config).is_file()


def backup(config: Config, target: Path) -> Contents:
    """Keep a copy while the bot runs, or does not. An earlier one is replaced. Raises StoreError."""
    return keep_copy(database_of(config), target)


def restore(
    config: Config,
    copy: Path,
    now: dt.datetime,
    *,
    agree: Callable[[Contents], None],
    wait: Callable[[], None] = lambda: time.sleep(STANDSTILL),
) -> Restored:
    """Put a backup into the place of the database, which is kept under another name.

    ``agree`` is told what the backup holds before anything is changed, and raises whatever shall end it; ``wait``
    gives a bot the time for a beat. Raises StoreError if the backup cannot be used, or a bot is running.
    """
    database = database_of(config).resolve()
    if config.database is None:
        make_state_folder(config.state)
    _refuse_if_running(database, wait)
    before = database.with_name(f"{database.name}.before-restore-{now:{STAMP}}")
    with prepared(copy, database, now) as (scratch, found):
        agree(found)
        kept = put_back(scratch, database, before)
    return Restored(database=database, contents=found, before=before if kept else None)


def _refuse_if_running(database: Path, wait: Callable[[], None]) -> None:
    """On this machine a bot has the file open; on another that shares it, its lease grows."""
    if in_use(database):
        raise _running(database, "a bot, or another program, has the database open")
    first = lease_of(database)
    if first is not None:
        wait()
        second = lease_of(database)
        if second is not None and second != first:
            raise _running(database, f"a bot is running on this database ({second.holder})")


def _running(database: Path, what: str) -> StoreError:
    return StoreError([Fault(place=str(database), what=what, remedy="stop it first")])
