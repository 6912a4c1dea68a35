"""A writer in a process of its own: changes one entry again and again, or until somebody kills it."""

import sys
from pathlib import Path

from bot.adapters.book_files import FileBook
from bot.formats.whole_files import ChangedMeanwhile


def main(folder: str, key: str, name: str, times: str) -> None:
    book, done = FileBook(Path(folder)), 0
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while done < int(times):
        try:
            book.change(key, {(name,): f"Number {done}"})
        except ChangedMeanwhile:
            continue
        done += 1


if __name__ == "__main__":
    main(*sys.argv[1:])
