"""The judge of drafts: which texts of a model's answer may be written down, and what is wrong with the others."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.domain.drafting import Commission, Gap, Part, prose_of, text_of
from bot.domain.drafting_answer import NoObject, read_answer
from bot.domain.drafting_facts import Facts, listed
from bot.domain.drafting_manner import copied, foreign_letter, is_whole, says_we, tidied, unmannerly
from bot.domain.entry import OVERVIEW_LIMIT, TITLE_LIMIT
from bot.domain.language import Bilingual, Language
from bot.domain.script import han_in, wrong_script
from bot.domain.topic import strays


@dataclass(frozen=True, kw_only=True)
class Length:
    """Of an overview, in English words or 汉字: what the guide asks for, what is left as it is, the bounds."""

    asked: tuple[int, int]
    fine: tuple[int, int]
    bounds: tuple[int, int]
    unit: str

    @property
    def wish(self) -> str:
        return f"{self.asked[0]} to {self.asked[1]} {self.unit}"


LENGTHS = {
    Language.EN: Length(asked=(60, 120), fine=(50, 135), bounds=(25, 200), unit="words"),
    Language.ZH: Length(asked=(100, 220), fine=(85, 250), bounds=(40, 400), unit="汉字"),
}


@dataclass(frozen=True, kw_only=True)
class Objection:
    """Something wrong with an answer; ``str`` is a sentence without its end, for the model."""

    gap: Gap | None  # None: the answer as a whole
    what: str  # the end of a sentence that begins with the text's name
    grave: bool = True  # else it is asked for once more, and then left as it is

    def __str__(self) -> str:
        return f"{self.gap.name if self.gap else 'the answer'} {self.what}"

    @property
    def for_people(self) -> str:
        """Likewise, with the field as they know it."""
        return f"{self.gap or 'the answer'} {self.what}"


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """``texts`` have nothing grave against them."""

    texts: dict[Gap, str] = field(default_factory=dict)
    objections: tuple[Objection, ...] = ()

    @property
    def flawless(self) -> dict[Gap, str]:
        flawed = {objection.gap for objection in self.objections}
        return {gap: text for gap, text in self.texts.items() if gap not in flawed}


def measure(text: str, language: Language) -> int:
    """In the units of LENGTHS."""
    return len(text.split()) if language is Language.EN else han_in(text)


def judge(answer: str, commission: Commission, facts: Facts, gaps: Sequence[Gap]) -> Verdict:
    """Of these gaps. Never raises, whatever the answer is."""
    try:
        found = read_answer(answer)
    except NoObject as reason:
        return Verdict(objections=(Objection(gap=None, what=str(reason)),))
    objections: list[Objection] = []
    texts: dict[Gap, str] = {}
    for gap in gaps:
        text = found.pop(gap.name, None)
        if not isinstance(text, str) or not text.strip():
            objections.append(Objection(gap=gap, what="is missing"))
            continue
        tidy = tidied(text, gap.language)
        wrong = [Objection(gap=gap, what=what) for what in _grave(tidy, gap, commission, facts)]
        wrong = wrong or [Objection(gap=gap, what=what, grave=False) for what in _light(tidy, gap)]
        objections += wrong
        if not any(objection.grave for objection in wrong):
            texts[gap] = tidy
    if found:
        what = f"has {'a key' if len(found) == 1 else 'keys'} that nobody asked for"
        objections.append(Objection(gap=None, what=what, grave=False))
    return Verdict(texts=texts, objections=tuple(objections))


def _grave(text: str, gap: Gap, commission: Commission, facts: Facts) -> Iterator[str]:
    limit = TITLE_LIMIT if gap.field is Part.TITLE else OVERVIEW_LIMIT
    if len(text) > limit:  # and no more is said of it: to go on would take long
        yield f"has {len(text)} characters; {limit} is the limit"
        return
    if wrong := wrong_script(text, gap.language):
        yield wrong
        return
    source = "\n".join(prose_of(commission.entry))
    if letter := foreign_letter(text, source):
        yield f"contains the letter U+{ord(letter):04X} of another script"
    yield from (f"contains {what}" for what in unmannerly(text))
    if strange := listed(f"“{thing}”" for thing in facts.strange(text, gap)):
        yield f"mentions {strange}, which the record does not have"
    yield from _of_title(text, gap, commission) if gap.field is Part.TITLE else _of_overview(text, gap, commission)


def _of_title(text: str, gap: Gap, commission: Commission) -> Iterator[str]:
    title = commission.entry.title
    other = title[gap.language.other]
    if text.casefold() == other.casefold():
        yield "is not translated"
    known = Bilingual(en=title.en) if gap.language is Language.ZH else Bilingual(zh=title.zh)
    if strays(text, known, gap.language):
        yield "shares no term with the title in the other language"


def _of_overview(text: str, gap: Gap, commission: Commission) -> Iterator[str]:
    entry, length = commission.entry, LENGTHS[gap.language]
    size = measure(text, gap.language)
    if not length.bounds[0] <= size <= length.bounds[1]:
        yield f"has {size} {length.unit}; write {length.wish}"
    if not is_whole(text):
        yield "does not end with a whole sentence"
    if says_we(text, f"{entry.title.en} {entry.title.zh}"):
        yield "speaks in the first person"
    if copied(text, entry.abstract or "", gap.language):
        yield "repeats a sentence of the abstract; say it in other words"
    there = text_of(entry, Gap(field=Part.OVERVIEW, language=gap.language.other))
    if strays(text, entry.title, gap.language) and not (there and strays(there, entry.title, gap.language.other)):
        yield "shares no term with the title, as if it were about something else"


def _light(text: str, gap: Gap) -> Iterator[str]:
    if gap.field is Part.TITLE:
        return
    length, size = LENGTHS[gap.language], measure(text, gap.language)
    if not length.fine[0] <= size <= length.fine[1]:
        yield f"has {size} {length.unit}; write {length.wish}"
