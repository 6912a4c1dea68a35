"""An entry: one curated record of a paper, post, thread, repo, talk …"""

import datetime as dt
import hashlib
import re
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, GetJsonSchemaHandler, model_serializer, model_validator
from pydantic_core import CoreSchema

from bot.domain.language import Bilingual

KEY = re.compile(r"[a-z0-9-]{1,48}")

# The card cuts what is longer; these limits only keep a slip of the editor (a whole paper pasted in) out.
TITLE_LIMIT = 300
OVERVIEW_LIMIT = 1500
NAME_LIMIT = 100
URL_LIMIT = 500
ABSTRACT_LIMIT = 6000

Key = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,48}$")]
Name = Annotated[str, Field(min_length=1, max_length=NAME_LIMIT)]
Code = Annotated[str, Field(pattern=r"^[a-z]{2}$")]
Url = Annotated[str, Field(max_length=URL_LIMIT, pattern=r"^https?://")]


class Kind(StrEnum):
    """What the entry's document is. Names in both languages are the phrases ``kind.<value>``."""

    PAPER = "paper"
    POST = "post"
    THREAD = "thread"
    REPO = "repo"
    TALK = "talk"
    COURSE = "course"
    BOOK = "book"


class Status(StrEnum):
    """Whether people have said the entry may be published."""

    READY = "ready"
    DRAFT = "draft"  # valid while incomplete, never published
    REJECTED = "rejected"  # looked at and refused; kept, so that the next import does not bring it back


class Published(BaseModel):
    """A date known to the day, the month or only the year."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    year: int
    month: int | None = None
    day: int | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """From ``2024``, ``2024-09`` or ``2024-09-12``; ValueError otherwise, impossible days included."""
        match = re.fullmatch(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", text, re.ASCII)
        if match is None:
            raise ValueError(text)
        year, month, day = (int(part) if part else None for part in match.groups())
        dt.date(year or 0, month or 1, day or 1)
        return cls(year=year or 0, month=month, day=day)

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        return dict(cls.parse(value)) if isinstance(value, str) else value

    @model_serializer
    def __str__(self) -> str:
        parts = [f"{self.year:04}", *(f"{part:02}" for part in (self.month, self.day) if part)]
        return "-".join(parts)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        text = {"type": "string", "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"}
        return {"anyOf": [text, {"type": "integer", "minimum": 1, "maximum": 9999}]}  # to an editor, 2024 is a number

    @property
    def order(self) -> tuple[int, int, int]:
        """For sorting; an unknown month or day comes before the known ones of its year."""
        return self.year, self.month or 0, self.day or 0


class Ids(BaseModel):
    """Identifiers in public registers, in canonical form."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    arxiv: str | None = Field(None, description="arXiv id without a version, such as 2201.11903.")
    doi: str | None = Field(None, description="DOI in lower case, without https://doi.org/.")


class Links(BaseModel):
    """Where else the document, or something beside it, can be had."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    pdf: Url | None = Field(None, description="The document itself as PDF.")
    code: Url | None = Field(None, description="Its authors' code.")
    dataset: Url | None = Field(None, description="Its authors' data.")
    companion: Url | None = Field(None, description="A page of its authors about it: a blog post, slides, a video.")
    copy_: Url | None = Field(None, alias="copy", description="The same document elsewhere.")


class Drafted(StrEnum):
    """Who wrote the texts, where no person did."""

    MACHINE = "machine"


class Review(BaseModel):
    """Who has approved or rejected an entry, and on which day (UTC)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    by: Name = Field(description="The curator's name.")
    at: dt.date = Field(description="The day, such as 2026-11-29.")


class Entry(BaseModel):
    """One curated record. The rules that need the whole catalog are in ``catalog_rules``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: Key = Field(description="Permanent name: a-z, digits and hyphens, at most 48. Never change a published one.")
    kind: Kind = Field(description="What the document is.")
    title: Bilingual = Field(description="The document's title, in both languages.")
    authors: tuple[Name, ...] = Field((), max_length=200, description="As the document names them, in its order.")
    organizations: tuple[Name, ...] = Field((), max_length=20, description="Whose work it is, where that is known.")
    published: Published | None = Field(None, description="First public date: 2024-09-12, 2024-09 or 2024.")
    language: Code = Field(
        "en", description="Language the document is written in, if not English: zh, or another code of two letters."
    )
    url: Url | None = Field(None, description="Where it is read: the canonical public address.")
    ids: Ids = Field(Ids(), description="Identifiers in public registers.")
    venue: str | None = Field(
        None, max_length=NAME_LIMIT, description="Conference, journal or site, such as ICLR 2024."
    )
    links: Links = Field(Links(), description="Where else it, or something beside it, can be had.")
    tags: tuple[Key, ...] = Field(
        (), max_length=8, description="2 to 5 keys of data/tags.yaml, the most telling first."
    )
    overview: Bilingual = Field(
        Bilingual(),
        description="What it is, what it found, why one reads it: 60-120 English words, 100-220 汉字.",
    )
    related: tuple[Key, ...] = Field((), max_length=8, description="Keys of entries to read next.")
    status: Status = Field(
        Status.READY,
        description="draft: may be incomplete and is never published. rejected: a refused draft, kept so that it does "
        "not come again. Default: ready.",
    )
    abstract: str | None = Field(
        None,
        max_length=ABSTRACT_LIMIT,
        description="Of a draft: the document's own abstract, for whoever writes the overview. Never printed.",
    )
    drafted: Drafted | None = Field(
        None, description="machine: a program wrote texts of it. It is published once it is reviewed."
    )
    reviewed: Review | None = Field(None, description="Who approved or rejected it, and when; /review writes it.")

    @property
    def edition(self) -> str:
        """Changes whenever the entry does, as a card shows it: 16 characters of a hash.

        A field that is younger than the first posts counts only where it is used, or all their cards would be edited.
        """
        unseen = {"abstract", "drafted", "reviewed"} | ({"language"} if self.language == "en" else set())
        return hashlib.sha256(self.model_dump_json(exclude=unseen).encode()).hexdigest()[:16]

    @property
    def whole(self) -> bool:
        """Has all that a card needs, in both languages (law 5)."""
        return self.title.complete and self.overview.complete and bool(self.url)

    @property
    def ready(self) -> bool:
        """May be published: no draft, whole, and seen by a person if a machine wrote it."""
        return self.status is Status.READY and self.whole and not (self.drafted and not self.reviewed)

    @property
    def unreviewed(self) -> bool:
        """A machine's work that is whole and waits for a person: published only where a channel allows that."""
        return bool(self.drafted and not self.reviewed) and self.whole and self.status is not Status.REJECTED
