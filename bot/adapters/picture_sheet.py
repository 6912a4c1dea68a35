"""The sheet of a picture: the words of an entry and where they go, as the JSON that ``Picture.sheet`` keeps.

Plain text, bounded field by field, so that the sheet is small whatever the entry holds; see ``templates/card.typ``.
"""

import json
import re
from collections.abc import Sequence
from itertools import accumulate

from bot.adapters.cards_buttons import usable
from bot.adapters.phrases_yaml import Phrases
from bot.domain.catalog import Catalog
from bot.domain.entry import OVERVIEW_LIMIT, TITLE_LIMIT, Entry
from bot.domain.fit import ELLIPSIS, shorten, shorten_prose
from bot.domain.inert import MARK, inert_line
from bot.domain.language import Bilingual, Language

TAGS = 8
_NAME, _ADDRESS, _BRAND = 60, 56, 40
_HOUSES, _VENUE = 84, 40  # two lines beside the kind and the date
_AUTHORS = 126  # two lines
_COUNT = 24  # what "et al. 等 49 人" takes of them
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


def sheet_of(entry: Entry, catalog: Catalog, languages: Sequence[Language], phrases: Phrases, *, brand: str) -> str:
    """The sheet in one or two languages, the first on top. ``brand`` is whose card it is, such as ``@o1_daily``."""
    tags = [catalog.tags[key] for key in entry.tags[:TAGS] if key in catalog.tags]
    return json.dumps(
        {
            "languages": languages,
            "kind": entry.kind,
            "kind_names": {language: phrases(language, f"kind.{entry.kind}") for language in languages},
            "houses": _houses(entry, languages[0], phrases),
            "date": str(entry.published or ""),
            "titles": _texts(entry.title, languages, TITLE_LIMIT),
            "authors": _authors(entry, languages, phrases),
            "overviews": _texts(entry.overview, languages, OVERVIEW_LIMIT),
            "tags": {language: [tag.names[language] for tag in tags] for language in languages},
            "url": usable(entry.url) or "",
            "address": address(entry.url or ""),
            "brand": shorten(_line(brand), _BRAND),
            "scan": "\n".join(phrases(language, "picture.scan") for language in languages) if usable(entry.url) else "",
        },
        ensure_ascii=False,
    )


def address(url: str) -> str:
    """As people write it, its end cut off where it is long: ``arxiv.org/abs/2305.20050``."""
    shown = re.sub(r"^https?://(?:www\.)?", "", _line(url)).removesuffix("/")
    return shown if len(shown) <= _ADDRESS else shown[: _ADDRESS - 1].rstrip("/.?&=-_") + ELLIPSIS


def _texts(both: Bilingual, languages: Sequence[Language], most: int) -> dict[Language, str]:
    """In each language that there is; in the other one where none of them is."""
    found = {language: _prose(text, most) for language in languages if (text := getattr(both, language))}
    if not any(found.values()) and (text := both[languages[0]]):
        return {languages[0]: _prose(text, most)}
    return found


def _prose(text: str, most: int) -> str:
    return shorten_prose(_line(text[: 4 * most]), most)


def _houses(entry: Entry, language: Language, phrases: Phrases) -> str:
    venue = shorten(_line(entry.venue or ""), _VENUE)
    houses, left_out = _listed(entry.organizations, _HOUSES - len(venue))
    if left_out:
        houses = phrases(language, "names.more_organizations", names=houses, count=len(entry.organizations))
    return " · ".join(filter(None, (houses, venue)))


def _authors(entry: Entry, languages: Sequence[Language], phrases: Phrases) -> str:
    """The people, where they are not the houses above; of many the first ones, and how many there are in all."""
    people = [author for author in entry.authors if author not in entry.organizations]
    line, left_out = _listed(people, _AUTHORS)
    if not left_out:
        return line
    if len(languages) > 1:
        line, languages = line + phrases(Language.EN, "names.and_others"), (Language.ZH,)
    return phrases(languages[0], "names.more", names=line, count=len(people))


def _listed(names: Sequence[str], room: int) -> tuple[str, int]:
    """The first names, as many as there is room for but at least one, and how many others there are.

    A Chinese character takes the room of two Latin letters, and so does the comma between Chinese names.
    """
    shown = [_name(name) for name in names]
    widths = list(accumulate(len(name) + len(_CJK.findall(name)) + 2 for name in shown))
    if widths and widths[-1] > room:
        shown = shown[: max(1, sum(width <= room - _COUNT for width in widths))]
    comma = "、" if all(map(_CJK.search, shown)) else ", "
    return comma.join(shown), len(names) - len(shown)


def _name(text: str) -> str:
    return shorten(_line(text), _NAME)


def _line(text: str) -> str:
    """On one line, without what Telegram would not show either; a picture has nothing to tap, so nothing is marked."""
    return inert_line(text).replace(MARK, "")
