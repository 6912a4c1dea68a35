"""One line of our bulk format: the fields of a collection's entry, and those that only a candidate has."""

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from bot.domain.address import Address
from bot.domain.entry import Code, Ids, Kind, Links, Published, Url
from bot.domain.identity import canonical_arxiv, canonical_doi
from bot.domain.language import Bilingual

_UNSEEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff]")


class UnfitError(ValueError):
    """What is wrong with a value, as the end of a sentence that begins with its field's name."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.remedy = remedy


def _seen(text: str) -> str:
    if found := _UNSEEN.search(text):
        raise UnfitError(f"contains the control character U+{ord(found[0]):04X}", "delete it")
    return text


def _on_one_line(text: str) -> str:
    if "\n" in text:
        raise UnfitError("runs over several lines", "put spaces for the line ends")
    return _seen(text)


def _titled(title: Bilingual) -> Bilingual:
    for text in (title.en, title.zh):
        _on_one_line(text or "")
    if not ((title.en or "").strip() or (title.zh or "").strip()):
        raise UnfitError("is empty in both languages", "write it in the one it has")
    return title


def _readable(text: Bilingual) -> Bilingual:
    for side in (text.en, text.zh):
        _seen(side or "")
    return text


def _working(url: str) -> str:
    try:
        Address.of(url)
    except ValueError as error:
        raise UnfitError(str(error), "copy it from the browser") from None
    return url


def _canonical(ids: Ids) -> Ids:
    try:
        arxiv = canonical_arxiv(ids.arxiv) if ids.arxiv else None
    except ValueError:
        raise UnfitError("has an arxiv that is no arXiv id", "write it like 2305.20050") from None
    try:
        doi = canonical_doi(ids.doi) if ids.doi else None
    except ValueError:
        raise UnfitError("has a doi that is no DOI", "write it like 10.1145/3442188.3445922") from None
    return Ids(arxiv=arxiv, doi=doi)


def _dated(value: Any) -> Any:
    """A year may be a number. ValueErrors of the date itself say nothing but the text."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = f"{value:04}" if 0 < value <= 9999 else str(value)[:20]
    if not isinstance(value, str):
        if value is None:
            return None
        raise UnfitError("is not a date", "write 2024-09-12, 2024-09 or 2024")
    try:
        return Published.parse(value)
    except ValueError:
        raise UnfitError("is not a date", "write 2024-09-12, 2024-09 or 2024") from None


Text = Annotated[str, AfterValidator(_seen)]
Word = Annotated[str, Field(min_length=1), AfterValidator(_on_one_line)]


class Line(BaseModel):
    """What one object may say. Without limits of length: a candidate is what its source says."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str = ""  # the record's own name; an entry's key is given when it is written
    kind: Kind | None = None
    title: Annotated[Bilingual, AfterValidator(_titled)]
    authors: tuple[Word, ...] = ()
    organizations: tuple[Word, ...] = ()
    published: Annotated[Published | None, BeforeValidator(_dated)] = None
    language: Code = "en"
    url: Annotated[Url, AfterValidator(_working)] | None = None
    ids: Annotated[Ids, AfterValidator(_canonical)] = Ids()
    venue: Word | None = None
    links: Links = Links()
    tags: tuple[Word, ...] = ()  # labels to a candidate: a person gives the tags
    labels: tuple[Word, ...] = ()
    overview: Annotated[Bilingual, AfterValidator(_readable)] = Bilingual()
    abstract: Text = ""
    struck: bool = False
    related: tuple[Word, ...] = ()  # these two are for an entry alone, and are not kept
    status: str | None = None
