"""A record while it is read: what each of its lines says goes where it belongs."""

import re
from dataclasses import dataclass, field

from bot.domain.entry import Published
from bot.intake.awesome_fields import date_in, is_link_role, role_of, venue_in
from bot.intake.awesome_inline import Line, Piece, plain
from bot.intake.awesome_links import Link, external, is_address, names_attribute
from bot.intake.awesome_names import is_team, people_in, teams_in

_FIELD = re.compile(r"\W{0,4}(?P<name>[^\W\d_][^:：\n]{0,24}?)\**\s?[:：]\**\s*")
_GROUP = re.compile(r"\s*(?:\[([^\[\]]*)\]|【([^【】]*)】|\(([^()]*)\)|（([^（）]*)）)")
_LAST_DATE = re.compile(r"[,.，。][\s,.]*((?:19|20)\d\d(?:[-./]\d{1,2}){0,2})\.?$")
_FIRST_VENUE = re.compile(r"([A-Z][^.,，。]{2,60})[.,，。]\s+")
_PREPRINT = re.compile(r"(?:arxiv )?preprint(?:\W?\d\d)?\.?|arxiv\.?", re.IGNORECASE)
_LAST_GROUP = re.compile(r"[\[(（【]([^\[\]()（）【】]{4,60})[\])）】]\.?$")
_EDGES = " \t-–—|｜:：,，;；/·~•>=*_+…⇒→←"
_EMPTY = re.compile(r"[\[(（【{][\s|,，/·:：&]*[\])）】}]")
_SENTENCE = re.compile(r"(?<=[^\W\d_]{2})[.。]\s+")
_BY = re.compile(r"(?:\s|^)(?:by|from)\s+(?P<names>[^.]+)\.?$", re.IGNORECASE)
LONGEST_LABEL = 40


@dataclass(kw_only=True)
class Draft:
    """What is known of the record so far. The first to say something is believed."""

    authors: list[str] = field(default_factory=list)
    organizations: list[str] = field(default_factory=list)
    published: Published | None = None
    venue: str | None = None
    labels: list[str] = field(default_factory=list)
    overview: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)

    def take_line(self, line: Line, role: str | None = None) -> None:
        """A line below the title, or a cell: perhaps a field with a name, its links, and what else it says."""
        if role is None and (found := _named_field(line)):
            role, line = found
        self.take_links(line, role)
        words = spoken(line, whole=role == "overview")
        if is_link_role(role):
            return
        if role is not None:
            self._take_field(role, words)
        else:
            self.take_words(words, alone=True)

    def take_words(self, text: str, *, alone: bool = False) -> None:
        """Words without a name. ``alone``: they have a line of their own, where one name is one author."""
        text = text.strip(_EDGES).lstrip(_EDGES + '])）】》”".。').rstrip(_EDGES + "[(（【《“")
        while text and (group := _GROUP.match(text)):
            self.take_group(next(filter(None, group.groups()), ""), alone=alone)
            text = text[group.end() :].strip(_EDGES)
        if (last := _LAST_GROUP.search(text[-70:])) and self._take_when_and_where(last[1]):
            text = text[: -len(last[0])].strip(_EDGES)
        text = self._peeled(text)
        if any(map(str.isalnum, text)) and not self._take_fact(text, alone=alone):
            self._take_prose(text, alone=alone)

    def _peeled(self, text: str) -> str:
        """Without a date at the end and a venue at the beginning that a comma or a full stop sets apart."""
        if (last := _LAST_DATE.search(text[-30:])) and self._take_when_and_where(last[1]):
            text = text[: -len(last[0])].strip(_EDGES)
        if (first := _FIRST_VENUE.match(text)) and self._take_when_and_where(first[1]):
            text = text[first.end() :].strip(_EDGES)
        return "" if _PREPRINT.fullmatch(text) else text

    def take_group(self, text: str, *, alone: bool = False) -> None:
        """What stands in brackets: a date, a venue, who, or a label."""
        text = text.strip(_EDGES)
        if not text or _PREPRINT.fullmatch(text) or self._take_fact(text, alone=alone):
            return
        if len(text) <= LONGEST_LABEL:
            self._add(self.labels, text)
        else:
            self.overview.append(text)

    def take_tag(self, text: str) -> None:
        """What stands in brackets before the title: always a label, and who it is where it reads like that."""
        text = plain(text).strip(_EDGES)
        if not text or names_attribute(text):
            return
        if not self._take_when_and_where(text):
            self._add(self.labels, text)
            self._take_who(text, alone=True)

    def take_links(self, line: Line, role: str | None) -> None:
        """Its addresses, each with what it is called."""
        before = ""
        for piece in line:
            if url := external(piece.url):
                # `Code: [Foo](…)` and `Code: https://…` are told by the word before them.
                label = piece.text if names_attribute(piece.text) and piece.text.strip(_EDGES) else before
                self.links.append(Link(url=url, label=label if not is_link_role(role) else role or ""))
                before = ""
            else:
                before = piece.text.strip().rsplit("|", 1)[-1].strip(_EDGES)

    def _take_field(self, role: str, text: str) -> None:
        text = text.strip(_EDGES) if role != "overview" else text.strip(" :：")
        if not text:
            return
        if role == "authors":
            self.authors += () if self.authors else people_in(text, alone=True, named=True)
        elif role == "organizations":
            self.organizations += () if self.organizations else (teams_in(text) or (text,))
        elif role == "date":
            self.published = self.published or date_in(text)
        elif role == "venue":
            if not self._take_when_and_where(text):
                self.venue = self.venue or text
        elif role == "labels":
            for label in re.split(r"[,，、;；|]", text):
                self._add(self.labels, label.strip())
        else:
            self.overview.append(text)

    def _take_fact(self, text: str, *, alone: bool) -> bool:
        return self._take_when_and_where(text) or self._take_who(text, alone=alone)

    def _take_when_and_where(self, text: str) -> bool:
        if date := date_in(text):
            self.published = self.published or date
            return True
        if venue := venue_in(text):
            self.venue = self.venue or venue
            return True
        head, comma, tail = text.partition(",")
        if comma and (venue := venue_in(head)) and (date := date_in(tail)):  # ICLR, 2024-05
            self.venue, self.published = self.venue or venue, self.published or date
            return True
        return False

    def _take_who(self, text: str, *, alone: bool) -> bool:
        by = text.lower().startswith("by ")
        if (alone or by) and (teams := teams_in(text[3:] if by else text)):
            self.organizations += () if self.organizations else teams
            return True
        if people := people_in(text, alone=alone or by):
            self._take_people(people)
            return True
        return False

    def _take_people(self, people: tuple[str, ...]) -> None:
        if not self.authors:
            self.authors += (name for name in people if not is_team(name))
            self.organizations += (name for name in people if is_team(name) and name not in self.organizations)

    def _take_prose(self, text: str, *, alone: bool) -> None:
        """A description; who made it may stand before it as a sentence, or after it behind `by`."""
        first = _SENTENCE.search(text)
        if first and (people := people_in(text[: first.start()], alone=False)):
            self._take_people(people)
            self.take_words(text[first.end() :], alone=alone)
            return
        parts = [part for part in re.split(r"\s[|｜]\s", text) if part.strip(_EDGES)]
        if len(parts) > 1:
            for part in parts:
                self.take_words(part, alone=alone)
            return
        if (by := _BY.search(text)) and (people := people_in(by["names"], alone=True)):
            self._take_people(people)
            text = text[: by.start()].strip(_EDGES)
        if text:
            self.overview.append(text)

    def _add(self, names: list[str], name: str) -> None:
        if name and name not in names:
            names.append(name)


def spoken(line: Line, *, whole: bool = False) -> str:
    """The line's words: without images, addresses and links called `pdf` or the like, and, unless the prose
    runs on through them, without the links that a line begins with."""
    words: list[str] = []
    for piece in line:
        if piece.image or (piece.url and not whole and (names_attribute(piece.text) or is_address(piece.text))):
            continue
        if piece.url and not external(piece.url) and names_attribute(piece.text):
            continue
        if piece.url and not whole and not "".join(words).strip(_EDGES):
            continue
        words.append(piece.text)
    text = plain("".join(words))
    for _ in range(2):
        text = _EMPTY.sub(" ", text)
    return " ".join(text.split())


def _named_field(line: Line) -> tuple[str, Line] | None:
    """The role and the rest of `Code: …`, `**Authors**: …`, `简介：…`."""
    head = "".join(piece.text for piece in line[:2] if not piece.url and not piece.image)[:40]
    found = _FIELD.match(head)
    role = role_of(found["name"]) if found else None
    if found is None or role is None:
        return None
    rest: list[Piece] = []
    drop = found.end()
    for piece in line:
        if piece.url or piece.image or not drop:
            rest.append(piece)
            continue
        kept = piece.text[drop:]
        drop = max(0, drop - len(piece.text))
        if kept:
            rest.append(Piece(text=kept, strong=piece.strong, struck=piece.struck))
    return role, tuple(rest)
