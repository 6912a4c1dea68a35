"""A candidate: what an importer has found, as its source says it, before a person has looked at it."""

from dataclasses import dataclass, field

from bot.domain.entry import Ids, Kind, Links, Published
from bot.domain.language import Bilingual


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """Where a candidate comes from, for the person who looks at it."""

    format: str  # the importer: article, awesome, arxiv …
    source: str  # the file or the query, as the person named it
    line: int = 0  # 1-based; 0 where the source has no lines
    id: str = ""  # the record's own name there: an arXiv id, a citation key, a feed's guid
    section: tuple[str, ...] = ()  # the headings it stands under, the outermost first

    def __str__(self) -> str:
        place = f"{self.source}:{self.line}" if self.line else self.source
        return " › ".join((f"{place} {self.id}".rstrip(), *self.section))


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """What may become an entry. Texts are plain, on one line but for overviews, and otherwise as the source has them.

    Without a key: that is given when it is written. A title is in the language it is written in, and only there.
    """

    provenance: Provenance
    title: Bilingual
    kind: Kind = Kind.POST
    authors: tuple[str, ...] = ()
    organizations: tuple[str, ...] = ()
    published: Published | None = None  # never guessed from an arXiv id
    language: str = "en"  # of the document, as in Entry
    url: str | None = None
    ids: Ids = field(default_factory=Ids)
    venue: str | None = None
    links: Links = field(default_factory=Links)
    labels: tuple[str, ...] = ()  # what its source calls its topics; they are no tags yet
    overview: Bilingual = field(default_factory=Bilingual)
    abstract: str = ""  # the document's own, for whoever drafts an overview; never printed
    struck: bool = False  # its source has crossed it out


@dataclass(frozen=True, kw_only=True)
class Skipped:
    """Something of the source that might have been a record, and why it was not taken."""

    line: int = 0
    text: str  # its beginning
    reason: str  # a sentence's predicate: "has no link", "is an image"


@dataclass(frozen=True, kw_only=True)
class Harvest:
    """What an importer brings home, in the source's order."""

    candidates: tuple[Candidate, ...] = ()
    skipped: tuple[Skipped, ...] = ()
