"""What a database complains of, told to the person who can do something about it."""

from pathlib import Path

from sqlalchemy import URL
from sqlalchemy.exc import StatementError

from bot.domain.errors import StoreError
from bot.domain.faults import Fault

SETTING = "DIGEST_DATABASE"

_DAMAGED = (
    "the database is damaged",
    "put back a backup with `digestbot restore FILE`; without its ledger the bot does not know what it has posted",
)
# SQLite's error names (sqlite.org/rescode.html) begin with these; the first that fits is taken.
_WORDS = (
    (
        "SQLITE_CANTOPEN",
        "the database cannot be opened",
        "make sure that the folder {folder} exists and that the bot's user may write in it",
    ),
    (
        "SQLITE_READONLY",
        "the database cannot be written",
        "give the bot's user the right to write the file and its folder {folder}",
    ),
    (
        "SQLITE_NOTADB",
        "this is not a database",
        "name another file in DIGEST_DATABASE, or put back a backup with `digestbot restore FILE`",
    ),
    ("SQLITE_CORRUPT", *_DAMAGED),
    (
        "SQLITE_BUSY",
        "another program has kept the database locked",
        "end that program, or try again when it is done",
    ),
    ("SQLITE_FULL", "the disk is full", "free some space in {folder}"),
    ("SQLITE_IOERR", "the disk cannot be read or written", "check the disk of {folder}"),
)


def place_of(url: URL) -> str:
    """The file of a SQLite database, else the URL without the password (an option may hold it too)."""
    if url.get_backend_name() == "sqlite" and url.database:
        return url.database
    return url.set(query={}).render_as_string(hide_password=True)


def store_error(url: URL, error: Exception) -> StoreError:
    """From an error of SQLAlchemy or of the driver beneath it."""
    cause = error.orig if isinstance(error, StatementError) and error.orig else error
    name = getattr(cause, "sqlite_errorname", "")
    folder = Path(url.database or "").absolute().parent
    for prefix, what, remedy in _WORDS:
        if name.startswith(prefix):
            return _fault(url, what, remedy.format(folder=folder))
    words = (str(cause).strip() or type(cause).__name__).splitlines()[0].rstrip(".")
    return _fault(url, f"the database answered “{words}”", f"check it and {SETTING}")


def damaged(url: URL) -> StoreError:
    """For a file that can be opened, and in which SQLite then finds what cannot be."""
    return _fault(url, *_DAMAGED)


def newer_schema(url: URL, revision: str) -> StoreError:
    return _fault(
        url,
        f"the database was written by a newer digestbot (its schema is {revision})",
        "install that version or a later one",
    )


def _fault(url: URL, what: str, remedy: str) -> StoreError:
    for secret in (url.password, url.query.get("password")):
        if isinstance(secret, str) and secret:
            what = what.replace(secret, "***")
    return StoreError([Fault(place=place_of(url), what=what, remedy=remedy)])


def bad_url(what: str) -> StoreError:
    """For a URL that cannot be used; it is not repeated, because it may hold a password."""
    remedy = "write sqlite:///path/to/file.sqlite3 or postgresql://user:password@host/name"
    return StoreError([Fault(place=SETTING, what=what, remedy=remedy)])
