"""A picture and a rich message for the example's channel."""

import struct
import zlib

RICH = (
    "<p>📄 Paper · 2023-05-31</p><h2>逐步验证</h2><h4>Let’s Verify Step by Step</h4>"
    "<p><i>Hunter Lightman, Vineet Kosaraju, …</i></p><hr/>"
    "<p>为每一步打分的验证器，胜过只看答案的验证器；<mark>主动学习</mark>还能省下标注。</p>"
    "<details><summary>English</summary><p>A verifier that scores <b>each step</b> beats one that looks at the "
    "answer alone, and active learning saves labels.</p><ul><li>800,000 labels for steps</li>"
    "<li>O(n<sup>2</sup>) pairs, <code>pass@1</code></li></ul></details>"
    "<blockquote>每一步都算数。<br>Every step counts.<cite>PRM800K</cite></blockquote>"
    "<footer>#过程监督 #process_supervision</footer>"
)
_WIDTH, _HEIGHT = 1080, 1350
_TOP, _BOTTOM = (11, 110, 99), (214, 138, 60)


def picture() -> bytes:
    """A PNG of a card's size: an evening sky, from teal to amber."""

    def row(y: int) -> bytes:
        shares = zip(_TOP, _BOTTOM, strict=True)
        return b"\0" + bytes(a + (b - a) * y // _HEIGHT for a, b in shares) * _WIDTH

    header = struct.pack(">IIBBBBB", _WIDTH, _HEIGHT, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"".join(map(row, range(_HEIGHT))))
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, content: bytes) -> bytes:
    body = kind + content
    return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))
