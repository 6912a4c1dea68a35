"""``synonyms.yaml``: the words that search takes for one another."""

import re
from collections.abc import Iterator

from bot.adapters.catalog_complaints import Complaint
from bot.adapters.catalog_text import pruned, unseen
from bot.domain.faults import Fault
from bot.domain.folding import folded
from bot.domain.synonyms import NO_SYNONYMS, Synonyms
from bot.formats.marked_yaml import Document
from bot.formats.nearest import did_you_mean, shown
from bot.formats.yaml_tree import Path

FIELD = "synonyms"
WORD_LIMIT = 60  # characters; what is longer is a sentence, which nobody types

_BESIDE_CHINESE = re.compile(r" (?=[\u2e80-\U0010ffff])|(?<=[\u2e80-\U0010ffff]) ")


def read_synonyms(document: Document) -> tuple[Synonyms, list[Fault]]:
    """The groups without faults, and the faults of all the others."""
    head = document.value if isinstance(document.value, dict) else {}
    faults = [
        document.fault((name,), what=f"unknown field {shown(name)}", remedy=did_you_mean(name, [FIELD], otherwise=""))
        for name in head
        if name != FIELD
    ]
    written = pruned(head.get(FIELD))
    if not isinstance(written, list):
        remedy = f"write `{FIELD}:` and one `- [word, word]` a line, or delete the file"
        return NO_SYNONYMS, [*faults, document.fault((FIELD,), what="has no list of synonyms", remedy=remedy)]
    groups: list[tuple[str, ...]] = []
    first_said: dict[str, tuple[Path, str]] = {}
    for number, group in enumerate(written):
        at = (FIELD, number)
        complaints = [*_complaints(group, at), *_repetitions(group, at, first_said, document)]
        if not complaints:
            groups.append(tuple(group))
        faults += (document.fault(path, what=what, remedy=remedy) for path, what, remedy in complaints)
    return Synonyms(groups=tuple(groups)), faults


def _complaints(group: object, at: Path) -> Iterator[Complaint]:
    """What is wrong with a group by itself."""
    if not isinstance(group, list):
        yield at, f"group {_ordinal(at)} is not a list", "write [one word, another]"
        return
    if len(group) < 2:
        yield at, f"group {_ordinal(at)} has fewer than two words", "add what means the same, or delete the group"
    for position, word in enumerate(group):
        path = (*at, position)
        if word is None or word == "":
            yield path, f"word {position + 1} of group {_ordinal(at)} is empty", "fill it in or delete it"
        elif not isinstance(word, str):
            yield path, f"word {position + 1} of group {_ordinal(at)} is not a text", "write a word or a short phrase"
        elif found := unseen(word):
            yield path, f"{shown(word)} {found}", "delete it and retype what is around it"
        elif "\n" in word:
            yield path, f"{shown(word)} has several lines", "write it on one line"
        elif len(word) > WORD_LIMIT:
            what = f"{shown(word)} has {len(word)} characters, over its limit of {WORD_LIMIT}"
            yield path, what, "write a word or a short phrase"
        elif not _spelling(word):
            yield path, f"{shown(word)} has neither letter nor digit", "write a word, or delete it"


def _repetitions(
    group: object, at: Path, first_said: dict[str, tuple[Path, str]], document: Document
) -> Iterator[Complaint]:
    """Words that this group or an earlier one has. ``first_said`` gathers where each is written first, and how.

    A word of two groups would make all the words of both mean the same.
    """
    for position, word in enumerate(group if isinstance(group, list) else ()):
        path = (*at, position)
        if not isinstance(word, str) or not (spelling := _spelling(word)):
            continue
        before, other = first_said.setdefault(spelling, (path, word))
        if before == path:
            continue
        if before[:-1] == at:
            remedy = "delete one: case, width, accents and hyphens make no other word"
            yield path, f"{shown(word)} is {shown(other)} again", remedy
        else:
            what = f"{shown(word)} is also in the group of line {document.line_of(before)}"
            yield path, what, "keep it in one of them, or join the two if they mean the same"


def _spelling(word: str) -> str:
    """Equal for words that search cannot tell apart: ``ＣｏＴ`` and ``cot``, ``fine-tuning`` and ``fine tuning``.

    Not ``finetuning``: a curator may want both. Nothing where there is neither letter nor digit.
    """
    parts = "".join(char if char.isalnum() else " " for char in folded(word)).split()
    return _BESIDE_CHINESE.sub("", " ".join(parts))


def _ordinal(at: Path) -> int:
    return int(at[-1]) + 1
