"""Where the folders that travel with the package are: inside a wheel, or at the top of a checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).parent


def templates() -> Path:
    """The shipped templates and phrases."""
    return _folder("templates")


def data() -> Path:
    """The shipped first collection and its tags."""
    return _folder("data")


def _folder(name: str) -> Path:
    packed = _PACKAGE / "_shipped" / name
    return packed if packed.is_dir() else _PACKAGE.parent / name
