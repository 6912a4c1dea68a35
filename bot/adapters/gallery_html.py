"""The page of a gallery, from ``templates/gallery.html.j2``: an ordinary web page, and no message of Telegram's."""

from pathlib import Path
from typing import Any

from jinja2 import Environment, Undefined
from markupsafe import Markup

from bot.adapters.phrases_yaml import Phrases
from bot.adapters.picture_png import size
from bot.domain.gallery import Gallery, Piece
from bot.domain.inert import MARK, inert
from bot.domain.language import Language

TEMPLATE = "gallery.html.j2"

_HEAD = 24  # bytes of a PNG that tell its size


class GalleryPage:
    """Prints a gallery. The environment is that of the cards: what is different in a web page, is so here alone."""

    def __init__(self, environment: Environment, phrases: Phrases) -> None:
        self._environment = environment.overlay(finalize=_shown)
        self._phrases = phrases

    def of(self, gallery: Gallery, folder: Path) -> str:
        """The page to lie in ``folder``, where the pictures are. Raises OSError."""
        order = {entry.key: number for number, entry in enumerate(gallery.entries, 1)}
        return self._environment.get_template(TEMPLATE).render(
            t=self._in_both,
            titles=gallery.titles,
            themes=[
                {
                    "key": theme,
                    "names": names,
                    "pieces": [_piece(piece, folder, order) for piece in gallery.hung if piece.theme == theme],
                }
                for theme, names in gallery.themes.items()
            ],
            count=len(gallery.hung),
            missing=gallery.missing,
        )

    def _in_both(self, key: str, /, **values: object) -> Markup:
        """A phrase in both languages; the page hides one where it knows its reader's."""
        return Markup(" ").join(
            Markup('<span class="ui" lang="{}">{}</span>').format(language, self._phrases(language, key, **values))
            for language in (Language.ZH, Language.EN)
        )


def _piece(piece: Piece, folder: Path, order: dict[str, int]) -> dict[str, Any]:
    with (folder / piece.path).open("rb") as file:
        width, height = size(file.read(_HEAD))
    entry = piece.entry
    return {"entry": entry, "path": piece.path, "row": order[entry.key], "width": width, "height": height}


def _shown(value: Any) -> Any:
    """Nothing that turns letters around. But ``#`` and ``@`` do nothing here, and addresses must stay as they are."""
    if isinstance(value, Undefined) or hasattr(value, "__html__"):
        return value
    return inert(str(value)).replace(MARK, "")
