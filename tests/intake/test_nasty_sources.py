"""Sources that somebody made to keep the whole import busy: read, fitted, compared and made drafts of in seconds."""

import json
import time
from collections.abc import Callable

import pytest

from bot.adapters.drafts_text import item
from bot.app.import_formats import FORMATS, Source
from bot.app.importing import sort_out
from bot.intake.errors import SourceError
from tests.intake.sizes import NASTY_SIZE
from tests.intake.test_any_source import BOOK, MADE, TODAY

PIECES = {
    "letters": "a", "spaces": " ", "words": "a word ", "lines": "a\n", "line ends": "\r\n\n\r", "nulls": "\0",
    "accents": "e\u0301\u0302", "accents alone": "\u0301\u0327", "han": "汉", "beyond": "\U0010ffff",
    "invisible": "\u200b\u202e", "brackets": "[", "links": "[](", "braces": "{", "quotes": '"', "backslashes": "\\",
    "formulas": "$x", "macros": "\\'", "tags": "<b>", "open tags": "<a ", "references": "&#", "entities": "&amp;",
    "addresses": "https://a.org/", "digits": "9", "commas": ",", "colons": "：", "stars": "*", "dates": "2024-09-12 ",
    "ids": "arXiv:2305.20050 ",
}  # fmt: skip


def filled(piece: str, size: int) -> str:
    return (piece * (size // len(piece.encode()) + 1))[:size]


def alone(name: str, piece: str) -> str:
    return filled(piece, NASTY_SIZE)


def in_a_title(name: str, piece: str) -> str:
    return MADE[name](filled(piece, NASTY_SIZE), "Ann Somebody", "https://example.org/a", "Prose.")


def in_a_name(name: str, piece: str) -> str:
    return MADE[name]("A Title", filled(piece, NASTY_SIZE // 2), "https://example.org/a", "Prose.")


def in_prose(name: str, piece: str) -> str:
    return MADE[name]("A Title", "Ann Somebody", "https://example.org/a", filled(piece, NASTY_SIZE))


def in_thousands(name: str, piece: str) -> str:
    """Small records, all of them different."""
    one = MADE[name]("A Title", "Ann Somebody", "https://example.org/a", piece * 10)
    return "".join(
        MADE[name](f"Title {number}", "Ann", f"https://example.org/{number}", piece * 10)
        for number in range(NASTY_SIZE // len(one.encode()))
    )


PLACES: tuple[Callable[[str, str], str], ...] = (alone, in_a_title, in_a_name, in_prose)


def seconds(name: str, content: bytes) -> float:
    """Of the whole import, up to the text that would be written."""
    begun = time.process_time()
    try:
        found = sort_out(FORMATS[name].read(Source(name="list", content=content)), BOOK, TODAY)
    except SourceError:
        return time.process_time() - begun
    for draft in found.drafts:
        item(draft)
    return time.process_time() - begun


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
@pytest.mark.parametrize("piece", PIECES.values(), ids=PIECES.keys())
@pytest.mark.parametrize("name", MADE)
def test_a_source_full_of_one_thing_takes_seconds(name: str, piece: str, place: Callable[[str, str], str]) -> None:
    assert seconds(name, place(name, piece).encode()) < 60


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("piece", ["a", "汉", "\u0301", "<b>", "&amp;"])
@pytest.mark.parametrize("name", ["article", "awesome", "bibtex", "jsonl"])
def test_thousands_of_small_records_take_seconds(name: str, piece: str) -> None:
    assert seconds(name, in_thousands(name, piece).encode()) < 120


BYTES = {
    "no utf-8": b"\xff",
    "half a character": "汉".encode()[:2],
    "half a pair": b"\xed\xa0\x80",
    "nulls between": b"a\0",
    "utf-16": "\ufeff[{}]\n".encode("utf-16-le"),
}


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("piece", BYTES.values(), ids=BYTES.keys())
@pytest.mark.parametrize("name", MADE)
def test_bytes_that_are_no_text_take_seconds(name: str, piece: bytes) -> None:
    assert seconds(name, piece * (NASTY_SIZE // len(piece))) < 60


NUMBERS = {
    "a long number": "9" * NASTY_SIZE,
    "a large exponent": "1e" + "9" * 1000,
    "many digits behind the point": "0." + "9" * NASTY_SIZE,
    "a list in a list": "[" * NASTY_SIZE,
    "an object in an object": '{"a":' * (NASTY_SIZE // 5),
    "deep and whole": "[" * 900 + "]" * 900,
}


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("value", NUMBERS.values(), ids=NUMBERS.keys())
@pytest.mark.parametrize("field", ["title", "published", "issued", "x"])
@pytest.mark.parametrize("name", ["csl", "jsonl"])
def test_values_that_no_reader_wants_take_seconds(name: str, field: str, value: str) -> None:
    text = json.dumps({"title": "x"})[:-1] + f', "{field}": {value}}}\n'
    assert seconds(name, (text if name == "jsonl" else f"[{text}]").encode()) < 60
