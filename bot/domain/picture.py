"""A picture of an entry: what is to be drawn. Drawing it is an adapter's."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

DEFAULT_THEME = "xuan"
THEME = re.compile(r"[a-z0-9-]{1,20}")  # what a theme may be called


class Format(StrEnum):
    """The shape of a picture; all are 1080 pixels wide."""

    PORTRAIT = "portrait"  # 4:5, 1350 high: the tallest that feeds show uncropped
    SQUARE = "square"  # 1080 high
    LONG = "long"  # as high as the text needs, and at least a portrait


@dataclass(frozen=True, kw_only=True)
class Look:
    """How a picture is drawn."""

    theme: str = DEFAULT_THEME  # the name of a file in templates/themes/, without its ending
    format: Format = Format.PORTRAIT


@dataclass(frozen=True, kw_only=True)
class Picture:
    """Everything that a picture shows, so that it can be drawn again after a crash, whatever its entry says then."""

    sheet: str  # JSON, the words and where they go: see the head of templates/card.typ
    look: Look = field(default_factory=Look)

    @property
    def words(self) -> Mapping[str, Any]:
        """The sheet, read."""
        found: dict[str, Any] = json.loads(self.sheet)
        return found

    @classmethod
    def from_json(cls, fields: Mapping[str, Any]) -> "Picture":
        look = fields["look"]
        return cls(sheet=fields["sheet"], look=Look(theme=look["theme"], format=Format(look["format"])))


class PictureError(Exception):
    """The picture cannot be drawn: ``what`` is the matter and ``remedy``, both for the admins."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what}; {remedy}")
        self.what = what
        self.remedy = remedy
