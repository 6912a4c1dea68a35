"""Pictures without typst: plain ones of the right size."""

import hashlib
import json
import struct
import zlib
from collections.abc import Sequence
from dataclasses import asdict

from bot.domain.language import BothNames
from bot.domain.picture import Format, Picture, PictureError

THEMES = {"xuan": BothNames(en="Paper", zh="宣纸"), "night": BothNames(en="Night", zh="夜航")}
HEIGHTS = {Format.PORTRAIT: 1350, Format.SQUARE: 1080, Format.LONG: 1600}


class MemoryPictures:
    """The port ``Pictures``. ``drawn`` are the pictures it was asked for; with a ``trouble`` it draws none."""

    installed = True

    def __init__(self) -> None:
        self.drawn: list[Picture] = []
        self.trouble: PictureError | None = None

    @property
    def themes(self) -> Sequence[str]:
        return tuple(THEMES)

    def theme_name(self, theme: str) -> BothNames:
        return THEMES[theme]

    def name(self, picture: Picture) -> str:
        return hashlib.sha256(json.dumps(asdict(picture), sort_keys=True).encode()).hexdigest()

    async def draw(self, picture: Picture) -> bytes:
        if self.trouble:
            raise self.trouble
        if picture.look.theme not in THEMES:
            raise PictureError(f"there is no theme {picture.look.theme!r}", "name another")
        self.drawn.append(picture)
        return png(1080, HEIGHTS[picture.look.format], shade=int(self.name(picture)[:2], 16))


def png(width: int, height: int, *, shade: int = 200) -> bytes:
    """A grey picture."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + bytes([shade]) * width) * height, 1)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
