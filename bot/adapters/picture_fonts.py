"""The fonts of pictures: those of the extra, and the operator's."""

import importlib.util
from collections.abc import Sequence
from pathlib import Path

NEEDED = ("Noto Sans SC", "Noto Serif SC")

_PACKAGE = "pylopdf_fonts_zh_cn"  # Noto Sans SC and Noto Serif SC, under the OFL
_ENDINGS = frozenset((".otf", ".ttf", ".otc", ".ttc"))


def folders(further: Path | None) -> list[Path]:
    """Where typst looks for fonts beside those it has inside."""
    found = importlib.util.find_spec(_PACKAGE)
    packed = [Path(found.origin).parent] if found and found.origin else []
    return [*packed, *([further] if further else [])]


def edition(folders: Sequence[Path]) -> list[tuple[str, int]]:
    """Names and sizes in bytes of the fonts, as far as they can be read."""
    return sorted(
        (path.name, path.stat().st_size)
        for folder in folders
        for path in folder.rglob("*")
        if path.suffix.lower() in _ENDINGS and path.is_file()
    )
