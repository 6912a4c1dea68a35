"""parse_mode HTML → text and entities, with Telegram's refusals word for word (tdlib ``parse_html``).

Works on bytes because the refusals name byte offsets of the raw text.
"""

import re
from dataclasses import dataclass, field, replace

from bot.sandbox.entities import Entity, Formatted, units
from bot.sandbox.links import checked_link, mentioned_user
from bot.sandbox.rules import ApiError, bad_request

_TYPES = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough",
    "tg-spoiler": "spoiler", "span": "spoiler", "tg-emoji": "custom_emoji",
    "a": "text_link", "code": "code", "pre": "pre", "blockquote": "blockquote",
}  # fmt: skip
_NAMED = {b"lt": "<", b"gt": ">", b"amp": "&", b"quot": '"'}
_SPACES = b" \t\r\n\0\x0b"
_REFERENCE = re.compile(rb"&(?:#x([0-9A-Fa-f]*)|#([0-9]*)|([A-Za-z]*))")
_NAME_TOKEN = re.compile(rb"[A-Za-z0-9.-]*")
_ATTRIBUTE_NAME = re.compile(rb"[^ \t\r\n\0\x0b=>/\"']*")
# Of the argument a tag keeps: (tag, attribute) → prefix its value must have, which is cut off.
_ARGUMENTS = {
    ("a", b"href"): "",
    ("code", b"class"): "language-",
    ("span", b"class"): "tg-",
    ("tg-emoji", b"emoji-id"): "",
}


@dataclass(kw_only=True)
class _Open:
    """A start tag whose end is still to come."""

    tag: str
    argument: str
    offset: int
    begin: int


@dataclass(kw_only=True)
class _Parser:
    raw: bytes
    at: int = 0
    pieces: list[str] = field(default_factory=list)
    offset: int = 0
    entities: list[Entity] = field(default_factory=list)
    # pre and code keep their language here until both tags of <pre><code class="…"> are closed.
    languages: dict[int, str] = field(default_factory=dict)
    stack: list[_Open] = field(default_factory=list)

    def parse(self) -> Formatted:
        while self.at < len(self.raw):
            byte = self.raw[self.at]
            if byte == ord("<"):
                begin = self.at
                if self.raw[begin + 1 : begin + 2] == b"/":
                    self._end_tag(begin)
                else:
                    self._start_tag(begin)
            elif byte == ord("&") and (decoded := self._reference(self.at)) is not None:
                self._write(decoded[0])
                self.at = decoded[1]
            else:
                stop = min(
                    (p for p in (self.raw.find(b"<", self.at + 1), self.raw.find(b"&", self.at + 1)) if p > 0),
                    default=len(self.raw),
                )
                self._write(self.raw[self.at : stop].decode())
                self.at = stop
        if self.stack:
            raise _refused(f'Can\'t find end tag corresponding to start tag "{self.stack[-1].tag}"')
        return Formatted(text=self._text(), entities=tuple(sorted(self.entities, key=lambda e: e.order)))

    def _text(self) -> str:
        text = "".join(self.pieces)
        if any("\ud800" <= character <= "\udfff" for character in text):
            try:
                # Two numeric references may spell one surrogate pair in CESU-8; Telegram wants UTF-8.
                text.encode()
            except UnicodeEncodeError:
                raise _refused(
                    "Text contains invalid Unicode characters after decoding HTML entities, "
                    "check for unmatched surrogate code units"
                ) from None
        return text

    def _write(self, text: str) -> None:
        self.pieces.append(text)
        self.offset += units(text)

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
            found = _NAMED.get(name)
        else:
            digits, base = (hexadecimal, 16) if hexadecimal is not None else (decimal, 10)
            code = int(digits, base) if digits and match.end() - at < 10 else 0
            found = chr(code) if 0 < code < 0x10FFFF else None
        if found is None:
            return None
        end = match.end()
        return found, end + 1 if self.raw[end : end + 1] == b";" else end

    def _start_tag(self, begin: int) -> None:
        self.at += 1
        while self._byte() not in (b">",) and self._byte()[0] not in _SPACES:
            self.at += 1
        if self.at >= len(self.raw):
            raise _refused(f"Unclosed start tag at byte offset {begin}")
        tag = _lower(self.raw[begin + 1 : self.at])
        if tag not in _TYPES:
            raise _refused(f'Unsupported start tag "{tag}" at byte offset {begin}')
        argument = ""
        while self._byte() != b">":
            self._skip_spaces()
            if self._byte() == b">":
                break
            found = self._attribute(tag, begin)
            argument = found if found is not None else argument
        self.at += 1
        if tag == "span" and argument != "spoiler":
            raise _refused(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
        self.stack.append(_Open(tag=tag, argument=argument, offset=self.offset, begin=len(self.pieces)))

    def _attribute(self, tag: str, begin: int) -> str | None:
        """Reads one attribute; the tag's argument if this is the one that carries it."""
        match = _ATTRIBUTE_NAME.match(self.raw, self.at)
        name = match.group() if match else b""
        self.at += len(name)
        if not name:
            raise _refused(f'Empty attribute name in the tag "{tag}" at byte offset {begin}')
        expandable = "1" if (tag, name) == ("blockquote", b"expandable") else None
        self._skip_spaces()
        if self._byte() != b"=":
            if self.at >= len(self.raw):
                raise _refused(f'Unclosed start tag "{tag}" at byte offset {begin}')
            return expandable
        self.at += 1
        self._skip_spaces()
        if self.at >= len(self.raw):
            raise _refused(f'Unclosed start tag "{tag}" at byte offset {begin}')
        value = self._value()
        if self.at >= len(self.raw):
            raise _refused(f"Unclosed start tag at byte offset {begin}")
        prefix = _ARGUMENTS.get((tag, name))
        if prefix is not None and value.startswith(prefix):
            return value.removeprefix(prefix)
        return expandable

    def _value(self) -> str:
        quote = self._byte()
        if quote not in (b"'", b'"'):
            start = self.at
            match = _NAME_TOKEN.match(self.raw, start)
            self.at = match.end() if match else start
            if self.at < len(self.raw) and self._byte() != b">" and self._byte()[0] not in _SPACES:
                raise _refused(f"Unexpected end of name token at byte offset {start}")
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

    def _end_tag(self, begin: int) -> None:
        if not self.stack:
            raise _refused(f"Unexpected end tag at byte offset {begin}")
        while self._byte() != b">" and self._byte()[0] not in _SPACES:
            self.at += 1
        name = _lower(self.raw[begin + 2 : self.at])
        self._skip_spaces()
        if self._byte() != b">":
            raise _refused(f"Unclosed end tag at byte offset {begin}")
        opened = self.stack[-1]
        if name and name != opened.tag:
            raise _refused(f'Unmatched end tag at byte offset {begin}, expected "</{opened.tag}>", found "</{name}>"')
        if self.offset > opened.offset:
            self._close(opened)
        self.stack.pop()
        self.at += 1

    def _close(self, opened: _Open) -> None:
        kind, offset, length = _TYPES[opened.tag], opened.offset, self.offset - opened.offset
        if kind == "text_link":
            self._close_link(opened, length)
        elif kind == "custom_emoji":
            if not opened.argument.isascii() or not opened.argument.isdigit() or int(opened.argument) == 0:
                raise _refused("Invalid custom emoji identifier specified")
            self.entities.append(Entity(type=kind, offset=offset, length=length, custom_emoji_id=opened.argument))
        elif kind in ("pre", "code"):
            self._close_code(opened, kind, length)
        else:
            if kind == "blockquote" and opened.argument:
                kind = "expandable_blockquote"
            self.entities.append(Entity(type=kind, offset=offset, length=length))

    def _close_link(self, opened: _Open, length: int) -> None:
        target = opened.argument or "".join(self.pieces[opened.begin :])
        if (user := mentioned_user(target)) is not None:
            mention = Entity(type="text_mention", offset=opened.offset, length=length, user_id=user)
            self.entities.append(mention)
        elif link := checked_link(target):
            self.entities.append(Entity(type="text_link", offset=opened.offset, length=length, url=link))

    def _close_code(self, opened: _Open, kind: str, length: int) -> None:
        last = self.entities[-1] if self.entities else None
        other = "code" if kind == "pre" else "pre"
        if last is not None and (last.type, last.offset, last.length) == (other, opened.offset, length):
            language = self.languages.get(len(self.entities) - 1, "") if kind == "pre" else opened.argument
            if language:
                self.entities[-1] = replace(last, type="pre", language=language)
                return
        if kind == "code":
            self.languages[len(self.entities)] = opened.argument
        self.entities.append(Entity(type=kind, offset=opened.offset, length=length))


def parse_html(text: str) -> Formatted:
    """Text and entities of a marked-up text, before cleaning and trimming. Raises ApiError."""
    return _Parser(raw=text.encode("utf-8", "replace")).parse()


def _lower(raw: bytes) -> str:
    return raw.lower().decode("utf-8", "replace")


def _refused(words: str) -> ApiError:
    return bad_request(f"can't parse entities: {words}")
