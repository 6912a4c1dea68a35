"""The part of the checkup that draws: can there be pictures, and are there, in every channel that needs them?"""

from bot.app.config import Config
from bot.app.finding import Finding
from bot.app.gallery import picture_for
from bot.app.wiring.library import Library, picture_size
from bot.domain.channel import Channel, Style
from bot.domain.picture import PictureError

PICTURED = (Style.PICTURE, Style.BOTH)


async def check_pictures(config: Config, library: Library) -> list[Finding]:
    """Whether they can be drawn at all, and one of each channel that needs them."""
    needing = [channel for channel in config.channels if channel.style in PICTURED]
    rich = [_rich(channel) for channel in config.channels if channel.style is Style.RICH]
    if trouble := library.pictures.trouble():
        return [_none(trouble, needing), *rich]
    themes = Finding(what="pictures", good=True, says=f"themes {', '.join(library.pictures.themes)}")
    return [themes, *[finding for channel in needing if (finding := await _drawn(channel, library))], *rich]


def _none(trouble: PictureError, needing: list[Channel]) -> Finding:
    """A hint where no channel needs them: only those go without who ask for one."""
    names = ", ".join(channel.name for channel in needing)
    then = f"so {names} would get text cards" if needing else "so nobody who asks for a picture gets one"
    return Finding(
        what="pictures", good=not needing, says=f"{trouble.what}, {then}; {trouble.remedy}", hint=not needing
    )


async def _drawn(channel: Channel, library: Library) -> Finding | None:
    """Of the first entry that the channel may get. None where there is none, which the catalog's finding tells."""
    catalog, what = library.shelf.catalog, f"picture for {channel.name}"
    admitted = catalog.columns.admitted(channel.filter.groups, unreviewed=channel.unreviewed)
    positions = (admitted if admitted.total else catalog.columns.ready).positions
    if not len(positions):
        return None
    entry = catalog.columns.entry(int(positions[0]))
    try:
        png = await library.pictures.draw(picture_for(library.cards, entry, catalog, channel))
    except PictureError as failure:
        return Finding(what=what, good=False, says=f"{entry.key}: {failure}")
    width, height = picture_size(png)
    return Finding(what=what, good=True, says=f"{entry.key} drawn in its theme {channel.look.theme}, {width}×{height}")


def _rich(channel: Channel) -> Finding:
    says = (
        "some apps show rich messages as not supported, and where the Bot API server does not know them text goes out; "
        "style: text is sure to be read"
    )
    return Finding(what=f"style of {channel.name}", good=True, says=says, hint=True)
