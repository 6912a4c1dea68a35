"""Draws entries as text cards, from ``templates/card.html.j2``."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment

from bot.adapters.cards_buttons import Buttons, usable
from bot.adapters.phrases_yaml import Phrases
from bot.adapters.templates_jinja import LISTED
from bot.domain.card import ENTITY_LIMIT, TEXT_LIMIT, Card, Preview, visible_length
from bot.domain.catalog import Catalog
from bot.domain.channel import Channel
from bot.domain.entry import Entry
from bot.domain.faults import Fault, FaultsError
from bot.domain.fit import fullest, share, shorten, shorten_prose
from bot.domain.hashtag import hashtag
from bot.domain.inert import even_lines, inert, inert_line
from bot.domain.language import Bilingual, Language

TEMPLATE = "card.html.j2"

Sharing = Callable[[Sequence[str], int], tuple[str, ...]]


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


class JinjaCards:
    """Implements the port ``Cards``. ``limit`` is the number of visible characters a card may have."""

    def __init__(
        self, environment: Environment, phrases: Phrases, bot_username: str, *, limit: int = TEXT_LIMIT
    ) -> None:
        self._template = environment.get_template(TEMPLATE)
        self._phrases = phrases
        self._buttons = Buttons(phrases, bot_username)
        self._limit = limit

    def for_channel(self, entry: Entry, catalog: Catalog, channel: Channel, *, token: str) -> Card:
        """The digest card. Both overviews give way evenly where they are too long; the bot has the rest."""
        look = channel.preview
        url = usable(entry.url) if look.show else None
        more = self._phrases(channel.languages[0], "button.more")
        return Card(
            html=self._text(entry, catalog, channel.languages, more=more, sharing=share),
            buttons=self._buttons.for_channel(entry, channel.languages, token),
            preview=Preview(url=url, large=look.prefer_large_media, above=look.show_above_text) if url else None,
        )

    def for_chat(
        self, entry: Entry, catalog: Catalog, language: Language, *, saved: bool, related: Sequence[Entry] = ()
    ) -> Card:
        """The card in a conversation, where those come who read on: the other language gives way first."""
        buttons = self._buttons.for_chat(entry, language, saved=saved, related=related)
        return Card(html=self._in_a_chat(entry, catalog, language), buttons=buttons)

    def for_inline(self, entry: Entry, catalog: Catalog, language: Language) -> Card:
        """The same for a chat that the bot may not be in."""
        return Card(html=self._in_a_chat(entry, catalog, language), buttons=self._buttons.for_inline(entry, language))

    def _in_a_chat(self, entry: Entry, catalog: Catalog, language: Language) -> str:
        more = self._phrases(language, "button.read") if usable(entry.url) else ""
        return self._text(entry, catalog, (language, language.other), more=more, sharing=_first_whole)

    def _text(
        self, entry: Entry, catalog: Catalog, languages: tuple[Language, ...], *, more: str, sharing: Sharing
    ) -> str:
        overviews = _texts(entry.overview, languages, lambda text: inert(text).strip())
        whole = sum(map(len, overviews))
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

            drawn = fullest(draw, self._fits, min(whole, self._limit))
            best = drawn or best
            if drawn and drawn.room >= min(whole, self._limit // 4):
                break
        if best is None:
            what = f"prints more than {self._limit} characters beside the entry's"
            raise FaultsError([Fault(place=TEMPLATE, what=what, remedy="shorten the template")])
        return best.html

    def _fits(self, drawn: _Drawn) -> bool:
        return visible_length(drawn.html) <= self._limit and drawn.html.count("</") <= ENTITY_LIMIT


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


def _first_whole(texts: Sequence[str], room: int) -> tuple[str, ...]:
    """The first text as long as there is room, the next ones in what it leaves."""
    given: list[str] = []
    for text in texts:
        given.append(shorten_prose(text, room))
        room -= len(given[-1])
    return tuple(given)
