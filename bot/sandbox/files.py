"""Uploaded pictures: checked by Telegram's rules, kept in memory, found again by file_id."""

import hashlib
import struct
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox import rules
from bot.sandbox.rules import bad_request

# Telegram keeps a picture in several sizes; the longest side of each.
_SIZES = (("s", 90), ("m", 320), ("x", 800), ("y", 1280))


@dataclass(frozen=True, kw_only=True)
class Upload:
    """One file of a multipart request."""

    name: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Photo:
    """An accepted picture; width and height in pixels. ``bot`` uploaded it, and its file_ids are no other's."""

    bot: int
    unique_id: str
    content: bytes = field(repr=False)
    width: int
    height: int
    mime: str

    @property
    def file_path(self) -> str:
        return f"photos/{self.unique_id}.{'png' if self.mime == 'image/png' else 'jpg'}"

    def sizes(self) -> list[dict[str, Any]]:
        """PhotoSize objects, smallest first; the last is the picture itself."""
        longest = max(self.width, self.height)
        kinds = [(kind, limit) for kind, limit in _SIZES if limit < longest]
        kinds.append(next((found for found in _SIZES if found[1] >= longest), ("w", longest)))
        return [self._size(kind, min(1.0, limit / longest)) for kind, limit in kinds]

    def _size(self, kind: str, scale: float) -> dict[str, Any]:
        return {
            "file_id": f"AgAC-{self.bot}-{kind}-{self.unique_id}",
            "file_unique_id": f"AQ{kind}{self.unique_id}",
            "file_size": max(1, int(len(self.content) * scale * scale)) if scale < 1 else len(self.content),
            "width": max(1, round(self.width * scale)),
            "height": max(1, round(self.height * scale)),
        }


class Files:
    """All pictures of a bot. The same bytes are one file, as Telegram's unique ids suggest."""

    def __init__(self, *, bot: int) -> None:
        self._bot = bot
        self._photos: dict[str, Photo] = {}

    def keep_photo(self, upload: Upload) -> Photo:
        """Stores a picture. Raises ApiError where Telegram would not take it as a photo."""
        size = len(upload.content)
        if size == 0:
            raise bad_request("file must be non-empty")
        if size > rules.PHOTO_BYTES:
            raise bad_request(
                f"file of size {size} bytes is too big for a photo; the maximum size is {rules.PHOTO_BYTES} bytes"
            )
        found = picture_size(upload.content)
        if found is None:
            raise bad_request(rules.PHOTO_UNREADABLE)
        mime, width, height = found
        shorter, longer = sorted((width, height))
        if shorter == 0 or width + height > rules.PHOTO_SIDES or longer > rules.PHOTO_RATIO * shorter:
            raise bad_request(rules.PHOTO_DIMENSIONS)
        unique_id = hashlib.sha256(upload.content).hexdigest()[:20]
        photo = Photo(bot=self._bot, unique_id=unique_id, content=upload.content, width=width, height=height, mime=mime)
        return self._photos.setdefault(unique_id, photo)

    def by_file_id(self, file_id: str) -> Photo | None:
        """The picture of which this is a size; None for nonsense and for another bot's."""
        photo = self._photos.get(file_id.rsplit("-", 1)[-1])
        known = photo is not None and any(size["file_id"] == file_id for size in photo.sizes())
        return photo if known else None

    def by_path(self, path: str) -> Photo | None:
        return next((photo for photo in self._photos.values() if photo.file_path == path), None)

    def by_unique_id(self, unique_id: str) -> Photo | None:
        return self._photos.get(unique_id)


def picture_size(content: bytes) -> tuple[str, int, int] | None:
    """(MIME type, width, height) from the header of a PNG or JPEG; None for anything else."""
    if content[:8] == b"\x89PNG\r\n\x1a\n" and content[12:16] == b"IHDR" and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return "image/png", width, height
    if content[:2] == b"\xff\xd8":
        return _jpeg_size(content)
    return None


def _jpeg_size(content: bytes) -> tuple[str, int, int] | None:
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        # SOF0–SOF15 hold the size; C4, C8 and CC of that range are other segments.
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return "image/jpeg", width, height
        at += 2 + struct.unpack(">H", content[at + 2 : at + 4])[0]
    return None
