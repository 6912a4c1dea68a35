"""The facts of a record, and what a draft mentions beside them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from bot.domain.drafting import Commission, Gap, Part, in_english, prose_of, site_of
from bot.domain.drafting_names import Names, unknown_names
from bot.domain.drafting_numbers import has_percent, month_names, numbers_in, values_in, without_date
from bot.domain.entry import Published
from bot.domain.language import Language

# Where somebody who writes an abstract speaks to a machine.
_ORDER = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b[^.!?。！？]{0,40}\b(?:instructions?|prompts?|everything|messages?)\b"
    r"|\byou (?:are now|must now|should now|are an? (?:ai|assistant|language model|llm))\b"
    r"|\b(?:your|the) (?:system|developer) (?:prompt|message)\b|<\|\w+\|>|\[/?INST\]"
    r"|^\s*(?:system|assistant|user)\s*:"
    r"|\b(?:as an ai|to the (?:ai|assistant|model|llm|summarizer|translator)s?)\s*[:,]"
    r"|(?:忽略|无视|忘记|不要理会)[^。！？.!?]{0,30}(?:指令|指示|提示词|以上)"
    r"|你现在是|系统提示词|作为(?:一个)?(?:AI|人工智能)(?:助手|模型)",
    re.IGNORECASE | re.MULTILINE,
)
_SHOWN = 6  # of many strange things, in one objection


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What may be said of one entry."""

    values: frozenset[Decimal]
    percent: bool
    names: Names
    published: Published | None
    english: bool  # its longer texts are in English, among others
    gives_orders: bool  # one of them speaks to a machine

    @classmethod
    def of(cls, commission: Commission) -> "Facts":
        entry = commission.entry
        prose = [before_orders(text) for text in prose_of(entry)]
        whole = "\n".join((*prose, entry.venue or ""))
        values = set(values_in(whole))
        if entry.published:
            values.add(Decimal(entry.published.year))
        named = (
            site_of(entry),
            *entry.authors,
            *entry.organizations,
            *(name for pair in commission.glossary for name in pair),
        )
        return cls(
            values=frozenset(values),
            percent=has_percent(whole),
            names=Names.of((*prose, entry.venue or "", *named, entry.kind, *month_names(whole, entry.published))),
            published=entry.published,
            english=in_english(entry),
            gives_orders=any(map(_gives_orders, prose_of(entry))),
        )

    def strange(self, text: str, gap: Gap) -> Iterator[str]:
        """Numbers and names that the record has not: ``“99%”``."""
        undated = without_date(text, self.published)
        for number in numbers_in(undated):
            if number.exact and not self._has(number.value, percent=number.percent):
                yield number.written
        sentences = gap.field is Part.OVERVIEW and gap.language is Language.EN
        yield from unknown_names(undated, self.names, capitals=sentences and self.english)

    def _has(self, value: Decimal, *, percent: bool) -> bool:
        return value in self.values and (self.percent or not percent)


def before_orders(text: str) -> str:
    """The text up to the first order to a machine: who gives one may go on with what is no fact of the document."""
    order = _ORDER.search(text)
    return text[: order.start()] if order else text


def _gives_orders(text: str) -> bool:
    return _ORDER.search(text) is not None


def listed(things: Iterable[str]) -> str:
    """``a, b and 3 more``; empty for none."""
    several = list(dict.fromkeys(things))
    more = len(several) - _SHOWN
    return ", ".join(several[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
