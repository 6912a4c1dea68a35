"""preview: one card as a channel would get it, its words or its picture."""

import asyncio
import json
import os
import pty
import re
import sys
from pathlib import Path

import pytest

from tests.adapters.pictures import dimensions, text_of
from tests.adapters.test_catalog_yaml import GOOD, OTHER, a_folder
from tests.cli.shell import Shell

KEY = "lets-verify-step-by-step"
DRAFT = "key: unfinished\nkind: post\nstatus: draft\ntitle: {en: Unfinished notes}\ntags: []\n"
HOSTILE = OTHER.replace("{en: Let's Verify Step by Step,", '{en: "[red]Closed[/nothing] :100: {7*7}",')
NO_DRAFT = "unfinished is not ready: it is a draft or lacks a language, so it would not be posted\n"
CHANNELS = """
channels:
- {chat: "@both", name: both}
- {chat: "@english", name: english, languages: [en], style: picture, theme: night, format: square}
- {chat: "@rich", name: rich, style: rich}
"""


@pytest.fixture
def channels(shell: Shell) -> None:
    (shell.folder / "digest.yaml").write_text(CHANNELS, encoding="utf-8")


def left(folder: Path) -> set[str]:
    """Whatever lies in the working folder, hidden or not, but for what the tests put there."""
    return {path.name for path in folder.iterdir()} - {"data", "templates", "digest.yaml"}


# Words


def test_a_text_preview_shows_both_titles_and_the_buttons(shell: Shell) -> None:
    ran = shell.quick("preview", KEY)
    assert (ran.code, ran.err) == (0, "")
    assert "Let's Verify Step by Step" in ran.out
    assert "让我们一步步验证" in ran.out
    assert "[ 阅读原文 ]" in ran.out


def test_an_html_preview_is_what_telegram_would_get(shell: Shell) -> None:
    ran = shell.quick("preview", KEY, "--format", "html")
    assert "<b>让我们一步步验证</b>\nLet&#39;s Verify Step by Step\n" in ran.out
    assert "<blockquote expandable>" in ran.out


def test_a_json_preview_is_the_whole_card(shell: Shell) -> None:
    ran = shell.quick("preview", KEY, "--format", "json")
    assert json.loads(ran.out).keys() == {"html", "buttons", "preview", "markup", "picture", "rich", "instead"}


def test_the_preview_of_a_draft_says_that_it_would_not_be_posted(shell: Shell) -> None:
    a_folder(shell.folder, GOOD, DRAFT)
    ran = shell.quick("preview", "unfinished")
    assert (ran.code, ran.err) == (0, NO_DRAFT)
    assert "Unfinished notes" in ran.out


@pytest.mark.usefixtures("channels")
def test_a_preview_for_a_channel_has_that_channels_languages(shell: Shell) -> None:
    assert "让我们" in shell.quick("preview", KEY, "--channel", "both").out
    assert "让我们" not in shell.quick("preview", KEY, "--channel", "english").out


@pytest.mark.usefixtures("channels")
def test_the_text_of_a_card_with_a_picture_is_its_caption(shell: Shell) -> None:
    ran = shell.quick("preview", KEY, "--channel", "english")
    assert ran.out.startswith("[ picture: night, square ]\nLet's Verify Step by Step\n")
    assert "[ picture: xuan, long ]" in shell.quick(
        "preview", KEY, "--channel", "english", "--theme", "xuan", "--shape", "long"
    ).out  # fmt: skip


@pytest.mark.usefixtures("channels")
def test_the_text_of_a_rich_card_is_what_a_reader_sees(shell: Shell) -> None:
    ran = shell.quick("preview", KEY, "--channel", "rich")
    assert "让我们一步步验证" in ran.out
    assert not re.search(r"</?\w+>", ran.out)


def test_a_preview_prints_what_looks_like_markup_as_it_is(shell: Shell) -> None:
    a_folder(shell.folder, HOSTILE)
    assert "[red]Closed[/\u2060nothing] :100: {7*7}" in shell.quick("preview", "chain-of-thought").out


def test_words_can_go_into_a_file_just_as_they_are_printed(shell: Shell) -> None:
    for form, name in (("text", f"{KEY}.txt"), ("html", f"{KEY}.html"), ("json", f"{KEY}.json")):
        printed = shell.quick("preview", KEY, "--format", form, "--out", "-").out
        ran = shell.quick("preview", KEY, "--format", form, "--out", ".")
        assert (ran.code, ran.out, ran.err) == (0, "", f"wrote {name}\n")
        assert (shell.folder / name).read_text(encoding="utf-8") == printed


# Pictures


@pytest.mark.usefixtures("channels")
def test_a_picture_has_the_look_and_the_words_of_its_channel(shell: Shell) -> None:
    ran = shell.quick("preview", KEY, "--channel", "english", "--format", "png", "--out", "a.png")
    assert (ran.code, ran.out, ran.err) == (0, "", "wrote a.png: theme night, square\n")
    assert dimensions((shell.folder / "a.png").read_bytes()) == (1080, 1080)
    shell.quick("preview", KEY, "--channel", "english", "--format", "pdf", "--out", "a.pdf")
    words = text_of((shell.folder / "a.pdf").read_bytes())
    assert "StepbyStep" in words
    assert "@english" in words
    assert "让我们" not in words


@pytest.mark.usefixtures("channels")
def test_theme_and_shape_that_were_asked_for_win_over_the_channels(shell: Shell) -> None:
    arguments = ("preview", KEY, "--channel", "english", "--format", "png", "--out", "a.png")
    ran = shell.quick(*arguments, "--theme", "xuan", "--shape", "portrait")
    assert ran.err == "wrote a.png: theme xuan, portrait\n"
    assert dimensions((shell.folder / "a.png").read_bytes()) == (1080, 1350)


async def test_down_a_pipe_go_the_bytes_and_nothing_else(shell: Shell) -> None:
    async with shell.running("preview", KEY, "--format", "png") as process:
        png, err = await process.communicate()
    assert (process.returncode, err) == (0, b"")
    assert dimensions(png) == (1080, 1350)
    assert left(shell.folder) == set()


async def test_on_a_terminal_a_picture_becomes_a_file_named_after_its_entry(shell: Shell) -> None:
    terminal, its_end = pty.openpty()
    try:
        process = await on_a_terminal(shell, its_end)
        _, err = await process.communicate()
    finally:
        os.close(its_end)
        os.close(terminal)
    assert (process.returncode, err.decode()) == (0, f"wrote {KEY}.pdf: theme xuan, portrait\n")
    assert left(shell.folder) == {f"{KEY}.pdf"}
    assert "StepbyStep" in text_of((shell.folder / f"{KEY}.pdf").read_bytes())


async def on_a_terminal(shell: Shell, stdout: int) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *shell.command("preview", KEY, "--format", "pdf"), cwd=shell.folder, env=shell.environment({}),
        stdout=stdout, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip


def test_a_draft_is_drawn_with_the_warning(shell: Shell) -> None:
    a_folder(shell.folder, GOOD, DRAFT)
    ran = shell.quick("preview", "unfinished", "--format", "pdf", "--out", "a.pdf")
    assert (ran.code, ran.err) == (0, NO_DRAFT + "wrote a.pdf: theme xuan, portrait\n")
    assert "Unfinishednotes" in text_of((shell.folder / "a.pdf").read_bytes())


def test_an_earlier_picture_is_replaced_and_a_device_is_written_into(shell: Shell) -> None:
    (shell.folder / "a.pdf").write_bytes(b"old")
    (shell.folder / "link.pdf").symlink_to("a.pdf")
    assert shell.quick("preview", KEY, "--format", "pdf", "--out", "link.pdf").code == 0
    assert (shell.folder / "link.pdf").is_symlink()
    assert (shell.folder / "a.pdf").read_bytes().startswith(b"%PDF")
    assert shell.quick("preview", KEY, "--format", "pdf", "--out", "/dev/null").code == 0
    assert Path("/dev/null").is_char_device()


def test_what_cannot_be_drawn_is_told_with_its_remedy_and_leaves_the_old_file(shell: Shell) -> None:
    themes = shell.folder / "templates" / "themes"
    themes.mkdir(parents=True)
    (themes / "broken.typ").write_text("#let theme = (", encoding="utf-8")
    (shell.folder / "a.png").write_bytes(b"old")
    ran = shell.quick("preview", KEY, "--format", "png", "--theme", "broken", "--out", "a.png")
    assert (ran.code, ran.out) == (1, "")
    assert "unclosed delimiter; " in ran.err
    assert left(shell.folder) == {"a.png"}
    assert (shell.folder / "a.png").read_bytes() == b"old"


def test_without_the_extra_there_are_words_and_no_pictures(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    assert shell.quick("preview", KEY).code == 0
    ran = shell.quick("preview", KEY, "--format", "png", "--out", "a.png")
    assert (ran.code, ran.err) == (1, "typst is not installed; install digestbot[picture]\n")
    assert left(shell.folder) == set()


def test_a_file_that_cannot_be_written_is_named_and_nothing_is_left(shell: Shell) -> None:
    name = "a" * 300 + ".html"
    ran = shell.quick("preview", KEY, "--format", "html", "--out", name)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.replace("\n", "") == f"{name}: File name too long"
    assert left(shell.folder) == set()


def test_a_look_at_a_picture_makes_no_state_folder(shell: Shell) -> None:
    assert shell.quick("preview", KEY, "--format", "pdf", "--out", "a.pdf").code == 0
    assert left(shell.folder) == {"a.pdf"}
