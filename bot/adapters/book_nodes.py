"""Where in a YAML text its values stand, to the character: what a splice must know."""

import re
from dataclasses import dataclass

import yaml

BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")  # as libyaml ends lines
_LAST_BREAK = re.compile("(?:\r\n|[\n\r\x85\u2028\u2029])\\Z")
_SPACE = re.compile("(?:[ \t\r\n\x85\u2028\u2029]|#[^\r\n\x85\u2028\u2029]*)*")

Pair = tuple[yaml.ScalarNode, yaml.Node]


@dataclass(frozen=True)
class Text:
    """A text with its lines; positions are those of characters."""

    text: str

    def line_start(self, position: int) -> int:
        return 1 + max(self.text.rfind(end, 0, position) for end in "\n\r\x85\u2028\u2029")

    def line_above(self, start: int) -> int:
        """Where the line begins that is above the one beginning here."""
        return self.line_start(start - (2 if self.text.endswith("\r\n", 0, start) else 1))

    def body_end(self, position: int) -> int:
        """Where the line's break begins."""
        found = BREAK.search(self.text, position)
        return found.start() if found else len(self.text)

    def line_end(self, position: int) -> int:
        """Where the next line begins."""
        found = BREAK.search(self.text, position)
        return found.end() if found else len(self.text)

    @property
    def line_break(self) -> str:
        return "\r\n" if "\r\n" in self.text else "\n"

    def end_of(self, node: yaml.Node) -> int:
        """Where the value ends: a block has no end of its own but that of the last in it."""
        while isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
            last = node.value[-1]
            node = last[1] if isinstance(last, tuple) else last
        start, end = node.start_mark.index, node.end_mark.index
        if not (isinstance(node, yaml.ScalarNode) and node.style in ("|", ">")):
            return end
        if "+" in self.text[start : self.body_end(start)].split("#")[0]:  # blank lines below are part of it
            return end - len(match[0]) if (match := _LAST_BREAK.search(self.text, start, end)) else end
        return start + len(self.text[start:end].rstrip())

    def after_space(self, position: int) -> int:
        """Past blanks, breaks and comments."""
        found = _SPACE.match(self.text, position)
        return found.end() if found else position

    def cut(self, *spans: tuple[int, int]) -> str:
        text = self.text
        for start, end in sorted(spans, reverse=True):
            text = text[:start] + text[end:]
        return text


def parsed(text: str) -> yaml.Node:
    """Of a text that can be read, has no anchors and is not empty."""
    node = yaml.compose(text, Loader=yaml.CSafeLoader)
    assert isinstance(node, yaml.Node)  # noqa: S101 - for mypy
    return node


def pair_of(mapping: yaml.Node, name: str) -> Pair | None:
    return next((pair for pair in mapping.value if pair[0].value == name), None)
