"""The words of a card, from a template: as much of the overviews as the limits of the message leave room for."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment

from bot.adapters.templates_jinja import LISTED
from bot.domain.card import CAPTION_LIMIT, ENTITY_LIMIT, RICH_LIMIT, TEXT_LIMIT, visible_length
from bot.domain.catalog import Catalog
from bot.domain.entry import Entry
from bot.domain.faults import Fault, FaultsError
from bot.domain.fit import fullest, share, shorten, shorten_prose
from bot.domain.hashtag import hashtag
from bot.domain.inert import even_lines, inert, inert_line
from bot.domain.language import Bilingual, Language

BLOCK_LIMIT = 500  # (Bot API, rich message limits)

Sharing = Callable[[Sequence[str], int], tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How much a message may hold: ``characters`` a reader sees, and pairs of ``tags``."""

    characters: int
    tags: int = ENTITY_LIMIT


TEXT = Limits(characters=TEXT_LIMIT)
CAPTION = Limits(characters=CAPTION_LIMIT)
RICH = Limits(characters=RICH_LIMIT, tags=BLOCK_LIMIT)


@dataclass(frozen=True, kw_only=True)
class _Caps:
    """How long the parts beside the overviews may be, and how many tags come."""

    title: int
    name: int
    tags: int


# Tried in turn until the overviews have room; the first is beyond any entry that the catalog lets in.
_SQUEEZES = (
    _Caps(title=300, name=100, tags=8),
    _Caps(title=150, name=60, tags=4),
    _Caps(title=80, name=30, tags=2),
    _Caps(title=40, name=15, tags=0),
)


@dataclass(frozen=True, kw_only=True)
class _Drawn:
    """A text and the characters its overviews were given."""

    html: str
    room: int


class Words:
    """Fills one template."""

    def __init__(self, environment: Environment, template: str, limits: Limits) -> None:
        self._template = environment.get_template(template)
        self._limits = limits

    def of(
        self,
        entry: Entry,
        catalog: Catalog,
        languages: tuple[Language, ...],
        *,
        more: str,
        sharing: Sharing = share,
    ) -> str:
        """``more`` is the label of the button that leads on to what does not fit; ``sharing`` shortens overviews."""
        overviews = _texts(entry.overview, languages, lambda text: inert(text).strip())
        whole = sum(map(len, overviews))
        most = self._limits.characters
        best: _Drawn | None = None
        for caps in _SQUEEZES:
            fixed = _fixed_parts(entry, catalog, languages, caps)

            def draw(room: int, fixed: dict[str, Any] = fixed) -> _Drawn:
                given = sharing(overviews, room)
                parts = {
                    "overviews": tuple(filter(None, given)),
                    "shortened": given != overviews,
                    "more": more,
                }
                return _Drawn(html=even_lines(self._template.render(fixed | parts)).strip(), room=room)

            drawn = fullest(draw, self._fits, min(whole, most))
            best = drawn or best
            if drawn and drawn.room >= min(whole, most // 4):
                break
        if best is None:
            what = f"prints more than {most} characters beside the entry's"
            raise FaultsError([Fault(place=str(self._template.name), what=what, remedy="shorten the template")])
        return best.html

    def _fits(self, drawn: _Drawn) -> bool:
        limits = self._limits
        return visible_length(drawn.html) <= limits.characters and drawn.html.count("</") <= limits.tags


def first_whole(texts: Sequence[str], room: int) -> tuple[str, ...]:
    """The first text as long as there is room, the next ones in what it leaves."""
    given: list[str] = []
    for text in texts:
        given.append(shorten_prose(text, room))
        room -= len(given[-1])
    return tuple(given)


def _fixed_parts(entry: Entry, catalog: Catalog, languages: tuple[Language, ...], caps: _Caps) -> dict[str, Any]:
    """What the template prints beside the overviews; see the head of the template."""

    def name(text: str) -> str:
        return shorten(inert_line(text), caps.name)

    # Of a long list only the first names are printed, the others counted.
    authors = (*map(name, entry.authors[:LISTED]), *entry.authors[LISTED:])
    houses = [house for house in entry.organizations if house not in entry.authors]
    return {
        "language": languages[0],
        "kind": entry.kind,
        "published": entry.published,
        "titles": _texts(entry.title, languages, lambda text: shorten(inert_line(text), caps.title)),
        "authors": authors,
        "organizations": (*map(name, houses[:LISTED]), *houses[LISTED:]),
        "venue": name(entry.venue or ""),
        "hashtags": _tag_names(entry.tags[: caps.tags], catalog, languages),
    }


def _texts(both: Bilingual, languages: Iterable[Language], made: Callable[[str], str]) -> tuple[str, ...]:
    """The text in each language, once where the other language has to stand in for a missing one."""
    return tuple(dict.fromkeys(filter(None, (made(both[language]) for language in languages))))


def _tag_names(keys: Iterable[str], catalog: Catalog, languages: Iterable[Language]) -> list[list[str]]:
    """For each language the tags' names that make a hashtag, none of them twice on the card."""
    tags = [catalog.tags[key] for key in keys if key in catalog.tags]
    seen = {""}
    found: list[list[str]] = []
    for language in languages:
        names = [tag.names[language] for tag in tags]
        fresh = {made: name for name in names if (made := hashtag(name)) not in seen}
        seen |= fresh.keys()
        found.append(list(fresh.values()))
    return found
