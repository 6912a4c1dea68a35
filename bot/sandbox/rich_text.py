"""The text of a block in a rich message: white space as HTML has it, marks nested as they were written (RichText)."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

from bot.sandbox.detection import find_entities
from bot.sandbox.entities import Entity, cut, units
from bot.sandbox.formatting import REMOVED
from bot.sandbox.links import checked_url, mentioned_user
from bot.sandbox.markup import Start
from bot.sandbox.rules import bad_request

# A string, a list of RichTexts, or an object with a type: https://core.telegram.org/bots/api#richtext
RichText = Any

_STYLES = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "code": "code", "mark": "marked",
    "sub": "subscript", "sup": "superscript", "tg-spoiler": "spoiler",
}  # fmt: skip
INLINE = frozenset((*_STYLES, "a"))
# What Telegram finds by itself: kind of entity → (type of RichText, its field), the value without its first sign.
_FOUND = {
    "mention": ("mention", "username"),
    "hashtag": ("hashtag", "hashtag"),
    "cashtag": ("cashtag", "cashtag"),
    "bot_command": ("bot_command", "bot_command"),
}
_LINKS = {"mailto:": ("email_address", "email_address"), "tel:": ("phone_number", "phone_number")}
_SOLID = ("code", "url", "email_address", "phone_number", "text_mention")
_WHITE = re.compile("[\0-\x20]+")


@dataclass(kw_only=True)
class Element:
    """A start tag and what stands between it and its end."""

    start: Start
    children: "list[str | Element]" = field(default_factory=list)

    @property
    def tag(self) -> str:
        return self.start.tag


Node = str | Element


@dataclass(frozen=True, kw_only=True, eq=False)
class _Mark:
    """One object of a RichText, without its text. Two of the same type side by side are two."""

    type: str
    fields: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class _Run:
    """Words under the same marks, the outermost first; ``breaks`` marks what ``<br>`` wrote."""

    text: str
    marks: tuple[_Mark, ...]
    breaks: bool = False


def rich_text(nodes: Iterable[Node], *, detect: bool) -> RichText:
    """The RichText of inline nodes; an empty string where there is nothing to read. Raises ApiError for a bad link."""
    runs = _collapsed(_runs(nodes, ()))
    return _nested(_detected(runs) if detect else runs, 0)


def words(text: RichText) -> str:
    """A RichText without its marks."""
    if isinstance(text, str):
        return text
    return "".join(map(words, text)) if isinstance(text, list) else words(text["text"])


def _runs(nodes: Iterable[Node], marks: tuple[_Mark, ...]) -> Iterator[_Run]:
    for node in nodes:
        if isinstance(node, str):
            yield _Run(text=REMOVED.sub("", node), marks=marks)
        elif node.tag == "br":
            yield _Run(text="\n", marks=marks, breaks=True)
        else:
            yield from _runs(node.children, (*marks, _mark(node.start)))


def _mark(start: Start) -> _Mark:
    if start.tag != "a":
        return _Mark(type=_STYLES[start.tag])
    url = start.argument("href")
    for scheme, (kind, name) in _LINKS.items():
        if url.lower().startswith(scheme):
            return _Mark(type=kind, fields={name: url[len(scheme) :]})
    if url.startswith("#"):
        raise bad_request("the sandbox takes no links to places within a rich message")
    if (user := mentioned_user(url)) is not None:
        fields = {"user": Entity(type="text_mention", offset=0, length=0, user_id=user).as_json()["user"]}
        return _Mark(type="text_mention", fields=fields)
    try:
        return _Mark(type="url", fields={"url": checked_url(url)})
    except ValueError:
        raise bad_request("RICH_MESSAGE_URL_INVALID") from None


def _collapsed(runs: Iterable[_Run]) -> list[_Run]:
    """White space between words is one space, at the ends of lines and of the text there is none."""
    kept: list[_Run] = []
    for run in runs:
        if run.breaks:
            _trim_end(kept, " ")
            if kept:
                kept.append(run)
            continue
        text = _WHITE.sub(" ", run.text)
        if not kept or kept[-1].text.endswith((" ", "\n")):
            text = text.removeprefix(" ")
        if text:
            kept.append(replace(run, text=text))
    _trim_end(kept, " \n")
    return kept


def _trim_end(runs: list[_Run], characters: str) -> None:
    while runs:
        last = runs.pop()
        if text := last.text.rstrip(characters):
            runs.append(replace(last, text=text))
            return


def _detected(runs: Sequence[_Run]) -> list[_Run]:
    """The runs with what Telegram finds in them, wherever that lies within one run that is no link and no code."""
    entities = find_entities("".join(run.text for run in runs))
    found: list[_Run] = []
    begin = 0
    for run in runs:
        end = begin + units(run.text)
        if not any(mark.type in _SOLID for mark in run.marks):
            inside = [entity for entity in entities if begin <= entity.offset and entity.end <= end]
            found += _divided(run, [entity.moved(-begin) for entity in inside])
        else:
            found.append(run)
        begin = end
    return found


def _divided(run: _Run, entities: Sequence[Entity]) -> Iterator[_Run]:
    at = 0
    for entity in entities:
        if entity.offset > at:
            yield replace(run, text=cut(run.text, at, entity.offset - at))
        text, at = cut(run.text, entity.offset, entity.length), entity.end
        yield replace(run, text=text, marks=(*run.marks, _found_mark(entity.type, text)))
    if at < units(run.text):
        yield replace(run, text=cut(run.text, at, units(run.text) - at))


def _found_mark(kind: str, text: str) -> _Mark:
    if kind == "url":
        return _Mark(type="url", fields={"url": text})
    if kind == "email":
        return _Mark(type="email_address", fields={"email_address": text})
    name, value = _FOUND[kind]
    return _Mark(type=name, fields={value: text[1:]})


def _nested(runs: Sequence[_Run], depth: int) -> RichText:
    parts: list[RichText] = []
    for mark, group in groupby(runs, lambda run: run.marks[depth] if len(run.marks) > depth else None):
        inner = list(group)
        if mark is None:
            parts.append("".join(run.text for run in inner))
        else:
            parts.append({"type": mark.type, "text": _nested(inner, depth + 1), **mark.fields})
    return "" if not parts else parts[0] if len(parts) == 1 else parts
