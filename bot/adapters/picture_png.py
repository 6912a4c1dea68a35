"""PNG files, as far as one must look into them: whether all is there, and how large the picture is."""

import struct
import zlib

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_FRAME = 12  # bytes around a chunk's content: length, type, check sum


def whole(png: bytes) -> bool:
    """Whether it is a PNG file from its beginning to its end, with no byte changed."""
    at, kind = len(_SIGNATURE), b""
    if not png.startswith(_SIGNATURE):
        return False
    while kind != b"IEND":
        if len(png) < at + _FRAME:
            return False
        length, kind = struct.unpack_from(">I4s", png, at)
        end = at + _FRAME + length
        if len(png) < end or zlib.crc32(png[at + 4 : end - 4]) != struct.unpack_from(">I", png, end - 4)[0]:
            return False
        at = end
    return at == len(png)


def size(png: bytes) -> tuple[int, int]:
    """Width and height in pixels."""
    width, height = struct.unpack_from(">II", png, len(_SIGNATURE) + 8)
    return width, height
