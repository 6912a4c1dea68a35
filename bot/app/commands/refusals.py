"""Why the files were not changed, in words that say what to do."""

import errno

from bot.app.commands.ask import Ask
from bot.app.commands.desk import Desk
from bot.domain.conversation import Reply
from bot.domain.faults import FaultsError
from bot.domain.incoming import Unfit

READ_ONLY = (errno.EROFS, errno.EACCES, errno.EPERM)


def refusals(failure: Unfit | FaultsError | OSError) -> list[str]:
    """One sentence for each thing that is in the way."""
    if isinstance(failure, FaultsError):
        return [str(fault) for fault in failure.faults]
    if isinstance(failure, OSError):
        place = f"{failure.filename}: " if failure.filename else ""
        remedy = ", give the bot’s user the right to write there" if failure.errno in READ_ONLY else ""
        return [f"{place}{failure.strerror or failure}{remedy}"]
    return [str(failure)]


def refusal(desk: Desk, ask: Ask, failure: Unfit | FaultsError | OSError, *, ask_again: bool = False) -> Reply:
    """Nothing was changed. ``ask_again``: the person may simply answer once more."""
    return desk.say("review_unwritten", ask, refused=refusals(failure), ask_again=ask_again)
