"""Telegram's rules for photos, and how long the words of a picture may be for their sake."""

from collections.abc import Mapping
from typing import Any

from bot.adapters import picture_png
from bot.adapters.picture_templates import CARD
from bot.domain.fit import share, shorten
from bot.domain.picture import Format, PictureError

_SIZES = {Format.PORTRAIT: (1080, 1350), Format.SQUARE: (1080, 1080)}

# Of photos (Bot API, sendPhoto).
_BYTES = 10_000_000
_SIDES = 10_000  # width and height together
_RATIO = 20

_LONGEST = 12_000  # characters of all overviews: more than any picture can hold
_LONGEST_LINE = 2_000
_MOST_IN_LIST = 50


def bounded(words: dict[str, Any]) -> dict[str, Any]:
    """Without the lengths that no picture holds, but which would take long to find out."""

    def short(value: Any) -> Any:
        if isinstance(value, str):
            return shorten(value, _LONGEST_LINE)
        if isinstance(value, dict):
            return {name: short(inner) for name, inner in value.items()}
        return [short(inner) for inner in value[:_MOST_IN_LIST]] if isinstance(value, list) else value

    kept = {name: value if name == "url" else short(value) for name, value in words.items() if name != "overviews"}
    return kept | {"overviews": _shared(words["overviews"], _LONGEST)}


def _shared(overviews: Mapping[str, str], room: int) -> dict[str, str]:
    if sum(map(len, overviews.values())) <= room:
        return dict(overviews)
    return dict(zip(overviews, share(list(overviews.values()), room), strict=True))


def shorter(words: Mapping[str, Any], png: bytes) -> dict[str, Any]:
    """With as much of the overviews as such a photo may be long."""
    width, height = picture_png.size(png)
    length = sum(map(len, words["overviews"].values()))
    part = min((_SIDES - width) / height, _BYTES / len(png)) * 0.95
    return {**words, "overviews": _shared(words["overviews"], int(length * part))}


def is_photo(png: bytes) -> bool:
    width, height = picture_png.size(png)
    return len(png) <= _BYTES and width + height <= _SIDES and max(width, height) <= _RATIO * min(width, height)


def checked(png: bytes, format: Format) -> bytes:
    size = picture_png.size(png)
    if size != _SIZES.get(format, size):
        raise PictureError(
            f"{CARD} draws {size[0]} × {size[1]} pixels as {format}, not {_SIZES[format][0]} × {_SIZES[format][1]}",
            "let the page be 540 pt wide, and 675 or 540 pt high",
        )
    if not is_photo(png):
        raise PictureError(
            f"the picture is no photo for Telegram ({size[0]} × {size[1]} pixels, {len(png)} bytes)",
            "let it be smaller: 10 MB, the sides together 10,000 pixels, one at most 20 times the other",
        )
    return png
