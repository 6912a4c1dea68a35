"""search and index: finding from the shell."""

import asyncio
import json
from pathlib import Path

import pytest

from tests.adapters.test_catalog_yaml import GOOD, OTHER, a_folder
from tests.cli.shell import Shell

LONG_KEY = "the-longest-key-that-a-curator-may-give-an-entry"
HOSTILE = OTHER.replace("{en: Let's Verify Step by Step,", '{en: "[red]Closed[/nothing] :100: {7*7}",')
STRANGE = ['"a b" OR -((', "tag: kind:x year:9.. author:", "[/bold] \\ %s {} $HOME ~", "\x00 推 - " + "🙂" * 500]


def data(shell: Shell, *entries: str) -> Path:
    """A data folder in the working folder, which the commands take by themselves."""
    return a_folder(shell.folder, *entries)


@pytest.mark.parametrize("words", ["推", "reasoning", "类型:论文 author:lightman"])
def test_search_finds_words_of_either_language(shell: Shell, words: str) -> None:
    ran = shell.quick("search", *words.split())
    assert ran.code == 0
    assert ran.out


def test_what_nothing_matches_is_said_and_fails(shell: Shell) -> None:
    ran = shell.quick("search", "xyzzyplugh")
    assert (ran.code, ran.out, ran.err) == (1, "", "nothing matches\n")


def test_json_of_search_is_nothing_but_json(shell: Shell) -> None:
    every = json.loads(shell.quick("search", "推理", "--json").out)
    best = json.loads(shell.quick("search", "推理", "--json", "--limit", "1").out)
    assert best == every[:1]
    assert best[0].keys() == {"key", "score", "near", "title", "highlights", "why"}
    assert all(hit["near"] is False for hit in every)


def test_json_of_search_says_where_and_why_in_both_languages(shell: Shell) -> None:
    (hit,) = json.loads(shell.quick("search", "思维链", "lang:en", "year:2022", "--json").out)
    assert hit["key"] == "chain-of-thought-prompting"
    marks = {
        language: [hit["title"][language][a:b] for a, b in hit["highlights"]["title"][language]]
        for language in hit["title"]
    }
    assert marks == {"en": ["Chain-of-Thought"], "zh": ["思维链"]}
    snippet = hit["highlights"]["snippet"]
    assert [snippet["text"][begin:end] for begin, end in snippet["spans"]]
    assert snippet["language"] in ("en", "zh")
    assert hit["why"] == [{"word": "思维链", "how": "exact", "field": "title", "language": "zh"}]


def test_json_of_nothing_is_an_empty_list_and_fails(shell: Shell) -> None:
    ran = shell.quick("search", "xyzzyplugh", "--json")
    assert (ran.code, json.loads(ran.out), ran.err) == (1, [], "")


def test_a_word_to_leave_out_comes_after_two_hyphens(shell: Shell) -> None:
    every = json.loads(shell.quick("search", "--json", "推理").out)
    fewer = json.loads(shell.quick("search", "--json", "--", "推理", "-o1").out)
    assert 0 < len(fewer) < len(every)


@pytest.mark.parametrize("words", STRANGE, ids=range(len(STRANGE)))
def test_no_words_are_too_strange_to_search(shell: Shell, words: str) -> None:
    data(shell, GOOD)
    ran = shell.quick("search", "--", words)
    assert ran.code in (0, 1)
    assert bool(ran.out) == ("nothing matches" not in ran.err)


def test_what_comes_near_is_printed_and_fails_all_the_same(shell: Shell) -> None:
    ran = shell.quick("search", "verifier", "xyzzyplugh")
    assert (ran.code, ran.err) == (1, "nothing has all of it; these come near\n")
    assert "training-verifiers" in ran.out
    found = json.loads(shell.quick("search", "verifier", "xyzzyplugh", "--json").out)
    assert {hit["near"] for hit in found} == {True}


def test_a_mistyped_word_is_corrected_and_that_is_said(shell: Shell) -> None:
    ran = shell.quick("search", "verifyer", "step")
    assert (ran.code, ran.err) == (0, "did you mean: verifier step\n")
    assert "lets-verify-step-by-step" in ran.out


def test_slips_are_pointed_at_where_they_stand(shell: Shell) -> None:
    ran = shell.quick("search", "推理", "tag:maht", "kind:papr")
    assert ran.err.splitlines()[:3] == [
        "推理 tag:maht kind:papr",
        "     ^^^^^^^^ there is no tag “maht”; did you mean “math”?",
        "              ^^^^^^^^^ there is no kind “papr”; did you mean “paper”?",
    ]
    assert "did you mean: 推理 tag:math kind:paper" in ran.err


def test_why_an_entry_was_found_stands_under_its_titles(shell: Shell) -> None:
    out = " ".join(shell.quick("search", "lightman", "siweilian | step").out.split())
    assert "让我们一步步验证 lightman: exact, author " in out
    assert "step: exact, title (en)" in out


def test_nothing_was_posted_where_no_bot_has_run(shell: Shell) -> None:
    ran = shell.quick("search", "is:posted")
    assert (ran.code, ran.out, ran.err) == (1, "", "nothing matches\n")


def about(out: str) -> dict[str, str]:
    return {name: value.strip() for name, _, value in (line.partition(" ") for line in out.splitlines())}


def test_a_mere_search_leaves_no_state_folder(shell: Shell) -> None:
    a_folder(shell.folder, GOOD)
    assert shell.quick("search", "verify").code == 0
    assert not (shell.folder / "state").exists()


def test_what_was_read_of_the_collections_is_kept_in_the_state_folder(shell: Shell) -> None:
    folder = a_folder(shell.folder, GOOD)
    (shell.folder / "state").mkdir()
    assert shell.quick("search", "verify").code == 0
    (kept,) = (shell.folder / "state" / "catalog").glob("*/current")
    path = folder / "entries" / "list.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("Verify Step", "Vindicate Step"), encoding="utf-8")
    assert shell.quick("search", "vindicate").code == 0
    assert kept.exists()


def test_the_index_says_what_it_is(shell: Shell) -> None:
    ran = shell.quick("index")
    assert (ran.code, ran.err) == (0, "")
    said = about(ran.out)
    assert said.keys() == {"folder", "entries", "size", "edition"}
    assert said["entries"] == "14"
    assert Path(said["folder"]).is_relative_to(shell.folder / "state" / "search")
    assert Path(said["folder"]).is_dir()
    assert about(shell.quick("index").out)["folder"] == said["folder"]


def test_the_index_follows_the_collections(shell: Shell) -> None:
    folder = data(shell, GOOD)
    assert about(shell.quick("index").out)["entries"] == "1"
    a_folder(folder.parent, GOOD, OTHER)
    assert about(shell.quick("index").out)["entries"] == "2"
    assert "chain-of-thought" in shell.quick("search", "verify").out


def test_a_rebuilt_index_is_another_and_a_damaged_one_is_mended_by_itself(shell: Shell) -> None:
    first, second = (about(shell.quick("index", *more).out)["folder"] for more in ([], ["--rebuild"]))
    assert first != second
    for file in (shell.folder / second).rglob("*"):
        if file.is_file():
            file.write_bytes(b"damaged")
    assert shell.quick("search", "lightman").code == 0
    assert about(shell.quick("index").out)["entries"] == "14"


def test_an_index_that_cannot_be_written_is_said_in_words(shell: Shell) -> None:
    (shell.folder / "state").write_text("no folder", encoding="utf-8")
    ran = shell.quick("index")
    assert (ran.code, ran.out) == (1, "")
    assert "state" in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("columns", [80, 120])
def test_the_table_of_hits_fits_and_cuts_no_key(shell: Shell, columns: int) -> None:
    data(shell, GOOD.replace("lets-verify", LONG_KEY), HOSTILE)
    ran = shell.quick("search", "verifiers", COLUMNS=str(columns))
    assert LONG_KEY in ran.out
    assert "…" not in ran.out
    assert max(map(len, ran.out.splitlines())) <= columns
    assert "[red]Closed[/nothing]" in " ".join(ran.out.split())


async def test_a_terminal_without_chinese_gets_escapes_instead_of_a_traceback(shell: Shell) -> None:
    table, found = await asyncio.gather(
        shell.run("search", "推理", PYTHONIOENCODING="ascii"),
        shell.run("search", "推理", "--json", PYTHONIOENCODING="ascii"),
    )
    assert (table.code, table.err) == (0, "")
    assert (found.code, found.err) == (0, "")
    plain = await shell.beside("search", "推理", "--json")
    assert json.loads(found.out) == json.loads(plain.out)
