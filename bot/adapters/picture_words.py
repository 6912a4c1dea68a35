"""The words of a picture made ready for typst: everything stays plain text, and no run of it is too long for a line."""

import json
import re
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from bot.adapters.picture_tex import untexed
from bot.domain.fit import ELLIPSIS, cluster_start, share, shorten
from bot.domain.inert import MARK, inert_line

BREAK = "\u200b"  # ZERO WIDTH SPACE: a line may end here

MOST = 40  # candidates; the template looks for the longest that fits by halving
SHORTEST = 80  # characters of all overviews together, for which even a square with long titles has room

_LOOKED_UP = ("languages", "kind")  # by the template, not printed
_LONGEST = {"kind_names": 40, "date": 20, "tags": 100}  # characters; sheets keep to less
_LONGEST_OTHER = 300
_MOST_TAGS = 8
# Ideographs, kana and Hangul may be parted anywhere; of everything else this much may stand without a place to break.
_LONG_RUN = re.compile(
    r"[^\s\u200b\u2e80-\u2fdf\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff]{23,}"
)
_AFTER = re.compile(r"(?<=[/.?&=_,;:-])(?=[^\s/.?&=_,;:-])")  # where people part addresses
_BREAKS = re.compile("[\u00ad\u200b]")  # nobody sees them, but of thousands typst tries every pair: minutes
_HYPHEN = re.compile(r"(?<=\w)-(?=\w{1,8}(?!\w))")
_CHINESE = re.compile(r"[\u3400-\u9fff]+")
_LONGEST_WORD = 5
_COMMON = (
    "以及 如何 怎样 什么 为何 为什么 可以 能够 一个 一种 我们 他们 自己 通过 基于 关于 不是 就是 从而 学会 之间 "
    "大语言模型 语言模型 大模型 人工智能 机器学习 深度学习 强化学习 神经网络 数据集"
)
_CLINGING = frozenset("的了着们地得")  # not to be first in a line
_WORD = 20
_PIECE = 12


def printed(sheet: Mapping[str, Any], qr: str) -> str:
    """What templates/card.typ is given: the sheet with its overviews shortened step by step, and the code as SVG."""
    given: dict[str, Any] = {name: sheet[name] for name in _LOOKED_UP}
    for name, value in sheet.items():
        if name != "overviews" and name not in _LOOKED_UP:
            given[name] = _ready(value, _LONGEST.get(name, _LONGEST_OTHER))
    known = "\n".join([_COMMON, *sheet["overviews"].values(), *chain(*sheet["tags"].values())])
    given["titles"] = {language: kept(title, known) for language, title in given["titles"].items()}
    return json.dumps(given | {"candidates": shortenings(sheet["overviews"]), "qr": qr}, ensure_ascii=False)


def shortenings(overviews: Mapping[str, str]) -> list[dict[str, str]]:
    """From the whole texts to a few words of each, every one shortened as much as the others (law 3).

    At most ``MOST``, no two of them alike, the last one short enough for any card.
    """
    texts = [plain(text) for text in overviews.values()]
    shares = dict.fromkeys(share(texts, room) for room in _rooms(sum(map(len, texts))))
    return [dict(zip(overviews, map(_ended, given), strict=True)) for given in shares]


def _ended(text: str) -> str:
    """Breakable, but for the space before the mark that something is left out: it stands in no line of its own."""
    broken = breakable(text)
    return broken.removesuffix(f" {ELLIPSIS}") + f"\u00a0{ELLIPSIS}" if broken.endswith(f" {ELLIPSIS}") else broken


def plain(text: str) -> str:
    """On one line, without control characters and lone surrogates, its TeX as Unicode."""
    return untexed(inert_line(_BREAKS.sub("", text)).replace(MARK, ""))


def breakable(text: str) -> str:
    """With zero-width spaces in what could be too long for a line; shorter words, and Chinese, are left alone."""
    return _LONG_RUN.sub(lambda run: BREAK.join(_pieces(run[0])), text)


def kept(title: str, known: str) -> str:
    """With word joiners where a line of the title should not end: after the hyphen of self-talk, within 推理.

    What a Chinese word is, no rule tells, but an overview uses those of its title again.
    """
    return _CHINESE.sub(lambda run: "".join(_words(run[0], known)), _HYPHEN.sub("-" + MARK, title))


def _rooms(whole: int) -> Iterator[int]:
    """Characters for the overviews together: all, then evenly fewer."""
    yield whole
    if whole > SHORTEST:
        yield from (whole - (whole - SHORTEST) * step // (MOST - 1) for step in range(1, MOST))


def _words(run: str, known: str) -> Iterator[str]:
    """The Chinese run in words: from the left always the longest that ``known`` has too."""
    while run:
        length = next(
            (length for length in range(_LONGEST_WORD, 1, -1) if len(run) >= length and run[:length] in known), 1
        )
        if run[length : length + 1] in _CLINGING:
            length += 1
        yield MARK.join(run[:length])
        run = run[length:]


def _ready(value: Any, longest: int) -> Any:
    """Every text in the value, line by line and in bounds: the template measures a text many times."""
    if isinstance(value, str):
        return "\n".join(breakable(plain(line)) for line in shorten(value, longest).splitlines())
    if isinstance(value, Mapping):
        return {name: _ready(inner, longest) for name, inner in value.items()}
    return [_ready(inner, longest) for inner in value[:_MOST_TAGS]]


def _pieces(run: str) -> Iterator[str]:
    for part in _AFTER.split(run):
        while len(part) > _WORD:
            at = cluster_start(part, _PIECE) or _PIECE
            yield part[:at]
            part = part[at:]
        yield part
