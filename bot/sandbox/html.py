"""parse_mode HTML → text and entities (tdlib ``parse_html``)."""

from dataclasses import dataclass, field, replace

from bot.sandbox.entities import Entity, Formatted, units
from bot.sandbox.links import checked_link, mentioned_user
from bot.sandbox.markup import End, Scanner, Start, checked_characters, refused

_TYPES = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough",
    "tg-spoiler": "spoiler", "span": "spoiler", "tg-emoji": "custom_emoji",
    "a": "text_link", "code": "code", "pre": "pre", "blockquote": "blockquote",
}  # fmt: skip
# Of the argument a tag keeps: the attribute, and the prefix its value must have, which is cut off.
_ARGUMENTS = {
    "a": ("href", ""),
    "code": ("class", "language-"),
    "span": ("class", "tg-"),
    "tg-emoji": ("emoji-id", ""),
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
    pieces: list[str] = field(default_factory=list)
    offset: int = 0
    entities: list[Entity] = field(default_factory=list)
    # pre and code keep their language here until both tags of <pre><code class="…"> are closed.
    languages: dict[int, str] = field(default_factory=dict)
    stack: list[_Open] = field(default_factory=list)

    def parse(self, text: str) -> Formatted:
        for part in Scanner(raw=text.encode("utf-8", "replace"), tags=_TYPES).parts():
            if isinstance(part, str):
                self.pieces.append(part)
                self.offset += units(part)
            elif isinstance(part, Start):
                self._open(part)
            elif isinstance(part, End):
                opened = self.stack.pop()
                if self.offset > opened.offset:
                    self._close(opened)
        words = checked_characters("".join(self.pieces))
        return Formatted(text=words, entities=tuple(sorted(self.entities, key=lambda e: e.order)))

    def _open(self, start: Start) -> None:
        argument = start.argument(*_ARGUMENTS.get(start.tag, ("",)))
        if start.tag == "blockquote" and start.has("expandable"):
            argument = "expandable"
        if start.tag == "span" and argument != "spoiler":
            raise refused(f'Tag "span" must have class "tg-spoiler" at byte offset {start.begin}')
        self.stack.append(_Open(tag=start.tag, argument=argument, offset=self.offset, begin=len(self.pieces)))

    def _close(self, opened: _Open) -> None:
        kind, offset, length = _TYPES[opened.tag], opened.offset, self.offset - opened.offset
        if kind == "text_link":
            self._close_link(opened, length)
        elif kind == "custom_emoji":
            if not opened.argument.isascii() or not opened.argument.isdigit() or int(opened.argument) == 0:
                raise refused("Invalid custom emoji identifier specified")
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
    return _Parser().parse(text)
