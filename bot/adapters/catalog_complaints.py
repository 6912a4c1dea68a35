"""Everything that can be wrong with one entry by itself, said field by field from what was written.

From the written fields, not from ``Entry``: one bad value must not hide the others.
"""

import itertools
import re
from collections.abc import Iterator
from typing import Any

from bot.adapters.catalog_text import unseen
from bot.domain.address import check_public
from bot.domain.entry import KEY, OVERVIEW_LIMIT, TITLE_LIMIT, Published
from bot.domain.folding import bare
from bot.domain.identity import arxiv_of, canonical_arxiv, canonical_doi, doi_of
from bot.domain.language import Language
from bot.domain.script import wrong_script
from bot.formats.nearest import shown
from bot.formats.sentences import named
from bot.formats.yaml_tree import Path

Complaint = tuple[Path, str, str]  # where in the entry, what is wrong, what to do

NAMES = {Language.EN: "English", Language.ZH: "Chinese"}
KEY_REMEDY = "use 1 to 48 of the letters a-z, digits and hyphens"
PROSE = ("overview", "abstract")  # may have several lines
URL_REMEDY = "write the document's full public address, such as https://example.org/page"
OR_DRAFT = "or set status: draft"


def text_complaints(value: Any, path: Path = (), *, several_lines: bool = False) -> Iterator[Complaint]:
    """Control characters anywhere, and line breaks where a line is wanted."""
    if isinstance(value, str):
        if found := unseen(value):
            yield path, f"{named(path)} {found}", "delete it and retype what is around it"
        elif "\n" in value and not several_lines:
            yield path, f"{named(path)} has several lines", "write it on one line"
    elif isinstance(value, list):
        for position, item in enumerate(value):
            yield from text_complaints(item, (*path, position), several_lines=several_lines)
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from text_complaints(item, (*path, name), several_lines=several_lines or name in PROSE)


def url_complaint(url: str, path: Path) -> Iterator[Complaint]:
    try:
        check_public(url)
    except ValueError as error:
        yield path, f"{named(path)} {error}", URL_REMEDY
    else:
        if not url.startswith(("https://", "http://")):  # Entry wants small letters
            yield path, f"{named(path)} does not begin with https://", URL_REMEDY


def complaints_about(fields: dict[str, Any], *, plain: bool = False) -> Iterator[Complaint]:
    """Of a pruned entry; what pydantic finds besides is not repeated here.

    ``plain``: its texts are known to have neither control characters nor line breaks.
    """
    if not plain:
        yield from text_complaints(fields)
    key = text_at(fields, "key")
    if key is not None and not KEY.fullmatch(key):
        yield ("key",), f"key {shown(key)} is malformed", KEY_REMEDY
    yield from _language_complaints(fields)
    yield from _date_complaint(fields)
    yield from _link_complaints(fields)
    yield from _list_complaints(fields)
    if fields.get("status", "ready") == "ready":
        yield from _missing(fields)


def _language_complaints(fields: dict[str, Any]) -> Iterator[Complaint]:
    for (name, limit), language in itertools.product((("title", TITLE_LIMIT), ("overview", OVERVIEW_LIMIT)), Language):
        text = text_at(fields, name, language)
        if text is None:
            continue
        path, label = (name, language.value), f"{name}.{language}"
        if len(text) > limit:
            yield path, f"{label} has {len(text)} characters, over its limit of {limit}", "shorten it"
        # A Chinese title may be a name like “OpenAI o1-mini”, and an English one “1984”.
        named_only = name == "title" and (language is Language.ZH or not any(map(str.isalpha, text)))
        if not named_only and (found := wrong_script(text, language)):
            yield path, f"{label} {found}", f"write it in {NAMES[language]}, or swap en and zh"


def _date_complaint(fields: dict[str, Any]) -> Iterator[Complaint]:
    if "published" not in fields:
        return
    date = str(fields["published"])  # of anything but a text too, so that it is refused
    try:
        Published.parse(date)
    except ValueError:
        impossible = re.fullmatch(r"\d{4}-\d{2}(-\d{2})?|0000", date, re.ASCII)
        what = "does not exist" if impossible else "is not a date"
        yield ("published",), f"published {shown(date)} {what}", "write 2024, 2024-09 or 2024-09-12"


def _link_complaints(fields: dict[str, Any]) -> Iterator[Complaint]:
    links = fields.get("links")
    places: list[Path] = [("url",)]
    if isinstance(links, dict):
        places += [("links", name) for name in links]
    faulty = set()
    for path in places:
        if (url := text_at(fields, *map(str, path))) is not None:
            for complaint in url_complaint(url, path):
                faulty.add(path)
                yield complaint
    for name, canonical, implied, example in (
        ("arxiv", canonical_arxiv, arxiv_of, "2201.11903"),
        ("doi", canonical_doi, doi_of, "10.1145/3442188.3445922"),
    ):
        written = text_at(fields, "ids", name)
        if written is None:
            continue
        path = ("ids", name)
        try:
            number = canonical(written)
        except ValueError as error:
            yield path, f"ids.{name} {shown(written)} is {error}", f"write it like {example}"
            continue
        for other in (("url",), ("links", "pdf")):
            url = text_at(fields, *other)
            if url and other not in faulty and (implied(url) or number) != number:
                what = f"ids.{name} is {number}, but {named(other)} leads to {implied(url)}"
                yield path, what, "correct whichever is wrong"


def _list_complaints(fields: dict[str, Any]) -> Iterator[Complaint]:
    for name in ("tags", "related"):
        items = texts_at(fields, name)
        seen: set[str] = set()
        for position, item in items:
            path = (name, position)
            if not KEY.fullmatch(item):
                yield path, f"{named(path)} {shown(item)} is no key", KEY_REMEDY
            elif item in seen:
                yield path, f"{name} names {item} twice", "delete one"
            elif name == "related" and item == text_at(fields, "key"):
                yield path, "related names the entry itself", "delete it"
            seen.add(item)
    titles = {bare(text) for language in Language if (text := text_at(fields, "title", language))} - {""}
    for position, author in texts_at(fields, "authors"):
        if bare(author) in titles:
            path = ("authors", position)
            yield path, f"{named(path)} is the title again", "write the author's name"


def _missing(fields: dict[str, Any]) -> Iterator[Complaint]:
    """What a ready entry needs. (That even a draft needs key, kind and title, Entry says.)"""
    for name in ("title", "overview"):
        texts = fields.get(name)
        if texts is None and name == "overview":
            yield (name,), "overview is missing", f"write it in English and Chinese, {OR_DRAFT}"
        for language in Language:
            if isinstance(texts, dict) and language not in texts:
                what = f"{name} has no {NAMES[language]} ({language})"
                yield (name, language.value), what, f"add {name}.{language}, {OR_DRAFT}"
    for name in ("url", "published"):
        if name not in fields:
            yield (name,), f"{name} is missing", f"add it, {OR_DRAFT}"
    if not fields.get("tags"):
        yield ("tags",), "tags are missing", f"add at least one, {OR_DRAFT}"
    if not fields.get("authors") and not fields.get("organizations"):
        yield ("authors",), "neither authors nor organizations are given", f"add at least one, {OR_DRAFT}"


def text_at(fields: Any, *path: str) -> str | None:
    """The text at a path of the fields, None where there is none."""
    for name in path:
        fields = fields.get(name) if isinstance(fields, dict) else None
    return fields if isinstance(fields, str) else None


def texts_at(fields: dict[str, Any], name: str) -> list[tuple[int, str]]:
    """The texts of a list, with their positions."""
    items = fields.get(name)
    items = items if isinstance(items, list) else []
    return [(position, item) for position, item in enumerate(items) if isinstance(item, str)]
