"""A bot's process as far as pictures go: ``python -m tests.bench.pictures_ours AT_ONCE STATE``."""

import asyncio
import sys
from pathlib import Path

from bot import shipped
from bot.adapters.picture_typst import TypstPictures
from tests.bench.pictures_child import serve


def main(at_once: int, state: Path) -> None:
    pictures = TypstPictures(templates=[shipped.templates()], folder=state / "pictures", workers=at_once)
    try:
        asyncio.run(serve(pictures.draw, at_once=at_once))
    finally:
        pictures.close()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
