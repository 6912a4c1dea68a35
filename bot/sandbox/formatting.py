"""From what a bot sent to what Telegram keeps: cleaning, trimming, splitting and the automatic entities.

Follows tdlib's ``fix_formatted_text``.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise
from typing import Any

from bot.sandbox import rules
from bot.sandbox.detection import find_entities
from bot.sandbox.entities import PREFORMATTED, QUOTES, SPLITTABLE, Entity, Formatted, units
from bot.sandbox.html import parse_html
from bot.sandbox.links import checked_url, mentioned_user
from bot.sandbox.rules import bad_request

REMOVED = re.compile("[\r\u2028-\u202e\u0333\u033f\u030a]")
_CONTROL = re.compile("[\0-\x09\x0b\x0c\x0e-\x1f]")
_TYPES = (*SPLITTABLE, *QUOTES, *PREFORMATTED, "text_link", "text_mention", "custom_emoji")
_AUTOMATIC = ("mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number")


def read_text(text: str, *, parse_mode: str | None, entities: Any, may_be_empty: bool = False) -> Formatted:
    """A message text or caption as Telegram keeps it. Raises ApiError; the caller checks the length."""
    if len(text.encode("utf-8", "replace")) > rules.RAW_TEXT_BYTES:
        raise bad_request("text is too long" if not may_be_empty else "message caption is too long")
    mode = (parse_mode or "").lower()
    if mode == "html":
        formatted = parse_html(text)
    elif mode in ("", "none"):
        formatted = Formatted(text=text, entities=tuple(_given(entities)))
    elif mode in ("markdown", "markdownv2"):
        raise bad_request("the sandbox reads parse_mode HTML and entities only")
    else:
        raise bad_request("unsupported parse_mode")
    return fixed(formatted, may_be_empty=may_be_empty)


def fixed(formatted: Formatted, *, may_be_empty: bool = False) -> Formatted:
    """Cleaned and trimmed, entities split and completed, at most 100 of the sender's kept."""
    kept = _fix(entity for entity in formatted.entities if entity.length > 0)
    text, kept = _clean(formatted.text, kept)
    text, kept = _trim(text, _fix(kept))
    if not text:
        if may_be_empty:
            return Formatted()
        raise bad_request("text must be non-empty")
    # Spoken to the server the sender's entities come splittable ones last, so those are dropped first.
    kept = sorted(kept, key=lambda e: (e.type in SPLITTABLE, e.order))
    custom = [entity for entity in kept if entity.type == "custom_emoji"]
    counted = [entity for entity in kept if entity.type != "custom_emoji"][: rules.ENTITY_LIMIT]
    return Formatted(text=text, entities=tuple(_merge(custom + counted, find_entities(text))))


def _given(entities: Any) -> Iterable[Entity]:
    if entities in (None, ""):
        return
    if not isinstance(entities, list):
        raise bad_request("can't parse entities JSON object")
    for given in entities:
        kind = given.get("type")
        if kind in _AUTOMATIC:
            continue
        if kind not in _TYPES:
            raise bad_request("can't parse MessageEntity: Unsupported type specified")
        offset, length = int(given.get("offset", 0)), int(given.get("length", 0))
        if not 0 <= offset <= 1_000_000:
            raise bad_request(f"receive an entity with incorrect offset {offset}")
        if not 0 <= length <= 1_000_000:
            raise bad_request(f"receive an entity with incorrect length {length}")
        entity = Entity(type=kind, offset=offset, length=length, language=given.get("language"))
        if kind == "text_link":
            entity = _given_link(entity, str(given.get("url", "")))
        elif kind == "text_mention":
            entity = replace(entity, user_id=int(given["user"]["id"]))
        elif kind == "custom_emoji":
            entity = replace(entity, custom_emoji_id=str(given.get("custom_emoji_id", "")))
        yield entity


def _given_link(entity: Entity, url: str) -> Entity:
    if (user := mentioned_user(url)) is not None:
        return replace(entity, type="text_mention", user_id=user)
    try:
        return replace(entity, url=checked_url(url))
    except ValueError as reason:
        raise bad_request(f"entity URL '{url}' is invalid: {reason}") from None


def _clean(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Control characters become spaces; carriage returns and a few marks vanish, entities following."""
    boundaries = _boundaries(text) if entities else {}
    for entity in entities:
        for place, word in ((entity.offset, "begins"), (entity.end, "ends")):
            if place > units(text):
                raise bad_request(_outside(entity, word))
            if place not in boundaries:
                raise bad_request(_halved(text, entity, word, place))
    moved = [replace(e, offset=boundaries[e.offset], length=boundaries[e.end] - boundaries[e.offset]) for e in entities]
    cleaned = _CONTROL.sub(" ", REMOVED.sub("", text))
    return cleaned, [entity for entity in moved if entity.length > 0]


def _boundaries(text: str) -> dict[int, int]:
    """Offset before cleaning → offset after it, for each place between two characters."""
    places, before, after = {0: 0}, 0, 0
    for character in text:
        width = units(character)
        before += width
        after += 0 if REMOVED.match(character) else width
        places[before] = after
    return places


def _outside(entity: Entity, word: str) -> str:
    if word == "begins":
        return f"entity begins after the end of the text at UTF-16 offset {entity.offset}"
    return (
        f"entity beginning at UTF-16 offset {entity.offset} ends after the end of the text "
        f"at UTF-16 offset {entity.end}"
    )


def _halved(text: str, entity: Entity, word: str, place: int) -> str:
    byte = len(text.encode("utf-16-le")[: 2 * (place - 1)].decode("utf-16-le").encode()) + 4
    if word == "begins":
        return f"entity begins in a middle of a UTF-16 symbol at byte offset {byte}"
    return (
        f"entity beginning at UTF-16 offset {entity.offset} ends in a middle of a UTF-16 symbol at byte offset {byte}"
    )


def _trim(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Spaces and newlines go from both ends; at the start only as far as the first entity (tdlib does so)."""
    text = text.rstrip(" \n")
    length = units(text)
    kept = [replace(e, length=min(e.length, length - e.offset)) for e in entities if e.offset < length]
    first = min((entity.offset for entity in kept), default=length)
    start = 0
    while start < first and text[start] in " \n":
        start += 1
    return text[start:], [entity.moved(-start) for entity in kept]


def _fix(entities: Iterable[Entity]) -> list[Entity]:
    """Disentangled: links, code and quotes do not cross; bold and its like are split around them."""
    ordered = sorted(entities, key=lambda e: e.order)
    quotes = _disjoint(e for e in ordered if e.type in QUOTES)
    solid = _disjoint(e for e in ordered if e.type not in QUOTES and e.type not in SPLITTABLE)
    solid = [e for e in solid if not any(_crosses(e, quote) for quote in quotes)]
    return _with_split([e for e in ordered if e.type in SPLITTABLE], sorted(solid + quotes, key=lambda e: e.order))


def _merge(entities: list[Entity], found: list[Entity]) -> list[Entity]:
    """The automatic entities join where no link, code or emoji of the sender stands."""
    quotes = [e for e in entities if e.type in QUOTES]
    solid = [e for e in entities if e.type not in QUOTES and e.type not in SPLITTABLE]
    added = [
        e
        for e in found
        if not any(e.offset < s.end and s.offset < e.end for s in solid) and not any(_crosses(e, q) for q in quotes)
    ]
    fixed_places = sorted(solid + quotes + added, key=lambda e: e.order)
    return _with_split([e for e in entities if e.type in SPLITTABLE], fixed_places)


def _disjoint(entities: Iterable[Entity]) -> list[Entity]:
    kept: list[Entity] = []
    for entity in entities:
        if not kept or entity.offset >= kept[-1].end:
            kept.append(entity)
    return kept


def _crosses(entity: Entity, quote: Entity) -> bool:
    """Overlaps a quote without lying inside it."""
    overlaps = entity.offset < quote.end and quote.offset < entity.end
    return overlaps and not (quote.offset <= entity.offset and entity.end <= quote.end)


def _with_split(splittable: list[Entity], solid: list[Entity]) -> list[Entity]:
    """Bold and its like, merged per kind, cut at the borders of the solid entities, absent inside code."""
    borders = sorted({place for entity in solid for place in (entity.offset, entity.end)})
    code = [entity for entity in solid if entity.type in PREFORMATTED]
    spans = {kind: _spans([e for e in splittable if e.type == kind]) for kind in SPLITTABLE}
    starts = {start for found in spans.values() for start, _ in found}
    pieces: list[Entity] = []
    for kind, found in spans.items():
        for start, end in found:
            # tdlib also starts a running span anew wherever another kind opens inside it.
            places = sorted({start, end, *(p for p in {*borders, *starts} if start < p < end)})
            for left, right in pairwise(places):
                if not any(c.offset <= left and right <= c.end for c in code):
                    pieces.append(Entity(type=kind, offset=left, length=right - left))
    return sorted(solid + pieces, key=lambda e: e.order)


def _spans(entities: list[Entity]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for entity in sorted(entities, key=lambda e: e.order):
        if merged and entity.offset <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], entity.end))
        else:
            merged.append((entity.offset, entity.end))
    return merged
