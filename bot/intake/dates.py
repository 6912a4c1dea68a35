"""Dates as bibliographies write them. What cannot be told is left out: an invented day is worse than none."""

import re

from bot.domain.entry import Published

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = re.compile(rf"(?<![^\W\d_])({'|'.join(_MONTHS)})[a-z]{{0,6}}(?![^\W\d_])", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(1[4-9]\d\d|20\d\d)(?!\d)", re.ASCII)
_NUMBERS = re.compile(r"(?<!\d)(\d{4})\s?[-/.年]\s?(\d{1,2})(?!\d)(?:\s?[-/.月]\s?(\d{1,2})(?!\d))?", re.ASCII)
_MONTH_YEAR = re.compile(r"(?<![\d/.-])(\d{1,2})\s?[-/.]\s?((?:1[4-9]|20)\d\d)(?!\d)", re.ASCII)
_SMALL = re.compile(r"(?<!\d)(\d{1,2})(?!\d)", re.ASCII)
_LONGEST = 200  # characters of what is still a date


def date_of(year: int, month: int | None = None, day: int | None = None) -> Published | None:
    """The date as far as it is one: the 31st of June is June, a thirteenth month leaves the year."""
    known = [f"{year:04}", *(f"{part:02}" for part in (month, month and day) if part)]
    while known:
        try:
            return Published.parse("-".join(known))
        except ValueError:
            known.pop()
    return None


def date_in(text: str) -> Published | None:
    """The first date of ``2024-09-12/2024-09-15``, ``12--14 September 2024``, ``Sept. 2024``, ``2024年9月`` …

    7/4/2024 is July in one country and April in the next: that gives the year alone.
    """
    text = text[:_LONGEST]
    if found := _NUMBERS.search(text):
        year, month, day = (int(part) if part else None for part in found.groups())
        return date_of(year or 0, month, day)
    year_found = _YEAR.search(text)
    if year_found is None:
        return None
    if of_year := _MONTH_YEAR.search(text):
        return date_of(int(of_year[2]), int(of_year[1]))
    month, day = month_in(text.replace(year_found[0], " "), named=True)
    return date_of(int(year_found[0]), month, day)


def month_in(text: str, *, named: bool = False) -> tuple[int | None, int | None]:
    """Month and day of ``jul``, ``July 12--14``, ``10 jan``, ``7``; unless it must be named, a number is a month."""
    text = text[:_LONGEST]
    name, number = _MONTH.search(text), _SMALL.search(text)
    if name:
        return _MONTHS.index(name[1].lower()) + 1, int(number[1]) if number else None
    return (int(number[1]), None) if number and not named else (None, None)
