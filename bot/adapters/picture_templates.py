"""The typst templates of pictures: read once, laid over each other, and set out in a folder they cannot look beyond."""

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bot.domain.language import BothNames
from bot.domain.picture import DEFAULT_THEME, THEME, PictureError

CARD = "card.typ"
THEMES = "themes"

_KEPT = 3  # editions: the bot of before may still be drawing when the new one starts
_LARGEST = 20_000_000  # bytes of all files
_THEME = re.compile(rf"{THEMES}/({THEME.pattern})\.typ")
_NAMES = re.compile(r"\bname:\s*\(([^()]*)\)")
_NAME = re.compile(r'\b(zh|en):\s*"([^"\\]{1,100})"')


@dataclass(frozen=True, kw_only=True)
class Templates:
    """The files, by their path from the root."""

    files: Mapping[str, bytes]

    @classmethod
    def read(cls, folders: Sequence[Path]) -> "Templates":
        """``card.typ``, other typst files beside it, and all below ``themes/``; of several the first folder's.

        Raises PictureError: what is a link out of its folder is refused, for what it leads to could be printed.
        """
        files: dict[str, bytes] = {}
        try:
            for folder in reversed(folders):
                root = folder.resolve()
                files |= {path.relative_to(folder).as_posix(): _content(path, root) for path in _paths(folder)}
        except OSError as error:
            raise PictureError(f"a template cannot be read: {error}", "let the bot read it") from error
        if CARD not in files:
            raise PictureError(f"there is no {CARD}", f"put one into {folders[0]}" if folders else "install it again")
        if sum(map(len, files.values())) > _LARGEST:
            raise PictureError("the templates are larger than 20 MB", f"put smaller images into {THEMES}/")
        return cls(files=dict(sorted(files.items())))

    @property
    def edition(self) -> str:
        """64 hexadecimal digits, of all content."""
        digest = hashlib.sha256()
        for path, content in self.files.items():
            digest.update(f"{len(path)} {path} {len(content)} ".encode() + content)
        return digest.hexdigest()

    @property
    def themes(self) -> tuple[str, ...]:
        """The usual one first, then by alphabet."""
        found = [match[1] for path in self.files if (match := _THEME.fullmatch(path))]
        return tuple(sorted(found, key=lambda theme: (theme != DEFAULT_THEME, theme)))

    def theme_name(self, theme: str) -> BothNames:
        """What the theme calls itself: ``name: (zh: "…", en: "…")``. Where it does not, its file's name."""
        text = self.files.get(theme_path(theme), b"").decode(errors="replace")
        said = _NAMES.search(text)
        names = dict(_NAME.findall(said[1])) if said else {}
        return BothNames(zh=names.get("zh", theme), en=names.get("en", theme))

    def set_out(self, folder: Path) -> Path:
        """The root for typst, below ``folder``: made, and those of the oldest editions removed. Raises OSError."""
        root = folder / self.edition[:16]
        if not self._lie_in(root):
            shutil.rmtree(root, ignore_errors=True)
            folder.mkdir(parents=True, exist_ok=True)
            scratch = Path(tempfile.mkdtemp(dir=folder, prefix="."))
            try:
                self._write(scratch)
                with suppress(OSError):  # another process was faster
                    scratch.rename(root)
            finally:
                shutil.rmtree(scratch, ignore_errors=True)
            _forget(folder, but=root)
        return root

    def _lie_in(self, root: Path) -> bool:
        """Whether all is there. After a power cut a file may be empty that had been written."""
        try:
            return all((root / path).stat().st_size == len(content) for path, content in self.files.items())
        except OSError:
            return False

    def _write(self, root: Path) -> None:
        for path, content in self.files.items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)


def theme_path(theme: str) -> str:
    return f"{THEMES}/{theme}.typ"


def _paths(folder: Path) -> Iterator[Path]:
    yield from sorted(folder.glob("*.typ"))
    for where, folders, names in os.walk(folder / THEMES, followlinks=False):
        folders.sort()
        # A mounted ConfigMap has its files twice: as links, and in a folder ``..data`` that these lead to.
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(where, name) for name in sorted(names) if not name.startswith("."))


def _content(path: Path, root: Path) -> bytes:
    real = path.resolve(strict=True)
    if not real.is_relative_to(root):
        raise PictureError(f"{path} is a link out of its folder", "put a copy of the file there")
    if not real.is_file():
        raise PictureError(f"{path} is no file", "remove it")
    return real.read_bytes()


def _forget(folder: Path, *, but: Path) -> None:
    """Remove the oldest editions."""
    with suppress(OSError):
        others = sorted(
            (each for each in folder.iterdir() if each != but), key=lambda each: each.stat().st_mtime, reverse=True
        )
        for other in others[_KEPT - 1 :]:
            shutil.rmtree(other, ignore_errors=True)
