"""Chinese reading lists as articles have them: groups of labelled fields (``- 论文：…``), bulleted, numbered or bare.

A record begins where a title does, or where the writer's first field comes again; `article_record` decides. What is
no field continues one, or is a heading of what follows, or is reported.
"""

import re
from dataclasses import dataclass, field

from bot.domain.candidate import Candidate, Harvest, Provenance, Skipped
from bot.domain.entry import TITLE_LIMIT
from bot.intake.article_candidate import candidate_of
from bot.intake.article_labels import Label, Role, is_a_label, label_of, unknown_label
from bot.intake.article_lines import Line, Mark, ends_a_sentence, leads_deeper, lines_of
from bot.intake.article_record import Field, Lead, Record, goes_on
from bot.intake.article_values import urls_in

_IMAGE = re.compile(
    r"[\[(（【]?(?:图片|配图|插图|image)[\])）】]?\s*\d*[:：]?|!\[[^\]]*\](?:\([^)]*\))?", re.IGNORECASE
)
_SHORT = 40
_LONGEST_GROUP = 80
_TITLE = Label(role=Role.TITLE)
_LINK = Label(role=Role.LINK)
_OVERVIEWS = (Role.OVERVIEW, Role.TRANSLATED_OVERVIEW)
_TELLS_OF_A_DOCUMENT = {Role.AUTHORS, Role.TEAMS, Role.OVERVIEW, Role.DATE}


def read(text: str, source: str) -> Harvest:
    """The records of a reading list; ``source`` is its name for the person who reviews them."""
    reading = _Reading(source=source)
    for line in lines_of(text):
        reading.take(line)
    return reading.finish()


@dataclass(kw_only=True)
class _Reading:
    """Where in the article we are."""

    source: str
    candidates: list[Candidate] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    headings: list[Line] = field(default_factory=list)
    group: Lead | None = None
    lead: Lead | None = None
    record: Record | None = None
    open_field: Field | None = None
    apart: bool = False  # a blank line came just before

    def take(self, line: Line | None) -> None:
        if line is None:
            self.apart = True
        elif _is_image(line):
            self._skip(line, "is an image")
            self.apart = True
        else:
            self._place(line)
            self.apart = False

    def finish(self) -> Harvest:
        self._close()
        self._drop_lead()
        self._group_under(None)
        self.skipped.sort(key=lambda one: one.line)
        return Harvest(candidates=tuple(self.candidates), skipped=tuple(self.skipped))

    def _place(self, line: Line) -> None:
        if known := label_of(line.text):
            label, value = known
            self._take_field(Field(label=label, line=line, lines=[value] if value else []))
        elif line.mark is Mark.HEADING:
            self._take_heading(line)
        elif line.mark is Mark.REFERENCE:
            self._open(Field(label=_TITLE, line=line, lines=[line.text]))
        elif self._is_unknown(line):
            self._skip(line, f"has the label {unknown_label(line.text)}, which is unknown")
            self.open_field = None
        elif self._goes_on(line):
            self._go_on(line)
        else:
            self._take_apart(line)

    def _take_field(self, found: Field) -> None:
        parted = self.lead is not None
        if self.record is None or self.record.ends_before(found, apart=self.apart, parted=parted):
            self._open(found)
            return
        self._drop_lead()
        self.record.add(found, apart=self.apart)
        self.open_field = found

    def _take_heading(self, line: Line) -> None:
        self._close()
        self._drop_lead()
        while self.headings and self.headings[-1].level >= line.level:
            self.headings.pop()
        self.headings.append(line)
        self._group_under(None)
        self.lead = Lead(line=line)

    def _is_unknown(self, line: Line) -> bool:
        """A label nobody told us of, unless it is a sentence of the overview with a colon in it."""
        if self.record is None or line.numbered or unknown_label(line.text) is None:
            return False
        overview = self.open_field if self.open_field and self.open_field.label.role in _OVERVIEWS else None
        if overview is None:
            return bool(self.open_field is None or self.open_field.lines)
        if line.mark is Mark.BULLET:
            return not leads_deeper(line, overview.line)
        return not leads_deeper(line, overview.line) and not ends_a_sentence(line.text)

    def _goes_on(self, line: Line) -> bool:
        found, record = self.open_field, self.record
        return found is not None and record is not None and goes_on(found, record, line, apart=self.apart)

    def _go_on(self, line: Line) -> None:
        if self.open_field is not None:
            in_list = line.mark is Mark.NUMBER and self.open_field.label.role in _OVERVIEWS
            self.open_field.lines.append(line.whole if in_list else line.text)

    def _take_apart(self, line: Line) -> None:
        """What is neither field nor part of one."""
        urls, rest = urls_in(line.text) if "//" in line.text or "／／" in line.text else ((), "")
        if urls and not rest and (self.record or self.lead):
            self._take_field(Field(label=_LINK, line=line, lines=[line.text]))
        elif urls and rest and line.mark is Mark.NUMBER:
            self._open(Field(label=_TITLE, line=line, lines=[line.text]))
        else:
            self._take_lead(line)

    def _take_lead(self, line: Line) -> None:
        self.open_field = None
        lead = self.lead
        if line.mark is Mark.NUMBER:
            self._close()
            if lead and not lead.prose and _is_above(lead.line, line):
                self._group_under(lead)
                self.lead = None
            self._drop_lead()
            self.lead = Lead(line=line, prose=len(line.text) > TITLE_LIMIT)
        elif lead and not self.apart and lead.line.mark is not Mark.HEADING:
            lead.prose = True  # a paragraph of several lines
        else:
            self._drop_lead()
            beside = self.record is not None and not self.apart
            long = len(line.text) > _LONGEST_GROUP or ends_a_sentence(line.text)
            self.lead = Lead(line=line, prose=beside or long or not any(map(str.isalpha, line.text[:_SHORT])))

    def _drop_lead(self) -> None:
        lead, self.lead = self.lead, None
        self._report(lead)

    def _group_under(self, lead: Lead | None) -> None:
        if lead is None or lead.line.mark is not Mark.HEADING:
            former, self.group = self.group, lead
            self._report(former)

    def _report(self, lead: Lead | None) -> None:
        if lead and not lead.used and lead.line.mark is not Mark.HEADING:
            self._skip(lead.line, "is of no record, neither a field nor a heading")

    def _open(self, found: Field) -> None:
        self._close()
        if self.lead and self.lead.prose:
            self._drop_lead()
        lead, self.lead = self.lead, None
        whole = found.line.numbered or found.line.mark is Mark.REFERENCE
        if lead and whole and not leads_deeper(found.line, lead.line):
            self._group_under(lead)
            lead = None
        self.record = Record(line=found.line, lead=lead)
        self.record.add(found, apart=self.apart)
        self.open_field = found

    def _close(self) -> None:
        record, self.record, self.open_field = self.record, None, None
        if record is None:
            return
        if record.is_a_mere_label:
            self._report(record.lead)
            self._group_under(Lead(line=record.line))
            return
        lead = record.lead
        if lead and not _is_title(lead.line, record):
            self._group_under(lead)
            lead = None
        elif lead and lead.line.mark is Mark.NUMBER and self.group and not _is_above(self.group.line, lead.line):
            self._group_under(None)
        above = [Lead(line=line) for line in self.headings if lead is None or line is not lead.line]
        if self.group:
            self.group.used = True
            above.append(self.group)
        provenance = Provenance(
            format="article",
            source=self.source,
            line=(lead or record).line.number,
            section=tuple(one.title for one in above),
        )
        if candidate := candidate_of(record, lead.title if lead else "", provenance, self.skipped):
            self.candidates.append(candidate)

    def _skip(self, line: Line, reason: str) -> None:
        self.skipped.append(Skipped(line=line.number, text=line.beginning, reason=reason))


def _is_image(line: Line) -> bool:
    return len(line.text) < _SHORT and bool(_IMAGE.fullmatch(line.text))


def _is_title(heading: Line, record: Record) -> bool:
    """Whether what stands before a record is its title, and not the name of a group that begins with it."""
    if record.titled or is_a_label(heading.text):
        return False
    if heading.mark is Mark.NUMBER:
        return True
    return not record.titles and not _TELLS_OF_A_DOCUMENT.isdisjoint(record.roles)


def _is_above(group: Line, line: Line) -> bool:
    return group.mark is not Mark.NUMBER or leads_deeper(line, group)
