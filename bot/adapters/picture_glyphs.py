"""No tofu: what no font can draw is found before the picture is drawn, by asking typst itself, with all its fonts.

Typst says nothing of a glyph that is missing, and of an ideograph with an accent, which no font has together, it draws
the accent alone. So signs are asked for as clusters, as people see them.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from bot.adapters.picture_press import NO_GLYPH
from bot.domain.picture import PictureError

# By unit, the names of the glyphs it is drawn with where that font is asked first, and then all others.
Ask = Callable[[str, Sequence[str]], Sequence[Sequence[str]]]

# One character is drawn by whichever font has it. Whether several go together depends on the font that is asked first.
_FONTS = ("Libertinus Serif", "Noto Sans SC", "Noto Serif SC")
_JOINER = "\u200d"
_UNSEEN = frozenset("\n\t\u200b\u2060\u200c")  # typst obeys these and draws nothing
# What a text reads well without, where no font has it: symbols, what is no character yet, and what cannot be seen.
_DISPENSABLE = frozenset(("So", "Sk", "Cn", "Cf", "Cc", "Cs", "Co", "Mn", "Me"))
# Control characters, what turns the direction of a text, fillers, halves of pairs, and what is for private use: in the
# fonts that have it, it is anything. And soft hyphens, for typst knows where words may be parted, and non-joiners that
# part nothing: a few thousand of what cannot be seen, with spaces between, keep it busy for minutes.
_NEVER = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u115f\u1160\u17b4\u17b5\u202a-\u202e\u2066-\u2069\u3164\ud800-\uf8ff\ufdd0-\ufdef\ufeff\uffa0"
    r"\ufff9-\ufffc\U000f0000-\U0010ffff]|(?<!\S)\u200c|\u200c(?=\s|\u200c|$)"
)
_FLAG = "[\U0001f1e6-\U0001f1ff]"
_TAGS = range(0xE0020, 0xE0080)
_TONES = range(0x1F3FB, 0x1F400)
_MOST_KNOWN = 50_000
_LISTED = 3
_LONGEST = 12  # code points of a sign; emoji have up to ten


class Glyphs:
    """Remembers what it was told. For several threads: at worst the same is asked twice."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._known: dict[str, str | None] = {}  # cluster → what stands for it; None: it cannot be drawn or left out

    def drawable(self, value: Any) -> Any:
        """The JSON value with every text in it as it can be drawn: simplified where need be, without what is none.

        Raises PictureError for a letter, a digit or a punctuation mark that no font has.
        """
        given = _texts(value)
        texts = [_NEVER.sub("", text) for text in given]
        parts = _clusters(texts)
        shown = self._shown({part for text in texts for part in parts(text)})
        made = ["".join(shown[part] for part in parts(text)) for text in texts]
        return _replaced(value, map(_evened, given, made))

    def _shown(self, clusters: set[str]) -> dict[str, str]:
        """What stands for each of them."""
        if len(self._known) > _MOST_KNOWN:
            self._known = {}
        known = self._known
        if new := sorted(clusters.difference(known)):
            known |= self._asked(new)
        if lacking := sorted(cluster for cluster in clusters if known[cluster] is None):
            signs = ", ".join(_described(cluster) for cluster in lacking[:_LISTED])
            more = f" and {len(lacking) - _LISTED} more" if len(lacking) > _LISTED else ""
            raise PictureError(
                f"no font has {signs}{more}", "put a font that has it into the folder that DIGEST_FONTS names"
            )
        return {cluster: known[cluster] or "" for cluster in clusters}

    def _asked(self, clusters: Sequence[str]) -> dict[str, str | None]:
        """Each with the first of its forms that can be drawn."""
        forms = {cluster: _forms(cluster) for cluster in clusters}
        every = {form for given in forms.values() for form in given}
        composed = {unit for form in every if len(form) > 1 for unit in (form, form[1:])}
        drawn = [self._drawn(font, composed if number else every | composed) for number, font in enumerate(_FONTS)]

        def good(form: str) -> bool:
            return all(_good(form, glyphs) for glyphs in drawn if form in glyphs)

        return {
            cluster: next((form for form in given if good(form)), "" if _dispensable(cluster) else None)
            for cluster, given in forms.items()
        }

    def _drawn(self, font: str, units: set[str]) -> dict[str, Sequence[str]]:
        asked = [NO_GLYPH, *sorted(units)]
        return dict(zip(asked, self._ask(font, asked), strict=True)) if units else {}


def _evened(before: str, after: str) -> str:
    """Without the spaces that what was left out had around it."""
    return after if len(after) >= len(before) else re.sub(" {2,}", " ", after).strip(" ")


def _good(form: str, drawn: dict[str, Sequence[str]]) -> bool:
    glyphs = set(drawn[form])
    if form in _UNSEEN:
        return True
    if not glyphs:  # a space without marks, or an emoji, whose colours are no glyph
        return (len(form) == 1 and form.isspace()) or unicodedata.category(form[0]) == "So"
    only_marks = len(form) > 1 and _extends(form[1]) and glyphs <= set(drawn[form[1:]])
    return not only_marks and not glyphs & set(drawn[NO_GLYPH])


def _forms(cluster: str) -> list[str]:
    """As it is, in its simplest spelling, as plain letters (𝔸 is an A), and without its marks."""
    cluster = cluster[:_LONGEST]
    forms = [cluster, *(unicodedata.normalize(to, part) for part in (cluster, cluster[:1]) for to in ("NFC", "NFKC"))]
    return list(dict.fromkeys(forms))


def _dispensable(cluster: str) -> bool:
    return unicodedata.category(cluster[0]) in _DISPENSABLE


def _clusters(texts: Sequence[str]) -> Callable[[str], Iterable[str]]:
    """What parts such texts into signs; mostly every character is one."""
    signs = set().union(*texts)
    marks = {sign for sign in signs if _extends(sign)}
    if not marks and not re.search(_FLAG, "".join(signs)):
        return iter
    more = f"[{re.escape(''.join(sorted(marks - {_JOINER})))}]*" if marks - {_JOINER} else ""
    return re.compile(f"{_FLAG}{{2}}|.{more}(?:{_JOINER}.{more})*{_JOINER}?", re.DOTALL).findall


def _extends(sign: str) -> bool:
    if sign < "\u0300":
        return False
    return (
        unicodedata.category(sign) in ("Mn", "Mc", "Me")  # variation selectors are Mn
        or sign == _JOINER
        or ord(sign) in _TAGS
        or ord(sign) in _TONES
    )


def _described(cluster: str) -> str:
    sign = cluster[0]
    return f"“{sign}” ({unicodedata.name(sign, 'without a name')}, U+{ord(sign):04X})"


def _texts(value: Any) -> list[str]:
    """All texts in a JSON value, in order; not the names of fields."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for inner in value.values() for text in _texts(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in _texts(inner)]
    return []


def _replaced(value: Any, given: Iterator[str]) -> Any:
    """The value with these texts in the places of its own."""
    if isinstance(value, str):
        return next(given)
    if isinstance(value, dict):
        return {name: _replaced(inner, given) for name, inner in value.items()}
    if isinstance(value, list):
        return [_replaced(inner, given) for inner in value]
    return value
