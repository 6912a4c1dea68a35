"""Candidate → the fields of a draft that validation takes; what it would refuse is left out, and that is noted."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from bot.adapters.catalog_entry import judged
from bot.adapters.catalog_text import pruned
from bot.domain.candidate import Candidate
from bot.domain.catalog import Tag
from bot.domain.entry import ABSTRACT_LIMIT, NAME_LIMIT, OVERVIEW_LIMIT, TITLE_LIMIT, Entry, Status
from bot.domain.fit import shorten, shorten_prose
from bot.domain.folding import folded
from bot.domain.incoming import Draft, Fitted, Unfit
from bot.domain.language import Language
from bot.domain.script import wrong_script
from bot.formats.nearest import shown
from bot.formats.yaml_tree import Path

MOST_AUTHORS, MOST_ORGANIZATIONS, MOST_TAGS = 200, 20, 8  # as Entry has them

# What a text must not hold (catalog_text.unseen) and what YAML cannot (its c-printable), without the line ends.
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")
_LINE_END = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_BLANK_LINES = re.compile(r"\n{3,}")
_ANY_KEY = "any"
_LONGEST_NAME = 100  # characters: no tag is called by more
NEEDED = (("key",), ("kind",))


def fitted(candidate: Candidate, tags: Mapping[str, str]) -> Fitted:
    """The candidate as it can be written. Unfit, with the reason, where too little is left.

    ``tags``: as ``tag_names`` makes them.
    """
    notes: list[str] = ["crossed out in its source"] if candidate.struck else []
    fields = _fields(candidate, notes)
    entry = _judged(fields, notes)
    known = dict.fromkeys(tags[name] for label in candidate.labels if (name := _name(label)) in tags)
    clean = replace(
        candidate,
        **{name: getattr(entry, name) for name in (
            "kind", "title", "authors", "organizations", "published", "language", "url", "ids", "venue", "links",
            "overview",
        )},
        abstract=entry.abstract or "",
        labels=tuple(label for label in map(line, candidate.labels) if label and _name(label) not in tags),
    )  # fmt: skip
    return Fitted(candidate=clean, tags=tuple(known)[:MOST_TAGS], notes=tuple(notes))


def tag_names(tags: Iterable[Tag]) -> dict[str, str]:
    """By its key and by each of its names, compared as ``fitted`` does it, the tag's key."""
    return {_name(name): tag.key for tag in tags for name in (tag.zh, tag.en, tag.key)}


def fields_of(draft: Draft) -> dict[str, Any]:
    """Of a fitted draft, in the guide's order, with nothing that is empty."""
    candidate = draft.fitted.candidate
    fields = _as_written(candidate)
    fields |= {"key": draft.key, "tags": list(draft.fitted.tags), "status": Status.DRAFT.value}
    return {name: fields[name] for name in ORDER if fields.get(name) not in (None, "", [], {})}


ORDER = tuple(Entry.model_fields)


def line(text: str) -> str:
    """On one line, with nothing in it that nobody sees."""
    if text.isprintable() and "  " not in text:  # as nearly every text is, and seen in a moment
        return text.strip(" ")
    return " ".join(_UNSEEN.sub("", text).split())


def _name(label: str) -> str:
    return _folded(label[:_LONGEST_NAME])


@lru_cache(maxsize=4096)
def _folded(label: str) -> str:
    return folded(line(label).strip("#").replace("-", " ").replace("_", " "))


def _as_written(candidate: Candidate) -> dict[str, Any]:
    return {
        "kind": candidate.kind.value,
        "title": candidate.title.model_dump(exclude_none=True),
        "authors": list(candidate.authors),
        "organizations": list(candidate.organizations),
        "published": str(candidate.published) if candidate.published else None,
        "language": candidate.language if candidate.language != "en" else None,
        "url": candidate.url,
        "ids": candidate.ids.model_dump(exclude_none=True),
        "venue": candidate.venue,
        "links": candidate.links.model_dump(exclude_none=True, by_alias=True),
        "overview": candidate.overview.model_dump(exclude_none=True),
        "abstract": candidate.abstract,
    }


def _fields(candidate: Candidate, notes: list[str]) -> dict[str, Any]:
    """Clean, each text under its language and within its limit."""
    fields = {name: _clean(value) for name, value in _as_written(candidate).items()}
    overview = {language: _lines(text) for language in Language if (text := getattr(candidate.overview, language))}
    fields["overview"] = {language.value: text for language, text in overview.items()}
    fields["abstract"] = shorten_prose(_lines(candidate.abstract), ABSTRACT_LIMIT)
    for name, limit in (("title", TITLE_LIMIT), ("overview", OVERVIEW_LIMIT)):
        texts = fields[name]
        _swap(name, texts, notes)
        for language in texts:
            _shorten(texts, language, f"{name}.{language}", limit, notes)
    _shorten(fields, "venue", "venue", NAME_LIMIT, notes)
    for name, most in (("authors", MOST_AUTHORS), ("organizations", MOST_ORGANIZATIONS)):
        if len(fields[name]) > most:
            notes.append(f"left out: {name} after the first {most} of {len(fields[name])}")
            fields[name] = fields[name][:most]
    return fields | {"key": _ANY_KEY, "status": Status.DRAFT.value}


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return line(value)
    if isinstance(value, list):
        return [item for item in map(line, value) if item]
    return {name: _clean(item) for name, item in value.items()} if isinstance(value, dict) else value


def _lines(text: str) -> str:
    """A text of several lines, each clean."""
    return _BLANK_LINES.sub("\n\n", "\n".join(map(line, _LINE_END.sub("\n", text).split("\n")))).strip()


def _swap(name: str, texts: dict[str, str], notes: list[str]) -> bool:
    """Move a text that stands under the other language, where that one has none. Was there one?"""
    for language in Language:
        text = texts.get(language.value, "")
        other = language.other
        if text and not texts.get(other.value) and _belongs(text, other) and not _belongs(text, language):
            texts[other.value] = texts.pop(language.value)
            notes.append(f"moved: {name}.{language} to {name}.{other}")
            return True
    return False


def _belongs(text: str, language: Language) -> bool:
    return wrong_script(text, language) is None


def _shorten(texts: dict[str, Any], name: str, label: str, limit: int, notes: list[str]) -> None:
    if len(text := texts.get(name) or "") > limit:
        texts[name] = (shorten_prose if label.startswith("overview") else shorten)(text, limit)
        notes.append(f"shortened: {label} from {len(text)} characters")


def _judged(fields: dict[str, Any], notes: list[str]) -> Entry:
    """The entry that validation takes: what it complains of is taken out, until it complains no more."""
    while True:
        entry, complaints = judged(pruned(fields), plain=True)
        if entry:
            if any(_swap(name, fields.get(name, {}), notes) for name in ("title", "overview")):
                continue  # what was left out has made room
            return entry
        found = {path: what for path, what, _ in complaints}
        for path in sorted(found, key=_from_the_end):
            if not _remove(fields, path, found[path], notes):
                raise Unfit(found[path])


def _from_the_end(path: Path) -> tuple[str, ...]:
    """Of a list's items the last first: removing one must not move the others."""
    return tuple(f"{-part + 10**6:07}" if isinstance(part, int) else part for part in path)


def _remove(fields: dict[str, Any], path: Path, why: str, notes: list[str]) -> bool:
    """Take out the value at the path, or the nearest around it. Not what every draft needs."""
    around: Any = None
    value: Any = fields
    for depth, part in enumerate(path):
        inside: Any = value
        if isinstance(inside, str) or (isinstance(inside, dict) and part not in inside):
            path = path[:depth]
            break
        around, value = inside, inside[part]
    last_title = path[:1] == ("title",) and len(fields["title"]) < 2
    if around is None or last_title or path in NEEDED:
        return False
    del around[path[-1]]
    notes.append(f"left out: {why}" + (f": {shown(value, 200)}" if isinstance(value, str) else ""))
    return True
