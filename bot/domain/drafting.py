"""Drafting: which texts an entry lacks, and which of them a machine may write from what is there."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.address import Address
from bot.domain.catalog import Tag
from bot.domain.entry import Drafted, Entry, Status
from bot.domain.folding import folded
from bot.domain.language import Bilingual, Language
from bot.domain.script import HAN, han_in, latin_words_in

MOST_TERMS = 24  # of a glossary


class Part(StrEnum):
    """The fields with a text in each language."""

    TITLE = "title"
    OVERVIEW = "overview"


@dataclass(frozen=True, kw_only=True)
class Gap:
    """A text that is missing."""

    field: Part
    language: Language

    @property
    def name(self) -> str:
        """What the model calls it: ``overview_zh``."""
        return f"{self.field}_{self.language}"

    @property
    def path(self) -> tuple[str, str]:
        """Where it stands in an entry."""
        return str(self.field), str(self.language)

    def __str__(self) -> str:
        return ".".join(self.path)


def text_of(entry: Entry, gap: Gap) -> str | None:
    texts: Bilingual = getattr(entry, gap.field)
    return texts.en if gap.language is Language.EN else texts.zh


def gaps_of(entry: Entry) -> tuple[Gap, ...]:
    """Titles before overviews, for those are easier to write with the titles known."""
    every = (Gap(field=field, language=language) for field in Part for language in Language)
    return tuple(gap for gap in every if not text_of(entry, gap))


def may_be_drafted(entry: Entry) -> bool:
    """A draft that lacks a text. What is ready, or was refused, is nobody's to write into."""
    return entry.status is Status.DRAFT and bool(gaps_of(entry))


@dataclass(frozen=True, kw_only=True)
class Commission:
    """What of an entry is to be drafted, and why the rest is not."""

    entry: Entry
    gaps: tuple[Gap, ...]
    glossary: tuple[tuple[str, str], ...] = ()  # English, Chinese
    left: str = ""  # the reason; empty where nothing is left


def commission_for(entry: Entry, tags: Iterable[Tag]) -> Commission:
    """Facts come from the record and its abstract, so without either an overview would be invented."""
    missing = gaps_of(entry)
    titled = bool(entry.title.en or entry.title.zh)
    told = bool(entry.abstract or entry.overview.en or entry.overview.zh)
    gaps = tuple(gap for gap in missing if titled and (told or gap.field is Part.TITLE))
    left = ""
    if missing and not titled:
        left = "there is no title in either language"
    elif gaps != missing:
        left = "there is neither an abstract nor an overview in the other language to draft the overview from"
    return Commission(entry=entry, gaps=gaps, glossary=_glossary(entry, list(tags)) if gaps else (), left=left)


def prose_of(entry: Entry) -> tuple[str, ...]:
    """The texts that a draft is made from."""
    found = (entry.abstract, entry.overview.en, entry.overview.zh, entry.title.en, entry.title.zh)
    return tuple(text for text in found if text)


def site_of(entry: Entry) -> str:
    """Where it is read: ``github.com``; empty where that is not known."""
    try:
        return Address.of(entry.url).host.removeprefix("www.") if entry.url else ""
    except ValueError:
        return ""


def in_english(entry: Entry) -> bool:
    """Whether any of the longer texts is, so that names in Latin letters would be found there."""
    longer = (entry.abstract or "", entry.overview.en or "")
    return any(latin_words_in(text) > han_in(text) for text in longer)


def _glossary(entry: Entry, tags: list[Tag]) -> tuple[tuple[str, str], ...]:
    """The entry's own tags, then those whose name stands in its texts."""
    texts = folded("\n".join(prose_of(entry)).replace("-", " "))
    own = [tag for key in entry.tags for tag in tags if tag.key == key]
    others = (tag for tag in tags if tag not in own and any(_stands(name, texts) for name in (tag.en, tag.zh)))
    return tuple((tag.en, tag.zh) for tag in (*own, *others))[:MOST_TERMS]


def _stands(name: str, texts: str) -> bool:
    """As whole words; Chinese has no spaces to go by."""
    plain = folded(name.replace("-", " "))
    if re.search(f"[{HAN}]", plain):
        return plain in texts
    return re.search(rf"(?<![a-z0-9]){re.escape(plain)}(?:e?s)?(?![a-z0-9])", texts) is not None


def drafted_entry(entry: Entry, texts: Mapping[Gap, str]) -> Entry:
    """The entry with these texts in its gaps."""
    pairs = {part: dict(getattr(entry, part)) for part in Part}
    for gap, text in texts.items():
        pairs[gap.field][gap.language.value] = text
    filled = {part.value: Bilingual(**pair) for part, pair in pairs.items()}
    return entry.model_copy(update=filled | ({"drafted": Drafted.MACHINE} if texts else {}))


def changes_of(texts: Mapping[Gap, str]) -> Iterator[tuple[tuple[str, ...], str]]:
    """What is written into the entry: the texts, and who wrote them."""
    for gap, text in texts.items():
        yield gap.path, text
    yield ("drafted",), Drafted.MACHINE.value
