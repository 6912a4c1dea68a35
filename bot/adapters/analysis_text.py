"""Text made comparable for search: width, case, accents, Chinese script, hyphens and spaces taken away."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

from opencc import OpenCC

from bot.domain.query import folded

_ARXIV = re.compile(r"(?<![\d.])(\d{4}\.\d{4,5})(?:v\d+)?(?![\d.])")
_ARXIV_OLD = re.compile(r"arxiv(?:\.org/(?:abs|pdf)/|:)([a-z-]+(?:\.[a-z]{2})?/\d{7})", re.IGNORECASE)
_DOI = re.compile(r"\b10\.\d{4,9}/[^\s?#]+")
_ADDRESS = re.compile(r"(?:https?://(?:www\.)?|www\.)([^?#]*)", re.IGNORECASE)

FIRST_CHINESE = "\u2e80"  # what comes from here on is taken to be written without spaces
_RUNS = re.compile(rf"[{FIRST_CHINESE}-\U0010ffff]+|[^{FIRST_CHINESE}-\U0010ffff]+")

STEM_LENGTH = 4  # shorter stems match too much
_ENDINGS = (("ies", "y"), ("es", ""), ("s", ""), ("ing", ""), ("ed", ""), ("y", "ie"))


@dataclass(frozen=True, kw_only=True)
class Text:
    """A text with nothing between its letters. Tokens: letters, digits, a Chinese character."""

    letters: str
    starts: frozenset[int]  # where in ``letters`` a token begins, and its end
    places: tuple[int, ...]  # where in ``source`` each of the letters came from
    source: str  # as written, in NFC

    @classmethod
    def of(cls, text: str) -> "Text":
        source = unicodedata.normalize("NFC", text)
        letters: list[str] = []
        starts: list[int] = []
        places: list[int] = []
        before = ""
        for place, char in enumerate(source):
            for plain in _plain(char):
                sort = _sort(plain)
                if sort:
                    if sort != before or sort == "character":
                        starts.append(len(letters))
                    letters.append(plain)
                    places.append(place)
                before = sort
        starts.append(len(letters))
        return cls(letters="".join(letters), starts=frozenset(starts), places=tuple(places), source=source)

    @cached_property
    def runs(self) -> tuple[str, ...]:
        """The letters cut where Chinese and other writing meet."""
        return tuple(_RUNS.findall(self.letters))

    def find(self, other: "Text") -> "Match | None":
        """Where ``other`` stands here and begins with a token; rather where it is whole tokens.

        ``gpt4`` stands in ``GPT-4`` and ``gpt 4``, ``verif`` in ``verifier``, ``them`` not in ``the model``.
        """
        part: Match | None = None
        for place in self._begins(other.letters):
            end = place + len(other.letters)
            if end in self.starts:
                return Match(place=place, whole=True)
            inside = {start - place for start in self.starts if place < start < end}
            if part is None and inside <= other.starts:
                part = Match(place=place, whole=False)
        return part

    def _begins(self, letters: str) -> Iterator[int]:
        place = self.letters.find(letters) if letters else -1
        while place >= 0:
            if place in self.starts:
                yield place
            place = self.letters.find(letters, place + 1)


@dataclass(frozen=True, kw_only=True)
class Match:
    """Where in ``Text.letters`` something stands, and whether it is whole tokens."""

    place: int
    whole: bool


def sought(word: str) -> Text:
    """A word of a query; of a pasted address only what identifies: arXiv id, DOI, or host and path."""
    for pattern in (_ARXIV, _ARXIV_OLD):
        if match := pattern.search(word):
            return Text.of(match[1])
    if match := _DOI.search(word):
        return Text.of(match[0])
    return Text.of(address(word))


def address(url: str) -> str:
    """Host and path of a URL; any other text as it is."""
    match = _ADDRESS.match(url)
    return match[1] if match and match[1] else url


def stems(word: Text) -> Iterator[Text]:
    """What an English word may also look like: ``verifiers`` → ``verifier``, ``scaling`` → ``scal``."""
    if not (word.letters.isascii() and word.letters.isalpha()) or word.letters.endswith("ss"):
        return
    for ending, instead in _ENDINGS:
        stem = word.letters.removesuffix(ending)
        if stem != word.letters and len(stem) >= STEM_LENGTH:
            yield Text.of(stem + instead)


@lru_cache(maxsize=20_000)
def _plain(char: str) -> str:
    """One character folded and simplified by itself: a phrase must not read otherwise than its parts."""
    plain = folded(char)
    return _simplifier().convert(plain) if _sort(plain[:1]) == "character" else plain


@cache
def _simplifier() -> OpenCC:
    return OpenCC("t2s")


def _sort(char: str) -> str:
    """``digit``, ``letter``, ``character`` of a script without spaces, or nothing for what parts words."""
    if not char.isalnum():
        return ""
    if char.isdigit():
        return "digit"
    return "character" if unicodedata.category(char) == "Lo" else "letter"
