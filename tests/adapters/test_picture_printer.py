"""Typst's processes: started when needed, stopped when late, replaced when gone, and away when idle."""

import asyncio
import json
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from bot.adapters.picture_printer import Printer
from bot.domain.picture import PictureError
from tests.adapters.pictures import dimensions, doing, opened, picture, small_templates

# Typst itself stops a `while` after 10,000 turns.
ENDLESS = "for i in range(99999) { for j in range(99999) { let x = i * j } }"
FAMILIES = {"do": "families"}


def presses() -> list[psutil.Process]:
    """The processes that run typst for this one."""
    found = []
    for child in psutil.Process().children():
        with suppress(psutil.NoSuchProcess):  # it has just ended
            if any("picture_press" in each for each in child.cmdline()):
                found.append(child)
    return found


async def test_closed_is_closed(tmp_path: Path) -> None:
    with opened(tmp_path) as pictures:
        before = presses()
        await pictures.draw(picture())
        [press] = set(presses()) - set(before)
    assert not press.is_running()
    with pytest.raises(PictureError, match="no more pictures"):
        await pictures.draw(picture(authors="Later"))


async def test_closing_stops_what_is_being_drawn(tmp_path: Path) -> None:
    with opened(tmp_path, small_templates(tmp_path / "templates", endless=doing(ENDLESS)), workers=1) as pictures:
        drawing = [asyncio.create_task(pictures.draw(picture("endless", authors=name))) for name in "AB"]
        await asyncio.sleep(0)
        pictures.close()
        told = await asyncio.gather(*drawing, return_exceptions=True)
    assert [type(each) for each in told] == [PictureError] * 2


@pytest.mark.parametrize(
    ("deed", "what"),
    [(ENDLESS, "longer than 2 s"), ("let x = 'x' * 9000000000", "memory")],
    ids=["endless", "greedy"],
)
async def test_a_template_that_never_ends_or_takes_all_memory_costs_one_picture(
    deed: str, what: str, tmp_path: Path
) -> None:
    with opened(tmp_path, small_templates(tmp_path / "templates", bad=doing(deed)), workers=1, patience=2) as pictures:
        with pytest.raises(PictureError, match=what):
            await pictures.draw(picture("bad"))
        assert dimensions(await pictures.draw(picture("plain"))) == (1080, 1350)


async def test_a_press_that_was_killed_is_replaced(tmp_path: Path) -> None:
    with opened(tmp_path, small_templates(tmp_path / "templates"), workers=1) as pictures:
        before = set(presses())
        await pictures.draw(picture("plain"))
        [press] = set(presses()) - before
        press.kill()
        press.wait()
        assert dimensions(await pictures.draw(picture("plain", authors="Another"))) == (1080, 1350)


DRAW = """if True:
    import asyncio, json, pathlib, sys
    from bot.adapters.picture_typst import TypstPictures
    from bot.domain.picture import Look, Picture

    async def draw():
        state, templates, *sheets = sys.argv[1:]
        pictures = TypstPictures(templates=[pathlib.Path(templates)], folder=pathlib.Path(state))
        asked = (pictures.draw(Picture(sheet=sheet, look=Look(theme="plain"))) for sheet in sheets)
        print([len(png) for png in await asyncio.gather(*asked)])
        pictures.close()

    asyncio.run(draw())
"""


async def test_two_processes_draw_the_same_pictures_at_once(tmp_path: Path) -> None:
    templates = small_templates(tmp_path / "templates")
    pictures = [picture("plain", authors=f"Author {number}") for number in range(4)]
    sheets = [each.sheet for each in pictures]
    children = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", DRAW, tmp_path / "pictures", templates, *sheets, stdout=asyncio.subprocess.PIPE
        )
        for _ in range(2)
    ]
    told = [(await child.communicate())[0] for child in children]
    with opened(tmp_path, templates) as mine:
        lengths = [len(await mine.draw(each)) for each in pictures]
    assert [json.loads(each) for each in told] == [lengths] * 2
    assert len(list((tmp_path / "pictures").glob("??/*.png"))) == 4


def test_a_press_without_work_goes_home_and_another_one_comes() -> None:
    printer = Printer(most=1, patience=20, idle=0.05)
    try:
        before = set(presses())
        for _ in range(2):
            assert "Libertinus Serif" in printer.do(FAMILIES, [])[0]["families"]
            [press] = set(presses()) - before
            psutil.wait_procs([press], timeout=20)
    finally:
        printer.close()
    assert set(presses()) <= before


def test_a_press_whose_bot_is_gone_goes_too(tmp_path: Path) -> None:
    code = """if True:
        import os, psutil
        from bot.adapters.picture_printer import Printer
        Printer(most=1, patience=20).do({"do": "families"}, [])
        print(psutil.Process().children()[0].pid, flush=True)
        os.kill(os.getpid(), 9)
    """
    child = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert not psutil.pid_exists(int(child.stdout)) or not psutil.wait_procs([psutil.Process(int(child.stdout))], 20)[1]


def test_a_press_knows_none_of_the_bots_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "s3cret")
    printer = Printer(most=1, patience=20)
    before = set(presses())
    try:
        printer.do(FAMILIES, [])
        [press] = set(presses()) - before
        assert "s3cret" not in press.environ().values()
        assert "s3cret" in os.environ.values()
    finally:
        printer.close()
