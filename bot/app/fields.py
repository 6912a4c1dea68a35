"""The fields of an entry that curators can change in a conversation: what is there, and what an answer means."""

import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.catalog import Catalog
from bot.domain.entry import NAME_LIMIT, OVERVIEW_LIMIT, TITLE_LIMIT, URL_LIMIT, Entry, Kind
from bot.domain.inert import MARK

_BETWEEN_NAMES = (re.compile("\n"), re.compile("[;；]"), re.compile("[,，、]"))  # whichever is there first


class Form(StrEnum):
    """What is written there. The rule for people is the phrase ``rule.<value>``."""

    LINE = "line"
    PROSE = "prose"
    NAMES = "names"
    DATE = "date"
    CODE = "code"
    LINK = "link"
    TAGS = "tags"  # chosen by buttons
    KIND = "kind"  # likewise


@dataclass(frozen=True, kw_only=True)
class EntryField:
    """``name`` is the collection file's, with dots: title.zh. What people call it is the phrase ``field.<name>``."""

    name: str
    form: Form
    limit: int = 0  # characters; 0 where the form says it all

    @property
    def path(self) -> tuple[str, ...]:
        return tuple(self.name.split("."))

    @property
    def label(self) -> str:
        """The phrase that names it."""
        return f"field.{self.name}"

    @property
    def chosen(self) -> bool:
        """By buttons, not by words."""
        return self.form in (Form.TAGS, Form.KIND)


FIELDS = (
    EntryField(name="title.en", form=Form.LINE, limit=TITLE_LIMIT),
    EntryField(name="title.zh", form=Form.LINE, limit=TITLE_LIMIT),
    EntryField(name="overview.en", form=Form.PROSE, limit=OVERVIEW_LIMIT),
    EntryField(name="overview.zh", form=Form.PROSE, limit=OVERVIEW_LIMIT),
    EntryField(name="authors", form=Form.NAMES, limit=NAME_LIMIT),
    EntryField(name="organizations", form=Form.NAMES, limit=NAME_LIMIT),
    EntryField(name="published", form=Form.DATE),
    EntryField(name="url", form=Form.LINK, limit=URL_LIMIT),
    EntryField(name="tags", form=Form.TAGS),
    EntryField(name="kind", form=Form.KIND),
    EntryField(name="venue", form=Form.LINE, limit=NAME_LIMIT),
    EntryField(name="language", form=Form.CODE),
    EntryField(name="links.pdf", form=Form.LINK, limit=URL_LIMIT),
    EntryField(name="links.code", form=Form.LINK, limit=URL_LIMIT),
)
BY_NAME = {field.name: field for field in FIELDS}
NUMBERS = {field.name: str(number) for number, field in enumerate(FIELDS)}


def kind_label(kind: Kind) -> str:
    """The phrase that names it."""
    return f"kind.{kind}"


def numbered(text: str) -> EntryField | None:
    """The field with this number, as a button says it."""
    return next((field for field in FIELDS if NUMBERS[field.name] == text), None)


def fields_at(path: tuple[str, ...]) -> list[EntryField]:
    """Those that a place in an entry stands for: of a missing overview, both languages'."""
    name = ".".join(path)
    return [field for field in FIELDS if field.name == name or field.name.startswith(f"{name}.")]


def written(entry: Entry, field: EntryField) -> str:
    """What stands there, as an answer would write it: names one on a line, empty where there is nothing."""
    value: object = entry
    for part in field.path:
        value = getattr(value, part)
    if isinstance(value, tuple):
        alone = len(value) == 1 and _BETWEEN_NAMES[-1].search(value[0])
        return f"{value[0]};" if alone else "\n".join(value)  # or “Lovelace, Ada” would come back as two
    return str(value or "")


def stamp(entry: Entry, field: EntryField) -> str:
    """Another one whenever the field is: 16 characters of a hash."""
    return hashlib.sha256(written(entry, field).encode()).hexdigest()[:16]


def meant(field: EntryField, text: str) -> str | list[str] | None:
    """What an answer is to be written as; None where it says nothing.

    Who copies from a card copies the invisible marks with it that keep a text from becoming a link there.
    """
    text = text.replace(MARK, "").strip()
    if field.form is Form.NAMES:
        between = next((sign for sign in _BETWEEN_NAMES if sign.search(text)), _BETWEEN_NAMES[-1])
        parts = between.split(text)
        return [name for part in parts if (name := part.strip().rstrip(",，、;；").strip())] or None
    return (text.lower() if field.form is Form.CODE else text) or None


def tag_of(catalog: Catalog, short: str) -> str | None:
    """The tag with this short name."""
    return next((key for key in catalog.tags if shortened(key) == short), None)


def shortened(tag: str) -> str:
    """A tag's key where there are few bytes left: 8 characters of a hash."""
    return hashlib.sha256(tag.encode()).hexdigest()[:8]
