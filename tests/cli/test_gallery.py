"""gallery: all entries in all themes in a folder, and a page to look at them."""

import asyncio
import os
import pty
import re
import signal
import sys
from pathlib import Path

import pytest
from playwright.async_api import async_playwright

from tests.adapters.pictures import dimensions
from tests.adapters.test_catalog_yaml import GOOD, OTHER, a_folder
from tests.cli.shell import PATIENCE, Shell

DRAFT = "key: unfinished\nkind: post\nstatus: draft\ntitle: {en: Unfinished notes}\ntags: []\n"
HOSTILE = '"><img src=x onerror="window.pwned=1"> {{7*7}}'


def pictures(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*.png")}


def page(folder: Path) -> str:
    return (folder / "index.html").read_text(encoding="utf-8")


def on_page(folder: Path) -> set[str]:
    return set(re.findall(r'<a href="([\w/-]+\.png)">', page(folder)))


@pytest.fixture
def folder(shell: Shell) -> Path:
    """Of the gallery; the data are two entries and a draft."""
    a_folder(shell.folder, GOOD, OTHER, DRAFT)
    return shell.folder / "g"


def test_all_ready_entries_are_drawn_in_all_themes(shell: Shell, folder: Path) -> None:
    ran = shell.quick("gallery", "--out", "g")
    themes = {path.name for path in folder.iterdir() if path.is_dir()}
    assert {"night", "xuan"} <= themes
    assert (ran.code, ran.err) == (0, "")
    count = 2 * len(themes)
    assert ran.out == f"✓ {count} pictures, {count} new or changed: g/index.html\n"
    assert pictures(folder) == {f"{theme}/{key}.png" for theme in themes for key in ("lets-verify", "chain-of-thought")}
    assert pictures(folder) == on_page(folder)
    assert dimensions((folder / "night" / "lets-verify.png").read_bytes()) == (1080, 1350)


def test_theme_shape_and_drafts_are_as_asked_for(shell: Shell, folder: Path) -> None:
    arguments = ("--theme", "night", "--theme", "night", "--shape", "square", "--drafts", "--jobs", "1")
    ran = shell.quick("gallery", "--out", "new/g", *arguments)
    assert ran.code == 0
    there = shell.folder / "new" / "g"
    assert pictures(there) == {f"night/{key}.png" for key in ("lets-verify", "chain-of-thought", "unfinished")}
    assert dimensions((there / "night" / "unfinished.png").read_bytes()) == (1080, 1080)


def test_done_again_it_draws_only_what_has_changed(shell: Shell, folder: Path) -> None:
    shell.quick("gallery", "--out", "g", "--theme", "night")
    a_folder(shell.folder, GOOD, OTHER.replace("Hunter Lightman", "Jason Wei"))
    ran = shell.quick("gallery", "--out", "g", "--theme", "night")
    assert ran.out == "✓ 2 pictures, 1 new or changed: g/index.html\n"
    drawn = list((shell.folder / "state" / "pictures").glob("[0-9a-f][0-9a-f]/*.png"))
    assert len(drawn) == 3


def test_what_cannot_be_drawn_is_told_once_and_on_the_page(shell: Shell, folder: Path) -> None:
    themes = shell.folder / "templates" / "themes"
    themes.mkdir(parents=True)
    (themes / "broken.typ").write_text("#let theme = (", encoding="utf-8")
    ran = shell.quick("gallery", "--out", "g", "--theme", "broken", "--theme", "night")
    assert (ran.code, ran.out) == (1, "✓ 2 pictures, 2 new or changed: g/index.html\n")
    reason, count = ran.err.splitlines()
    assert reason.startswith("broken: lets-verify, chain-of-thought: ")
    assert "unclosed delimiter" in reason
    assert count == "2 pictures could not be drawn"
    assert page(folder).count("unclosed delimiter") == 2
    assert on_page(folder) == pictures(folder) == {"night/lets-verify.png", "night/chain-of-thought.png"}


def test_where_all_are_drafts_it_says_how_to_draw_them(shell: Shell) -> None:
    a_folder(shell.folder, DRAFT)
    ran = shell.quick("gallery", "--out", "g")
    said = "no entry is ready to be published; --drafts draws drafts as well\n"
    assert (ran.code, ran.out, ran.err) == (1, "", said)
    assert not (shell.folder / "g").exists()


def test_without_the_extra_nothing_is_begun(shell: Shell, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "segno", None)
    ran = shell.quick("gallery", "--out", "g")
    assert (ran.code, ran.err) == (1, "segno is not installed; install digestbot[picture]\n")
    assert not folder.exists()


async def test_ctrl_c_leaves_whole_pictures_and_a_page_of_them(shell: Shell) -> None:
    folder = shell.folder / "g"
    terminal, its_end = pty.openpty()
    process = await asyncio.create_subprocess_exec(
        *shell.command("gallery", "--out", "g"), cwd=shell.folder, env=shell.environment({}),
        stdout=asyncio.subprocess.PIPE, stderr=its_end,
    )  # fmt: skip
    try:
        await asyncio.wait_for(asyncio.to_thread(_some_are_drawn, terminal), PATIENCE)
        process.send_signal(signal.SIGINT)
        out, _ = await asyncio.wait_for(process.communicate(), PATIENCE)
        said = os.read(terminal, 65536).decode()
    finally:
        os.close(its_end)
        os.close(terminal)
    assert (process.returncode, out) == (1, b"")
    assert "stopped; what is there is in g/index.html" in said
    assert "Traceback" not in said
    assert on_page(folder) == pictures(folder) != set()
    assert {dimensions((folder / path).read_bytes()) for path in pictures(folder)} == {(1080, 1350)}
    assert not list(folder.rglob(".digestbot-*"))


def _some_are_drawn(terminal: int) -> None:
    """Reads the bar until it says so."""
    seen = b""
    while not re.search(rb"\b[1-9]\d*/\d\d", seen):
        seen += os.read(terminal, 4096)


@pytest.mark.browser
@pytest.mark.slow
async def test_in_a_browser_pictures_are_shown_compared_and_enlarged(shell: Shell, folder: Path, chromium: str) -> None:
    a_folder(shell.folder, GOOD.replace("{en: Let's Verify Step by Step,", f"{{en: '{HOSTILE}',"), OTHER)
    assert (await shell.beside("gallery", "--out", "g", "--theme", "night", "--theme", "xuan")).code == 0
    broken: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.connect_over_cdp(chromium)
        view = await browser.new_page(viewport={"width": 1200, "height": 900}, locale="en-US")
        view.on("pageerror", lambda error: broken.append(str(error)))
        view.on("console", lambda line: broken.append(line.text))
        await view.goto(f"file://{folder}/index.html")
        assert await view.locator("figcaption > [lang=en]").first.inner_text() == HOSTILE
        assert await view.locator("figure img").evaluate_all("all => all.every(one => one.naturalWidth === 1080)")
        assert await view.locator("nav .ui[lang=zh]:visible").count() == 0

        await view.get_by_text("Night flight").first.click()
        assert await view.locator("figure:visible").count() == 2
        await view.get_by_text("Side by side").click()
        boxes = [await figure.bounding_box() for figure in await view.locator("figure").all()]
        places = [(box["x"], box["y"]) for box in boxes if box]
        assert places[0][0] == places[1][0] < places[2][0] == places[3][0]
        assert places[0][1] == places[2][1] < places[1][1] == places[3][1]

        await view.locator("figure > a").nth(0).click()
        await view.keyboard.press("ArrowRight")
        large = view.locator("dialog img")
        assert (await large.get_attribute("src") or "").endswith("g/night/chain-of-thought.png")
        await view.keyboard.press("Escape")
        assert await view.locator("dialog[open]").count() == 0
        assert await view.evaluate("window.pwned") is None
        await browser.close()
    assert broken == []
