"""Why the files were not changed: a sentence for each thing in the way, with what to do."""

import errno

import pytest

from bot.app.commands.refusals import refusals
from bot.domain.faults import Fault, FaultsError
from bot.domain.incoming import Unfit

PLACE = "data/entries/o1.yaml"
GIVE = ", give the bot’s user the right to write there"


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        (OSError(errno.EROFS, "Read-only file system", PLACE), f"{PLACE}: Read-only file system{GIVE}"),
        (PermissionError(errno.EACCES, "Permission denied", PLACE), f"{PLACE}: Permission denied{GIVE}"),
        (OSError(errno.ENOSPC, "No space left on device", PLACE), f"{PLACE}: No space left on device"),
        (BlockingIOError(None, "was changed by somebody else"), "was changed by somebody else"),
        (Unfit("title is missing"), "title is missing"),
        (
            FaultsError([Fault(place=PLACE, line=3, what="is broken", remedy="mend it")]),
            f"{PLACE}:3: is broken, mend it",
        ),
    ],
    ids=["read-only", "no right", "full", "changed", "unfit", "fault"],
)
def test_each_says_where_and_what(failure: Unfit | FaultsError | OSError, said: str) -> None:
    assert refusals(failure) == [said]
