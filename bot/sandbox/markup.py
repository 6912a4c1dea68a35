"""Marked-up text → words, start tags and end tags in their order, with Telegram's refusals word for word (tdlib).

Works on bytes because the refusals name byte offsets of the raw text. What a tag means is the reader's business.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from bot.sandbox.rules import ApiError, bad_request

NAMED = {b"lt": "<", b"gt": ">", b"amp": "&", b"quot": '"'}
_SPACES = b" \t\r\n\0\x0b"
_REFERENCE = re.compile(rb"&(?:#x([0-9A-Fa-f]*)|#([0-9]*)|([A-Za-z]*))")
_NAME_TOKEN = re.compile(rb"[A-Za-z0-9.-]*")
_ATTRIBUTE_NAME = re.compile(rb"[^ \t\r\n\0\x0b=>/\"']*")


@dataclass(frozen=True, kw_only=True)
class Start:
    """A start tag; ``begin`` is its byte offset, an attribute without a value has None."""

    tag: str
    attributes: tuple[tuple[str, str | None], ...] = ()
    begin: int = 0

    def has(self, name: str) -> bool:
        return any(name == found for found, _ in self.attributes)

    def argument(self, name: str, prefix: str = "") -> str:
        """The last value of an attribute that begins with the prefix, which is cut off; empty without one."""
        values = [value for found, value in self.attributes if found == name and value is not None]
        return next((value.removeprefix(prefix) for value in reversed(values) if value.startswith(prefix)), "")


@dataclass(frozen=True, kw_only=True)
class End:
    """The end of an element, whose start it names."""

    start: Start


Part = str | Start | End


@dataclass(kw_only=True)
class Scanner:
    """Reads one text. Of ``void`` tags there is no end, and they may be written ``<tag/>``."""

    raw: bytes
    tags: Collection[str]
    void: Collection[str] = ()
    named: Mapping[bytes, str] = field(default_factory=lambda: NAMED)
    at: int = 0

    def parts(self) -> Iterator[Part]:
        """The text piece by piece, its tags balanced. Raises ApiError where the reading has got to."""
        opened: list[Start] = []
        while self.at < len(self.raw):
            byte = self.raw[self.at]
            if byte == ord("<"):
                if self.raw[self.at + 1 : self.at + 2] == b"/":
                    yield self._end_tag(opened)
                    continue
                start = self._start_tag()
                if start.tag not in self.void:
                    opened.append(start)
                yield start
            elif byte == ord("&") and (decoded := self._reference(self.at)) is not None:
                self.at = decoded[1]
                yield decoded[0]
            else:
                begin = self.at
                stops = (self.raw.find(b"<", begin + 1), self.raw.find(b"&", begin + 1))
                self.at = min((place for place in stops if place > 0), default=len(self.raw))
                yield self.raw[begin : self.at].decode()
        if opened:
            raise refused(f'Can\'t find end tag corresponding to start tag "{opened[-1].tag}"')

    def _byte(self) -> bytes:
        """The current byte; NUL at the end, as a C string has it."""
        return self.raw[self.at : self.at + 1] or b"\0"

    def _skip_spaces(self) -> None:
        while self.at < len(self.raw) and self.raw[self.at] in _SPACES:
            self.at += 1

    def _reference(self, at: int) -> tuple[str, int] | None:
        match = _REFERENCE.match(self.raw, at)
        if match is None:
            return None
        hexadecimal, decimal, name = match.groups()
        if name is not None:
            found = self.named.get(name)
        else:
            digits, base = (hexadecimal, 16) if hexadecimal is not None else (decimal, 10)
            code = int(digits, base) if digits and match.end() - at < 10 else 0
            found = chr(code) if 0 < code < 0x10FFFF else None
        if found is None:
            return None
        end = match.end()
        return found, end + 1 if self.raw[end : end + 1] == b";" else end

    def _start_tag(self) -> Start:
        begin = self.at
        self.at += 1
        while self._byte() != b">" and self._byte()[0] not in _SPACES:
            self.at += 1
        if self.at >= len(self.raw):
            raise refused(f"Unclosed start tag at byte offset {begin}")
        tag = _lower(self.raw[begin + 1 : self.at])
        if tag.removesuffix("/") in self.void:
            tag = tag.removesuffix("/")
        if tag not in self.tags:
            raise refused(f'Unsupported start tag "{tag}" at byte offset {begin}')
        attributes: list[tuple[str, str | None]] = []
        while self._byte() != b">":
            self._skip_spaces()
            if self._byte() == b"/" and self.raw[self.at + 1 : self.at + 2] == b">" and tag in self.void:
                self.at += 1
            if self._byte() == b">":
                break
            attributes.append(self._attribute(tag, begin))
        self.at += 1
        return Start(tag=tag, attributes=tuple(attributes), begin=begin)

    def _attribute(self, tag: str, begin: int) -> tuple[str, str | None]:
        match = _ATTRIBUTE_NAME.match(self.raw, self.at)
        name = match.group() if match else b""
        self.at += len(name)
        if not name:
            raise refused(f'Empty attribute name in the tag "{tag}" at byte offset {begin}')
        self._skip_spaces()
        if self._byte() != b"=":
            if self.at >= len(self.raw):
                raise refused(f'Unclosed start tag "{tag}" at byte offset {begin}')
            return name.decode("utf-8", "replace"), None
        self.at += 1
        self._skip_spaces()
        if self.at >= len(self.raw):
            raise refused(f'Unclosed start tag "{tag}" at byte offset {begin}')
        value = self._value()
        if self.at >= len(self.raw):
            raise refused(f"Unclosed start tag at byte offset {begin}")
        return name.decode("utf-8", "replace"), value

    def _value(self) -> str:
        quote = self._byte()
        if quote not in (b"'", b'"'):
            start = self.at
            match = _NAME_TOKEN.match(self.raw, start)
            self.at = match.end() if match else start
            if self.at < len(self.raw) and self._byte() != b">" and self._byte()[0] not in _SPACES:
                raise refused(f"Unexpected end of name token at byte offset {start}")
            return _lower(self.raw[start : self.at])
        self.at += 1
        value = bytearray()
        while self.at < len(self.raw) and self._byte() != quote:
            decoded = self._reference(self.at) if self._byte() == b"&" else None
            if decoded is None:
                value += self._byte()
                self.at += 1
            else:
                value += decoded[0].encode("utf-8", "replace")
                self.at = decoded[1]
        self.at += 1
        return value.decode("utf-8", "replace")

    def _end_tag(self, opened: list[Start]) -> End:
        begin = self.at
        if not opened:
            raise refused(f"Unexpected end tag at byte offset {begin}")
        while self._byte() != b">" and self._byte()[0] not in _SPACES:
            self.at += 1
        name = _lower(self.raw[begin + 2 : self.at])
        self._skip_spaces()
        if self._byte() != b">":
            raise refused(f"Unclosed end tag at byte offset {begin}")
        start = opened[-1]
        if name and name != start.tag:
            raise refused(f'Unmatched end tag at byte offset {begin}, expected "</{start.tag}>", found "</{name}>"')
        opened.pop()
        self.at += 1
        return End(start=start)


def checked_characters(text: str) -> str:
    """The text, unless references have left half a character in it. Raises ApiError."""
    if any("\ud800" <= character <= "\udfff" for character in text):
        # Two numeric references may spell one surrogate pair in CESU-8; Telegram wants UTF-8.
        raise refused(
            "Text contains invalid Unicode characters after decoding HTML entities, "
            "check for unmatched surrogate code units"
        )
    return text


def _lower(raw: bytes) -> str:
    return raw.lower().decode("utf-8", "replace")


def refused(words: str) -> ApiError:
    return bad_request(f"can't parse entities: {words}")
