"""Another process on the same index: ``python -m tests.adapters.index_child DEED FOLDER``."""

import os
import signal
import sys
import time
from pathlib import Path

from bot.adapters.index_build import BATCH, build
from bot.adapters.index_folder import IndexFolder
from tests.worlds import TAGS, an_entry


def hold(folder: Path) -> None:
    """Holds the lock until it is killed."""
    with IndexFolder(folder).writing() as alone:
        sys.stdout.write(f"{alone}\n")
        sys.stdout.flush()
        time.sleep(60)


def die_building(folder: Path) -> None:
    """Killed, as by a power cut, in the middle of writing."""

    def told(done: int) -> None:
        if done >= 2 * BATCH:
            os.kill(os.getpid(), signal.SIGKILL)

    entries = (an_entry(f"entry-{number}") for number in range(4 * BATCH))
    with IndexFolder(folder).writing(), IndexFolder(folder).building() as made:
        build(made, entries, {tag.key: tag for tag in TAGS}, told=told)


if __name__ == "__main__":
    {"hold": hold, "die_building": die_building}[sys.argv[1]](Path(sys.argv[2]))
