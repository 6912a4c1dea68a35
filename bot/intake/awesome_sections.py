"""Under which headings a record stands, and which sections hold none."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self

from bot.intake.awesome_blocks import Block, Heading

_LABEL = 7  # a line in bold, below all headings
_FOLD = 8  # the summary of a <details> block, below those; one more for each it lies in
_DEEPEST = 20  # so many of them, one in the other, are told apart

# The whole heading must say so: papers about "Citation Generation" are papers.
_BARRED = re.compile(
    r"(?:table of )?contents?|toc|index|目录|(?:how to )?contribut(?:e|ing|ions?|ors?)(?: guidelines?)?"
    r"|贡献(?:者|指南)?|如何贡献"
    r"|licen[sc]es?|许可(?:证|协议)?|citations?|cite(?: us| this)?|how to cite|引用|acknowledg\w*|致谢"
    r"|star(?:gazers)?(?: history)?"
    r"|sponsors?|backers|contact(?: us)?|联系(?:我们|方式)?|disclaimer|免责声明|code of conduct|maintainers?"
    r"|footnotes?",
    re.IGNORECASE,
)


@dataclass(kw_only=True)
class Sections:
    """The headings above the place that is being read, the outermost first."""

    untitled: bool = True  # the only heading of the first level is the list's own name, and left out
    _open: list[tuple[int, str]] = field(default_factory=list)

    @classmethod
    def of(cls, found: Iterable[Block]) -> Self:
        """For a page of these blocks."""
        headings = [block.level for block in found if isinstance(block, Heading)]
        return cls(untitled=headings.count(1) == 1 and headings[0] == 1)

    def begin(self, level: int, title: str) -> None:
        self._close(level)
        self._open.append((level, title))

    def label(self, title: str) -> None:
        """A heading that is only a line in bold."""
        self._close(_LABEL)
        self._open.append((_LABEL, title))

    def fold(self, summary: str | None) -> None:
        """A `<details>` block begins, or with None ends."""
        folds = [level for level, _ in self._open if level >= _FOLD]
        if summary is not None and len(folds) < _DEEPEST:
            self._open.append((max(folds, default=_FOLD - 1) + 1, summary))
        elif summary is None and folds:
            self._close(folds[-1])

    @property
    def path(self) -> tuple[str, ...]:
        return tuple(title for level, title in self._open if title and not (level == 1 and self.untitled))

    @property
    def barred(self) -> str | None:
        """The section that holds no records, if we are in one."""
        return next((title for _, title in self._open if _BARRED.fullmatch(title.strip(" :：.!"))), None)

    def _close(self, level: int) -> None:
        while self._open and self._open[-1][0] >= level:
            self._open.pop()
