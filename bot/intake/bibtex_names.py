"""BibTeX's lists of names: ``Lightman, Hunter and {OpenAI} and others`` → people and organisations."""

import re

from bot.intake.languages import chinese_part
from bot.intake.latex import untex
from bot.intake.plain_text import one_line

_BRACE = re.compile(r"(?<!\\)[{}]")
_OTHERS = re.compile(r"others|et\.? al\.?|…|\.\.\.", re.IGNORECASE)
_SEMICOLON = re.compile(r"(?<![\\&\w]);|(?<=[^\W\d_]);(?=\s)|(?<=\.);")
_ET_AL = re.compile(r"(?<![,\s])[,\s]+et\.?[~\s]al\.?\s*$", re.IGNORECASE)

_LONGEST = 500  # characters of what may be one name


def names_of(tex: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The people, first name first, and the organisations: the names that stand in braces as a whole."""
    from bibtexparser.middlewares.names import split_multiple_persons_names

    people: list[str] = []
    organizations: list[str] = []
    for name in split_multiple_persons_names(_ET_AL.sub("", one_line(tex))):
        if braced(name):
            organizations.append(one_line(untex(name)))
            continue
        people.extend(_first_name_first(single) for single in _singles(name) if not _OTHERS.fullmatch(single))
    return _distinct(people), _distinct(organizations)


def braced(tex: str) -> bool:
    """Whether one pair of braces holds the whole: ``{Open {AI}}``, and not ``{\\'E}mile {Zola}``."""
    if not (tex.startswith("{") and tex.endswith("}")) or tex.startswith("{\\"):
        return False
    depth = 0
    for brace in _BRACE.finditer(tex):
        depth += 1 if brace[0] == "{" else -1
        if depth == 0:
            return brace.end() == len(tex)
    return False


def _singles(name: str) -> list[str]:
    """Those who wrote a list by hand put semicolons, or commas alone, between the names.

    ``Last, Jr, First`` has commas too; but there a part is a single word.
    """
    if "{" in name:
        return [name]
    parts = [part.strip() for part in _SEMICOLON.split(name)]
    if len(parts) == 1 and name.count(",") >= 2:
        listed = [part.strip() for part in name.split(",") if part.strip()]
        if all(" " in part or "~" in part for part in listed):
            parts = listed
    return [part for part in parts if part]


def _first_name_first(tex: str) -> str:
    """The name as it is spoken. A word in braces is one word, and in no name a pair of braces is left open."""
    from bibtexparser.middlewares.names import parse_single_name_into_parts

    if len(tex) > _LONGEST:
        return one_line(untex(tex))
    parts = parse_single_name_into_parts(tex, strict=False)
    given, family = untex(" ".join(parts.first)), untex(" ".join(parts.last))
    if chinese_part(given) and chinese_part(family) and "," in tex:
        return family + given
    return one_line(untex(parts.merge_first_name_first))


def _distinct(names: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))
