"""The numbers of a text, in both languages: ``100,000``, ``100K``, ``10 万`` and ``十万`` are one."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from bot.domain.entry import Published

SMALL = 10  # in words, such as “three steps” or 两种: a writer may have counted

_WRITTEN = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,30}(?:\.\d{1,30})?")
# What may stand behind a number, and with what it multiplies it. The longer words first.
_TIMES = {
    "万亿": 10**12, "十亿": 10**9, "百亿": 10**10, "千亿": 10**11, "百万": 10**6, "千万": 10**7, "亿": 10**8,
    "万": 10**4, "千": 10**3, "百": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12,
    "hundred": 10**2, "k": 10**3, "m": 10**6, "b": 10**9, "t": 10**12, "mn": 10**6, "bn": 10**9,
}  # fmt: skip
_FACTOR = re.compile(
    r"(?:[ -]?(万亿|[十百千]亿|[百千]万|亿|万|千(?!克|米)|百(?!分)|thousand|million|billion|trillion|hundred)"
    r"|(k|mn?|bn?|t)(?![a-z0-9]))",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"\s?(?:%|percent|per cent|percentage|个?百分点|pp\b)", re.IGNORECASE)
_PER_HUNDRED = re.compile(r"百分之\s?$")

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_WORDS = {word: value for value, word in enumerate(_UNITS.split())} | {
    word: 10 * value for value, word in enumerate(_TENS.split(), start=2)
}
_SPELLED = "|".join((*_WORDS, "hundred", "thousand", "million", "billion", "trillion"))
_IN_WORDS = re.compile(rf"(?<!\d[ -])\b(?:{_SPELLED})(?:[ -](?:and )?(?:{_SPELLED}))*\b", re.IGNORECASE)

_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_PLACES = {"十": 10, "百": 100, "千": 1000}
_IN_HAN = re.compile(
    r"(?:(?<=百分之)|(?<![成上数几\d])(?<!\d ))[零〇一二两三四五六七八九十百千万亿]{2,30}(?!分之|分点)"
)
_NO_NUMBERS = re.compile(r"成千上万|千千万万|千万(?=别|不|要)|万一|千方百计|百里挑一")

_NAMES_OF_MONTHS = "January February March April May June July August September October November December"
_MONTHS = tuple(_NAMES_OF_MONTHS.split())
_MONTH = re.compile(rf"\b({'|'.join(_MONTHS)})\b")


@dataclass(frozen=True, kw_only=True)
class Number:
    """One number, where it stands, and what else it may mean to who wrote it."""

    written: str
    value: Decimal
    percent: bool
    exact: bool  # in digits, or a large one in words: no counting explains it


def plain(text: str) -> str:
    """Full-width digits and signs as ASCII."""
    return unicodedata.normalize("NFKC", text)


def numbers_in(text: str) -> Iterator[Number]:
    """Of a draft: the numbers that are no part of a name such as GPT-4."""
    text = _NO_NUMBERS.sub(" ", plain(text))
    for found in _WRITTEN.finditer(text):
        if _inside_a_name(text, found.start()):
            continue
        factor = _FACTOR.match(text, found.end())
        end = factor.end() if factor else found.end()
        yield Number(
            written=text[found.start() : end],
            value=_value(found[0]) * _factor(factor),
            percent=bool(_PERCENT.match(text, end) or _PER_HUNDRED.search(text, 0, found.start())),
            exact=True,
        )
    for words, value in (*_in_words(text), *_in_han(text)):
        yield Number(written=words, value=value, percent=False, exact=value > SMALL)


def values_in(text: str) -> frozenset[Decimal]:
    """Of a source: whatever value a number in it can be taken for, those inside names and months by name too."""
    text = plain(text)
    found: set[Decimal] = set()
    for written in _WRITTEN.finditer(text):
        value = _value(written[0])
        found |= {value, value * _factor(_FACTOR.match(text, written.end()))}
    found.update(value for _, value in (*_in_words(text), *_in_han(text)))
    found.update(Decimal(_TIMES[word.lower().rstrip("s")]) for word in _alone(text))
    found.update(Decimal(_MONTHS.index(month) + 1) for month in _MONTH.findall(text))
    return frozenset(found)


def has_percent(text: str) -> bool:
    return _PERCENT.search(plain(text)) is not None or "百分之" in text


def month_names(text: str, published: Published | None) -> Iterator[str]:
    """English names of the months that are there as numbers."""
    numbers = [int(number) for number in re.findall(r"(?<!\d)(\d{1,2})\s?月", plain(text))]
    if published and published.month:
        numbers.append(published.month)
    return (_MONTHS[number - 1] for number in numbers if 1 <= number <= len(_MONTHS))


def without_date(text: str, published: Published | None) -> str:
    """The text without this date's month and day, which are no figures: ``31 May``, ``5 月 31 日``."""
    if published is None or published.month is None:
        return text
    month, day = published.month, published.day
    name, days = _MONTHS[month - 1], rf"0?{day}" if day else r"(?!)"
    dates = (
        rf"0?{month}\s?月(?:\s?{days}\s?[日号])?",
        rf"{name}\s{days}(?:st|nd|rd|th)?\b",
        rf"{days}(?:st|nd|rd|th)?\s{name}",
        rf"(?<=\d{{4}}-)0?{month}(?:-{days})?\b",
        rf"{_han(month)}月(?:{_han(day) if day else '(?!)'}[日号])?",
        name,
    )
    return re.sub("|".join(rf"(?<!\d){date}" for date in dates), " ", plain(text))


def _alone(text: str) -> list[str]:
    """“millions of”, “a billion”: a value of its own."""
    return re.findall(r"\b(hundred|thousand|million|billion|trillion)s?\b", text, re.IGNORECASE)


def _inside_a_name(text: str, at: int) -> bool:
    """Behind a letter, or behind one with a mark between: o1, GPT-4, v2.5. Those are names, judged as such."""
    before = text[max(0, at - 2) : at]
    return bool(re.search(r"[A-Za-z][-._/+]?$|[A-Za-z0-9][._]$", before))


def _value(digits: str) -> Decimal:
    return Decimal(digits.replace(",", ""))


def _factor(found: re.Match[str] | None) -> int:
    return _TIMES[(found[1] or found[2]).lower()] if found else 1


def _in_words(text: str) -> Iterator[tuple[str, Decimal]]:
    for found in _IN_WORDS.finditer(text):
        whole = part = 0
        for word in re.findall(r"[a-z]+", found[0].lower()):
            if word in _WORDS:
                part += _WORDS[word]
            elif word == "hundred":
                part = (part or 1) * 100
            elif word in _TIMES:
                whole, part = whole + (part or 1) * _TIMES[word], 0
        yield found[0], Decimal(whole + part)


def _in_han(text: str) -> Iterator[tuple[str, Decimal]]:
    for found in _IN_HAN.finditer(text):
        signs = found[0]
        if all(sign in _DIGITS for sign in signs):
            if len(signs) >= 4:  # 二〇二四; shorter, it is 两三种 or 一一
                yield signs, Decimal("".join(str(_DIGITS[sign]) for sign in signs))
            continue
        yield signs, Decimal(_read(signs))


def _read(signs: str) -> int:
    """三百六十万 → 3600000."""
    whole = part = digit = 0
    for sign in signs:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        elif sign in _PLACES:
            part, digit = part + (digit or 1) * _PLACES[sign], 0
        else:
            large = 10**4 if sign == "万" else 10**8
            whole, part, digit = (whole + part + digit or 1) * large, 0, 0
    return whole + part + digit


def _han(number: int) -> str:
    """Up to 31, as in a date."""
    tens, ones = divmod(number, 10)
    signs = "零一二三四五六七八九"
    return ("" if tens < 2 else signs[tens]) + ("十" if tens else "") + (signs[ones] if ones else "")
