"""Hanging a gallery: every picture as a file in a folder, and the page that shows them."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from bot.app.files import write_changed
from bot.domain.catalog import Catalog
from bot.domain.channel import Channel, Style
from bot.domain.entry import Entry
from bot.domain.gallery import Gallery, Missing, Piece
from bot.domain.picture import Look, Picture, PictureError
from bot.domain.ports import Cards, Pictures

PAGE = "index.html"

Told = Callable[[int], None]  # how many pieces are done
Printed = Callable[[Gallery, Path], str]  # the page, in HTML, of what hangs in a folder


def picture_for(cards: Cards, entry: Entry, catalog: Catalog, channel: Channel) -> Picture:
    """The picture this channel would get if its style was one with pictures."""
    card = cards.for_channel(entry, catalog, replace(channel, style=Style.PICTURE), token="0" * 15)
    if card.picture is None:
        raise PictureError("the card has no picture", "report this")
    return card.picture


@dataclass(frozen=True, kw_only=True)
class Hanging:
    """What became of a gallery."""

    gallery: Gallery
    changed: int  # pictures that were not there, or were others


class Hanger:
    """Hangs these entries as this channel would get them, in these themes. For one use."""

    def __init__(
        self,
        *,
        catalog: Catalog,
        cards: Cards,
        pictures: Pictures,
        channel: Channel,
        entries: Sequence[Entry],
        themes: Sequence[str],
    ) -> None:
        self._catalog = catalog
        self._pictures = pictures
        self._themes = themes
        self._format = channel.look.format
        self._missing: dict[str, Missing] = {}
        self._done = self._changed = 0
        self.pieces = tuple(Piece(entry=entry, theme=theme) for entry in entries for theme in themes)
        # Of an entry's pieces, which follow each other, the words are the same.
        by_key = {entry.key: entry for entry in entries}
        self._sheet = lru_cache(maxsize=8)(lambda key: picture_for(cards, by_key[key], catalog, channel).sheet)

    async def hang(self, folder: Path, printed: Printed, *, hands: int, told: Told) -> Hanging:
        """Draw and write all, by so many at once, then the page. Raises OSError.

        Stopped in the middle, it still writes the page, of what is there by then.
        """
        for theme in self._themes:
            (folder / theme).mkdir(parents=True, exist_ok=True)
        try:
            await self._by_hands(folder, iter(self.pieces), hands, told)
        except asyncio.CancelledError:
            self._finish(folder, printed)
            raise
        return Hanging(gallery=self._finish(folder, printed), changed=self._changed)

    async def _by_hands(self, folder: Path, waiting: Iterator[Piece], hands: int, told: Told) -> None:
        tasks = [asyncio.create_task(self._one_after_another(folder, waiting, told)) for _ in range(hands)]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()

    async def _one_after_another(self, folder: Path, waiting: Iterable[Piece], told: Told) -> None:
        for piece in waiting:
            try:
                look = Look(theme=piece.theme, format=self._format)
                png = await self._pictures.draw(Picture(sheet=self._sheet(piece.entry.key), look=look))
            except PictureError as failure:
                self._missing[piece.path] = Missing(piece=piece, why=str(failure))
            else:
                self._changed += write_changed(folder / piece.path, png)
            self._done += 1
            told(self._done)

    def _finish(self, folder: Path, printed: Printed) -> Gallery:
        hung = (piece for piece in self.pieces if piece.path not in self._missing and (folder / piece.path).is_file())
        gallery = Gallery(
            titles=tuple(collection.title for collection in self._catalog.collections.values()),
            themes={theme: self._pictures.theme_name(theme) for theme in self._themes},
            hung=tuple(hung),
            missing=tuple(self._missing[piece.path] for piece in self.pieces if piece.path in self._missing),
        )
        write_changed(folder / PAGE, printed(gallery, folder).encode())
        return gallery
