"""A card from the shell as a channel would get it: its words, or its picture."""

import sys
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, NoReturn
from zoneinfo import ZoneInfo

import typer
from rich.text import Text

from bot.app.config import Config
from bot.app.files import write_whole
from bot.app.gallery import picture_for
from bot.app.wiring.library import Library, drawing_library
from bot.cli.console import complain, out, remark
from bot.cli.reading import configuration
from bot.domain.card import Card
from bot.domain.channel import Channel
from bot.domain.entry import Entry
from bot.domain.picture import Format, Look, PictureError
from bot.formats.nearest import did_you_mean, shown


class Output(StrEnum):
    """What is made of a card; the value is also the file's ending, but for text."""

    HTML = "html"
    TEXT = "text"
    JSON = "json"
    PNG = "png"
    PDF = "pdf"


def preview(
    key: Annotated[str, typer.Argument(help="The entry's key.")],
    output: Annotated[
        Output, typer.Option("--format", help="The card's words, or as png and pdf its picture.")
    ] = Output.TEXT,
    channel: Annotated[str, typer.Option("--channel", help="As this channel would get it; default: the first.")] = "",
    theme: Annotated[str, typer.Option("--theme", help="Of the picture; default: the channel's.")] = "",
    shape: Annotated[Format | None, typer.Option("--shape", help="Of the picture; default: the channel's.")] = None,
    to: Annotated[
        Path | None, typer.Option("--out", help="A file, or a folder to put it into; - is standard output.")
    ] = None,
) -> None:
    """Print an entry's card as it would be posted, or draw its picture.

    Without --out, words are printed; a picture becomes KEY.png or KEY.pdf in this folder, or goes down the pipe.
    """
    config = configuration()
    with drawing_library(config, leave_nothing=True) as library:
        entry = library.shelf.catalog.get(key)
        if entry is None:
            complain(f"there is no entry {key!r}; `digestbot search WORDS` finds keys")
            raise typer.Exit(1)
        asked = dressed(channel_of(config, channel), library, theme, shape)
        target = _target(to, entry, output)
        if not entry.ready and output is not Output.JSON:
            complain(f"{key} is not ready: it is a draft or lacks a language, so it would not be posted")
        _put(_made(output, entry, asked, library), target)
        if target and output in (Output.PNG, Output.PDF):
            remark(f"wrote {target}: theme {asked.look.theme}, {asked.look.format}")
        elif target:
            remark(f"wrote {target}")


def channel_of(config: Config, name: str) -> Channel:
    """The channel of this name, or the first one; where none is configured, one like any other."""
    for channel in config.channels:
        if name in ("", channel.name):
            return channel
    if name:
        known = ", ".join(channel.name for channel in config.channels) or "none is configured"
        unusable(f"there is no channel {name!r}; known: {known}")
    return Channel(name="preview", chat="@your_channel", at=(), zone=ZoneInfo("UTC"))


def dressed(channel: Channel, library: Library, theme: str, shape: Format | None) -> Channel:
    """The channel with what was asked for in place of its own look."""
    look = Look(theme=theme or channel.look.theme, format=shape or channel.look.format)
    known_theme(library, look.theme)
    return replace(channel, look=look)


def known_theme(library: Library, theme: str) -> None:
    themes = library.pictures.themes
    if theme not in themes:
        unusable(f"there is no theme {shown(theme)}; {did_you_mean(theme, themes, otherwise='see templates/themes/')}")


def unusable(line: str) -> NoReturn:
    """What was typed cannot be tried."""
    complain(line)
    raise typer.Exit(2)


def _target(asked: Path | None, entry: Entry, output: Output) -> Path | None:
    """Where to; None is standard output."""
    drawn = output in (Output.PNG, Output.PDF)
    name = Path(f"{entry.key}.{'txt' if output is Output.TEXT else output}")
    if asked is None:
        return name if drawn and sys.stdout.isatty() else None
    if str(asked) == "-":
        return None
    target = asked / name if asked.is_dir() else asked
    if not target.parent.is_dir():
        unusable(f"{target.parent}: there is no such folder; make it first, or name another")
    return target


def _made(output: Output, entry: Entry, channel: Channel, library: Library) -> bytes | str | Text:
    if output is Output.PNG or output is Output.PDF:
        return _drawn("png" if output is Output.PNG else "pdf", entry, channel, library)
    card = library.cards.for_channel(entry, library.shelf.catalog, channel, token="0" * 15)
    match output:
        case Output.HTML:
            return card.html
        case Output.JSON:
            return card.to_json()
        case Output.TEXT:
            return _as_text(card)


def _drawn(form: Literal["png", "pdf"], entry: Entry, channel: Channel, library: Library) -> bytes:
    exit_if_none_can_be_drawn(library)
    try:
        return library.pictures.render(picture_for(library.cards, entry, library.shelf.catalog, channel), form)
    except PictureError as failure:
        complain(str(failure))
        raise typer.Exit(1) from failure


def exit_if_none_can_be_drawn(library: Library) -> None:
    """What keeps every picture from being drawn is told as such, not by what it does to one."""
    if trouble := library.pictures.trouble():
        complain(str(trouble))
        raise typer.Exit(1)


def _as_text(card: Card) -> Text:
    """What a reader sees; of a picture, that there is one."""
    picture = card.picture
    lines = [Text(f"[ picture: {picture.look.theme}, {picture.look.format} ]", "dim")] if picture else []
    lines += [Text(card.plain)]
    lines += [Text("  ".join(f"[ {button.text} ]" for button in row), "cyan") for row in card.buttons]
    return Text("\n").join(lines)


def _put(made: bytes | str | Text, target: Path | None) -> None:
    if target:
        write_whole(target, made if isinstance(made, bytes) else f"{made}\n".encode())
    elif isinstance(made, bytes):
        sys.stdout.buffer.write(made)
        sys.stdout.buffer.flush()
    elif isinstance(made, Text):
        out().print(made)
    else:
        print(made)
