"""draft: a model writes what drafts lack, from the shell."""

import asyncio
import json
import signal
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.catalog_yaml import load_catalog
from tests.app.test_drafting import a_folder, drafts
from tests.cli.shell import PATIENCE, Shell, stop
from tests.drafting_endpoint import (
    CHINESE_TITLE,
    ENGLISH,
    KEY,
    MODEL,
    Desk,
    a_desk,
    a_draft,
    behaves,
    fails,
    too_late,
    writes,
)


def configured(shell: Shell, desk: Desk) -> None:
    shell.settings |= {"DIGEST_DRAFT_URL": desk.at, "DIGEST_DRAFT_MODEL": MODEL, "DIGEST_DRAFT_KEY": KEY}


async def test_what_drafts_lack_is_written_and_told(shell: Shell) -> None:
    folder = a_folder(shell.folder, *drafts(2))
    async with a_desk() as desk:
        configured(shell, desk)
        ran = await shell.beside("draft", DIGEST_DRAFT_PRICE="0.15/0.60")
    assert (ran.code, ran.err) == (0, "")
    rows = [line.split() for line in ran.out.splitlines()]
    assert ["drafted", "1,500", "1", "draft-0"] in rows
    assert "title.zh, overview.en 104 words, overview.zh" in " ".join(ran.out.split())
    assert ran.out.splitlines()[-1] == "✓ 2 drafted; tokens: 2,400 read, 600 written; cost 0.00072"
    assert all(entry.unreviewed for entry in load_catalog(folder))
    assert shell.quick("validate").code == 0


async def test_done_again_nothing_is_left(shell: Shell) -> None:
    a_folder(shell.folder, *drafts(1))
    async with a_desk() as desk:
        configured(shell, desk)
        await shell.beside("draft")
        ran = await shell.beside("draft")
    assert (ran.code, ran.out) == (0, "✓ nothing to draft\n")


async def test_some_can_be_named_and_some_be_left_for_later(shell: Shell) -> None:
    folder = a_folder(shell.folder, *drafts(4))
    async with a_desk() as desk:
        configured(shell, desk)
        assert (await shell.beside("draft", "draft-2", "draft-2")).code == 0
        assert (await shell.beside("draft", "--limit", "1")).code == 0
        ran = await shell.beside("draft", "draft-2")
    assert [entry.key for entry in load_catalog(folder) if entry.unreviewed] == ["draft-0", "draft-2"]
    assert (ran.code, ran.err) == (0, "draft-2 lacks nothing\n")


async def test_so_many_are_asked_for_at_once_as_was_said(shell: Shell) -> None:
    a_folder(shell.folder, *drafts(3))
    async with a_desk() as desk:
        configured(shell, desk)
        assert (await shell.beside("draft", "--jobs", "1")).code == 0
    assert (desk.busiest, len(desk.asked)) == (1, 3)


async def test_what_could_not_be_drafted_is_told_with_its_reason(shell: Shell) -> None:
    a_folder(shell.folder, *drafts(1), a_draft(abstract=None))
    async with a_desk() as desk:
        configured(shell, desk)
        desk.always = writes(overview_en=ENGLISH.replace("55.4%", "97.3%"))
        ran = await shell.beside("draft")
    assert ran.code == 1
    said = " ".join(ran.out.split())
    assert "in part 4,500 3 draft-0" in said
    assert "overview.en mentions “97.3”, which the record does not have" in said
    assert "there is neither an abstract nor an overview in the other language" in said
    assert "! 0 drafted; 2 in part; tokens" in said


async def test_a_wrong_key_is_said_clearly_and_never_shown(shell: Shell) -> None:
    a_folder(shell.folder, *drafts(9))
    async with a_desk() as desk:
        configured(shell, desk)
        desk.always = fails(401, f"no such key: {KEY}")
        ran = await shell.beside("draft")
    assert ran.code == 1
    assert "the endpoint does not take the key (status 401), set DIGEST_DRAFT_KEY" in ran.err
    assert "run it again to go on" in ran.err
    assert KEY not in ran.said


async def test_json_is_nothing_but_json(shell: Shell) -> None:
    a_folder(shell.folder, *drafts(1), a_draft(abstract=None))
    async with a_desk() as desk:
        configured(shell, desk)
        ran = await shell.beside("draft", "--json", DIGEST_DRAFT_PRICE="1/2")
    told = json.loads(ran.out)
    first, second = told["entries"]
    assert (first["key"], first["reason"], first["tries"]) == ("draft-0", None, 1)
    assert first["wrote"]["title.zh"] == CHINESE_TITLE
    assert first["tokens"] == {"read": 1200, "written": 300, "guessed": False}
    assert list(second["wrote"]) == ["title.zh"]
    assert second["reason"].startswith("there is neither an abstract")
    assert (told["tokens"]["read"], told["cost"], told["unasked"]) == (2400, 0.0036, 0)


async def test_a_dry_run_asks_nobody_and_needs_no_endpoint(shell: Shell) -> None:
    folder = a_folder(shell.folder, *drafts(2))
    before = (folder / "entries/list.yaml").read_bytes()
    ran = shell.quick("draft", "--dry-run", DIGEST_DRAFT_PRICE="1/1")
    assert ran.code == 0
    assert "draft-1 title.zh, overview.en, overview.zh" in " ".join(ran.out.split())
    assert "6 texts of 2 entries would be asked for; tokens: ~" in ran.out
    assert "cost ~0.00" in ran.out
    assert (folder / "entries/list.yaml").read_bytes() == before
    told = json.loads(shell.quick("draft", "--dry-run", "--json").out)
    assert told["entries"][0]["wanted"] == ["title.zh", "overview.en", "overview.zh"]
    assert told["tokens"]["guessed"] is True


# What cannot be tried


def test_without_an_endpoint_it_says_what_to_set(shell: Shell) -> None:
    a_folder(shell.folder, *drafts(1))
    ran = shell.quick("draft")
    assert ran.code == 2
    assert "DIGEST_DRAFT_URL: there is no endpoint to draft with, set it to" in ran.err
    assert "DIGEST_DRAFT_MODEL: no model is named" in ran.err


async def test_an_unknown_key_is_answered_with_the_nearest(shell: Shell) -> None:
    a_folder(shell.folder, a_draft())
    async with a_desk() as desk:
        configured(shell, desk)
        ran = await shell.beside("draft", "patient-verifier")
    assert (ran.code, desk.asked) == (2, [])
    assert ran.err == "there is no entry “patient-verifier”, did you mean patient-verifiers?\n"


async def test_a_rejected_entry_is_not_drafted(shell: Shell) -> None:
    a_folder(shell.folder, a_draft(status="rejected"))
    async with a_desk() as desk:
        configured(shell, desk)
        ran = await shell.beside("draft", "patient-verifiers")
    assert (ran.code, desk.asked) == (1, [])
    assert "patient-verifiers was rejected" in ran.err


async def test_without_the_extra_it_says_how_to_install_it(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    a_folder(shell.folder, a_draft())
    monkeypatch.setitem(sys.modules, "openai", None)
    async with a_desk() as desk:
        configured(shell, desk)
        ran = await shell.beside("draft")
    assert ran.code == 2
    assert "pip install 'digestbot[draft]'" in ran.err


async def test_faults_of_the_data_come_first(shell: Shell) -> None:
    folder = a_folder(shell.folder, a_draft(tags=["unheard-of"]))
    async with a_desk() as desk:
        configured(shell, desk)
        ran = await shell.beside("draft")
    assert (ran.code, desk.asked) == (2, [])
    assert f"{folder.relative_to(shell.folder)}/entries/list.yaml" in ran.err
    assert "the tag unheard-of is unknown" in ran.err


async def test_what_a_model_says_reaches_the_terminal_as_text(shell: Shell) -> None:
    a_folder(shell.folder, a_draft())
    async with a_desk(fails(400, "\x1b[31m[bold]no[/bold]")) as desk:
        configured(shell, desk)
        desk.always = fails(400, "\x1b[31m[bold]no[/bold]")
        ran = await shell.beside("draft")
    assert "\x1b" not in ran.said
    assert "[bold]no[/bold]" in ran.said


# Interrupted


async def test_ctrl_c_lets_the_answers_under_way_come_in(shell: Shell) -> None:
    folder = a_folder(shell.folder, *drafts(9))
    four = asyncio.Barrier(5)
    go = asyncio.Event()

    async def waits(desk: Desk, body: dict[str, Any], request: Any) -> Any:
        await four.wait()
        await go.wait()
        return await behaves(desk, body, request)

    async with a_desk(*[waits] * 4) as desk:
        configured(shell, desk)
        async with shell.running("draft") as process:
            await asyncio.wait_for(four.wait(), PATIENCE)
            process.send_signal(signal.SIGINT)
            assert process.stderr is not None
            assert b"waiting for the answers under way" in await asyncio.wait_for(process.stderr.readline(), PATIENCE)
            go.set()
            out, err = await asyncio.wait_for(process.communicate(), PATIENCE)
    assert process.returncode == 1
    assert "! 4 drafted" in out.decode()
    assert "it was stopped; 5 not asked for" in err.decode()
    assert written(folder) == ["draft-0", "draft-1", "draft-2", "draft-3"]


async def test_a_second_ctrl_c_ends_it_and_what_is_written_stays(shell: Shell) -> None:
    folder = a_folder(shell.folder, *drafts(9))
    async with a_desk(behaves, behaves) as desk:
        stuck = asyncio.Barrier(5)

        async def never(desk: Desk, body: dict[str, Any], request: Any) -> Any:
            await stuck.wait()
            return await too_late(desk, body, request)

        desk.ways += [never] * 4
        configured(shell, desk)
        async with shell.running("draft") as process:
            await asyncio.wait_for(stuck.wait(), PATIENCE)
            process.send_signal(signal.SIGINT)
            assert process.stderr is not None
            await asyncio.wait_for(process.stderr.readline(), PATIENCE)
            ran = await stop(process, signal.SIGINT)
    assert ran.code not in (0, None)
    assert len(written(folder)) == 2
    assert "Traceback" not in ran.err


def written(folder: Path) -> list[str]:
    return [entry.key for entry in load_catalog(folder) if entry.unreviewed]
