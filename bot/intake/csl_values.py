"""The values of CSL-JSON: titles with a little HTML, names in parts, dates in parts."""

import re
from typing import Any

from bot.domain.entry import Published
from bot.intake.dates import date_in, date_of
from bot.intake.languages import chinese_part
from bot.intake.plain_text import dereferenced, one_line

# What Zotero, Crossref and people put into titles and abstracts; `a < b` is none of it.
_TAG = re.compile(
    r"<(/?)(?:i|b|em|strong|u|s|sc|sub|sup|span|br|p|div|a|li|ul|ol|h[1-6]|(?:jats|mml):[a-z]{1,20})(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_BREAK = re.compile(r"<(?:br|/p|/div|/li|/jats:p|/jats:title|/h[1-6])\s?/?>", re.IGNORECASE)
_RAISED = re.compile(r"<(sub|sup)>([^<>]{1,20})</\1>", re.IGNORECASE)
# 10<sup>6</sup> is not 106.
_SUPERSCRIPT = dict(zip("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ", strict=True))
_SUBSCRIPT = dict(zip("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎", strict=True))


def text_of(value: Any) -> str:
    """A text, or a number where a text is meant; else nothing."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e15 else ""


def plain(value: Any) -> str:
    """A text without its HTML, line ends left."""
    text = text_of(value)
    if "<" in text:
        text = _TAG.sub("", _BREAK.sub("\n\n", _RAISED.sub(_raised, text)))
    return dereferenced(text)


def line_of(value: Any) -> str:
    return one_line(plain(value))


def names_of(value: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The people, as they are spoken of, and the organisations: names that are not in parts."""
    people: list[str] = []
    organizations: list[str] = []
    for name in value if isinstance(value, list) else []:
        if isinstance(name, str):
            people.append(line_of(name))
        elif isinstance(name, dict):
            if literal := line_of(name.get("literal")):
                organizations.append(literal)
            else:
                people.append(_spoken(name))
    return tuple(dict.fromkeys(filter(None, people))), tuple(dict.fromkeys(filter(None, organizations)))


def date_of_parts(value: Any) -> Published | None:
    """From ``date-parts`` (of a range the beginning), ``raw`` or ``literal``, or a bare text."""
    if not isinstance(value, dict):
        return date_in(line_of(value))
    parts = value.get("date-parts")
    if isinstance(parts, list) and parts and isinstance(parts[0], list):
        numbers = [_number(part) for part in parts[0][:3]]
        if numbers and (year := numbers[0]) and 0 < year <= 9999:
            return date_of(year, *numbers[1:])
    texts = (line_of(value.get(name)) for name in ("raw", "literal", "string"))
    return next((date for text in texts if (date := date_in(text))), None)


def _spoken(name: dict[str, Any]) -> str:
    """Ludwig van Beethoven III; a Chinese name has the family first and no space."""
    given, family = line_of(name.get("given")), line_of(name.get("family"))
    if chinese_part(given) and chinese_part(family):
        return family + given
    particles = (line_of(name.get(part)) for part in ("dropping-particle", "non-dropping-particle"))
    suffix = line_of(name.get("suffix"))
    return " ".join(filter(None, (given, *particles, family, suffix)))


def _number(part: Any) -> int | None:
    text = text_of(part).strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else None


def _raised(match: re.Match[str]) -> str:
    table = _SUPERSCRIPT if match[1].lower() == "sup" else _SUBSCRIPT
    text = match[2]
    return "".join(table[sign] for sign in text) if all(sign in table for sign in text) else text
