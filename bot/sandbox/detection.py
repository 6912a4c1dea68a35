"""The entities Telegram finds by itself: hashtags, mentions, commands, links, addresses, cashtags."""

import re
import unicodedata
from collections.abc import Iterator

from bot.sandbox.entities import Entity, units

# Python's `\w` comes close to what tdlib calls a word character.
_MENTION = re.compile(r"(?<![A-Za-z0-9_\w])@([A-Za-z0-9_]{2,32})(?![A-Za-z0-9_\w])")
_COMMAND = re.compile(r"(?<![\w/<>])/([A-Za-z0-9_]{1,64})(@[A-Za-z0-9_]{3,32})?(?![\w/<>])")
_CASHTAG = re.compile(r"\$(1INCH|[A-Z]{1,8})")
_SHORT_NAMES = ("gif", "vid", "pic")
_PATH = r"[^\s<>\"«»\u2000-\u200b\u200e-\u200f\u2016-\u206f]"
# Never from within a word, which what stands before would forbid anyway, and with bounds: long texts stay quick.
_URL = re.compile(
    rf"(?!(?<=\w)\w)(?P<scheme>[A-Za-z0-9+-]*://)?(?P<user>[^\s/\[\]{{}}()'`<>\"@«»]{{1,256}}@)?"
    rf"(?P<host>(?:[\w~-]+\.)+[\w~-]+)(?P<port>:\d{{1,5}})?(?P<path>[/?#]{_PATH}*)?"
)
_TG_URL = re.compile(rf"(?:tg|ton|tonsite)://[a-z0-9_-]{{1,253}}(?:[/?#]{_PATH}*)?", re.IGNORECASE)
_EMAIL = re.compile(
    r"(?:[a-z0-9_-]{0,26}[.+]){0,10}[a-z0-9_-]{1,35}@(?:(?:[a-z0-9][a-z0-9_-]{0,28})?[a-z0-9]\.){1,6}[a-z]{2,8}",
    re.IGNORECASE,
)
_TRAILING = ".:;,('?!`"
_PAIRS = {")": "(", "]": "[", "}": "{"}
# The usual ones of tdlib's 1,500 top-level domains; those of two letters are known by their shape.
_LONG_DOMAINS = frozenset((
    "academy", "ai", "app", "art", "biz", "blog", "cloud", "club", "com", "design", "dev", "edu", "email",
    "foundation", "gov", "info", "ink", "int", "jobs", "land", "life", "link", "live", "media", "mil", "mobi",
    "museum", "name", "net", "network", "news", "one", "online", "org", "page", "paper", "post", "press",
    "pro", "science", "shop", "site", "social", "space", "studio", "systems", "team", "tech", "tools", "top",
    "university", "video", "wiki", "work", "world", "xyz", "zone", "中国", "公司", "网络", "网站",
))  # fmt: skip
_SCHEMES = ("http://", "https://", "ftp://", "tonsite://")


def find_entities(text: str) -> list[Entity]:
    """Automatic entities in their order, not overlapping; where two collide the earlier start wins."""
    found = sorted(
        (start, -(end - start), rank, kind)
        for rank, finder in enumerate((_mentions, _commands, _hashtags, _cashtags, _tg_urls, _urls))
        for kind, start, end in finder(text)
    )
    entities: list[Entity] = []
    last = 0
    for start, minus_length, _, kind in found:
        if start < last:
            continue
        last = start - minus_length
        entities.append(Entity(type=kind, offset=units(text[:start]), length=units(text[start:last])))
    return entities


def _mentions(text: str) -> Iterator[tuple[str, int, int]]:
    for match in _MENTION.finditer(text):
        if len(match[1]) >= 4 or match[1].lower() in _SHORT_NAMES:
            yield "mention", match.start(), match.end()


def _commands(text: str) -> Iterator[tuple[str, int, int]]:
    for match in _COMMAND.finditer(text):
        yield "bot_command", match.start(), match.end()


def _is_tag_letter(character: str) -> bool:
    return (
        character in "_\u200c\u00b7"
        or "\u0d80" <= character <= "\u0dff"
        or unicodedata.category(character) in ("Lu", "Ll", "Lt", "Lm", "Lo", "Nd")
    )


def _hashtags(text: str) -> Iterator[tuple[str, int, int]]:
    start = text.find("#")
    while start >= 0:
        end = start + 1
        while end < len(text) and _is_tag_letter(text[end]):
            end += 1
        joined = start > 0 and _is_tag_letter(text[start - 1])
        doubled = end < len(text) and text[end] == "#"
        tag = text[start + 1 : min(end, start + 257)]
        if not joined and not doubled and any(unicodedata.category(c).startswith("L") for c in tag):
            yield "hashtag", start, start + 1 + len(tag)
        start = text.find("#", max(end, start + 1))


def _cashtags(text: str) -> Iterator[tuple[str, int, int]]:
    for match in _CASHTAG.finditer(text):
        before, after = text[: match.start()][-1:], text[match.end() :][:1]
        if not any(neighbour and (neighbour == "$" or _is_tag_letter(neighbour)) for neighbour in (before, after)):
            yield "cashtag", match.start(), match.end()


def _tg_urls(text: str) -> Iterator[tuple[str, int, int]]:
    for match in _TG_URL.finditer(text):
        yield "url", match.start(), match.start() + len(match[0].rstrip(_TRAILING))


def _urls(text: str) -> Iterator[tuple[str, int, int]]:
    for match in _URL.finditer(text):
        before = text[: match.start()][-1:]
        if before and (before.isalnum() or before in "_/#@"):
            continue
        if match["user"] and not match["scheme"]:
            if _EMAIL.fullmatch(found := match[0].rstrip(_TRAILING)):
                yield "email", match.start(), match.start() + len(found)
            continue
        if match["scheme"] and match["scheme"].lower() not in _SCHEMES:
            continue
        if not _is_host(match["host"], known_only=not match["scheme"]):
            continue
        start_of_path = match.start("path") if match["path"] else match.end()
        path = _balanced(match["path"] or "")
        yield "url", match.start(), start_of_path + len(path)


def _is_host(host: str, *, known_only: bool) -> bool:
    *parts, last = host.split(".")
    if any(not part or len(part) >= 64 or part.endswith("-") for part in (*parts, last)) or "_" in parts[-1]:
        return False
    numbers = [int(part) for part in (*parts, last) if part.isascii() and part.isdigit()]
    if len(numbers) == len(parts) + 1:
        return len(numbers) == 4 and all(number < 256 for number in numbers)
    if len(last) <= 1 or "_" in last or ("-" in last and not last.startswith("xn--")):
        return False
    two_letters = len(last) == 2 and last.isascii() and last.isalpha()
    return not known_only or two_letters or last.lower() in _LONG_DOMAINS or last.startswith("xn--")


def _balanced(path: str) -> str:
    """The path up to a closing bracket that was never opened, without trailing punctuation."""
    open_now = {"(": 0, "[": 0, "{": 0}
    for at, character in enumerate(path):
        if character in open_now:
            open_now[character] += 1
        elif character in _PAIRS:
            open_now[_PAIRS[character]] -= 1
            if open_now[_PAIRS[character]] < 0:
                path = path[:at]
                break
    return path.rstrip(_TRAILING)
