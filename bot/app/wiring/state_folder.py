"""The state folder, made where it is not there."""

from pathlib import Path

from bot.domain.errors import StoreError
from bot.domain.faults import Fault


def make_state_folder(folder: Path) -> None:
    """Raises StoreError where it cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as failure:
        what = f"the folder cannot be made ({failure.strerror})"
        remedy = "give the bot's user the right to make it, or name another in DIGEST_STATE"
        raise StoreError([Fault(place=str(folder), what=what, remedy=remedy)]) from failure
