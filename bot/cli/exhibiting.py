"""The gallery from the shell: pictures of all entries, and a page that shows them."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from bot.app.gallery import PAGE, Hanger, Hanging
from bot.app.wiring.library import Library, drawing_library
from bot.cli.bars import a_bar
from bot.cli.console import complain, counted, out
from bot.cli.previewing import channel_of, dressed, exit_if_none_can_be_drawn, known_theme, unusable
from bot.cli.reading import configuration
from bot.domain.gallery import Missing
from bot.domain.picture import Format


def gallery(
    folder: Annotated[Path, typer.Option("--out", help="The folder of the gallery; made if it is not there.")],
    channel: Annotated[str, typer.Option("--channel", help="As this channel would get them; default: the first.")] = "",
    theme: Annotated[
        list[str] | None, typer.Option("--theme", help="In this theme alone; may be given several times.")
    ] = None,
    shape: Annotated[Format | None, typer.Option("--shape", help="Of the pictures; default: the channel's.")] = None,
    drafts: Annotated[bool, typer.Option("--drafts", help="Drafts as well.")] = False,
    jobs: Annotated[int, typer.Option("--jobs", min=1, max=64, help="So many pictures at once.")] = 2,
) -> None:
    """Draw all entries in all themes into a folder, with an index.html to look at them.

    Done again, it draws only what has changed. Exit code 1 if a picture could not be drawn.
    """
    if folder.exists() and not folder.is_dir():
        unusable(f"{folder}: this is no folder; name another")
    config = configuration()
    with drawing_library(config, at_once=jobs) as library:
        themes = list(dict.fromkeys(theme or library.pictures.themes))
        for name in themes:
            known_theme(library, name)
        exit_if_none_can_be_drawn(library)
        catalog = library.shelf.catalog
        hanger = Hanger(
            catalog=catalog,
            cards=library.cards,
            pictures=library.pictures,
            channel=dressed(channel_of(config, channel), library, themes[0], shape),
            entries=list(catalog) if drafts else catalog.ready,
            themes=themes,
        )
        if not hanger.pieces:
            complain("no entry is ready to be published" + ("" if drafts else "; --drafts draws drafts as well"))
            raise typer.Exit(1)
        hanging = _hung(hanger, library, folder, jobs)
    _say(hanging, folder)
    if hanging.gallery.missing:
        _complain_of(hanging.gallery.missing)
        raise typer.Exit(1)


def _hung(hanger: Hanger, library: Library, folder: Path, jobs: int) -> Hanging:
    total = len(hanger.pieces)
    try:
        with a_bar("drawing") as told:
            return asyncio.run(hanger.hang(folder, library.gallery.of, hands=jobs, told=lambda done: told(done, total)))
    except KeyboardInterrupt:
        complain(f"stopped; what is there is in {folder / PAGE}")
        raise typer.Exit(1) from None


def _say(hanging: Hanging, folder: Path) -> None:
    hung = len(hanging.gallery.hung)
    pictures = f"{counted(hung, 'picture', 'pictures')}, {hanging.changed} new or changed"
    out().print(Text.assemble(("✓ ", "green") if hung else "✗ ", f"{pictures}: {folder / PAGE}"))


def _complain_of(missing: Sequence[Missing]) -> None:
    """A theme that is broken is so for all entries: what has the same reason is told once."""
    by_reason: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for each in missing:
        by_reason[each.piece.theme, each.why].append(each.piece.entry.key)
    for (theme, why), keys in by_reason.items():
        complain(f"{theme}: {', '.join(keys)}: {why}")
    complain(f"{counted(len(missing), 'picture', 'pictures')} could not be drawn")
