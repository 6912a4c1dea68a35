"""A record's lines → a candidate: its title and address first, then what the other lines say.

Decided: a tag in brackets is a label always, and author or organisation where it reads like one. A year in a heading
is no date: lists put papers under the year of their conference. The year of a conference is no date either.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.candidate import Candidate, Provenance
from bot.domain.language import Bilingual
from bot.intake.awesome_draft import Draft, spoken
from bot.intake.awesome_inline import Line, Piece, plain
from bot.intake.awesome_links import external, ids_of, is_address, kind_of, names_attribute, same, slot_of_name, slots

_GROUPS = re.compile(r"\[([^\[\]]*)\]|【([^【】]*)】|\(([^()]*)\)|（([^（）]*)）")
_QUOTED = re.compile(r"[“\"《「]([^”\"》」]{2,})[”\"》」]")
_EDGES = " \t-–—|｜:：,，;；/·~•>=*_+⇒→←"
_UNLIKELY = {"code", "dataset", "companion"}  # what a document's own address is not called
_NUMBER = re.compile(r"^\(?\d{1,4}[.)、]\s*")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_KANA = re.compile(r"[\u3041-\u30ff]")
_HANGUL = re.compile(r"[\uac00-\ud7a3]")
_WORD = re.compile(r"[^\W\d_\u3400-\u9fff\uf900-\ufaff]+")


@dataclass(frozen=True, kw_only=True)
class Found:
    """A record's title and address, and where they stood in its first line."""

    title: str
    url: str
    at: int  # of the piece with the address
    titled: bool  # that piece is the title
    struck: bool = False


def own_link(lines: Iterable[Line]) -> bool:
    """Whether there is a link out into the web that is no picture without a name."""
    return any(external(piece.url) for line in lines for piece in line)


def candidate_of(
    lines: list[tuple[Line, str | None]], *, source: str, line: int, section: tuple[str, ...]
) -> Candidate | None:
    """The record whose first line holds the title; the others may be of a named field. None without a title."""
    worded = next(
        (at for at, (each, _) in enumerate(lines) if any(not piece.image and plain(piece.text) for piece in each)), 0
    )
    first, *rest = (*lines[worded:], *lines[:worded])  # pictures above the title come after it
    draft = Draft()
    found = found_in(first[0], [below for below, _ in rest])
    if found is None:
        return None
    _take_title_line(draft, first[0], found)
    for below, role in rest:
        draft.take_line(below, role)
    kind = kind_of(found.url, section)
    links = slots(found.url, (link for link in draft.links if not same(link.url, found.url)), kind)
    return Candidate(
        provenance=Provenance(format="awesome", source=source, line=line, section=section),
        title=in_its_language([found.title]),
        kind=kind,
        authors=tuple(draft.authors),
        organizations=tuple(draft.organizations),
        published=draft.published,
        language=language_of(found.title),
        url=found.url,
        ids=ids_of(found.url, links, kind),
        venue=draft.venue,
        links=links,
        labels=tuple(draft.labels),
        overview=in_its_language(draft.overview),
        struck=found.struck,
    )


def found_in(line: Line, below: Iterable[Line]) -> Found | None:
    """The title is the first link's label; or, where that says `pdf` or is an address, what stands before it."""
    linked = [(at, url) for at, piece in enumerate(line) if (url := external(piece.url))]
    named = [at for at, _ in linked if _is_title(line[at])]
    before = _lead(line[: linked[0][0]] if linked else line)
    if named and _nothing_between(line, linked[0][0], named[0]) and (named[0] == linked[0][0] or not before):
        at = named[0]
        return _found(line, at, title=_title(line[at].text), titled=True)
    first = line[linked[0][0]] if linked else Piece(image=True)
    if named and not before and not first.image and not is_address(first.text):
        return _found(line, linked[0][0], title=_title(line[linked[0][0]].text), titled=True)  # `[x](…) - by [Ann](…)`
    urls = [(at, url, line[at].text) for at, url in linked]
    urls += [(len(line), url, piece.text) for other in below for piece in other if (url := external(piece.url))]
    if not urls:
        return None
    at, url, label = next((each for each in urls if slot_of_name(each[2]) not in _UNLIKELY), urls[0])
    title = before or _after(line, linked) or (_title(label) if at < len(line) and not line[at].image else "")
    struck = any(piece.struck for piece in line)
    return Found(title=title, url=url, at=at, titled=False, struck=struck) if title else None


def language_of(text: str) -> str:
    """zh, ja, ko, or en for all that is written in other scripts; by which there is more of."""
    if _HANGUL.search(text):
        return "ko"
    if _KANA.search(text):
        return "ja"
    return "zh" if len(_HAN.findall(text)) > len(_WORD.findall(text)) else "en"


def in_its_language(texts: list[str]) -> Bilingual:
    """Chinese texts in their place, all others in that of English; a text of several runs is one."""
    zh = [text for text in texts if language_of(text) == "zh"]
    en = [text for text in texts if language_of(text) != "zh"]
    return Bilingual(en="\n".join(en) or None, zh="\n".join(zh) or None)


def _found(line: Line, at: int, *, title: str, titled: bool) -> Found:
    return Found(title=title, url=external(line[at].url) or "", at=at, titled=titled, struck=line[at].struck)


def _is_title(piece: Piece) -> bool:
    return not piece.image and not names_attribute(piece.text) and not is_address(piece.text)


def _nothing_between(line: Line, first: int, titled: int) -> bool:
    """Whether only links lie between the first one and the one that is a title; and no title in 《》 before them."""
    if re.fullmatch(r"\s*《[^《》]+》\s*", "".join(piece.text for piece in line[:first])):
        return False
    between = line[first + 1 : titled]
    return not any(piece.text.strip(_EDGES + "[]()") for piece in between if not piece.url and not piece.image)


def _title(text: str) -> str:
    """Of `[[Title](…)]` and `[**Title**](…)`: the plain words."""
    text = plain(text)
    if text.startswith(("[", "【", "《")) and text.endswith(("]", "】", "》")) and len(text) > 2:
        text = text[1:-1].strip()
    return text


def _lead(pieces: Line) -> str:
    """The title among what stands before the links: in bold, in quotation marks, or all but the tags in brackets."""
    strong = plain(" ".join(piece.text for piece in pieces if piece.strong and not piece.image and not piece.url))
    text = plain("".join(piece.text for piece in pieces if not piece.image))
    bare = strong if len(_GROUPS.sub("", strong).strip(_EDGES)) > 1 else text
    if quoted := _QUOTED.search(bare):
        return quoted[1].strip(" ,，.")
    inner = _GROUPS.match(bare.strip())
    without = _without_groups(bare).removesuffix(".") if not bare.endswith("..") else bare
    return without or (next(filter(None, inner.groups()), "").strip(_EDGES) if inner else "")


def _without_groups(text: str) -> str:
    """Without the bracketed tags before the title and an opened bracket after it; those inside stay."""
    text = _NUMBER.sub("", text.strip(_EDGES))
    while (group := _GROUPS.match(text)) and text[group.end() :].strip(_EDGES):
        text = text[group.end() :].strip(_EDGES)
    if group and group.end() == len(text):
        return ""
    return text.rstrip(_EDGES + "[(（【<").strip(_EDGES)


def _after(line: Line, linked: list[tuple[int, str]]) -> str:
    """For an address without any words before it: the words after it."""
    if not linked or not is_address(line[linked[0][0]].text):
        return ""
    text = spoken(line[linked[0][0] + 1 :]).strip(_EDGES)
    return "" if names_attribute(text) or len(text) > 150 else text


def _take_title_line(draft: Draft, line: Line, found: Found) -> None:
    before, behind = line[: found.at], line[found.at + 1 :]
    lead = plain("".join(piece.text for piece in before if not piece.image and not (found.titled and piece.url)))
    if not found.titled:
        lead, _, more = lead.partition(found.title)
        draft.take_words(more.strip(_EDGES + "[(（【"))
    for group in _GROUPS.finditer(lead):
        draft.take_tag(next(filter(None, group.groups()), ""))
    draft.take_tag(_GROUPS.sub(" ", lead).strip(_EDGES + "[]()（）【】.、0123456789") or _bare(lead))
    draft.take_links(line[: found.at] if found.titled else line[: found.at + 1], None)
    draft.take_links(behind, None)
    text = _trail(behind) if found.titled else spoken(behind)
    if text.strip(_EDGES) != found.title:
        draft.take_words(text)


def _bare(lead: str) -> str:
    """A date without brackets before the title; a number is only the record's place in the list."""
    return lead.strip(_EDGES) if not _GROUPS.search(lead) and re.match(r"\W*(?:19|20)\d\d\b", lead) else ""


def _trail(pieces: Line) -> str:
    """What follows the title. A link with a name of its own is a word of the description, where there is one."""
    started = any(piece.text.strip(_EDGES + "[]()") for piece in pieces if not piece.url and not piece.image)
    return spoken(tuple(piece for piece in pieces if started or not piece.url))
