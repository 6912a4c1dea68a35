"""A record of a reading list while it is read: its fields so far, and whether the next one is still of it."""

from dataclasses import dataclass, field, replace

from bot.intake.article_labels import Label, Role
from bot.intake.article_lines import Line, Mark, ends_a_sentence, joined, leads_deeper, plain
from bot.intake.article_values import urls_in

_TELLING = 1000  # characters of a title by which it is told from an address
_LOOSE = 2  # fields with blank lines between them: then a blank line says nothing
_LISTS = (Role.AUTHORS, Role.TEAMS, Role.LINK, Role.TOPICS)
_OVERVIEWS = (Role.OVERVIEW, Role.TRANSLATED_OVERVIEW)


@dataclass(kw_only=True, slots=True)
class Field:
    """One field and all the lines of its value."""

    label: Label
    line: Line
    lines: list[str]

    @property
    def text(self) -> str:
        return plain(joined(self.lines))

    @property
    def items(self) -> str:
        """The value of a list, whose lines may be its items."""
        return "\n".join(map(plain, self.lines))

    @property
    def says_something(self) -> bool:
        """Something else than an address."""
        return bool(self.lines and urls_in(self.lines[0][:_TELLING])[1])


@dataclass(kw_only=True, slots=True)
class Lead:
    """A line of no field: the title of the record that follows, the name of its group, or mere prose."""

    line: Line
    prose: bool = False
    used: bool = False  # it is in the provenance of a record

    @property
    def title(self) -> str:
        return plain(self.line.text).rstrip(" :：")


@dataclass(kw_only=True, slots=True)
class Record:
    """What stands between two beginnings of a record."""

    line: Line  # of its first field
    lead: Lead | None  # what stands before it: its title, where no field is one
    fields: list[Field] = field(default_factory=list)
    roles: set[Role] = field(default_factory=set)
    titles: list[Field] = field(default_factory=list)
    apart: int = 0  # fields with a blank line before them
    numbered: int = 0  # fields after the first that have a number of their own

    @property
    def titled(self) -> bool:
        """Whether a field says its title; an address alone is none."""
        return any(title.says_something for title in self.titles)

    @property
    def is_a_mere_label(self) -> bool:
        """``博客：`` above records that are numbered titles names their group."""
        return len(self.fields) == 1 and bool(self.titles) and not self.fields[0].lines

    @property
    def loose(self) -> bool:
        return self.apart >= _LOOSE

    @property
    def complete(self) -> bool:
        return {Role.TITLE, Role.LINK, Role.OVERVIEW} <= self.roles

    def add(self, found: Field, *, apart: bool) -> None:
        if self.fields:
            self.apart += apart
            self.numbered += found.line.numbered
            found.label = self._beside(found)
        self.fields.append(found)
        self.roles.add(found.label.role)
        if found.label.role is Role.TITLE:
            self.titles.append(found)

    def ends_before(self, found: Field, *, apart: bool, parted: bool) -> bool:
        """Whether the field is another record's. ``parted``: a line of no field stands between."""
        role, line = found.label.role, found.line
        if line.mark is Mark.HEADING:
            return True
        anew = line.numbered and not self._numbers_its_fields
        if role is Role.TITLE:
            return anew or self._has_a_title_for(found)
        if role in self.roles and (parted or anew):
            return True
        if role is self.fields[0].label.role and role is not self.fields[-1].label.role:
            return True  # the writer begins every record with it
        fresh = apart and not self.loose and line.mark is Mark.NONE
        return fresh and self.complete and role in (Role.AUTHORS, Role.LINK) and found.label.place is None

    def _has_a_title_for(self, found: Field) -> bool:
        alone = bool(found.lines) and not found.says_something
        if found.label.kind and alone:  # `代码：https://…`
            return not self.titled and self.lead is None and bool(self.titles)
        if self.titles:
            return self.titled or found.label.kind is not None or len(self.titles) > 1 or not self.titles[0].lines
        return self.line.mark is Mark.BULLET and found.line.mark is Mark.NONE

    @property
    def _numbers_its_fields(self) -> bool:
        """``1. 标题：… 2. 作者：…``, beginning again with every record."""
        return self.numbered > 0 and self.numbered == len(self.fields) - 1

    def _beside(self, found: Field) -> Label:
        """A kind before an address alone says what is to be found there: ``代码：https://…``."""
        label = found.label
        if label.role is not Role.TITLE or not label.kind or not found.lines or found.says_something:
            return label
        own = bool(self.titles) and self.titles[0].label.kind in (label.kind, None)
        return replace(label, role=Role.LINK, place=None if own else label.place)


def goes_on(found: Field, record: Record, line: Line, *, apart: bool) -> bool:
    """Whether a line without a label belongs to the field before it."""
    deeper = leads_deeper(line, found.line)
    if not found.lines:
        return not line.numbered or deeper
    role = found.label.role
    if role in _OVERVIEWS:
        return _overview_goes_on(found, record, line, apart=apart)
    if apart:
        return False
    if role in _LISTS:
        unfinished = found.lines[-1].rstrip()[-1:] in tuple(",，、;；")
        return not line.numbered and (deeper or unfinished or (line.mark is Mark.BULLET and len(found.lines) > 1))
    return role in (Role.TITLE, Role.TRANSLATION) and deeper and line.mark is Mark.NONE


def _overview_goes_on(found: Field, record: Record, line: Line, *, apart: bool) -> bool:
    if line.numbered:
        listed = found.lines[-1].endswith((":", "：")) or found.lines[-1][:1].isdigit()
        return leads_deeper(line, found.line) or (listed and not apart)
    if line.mark is Mark.BULLET:
        return not apart or found.line.mark is Mark.BULLET or leads_deeper(line, found.line)
    if not apart or leads_deeper(line, record.line):
        return True
    return record.loose and ends_a_sentence(line.whole)
