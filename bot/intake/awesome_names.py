"""Whether a text names people or organisations, and which. Better none than a topic taken for a person."""

import re

from bot.domain.entry import NAME_LIMIT
from bot.intake.awesome_vocabulary import PARTICLES, TEAM_WORDS, TEAMS, TOPICS

_TEAM_ENDS = re.compile(r"\.(?:ai|org|io)$|(?:大学|研究院|实验室|团队|公司|研究所|学院|科技)$", re.IGNORECASE)
_MARKS = re.compile(r"[*†‡§¶#^]+\d*|[\u2070-\u209f\u00b2\u00b3\u00b9]+")
_FOOTNOTE = re.compile(r"(?<=\w )([^\W\d_]+)\d+$")
_ASIDE = re.compile(r"\([^()]*\)|（[^（）]*）|\[[^\[\]]*\]")
_OTHERS = re.compile(
    r"[\s,，、;]*(?:\b(?:et\.? al|etc|and (?:\d+ )?others|and \d+ more)\b\.?|等人?|\.\.\.|…)[\s.。]*$", re.IGNORECASE
)
_BETWEEN = re.compile(r"\s*[,，、·•]\s*(?:and\s|&\s*)?|\s+(?:and|&|/|\||和|与)\s+")
_PAIRED = re.compile(r"\s*[;；]\s*(?:and\s|&\s*)?")
_BY = re.compile(r"^(?:by|from|authors?:?)\s+", re.IGNORECASE)
_JUDGED = 100  # of a longer list the beginning is telling
_INITIALS = re.compile(r"(?:[A-Z]\.?[\s-]?){1,3}")
_HAN_NAME = re.compile(r"[\u3400-\u9fff]{2,4}(?:·[\u3400-\u9fff]{1,8})?")
_HANDLE = re.compile(r"@?[A-Za-z][\w-]{2,}", re.ASCII)


def people_in(text: str, *, alone: bool, named: bool = False) -> tuple[str, ...]:
    """The people, if the text names nobody and nothing else; none otherwise.

    ``alone``: a single name counts; ``named``: the text was said to be authors, and is doubted no more.
    """
    parts = _parts(_BY.sub("", text.strip()))
    if not parts:
        return ()
    if named:
        return tuple(parts)
    if len(parts) == 1:
        return tuple(parts) if (alone or _OTHERS.search(text)) and is_person(parts[0]) else ()
    return tuple(parts) if _are_people(parts[:_JUDGED]) else ()


def _are_people(parts: list[str]) -> bool:
    if all(map(_HAN_NAME.fullmatch, parts)):
        return True
    rest = [part for part in parts if not is_person(part)]
    doubted = sum(map(_is_like_a_person, rest))  # An Yang, Long Ouyang
    if doubted + sum(map(_may_be_person, rest)) < len(rest):
        return False
    return len(rest) * 2 <= len(parts) and doubted * 4 <= len(parts)


def teams_in(text: str) -> tuple[str, ...]:
    """The organisations, if the text is one, or several of which one is known."""
    parts = _split(text.strip(" .。()（）"))
    if not parts or any(len(part.split()) > 6 or len(part) > 60 for part in parts):
        return ()
    if not any(map(is_team, parts)) or not all(is_team(part) or _may_be_team(part) for part in parts):
        return ()
    return tuple(parts)


def is_person(name: str) -> bool:
    """Two to five words, each with a capital or a particle, none of them a topic's or a team's."""
    topical = any(word.lower().strip(".") in TOPICS for word in name.split() if not _INITIALS.fullmatch(word))
    return not topical and _is_like_a_person(name)


def is_team(name: str) -> bool:
    folded = name.casefold().strip(" .")
    if folded in TEAMS or _TEAM_ENDS.search(folded):
        return True
    words = re.split(r"[\s-]+", folded)
    return len(words) <= 6 and (not TEAM_WORDS.isdisjoint(words) or words[0] in TEAMS) and len(words) > 1


def _is_like_a_person(name: str) -> bool:
    words = name.split()
    if not 2 <= len(words) <= 5 or len(name) > NAME_LIMIT or is_team(name):
        return False
    return all(map(_is_name, words)) and any(len(word.strip(".")) > 1 and word[0].isupper() for word in words)


def _is_name(word: str) -> bool:
    return word in PARTICLES or (word[0].isupper() and all(mark.isalpha() or mark in ".'’-‐" for mark in word))


def _may_be_person(name: str) -> bool:
    """In company: one word of letters, or a name in Chinese."""
    if _HAN_NAME.fullmatch(name):
        return True
    given, _, surname = name.partition(" ")
    if _is_name(given) and surname.isalpha() and TOPICS.isdisjoint(name.casefold().split()):
        return True  # Dong shu
    return " " not in name and name.casefold() not in TOPICS and (_is_name(name) or bool(_HANDLE.fullmatch(name)))


def _may_be_team(name: str) -> bool:
    return " " not in name and name[0].isupper() and name.casefold() not in TOPICS


def _parts(text: str) -> list[str]:
    text = _OTHERS.sub("", _MARKS.sub("", _ASIDE.sub(" ", text)))
    paired = _PAIRED.split(text)
    parts = [_given_first(part) for part in paired] if len(paired) > 1 else _flipped(_split(text))
    parts = [_FOOTNOTE.sub(r"\1", part) for part in parts if not part.isdigit()]
    parts = [_OTHERS.sub("", " ".join(part.split())).strip(" ,，;:*_") for part in parts]
    return [
        part if _INITIALS.fullmatch(part.split()[-1]) else part.rstrip(".。") for part in parts if part.strip(".。 ")
    ]


def _split(text: str) -> list[str]:
    parts = [part.strip() for part in _BETWEEN.split(text)]
    if len(parts) == 1 and len(parts[0].split()) > 1 and all(map(_HAN_NAME.fullmatch, parts[0].split())):
        return parts[0].split()  # 张三 李四
    return [part for part in parts if part]


def _given_first(name: str) -> str:
    surname, comma, given = name.partition(",")
    return f"{given.strip()} {surname.strip()}" if comma and given.strip() and "," not in given else name


def _flipped(parts: list[str]) -> list[str]:
    """`Liu, Jiacheng, Andrew Cohen`, and `Liu, J., Cohen, A.`, with the surnames last."""
    pairs = list(zip(parts[::2], parts[1::2], strict=False))
    if len(parts) % 2 == 0 and pairs and all(" " not in one and _INITIALS.fullmatch(other) for one, other in pairs):
        return [f"{given} {surname}" for surname, given in pairs]
    if len(parts) > 2 and all(" " not in part and _is_name(part.rstrip(".")) for part in parts[:2] if part.rstrip(".")):
        rest = [part for part in parts[2:] if part.strip(" .")]
        if rest and all(" " in part for part in rest):
            return [f"{parts[1]} {parts[0]}", *rest]
    return parts
