"""What a reader points at: an address, an arXiv id or a DOI anywhere in their words. The rest is a note."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Self

from bot.domain.address import check_public
from bot.domain.entry import URL_LIMIT
from bot.domain.fit import shorten
from bot.domain.identity import canonical_arxiv, identities

NOTE_LIMIT = 300
WORDS_LIMIT = 4096  # Telegram's own; whoever calls without it is not kept waiting
_JOINERS = "\u200c\u200d"  # of Persian words and of emoji

# Chinese is written without spaces: its marks end an address, its letters may be part of one.
_WEB = re.compile(r"https?://[^\s<>\"`，。、；：！？（）【】《》〈〉「」『』“”‘’…]+", re.IGNORECASE)
# An address as people say it. The text before it must not be a part of it, or of an e-mail address.
_BARE = re.compile(r"(?<![\w@./:-])(?:[a-z0-9-]+\.)+[a-z]{2,24}(?::\d+)?/[!-~]*", re.ASCII | re.IGNORECASE)
_ARCHIVES = (  # all that have had ids of the old form; else example.cn/1234567 were one
    "acc-phys|adap-org|alg-geom|ao-sci|astro-ph|atom-ph|bayes-an|chao-dyn|chem-ph|cmp-lg|comp-gas|cond-mat|cs|dg-ga|"
    "funct-an|gr-qc|hep-(?:ex|lat|ph|th)|math|math-ph|mtrl-th|nlin|nucl-(?:ex|th)|patt-sol|physics|plasm-ph|q-alg|"
    "q-bio|quant-ph|solv-int|stat|supr-con"
)
_PAPER = re.compile(
    rf"(?<![\w./-])(?:arxiv:?\s*)?(\d\d(?:0[1-9]|1[0-2])\.\d{{4,5}}|(?:{_ARCHIVES})(?:\.[a-z]{{2}})?/\d{{7}})(?:v\d+)?"
    r"(?![\w/-]|\.\d)",
    re.ASCII | re.IGNORECASE,
)
_DOI = re.compile(r"(?<![\w./-])(?:doi:?\s*)?(10\.\d{4,9}(?:\.\d+)*/[!-~]+)", re.ASCII | re.IGNORECASE)
_PLAIN = re.compile(r"[!-~]+")

_PAIRS = {")": "(", "]": "[", "}": "{", ">": "<"}
_EMPTIED = re.compile(r"[<(\[{（【《「“\"]\s*[>)\]}）】》」”\"]")
_BEFORE_A_MARK = re.compile(r" (?=[，。、；：！？）】》」』”]|[.,;:!?)]+(?: |$))")
_LEFT_OVER = " \t-–—:：,，;；|"


@dataclass(frozen=True, kw_only=True)
class Pointer:
    """One document, and what is said of it."""

    url: str  # where it is read; of an id, the page of its register
    document: str | None  # what it is known by (``identities``); None: no address that leads somebody else there
    note: str = ""  # on one line, at most ``NOTE_LIMIT`` characters
    cut: bool = False  # the note was longer

    @classmethod
    def read(cls, words: str) -> Self | None:
        """The first address, else the first thing that reads as one, as an arXiv id or as a DOI. Raises nothing."""
        line = plain_line(words[:WORDS_LIMIT])
        found = _found(line)
        if found is None:
            return None
        start, end, url = found
        said = _note(line[:start], line[end:])
        note = shorten(said, NOTE_LIMIT)
        return cls(url=url, document=_document(url), note=note, cut=len(note) < len(said))


def plain_line(text: str) -> str:
    """On one line with single spaces, without what nobody sees: control and direction marks, half characters."""
    text = " ".join(text.split())
    seen = (char for char in text if char in _JOINERS or not unicodedata.category(char).startswith("C"))
    return " ".join("".join(seen).split())


def _found(line: str) -> tuple[int, int, str] | None:
    """From where to where it stands, and the address."""
    if match := _WEB.search(line):
        address = _trimmed(match[0])
        plain = _PLAIN.match(address)
        if plain and (_document(plain[0]) or "").startswith(("arXiv ", "DOI ")):
            address = plain[0]  # an id never has Chinese in it: the text goes on right behind it
        scheme, colon, rest = address.partition(":")
        return match.start(), match.start() + len(address), scheme.lower() + colon + rest
    if match := _PAPER.search(line):
        return match.start(), match.end(), f"https://arxiv.org/abs/{canonical_arxiv(match[1])}"
    if match := _BARE.search(line):
        address = _trimmed(match[0])
        return match.start(), match.start() + len(address), f"https://{address}"
    if match := _DOI.search(line):
        name = _trimmed(match[1])
        return match.start(), match.start(1) + len(name), f"https://doi.org/{name}"
    return None


def _trimmed(address: str) -> str:
    """Without the marks of the sentence around it: ``(see https://example.org/a_(b)).`` means ``…/a_(b)``."""
    while address:
        last = address[-1]
        closes = last in _PAIRS and address.count(last) > address.count(_PAIRS[last])
        if not closes and last not in ".,;:!?'":
            break
        address = address[:-1]
    return address


def _note(before: str, after: str) -> str:
    said = _EMPTIED.sub(" ", f"{before} {after}")
    said = _BEFORE_A_MARK.sub("", " ".join(said.split())).strip(_LEFT_OVER)
    return said if any(not unicodedata.category(char).startswith("P") for char in said) else ""


def _document(url: str) -> str | None:
    try:
        check_public(url)
    except ValueError:
        return None
    return min(identities(url, None, None), default=None) if len(url) <= URL_LIMIT else None
