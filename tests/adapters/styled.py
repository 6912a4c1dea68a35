"""An entry as some curator might have written it: every layout of YAML that people use, with comments everywhere."""

import json
import random
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from bot.adapters.drafts_text import scalar
from bot.formats.marked_yaml import read_marked

ENGLISH = (
    "A plain title", "Notes: on #1 and “more”", "- a dash first", "it's 'single' and \"double\"", "back\\slash a\\n",
    "{x}: [y], &z *w !v %u @t `s`", "null and void", "2024 words", "ends with a colon:", "x #y z", "? what", "| a pipe",
    "> more", "~tilde", "émigré — a dash", "letter 𝒜 and 😀", "a: b", "key: x", "--- a", "no-break\u00a0space",
    "ideographic\u3000space in it",
)  # fmt: skip
CHINESE = (
    "让我们一步步验证",
    "思维链：提示、推理",
    "# 井号，“引号”",
    "- 短横：一",
    "用 OpenAI o1 推理: 更多",
    "{括号}，[方括号]",
)


def fields(dice: random.Random, key: str) -> dict[str, Any]:
    """Of some draft, all of them sound."""

    def some(texts: tuple[str, ...], most: int = 4) -> str:
        between = "；" if texts is CHINESE else " "  # a space there is taken for the end of a line
        return between.join(dice.sample(texts, dice.randrange(1, most)))

    def prose() -> str:
        return dice.choice(["\n", "\n\n", "\n\n\n", "  "]).join(some(ENGLISH, 9) for _ in range(dice.randrange(1, 3)))

    whole = {
        "kind": dice.choice(["paper", "post", "repo"]),
        "title": _some_of(dice, {"en": some(ENGLISH), "zh": some(CHINESE)}),
        "authors": [some(ENGLISH, 2) + str(number) for number in range(dice.randrange(4))],
        "organizations": dice.sample(["OpenAI", "no", "A, B", "Lab #2"], dice.randrange(3)),
        "published": dice.choice(["2024", "2024-09", "2024-09-12"]),
        "language": dice.choice(["zh", "ja", "no"]),
        "url": f"https://example.org/{dice.randrange(9**9)}?a=b&c=[d]#!e:",
        "ids": {"doi": f"10.1000/a'{dice.randrange(9**9)}"},
        "venue": some(ENGLISH),
        "links": _some_of(dice, {"pdf": "https://example.org/a.pdf#b", "code": "https://example.org/a?b=c,d", "copy": "https://example.org/{c}"}),
        "tags": dice.sample(["math", "test-time-compute"], dice.randrange(3)),
        "overview": _some_of(dice, {"en": prose(), "zh": some(CHINESE, 5)}),
        "abstract": dice.choice([prose(), some(CHINESE)]),
        "drafted": "machine",
        "reviewed": {"by": some(ENGLISH), "at": "2026-11-29"},
    }  # fmt: skip
    kept = {
        name: value for name, value in whole.items() if value and (name in ("kind", "title") or dice.random() < 0.6)
    }
    return {"key": key, **kept, "status": "draft"}


def _some_of(dice: random.Random, parts: dict[str, str]) -> dict[str, str]:
    return {name: parts[name] for name in dice.sample(list(parts), dice.randrange(1, len(parts) + 1))}


class Hand:
    """Writes the same fields otherwise each time; its comments are numbered, so that one can look for them."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self.comments: dict[str, str] = {}  # text → the field that it stands behind, "" for a line of its own

    def entry(self, fields: Mapping[str, Any], indent: str) -> str:
        """One item of a list, with a hyphen."""
        if self.dice.random() < 0.2:
            return f"{indent}- {self.flow(fields)}{self.comment('key')}\n"
        gap = self.dice.choice(["", " ", "   "])
        deep = indent + " " + " " + gap
        if self.dice.random() < 0.1:
            head = f"{indent}-{self.comment('')}\n"
            return head + textwrap.indent("".join(self.block(fields)), deep)
        return textwrap.indent("".join(self.block(fields)), deep).replace(deep, f"{indent}- {gap}", 1)

    def block(self, fields: Mapping[str, Any], around: str = "") -> Iterator[str]:
        for number, (name, value) in enumerate(fields.items()):
            if number and self.dice.random() < 0.15:
                yield self.dice.choice(["\n", f"{self.comment('', space='')}\n"])
            yield from self.field(name, value, around or name)

    def field(self, name: str, value: Any, top: str) -> Iterator[str]:
        shown = f'"{name}"' if self.dice.random() < 0.1 else name
        roll = self.dice.random()
        if isinstance(value, str):
            for text in (self.text(value, roll), scalar(value)):
                first, *more = text.split("\n")
                comment = self.comment(top) if (not more or first[:1] in "|>") else ""
                space = self.dice.choice([" ", " ", "  "])
                if _reads(written := "\n".join([f"{shown}:{space}{first}{comment}", *more]) + "\n", {name: value}):
                    yield written
                    return
            raise ValueError(value)
        if roll < 0.4 or not value:
            yield f"{shown}: {self.flow(value)}{self.comment(top)}\n"
        elif isinstance(value, list):
            indent = self.dice.choice(["", "  "])
            yield f"{shown}:{self.comment(top)}\n"
            yield from (f"{indent}- {scalar(item)}\n" for item in value)
        else:
            deeper = self.dice.choice(["  ", "  ", "    "])
            yield f"{shown}:{self.comment(top)}\n"
            yield from (textwrap.indent(line, deeper) for line in self.block(value, top))

    def text(self, value: str, roll: float) -> str:
        if roll < 0.3:
            return scalar(value)
        if roll < 0.5:
            return _quoted(value)
        if roll < 0.6:
            return "'" + value.replace("'", "''") + "'"
        lines = value.split("\n")
        if roll < 0.8:
            return "\n".join([self.dice.choice(["|-", "|2-"]), *("  " + line if line else "" for line in lines)])
        words = value.split(" ")
        half = self.dice.randrange(len(words) + 1)
        folded = [" ".join(words[:half]), " ".join(words[half:])]
        return "\n".join([self.dice.choice([">-", ">", ">+"]), *("  " + line for line in folded if line)])

    def flow(self, value: Any) -> str:
        quoted = self.dice.random() < 0.2
        if isinstance(value, str):
            return _quoted(value)
        if isinstance(value, list):
            return f"[{', '.join(map(self.flow, value))}]"
        name = '"{}": {}' if quoted else "{}: {}"
        items = [name.format(part, self.flow(text)) for part, text in value.items()]
        return "{" + self.dice.choice([", ", ",  "]).join(items) + self.dice.choice(["", "", ", "]) + "}"

    def comment(self, field: str, space: str = "  ") -> str:
        if space and self.dice.random() < 0.8:
            return ""
        text = f"# comment {len(self.comments)}: it's “{field}” {{, -"
        self.comments[text] = field
        return space + text


def _reads(text: str, value: Any) -> bool:
    document, faults = read_marked(text, "")
    return document is not None and not faults and document.value == value


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=max(text) <= "\uffff")  # YAML's escapes know no surrogates
