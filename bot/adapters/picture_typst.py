"""Pictures of entries, drawn by typst: the port ``Pictures``.

What is drawn goes to typst as JSON, never as markup. Typst runs in processes of its own (``picture_printer``), on
templates that cannot look beyond their folder (``picture_templates``), and nothing of it is loaded here.
"""

import asyncio
import hashlib
import importlib.util
import json
import tempfile
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Literal

import bot
from bot.adapters import picture_fonts
from bot.adapters.picture_cache import PictureCache
from bot.adapters.picture_code import qr_code
from bot.adapters.picture_glyphs import Glyphs
from bot.adapters.picture_photo import bounded, checked, is_photo, shorter
from bot.adapters.picture_printer import Answer, Printer
from bot.adapters.picture_templates import CARD, Templates, theme_path
from bot.domain.language import BothNames
from bot.domain.picture import Format, Look, Picture, PictureError
from bot.formats.nearest import did_you_mean, shown

PATIENCE = 20.0  # seconds for one picture; 0.1 is usual

_EXTRA = ("typst", "segno", "unicodeit")
_INSTALL = "install digestbot[picture]"
_SHORTENINGS = 3


class TypstPictures:
    """Making one loads, reads and starts nothing yet. For any threads; ``close`` it at the end."""

    def __init__(
        self,
        *,
        templates: Sequence[Path],
        folder: Path,
        fonts: Path | None = None,
        workers: int = 2,
        patience: float = PATIENCE,
    ) -> None:
        """``templates``: of a file in several of these folders, the first one's. ``patience``: seconds for one."""
        self._folders = templates
        self._folder = folder
        self._further = fonts
        self._cache = PictureCache(folder)
        self._printer = Printer(most=workers, patience=patience)
        self._glyphs = Glyphs(self._drawn_with)
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="picture")
        self._drawing: dict[str, Future[bytes]] = {}
        self._lock = threading.Lock()  # of what is being drawn; the event loop waits for it
        self._setting_out = threading.Lock()
        self._refuge: tempfile.TemporaryDirectory[str] | None = None

    # What there is

    @cached_property
    def _templates(self) -> Templates:
        return Templates.read(self._folders)

    @cached_property
    def _fonts(self) -> list[Path]:
        return picture_fonts.folders(self._further)

    @cached_property
    def _edition(self) -> list[Any]:
        """What a picture depends on beside its words and its look."""
        return [bot.__version__, self._templates.edition, _version("typst"), picture_fonts.edition(self._fonts)]

    @property
    def themes(self) -> tuple[str, ...]:
        """Names for ``Look.theme``. Raises PictureError where the templates cannot be read."""
        return self._templates.themes

    def theme_name(self, theme: str) -> BothNames:
        return self._templates.theme_name(theme)

    @property
    def installed(self) -> bool:
        """Whether the extra is there. Loads nothing."""
        return not _missing()

    def trouble(self) -> PictureError | None:
        """Why no picture at all can be drawn, or None. Starts typst: takes some 0.1 s."""
        try:
            _demand_extra()
            if not self._templates.themes:
                return PictureError("there is no theme", "copy one into themes/ in your templates folder")
            if self._further and not self._further.is_dir():
                return PictureError(f"there is no folder {self._further}", "let DIGEST_FONTS name a folder of fonts")
            families = self._done({"do": "families"})[0]["families"]
            lacking = [name for name in picture_fonts.NEEDED if name not in families]
        except PictureError as error:
            return error
        if lacking:
            return PictureError(
                f"no font {' and no font '.join(lacking)}", f"{_INSTALL}, or put it into the folder DIGEST_FONTS names"
            )
        return None

    def name(self, picture: Picture) -> str:
        """See the port. Without templates there is still a name, which then nothing is found by."""
        try:
            edition = self._edition
        except (PictureError, OSError) as error:
            edition = [str(error)]
        what = json.dumps([picture.sheet, picture.look.theme, picture.look.format, edition])
        return hashlib.sha256(what.encode()).hexdigest()

    # Drawing

    async def draw(self, picture: Picture) -> bytes:
        """See the port. Whoever asks for what is being drawn gets the same picture."""
        drawing = self._begun(picture)
        awaited = asyncio.wrap_future(drawing)
        awaited.add_done_callback(_heard)
        try:
            return await asyncio.shield(awaited)
        except asyncio.CancelledError:
            if drawing.cancelled():  # by ``close``; otherwise it is the caller who was
                raise _closed() from None
            raise

    def _begun(self, picture: Picture) -> Future[bytes]:
        name = self.name(picture)
        with self._lock:
            if name not in self._drawing:
                try:
                    self._drawing[name] = self._pool.submit(self._had, name, picture)
                except RuntimeError as closed:
                    raise _closed() from closed
            return self._drawing[name]

    def _had(self, name: str, picture: Picture) -> bytes:
        try:
            png = self._cache.get(name)
            if png is None:
                png = self.render(picture, "png")
                self._cache.keep(name, png)
            return png
        finally:
            with self._lock:
                self._drawing.pop(name, None)

    def render(self, picture: Picture, form: Literal["png", "pdf"]) -> bytes:
        """The picture, drawn anew while the caller waits. Raises PictureError alone."""
        try:
            return self._rendered(picture, form)
        except PictureError:
            raise
        except Exception as error:
            raise PictureError(
                f"the picture cannot be drawn: {type(error).__name__}: {error}", "report this"
            ) from error

    def _rendered(self, picture: Picture, form: Literal["png", "pdf"]) -> bytes:
        _demand_extra()
        theme = picture.look.theme
        if theme not in self.themes:
            raise PictureError(
                f"there is no theme {shown(theme)}", did_you_mean(theme, self.themes, otherwise="see themes/")
            )
        words = self._glyphs.drawable(bounded(dict(picture.words)))
        made = self._compiled(words, picture.look, form)
        if form == "pdf":
            return made
        if picture.look.format is Format.LONG and not is_photo(made):
            made = self._within_rules(words, theme, made)
        return checked(made, picture.look.format)

    def _within_rules(self, words: Mapping[str, Any], theme: str, long: bytes) -> bytes:
        """A long picture that is longer than a photo may be: with less of the overviews, and at last as a portrait."""
        for _ in range(_SHORTENINGS):
            words = shorter(words, long)
            long = self._compiled(words, Look(theme=theme, format=Format.LONG), "png")
            if is_photo(long):
                return long
        return self._compiled(words, Look(theme=theme, format=Format.PORTRAIT), "png")

    def _compiled(self, words: Mapping[str, Any], look: Look, form: str) -> bytes:
        from bot.adapters.picture_words import printed  # here, because it needs the extra

        card = self._glyphs.drawable(json.loads(printed(words, qr_code(words["url"]))))
        inputs = {
            "card": json.dumps(card, ensure_ascii=False),
            "theme": theme_path(look.theme),
            "format": look.format.value,
        }
        pages = self._printed(main=CARD, format=form, inputs=inputs)
        if len(pages) != 1:
            raise PictureError(f"{CARD} draws {len(pages)} pages", "let all fit one page: `height: auto` grows")
        return pages[0]

    def _printed(self, *, main: str, format: str, inputs: Mapping[str, str]) -> list[bytes]:
        root = self._set_out()
        return self._done({"do": "compile", "main": str(root / main), "format": format, "inputs": inputs}, root)[1]

    def _drawn_with(self, font: str, units: Sequence[str]) -> list[list[str]]:
        job = {"do": "glyphs", "font": font, "units": list(units)}
        found: list[list[str]] = self._done(job, self._set_out())[0]["glyphs"]
        return found

    def _done(self, job: Mapping[str, Any], root: Path | None = None) -> Answer:
        places = {"root": str(root), "packages": str(root / "packages")} if root else {}  # where no packages are
        answer = self._printer.do({**job, **places}, self._fonts)
        if fault := answer[0].get("fault"):
            raise _refused(fault[:500])
        return answer

    def _set_out(self) -> Path:
        """Where the templates lie."""
        with self._setting_out:
            try:
                return self._templates.set_out(self._folder / "templates")
            except OSError:  # a full disk, or one for reading alone, costs the cache and nothing else
                if self._refuge is None:
                    self._refuge = tempfile.TemporaryDirectory(prefix="digestbot-")
                return self._templates.set_out(Path(self._refuge.name))

    def close(self) -> None:
        """Stops what is being drawn; nothing is drawn afterwards."""
        self._printer.close()
        self._pool.shutdown(cancel_futures=True)
        if self._refuge:
            self._refuge.cleanup()


def _refused(fault: str) -> PictureError:
    if fault.startswith(("failed to download package", "package not found")):
        return PictureError(
            f"a template imports a package: {fault}", "copy what you need of it into themes/: none is fetched"
        )
    return PictureError(f"typst refuses: {fault}", "correct the template or the theme")


def _heard(drawing: "asyncio.Future[bytes]") -> None:
    """Who asked may have gone away meanwhile; then nobody else hears how it ended, which asyncio would complain of."""
    if not drawing.cancelled():
        drawing.exception()


def _closed() -> PictureError:
    return PictureError("no more pictures are drawn", "the bot is stopping: ask again when it runs")


def _missing() -> list[str]:
    """Of the extra; nothing of it is imported."""
    return [module for module in _EXTRA if not _installed(module)]


def _demand_extra() -> None:
    if missing := _missing():
        raise PictureError(f"{', '.join(missing)} is not installed", _INSTALL)


def _installed(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ValueError:  # half imported, or put in its place by a test
        return False


def _version(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return ""
