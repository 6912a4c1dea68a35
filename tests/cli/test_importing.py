"""import: a list becomes drafts from the shell."""

import json
from pathlib import Path

import pytest

from tests.adapters.test_catalog_yaml import GOOD, a_folder
from tests.cli.shell import Shell

LIST = """\
# Reading

## Papers
- [Let's verify](https://arxiv.org/pdf/2305.20050) by Hunter Lightman
- [Solving math problems with patience](https://example.org/patience) by Karl Cobbe
- [Notes](https://t.co/abc) by Ann Somebody
- nothing here
"""


def a_list(shell: Shell, text: str = LIST) -> Path:
    """A curator's folder with one entry, and a list beside it."""
    a_folder(shell.folder, GOOD)
    (shell.folder / "list.md").write_text(text, encoding="utf-8")
    (shell.folder / "data" / "entries" / "list.yaml").rename(shell.folder / "data" / "entries" / "first.yaml")
    return shell.folder / "data" / "entries" / "list.yaml"


def test_what_is_new_is_written_and_the_rest_is_told_with_its_reason(shell: Shell) -> None:
    path = a_list(shell)
    ran = shell.quick("import", "awesome", "list.md")
    assert (ran.code, ran.err) == (0, "")
    rows = [line.split() for line in ran.out.splitlines()]
    assert ["new", "5", "solving-math-problems-with-patience"] in rows
    assert ["suspicious", "6", "notes"] in rows
    assert ["already", "there", "4", "lets-verify"] in rows
    assert ["skipped", "7", "nothing", "here"] in rows
    assert "in the catalog, by arXiv 2305.20050" in ran.out
    assert "goes through a link shortener" in " ".join(ran.out.split())
    assert ran.out.splitlines()[-1] == (f"✓ 2 drafts written to {path}; 1 suspicious; 1 already there; 1 skipped")
    assert "  # imported from list.md:5, Papers\n  - key: solving-math-problems-with-patience\n" in path.read_text(
        "utf-8"
    )
    assert shell.quick("validate").out.startswith("✓ 1 entry ready, 2 drafts")


def test_done_again_it_adds_nothing(shell: Shell) -> None:
    path = a_list(shell)
    shell.quick("import", "awesome", "list.md")
    before = path.read_bytes()
    ran = shell.quick("import", "awesome", "list.md")
    assert ran.code == 0
    assert ran.out.splitlines()[-1] == "✓ nothing new; 3 already there; 1 skipped"
    assert path.read_bytes() == before


def test_a_dry_run_writes_nothing(shell: Shell) -> None:
    path = a_list(shell)
    ran = shell.quick("import", "awesome", "list.md", "--dry-run")
    assert ran.code == 0
    assert f"2 drafts would go into {path}" in ran.out
    assert not path.exists()


def test_json_of_an_import_is_nothing_but_json(shell: Shell) -> None:
    path = a_list(shell)
    ran = shell.quick("import", "awesome", "list.md", "--json")
    told = json.loads(ran.out)
    assert (told["into"], told["written"], told["broken"]) == (str(path), True, None)
    assert [(each["line"], each["entry"]["key"]) for each in told["new"]] == [
        (5, "solving-math-problems-with-patience"), (6, "notes"),
    ]  # fmt: skip
    assert [found["code"] for found in told["new"][1]["suspicions"]][-1] == "detour"
    assert [(each["key"], each["by"], each["in"]) for each in told["known"]] == [
        ("lets-verify", "arXiv 2305.20050", "catalog")
    ]
    assert [each["line"] for each in told["skipped"]] == [7]


def test_a_list_can_come_down_a_pipe(shell: Shell) -> None:
    a_list(shell)
    ran = shell.quick("import", "awesome", "-", answers=LIST)
    path = shell.folder / "data" / "entries" / "awesome.yaml"
    assert (ran.code, path.is_file()) == (0, True)
    assert "# imported from standard input:5, Papers" in path.read_text("utf-8")


def test_the_collection_can_be_named(shell: Shell) -> None:
    a_list(shell)
    ran = shell.quick("import", "awesome", "list.md", "--into", "data/entries/first.yaml")
    assert ran.code == 0
    assert "written to data/entries/first.yaml" in ran.out
    assert shell.quick("validate").out.startswith("✓ 1 entry ready, 2 drafts")


def test_what_is_so_of_most_drafts_is_said_once(shell: Shell) -> None:
    a_list(shell, "".join(f"- [Document {n}](https://example.org/{n}) by Ann Somebody\n" for n in range(10)))
    ran = shell.quick("import", "awesome", "list.md")
    assert "! 10 of 10: published is missing" in ran.out
    assert "suspicious" not in ran.out


def test_a_list_of_thousands_is_not_all_printed(shell: Shell) -> None:
    a_list(shell, "".join(f"- [Document {n}](https://example.org/{n}) by Ann Somebody\n" for n in range(203)))
    ran = shell.quick("import", "awesome", "list.md", "--dry-run")
    assert "and 3 more; --json has all" in ran.out
    assert "203 drafts would go into" in ran.out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["awsome", "list.md"], "there is no format “awsome”, did you mean awesome?"),
        (["awesome", "none.md"], "none.md: no such file"),
        (["awesome", "data"], "data: no such file"),
        (["awesome", "n" * 5000], "no such file"),
        (["awesome", "list.md", "--into", "new.md"], "new.md: a collection is a file with a name such as new.yaml"),
    ],
    ids=["format", "file", "folder", "no name of a file", "collection"],
)
def test_what_cannot_be_used_is_said_with_the_exit_code_of_usage(shell: Shell, arguments: list[str], says: str) -> None:
    a_list(shell)
    ran = shell.quick("import", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err


def test_the_shipped_data_are_not_written_into_from_elsewhere(shell: Shell) -> None:
    (shell.folder / "list.md").write_text(LIST, encoding="utf-8")
    ran = shell.quick("import", "awesome", "list.md")
    assert ran.code == 2
    assert "--into FILE" in ran.err
    assert shell.quick("import", "awesome", "list.md", "--into", "own.yaml").code == 0


def test_a_collection_with_faults_is_refused(shell: Shell) -> None:
    path = a_list(shell)
    path.write_text("entries: []\n", encoding="utf-8")
    ran = shell.quick("import", "awesome", "list.md")
    assert ran.code == 2
    assert ran.err.startswith(f"{path}:1: collection is missing")


def test_a_source_that_is_no_text_did_not_happen(shell: Shell) -> None:
    a_list(shell)
    (shell.folder / "list.md").write_bytes(b"\xff\xfe")
    ran = shell.quick("import", "awesome", "list.md")
    assert ran.code == 1
    assert ran.err == "list.md:1 is not UTF-8: save the file as UTF-8\n"


def test_a_collection_that_cannot_be_written_did_not_happen(shell: Shell) -> None:
    a_list(shell)
    ran = shell.quick("import", "awesome", "list.md", "--into", "none/new.yaml")
    assert (ran.code, ran.err) == (1, "none/new.yaml: No such file or directory\n")


def test_nothing_of_a_list_reaches_the_terminal_as_markup(shell: Shell) -> None:
    a_list(shell, "- [\x1b[31m[bold]Red[/bold] alert](https://example.org/red) by Ann Somebody\n")
    ran = shell.quick("import", "awesome", "list.md", "--dry-run")
    assert ran.code == 0
    assert "\x1b" not in ran.out


def test_a_collection_of_lines_is_written_too(shell: Shell) -> None:
    a_list(shell)
    ran = shell.quick("import", "awesome", "list.md", "--into", "data/entries/new.jsonl")
    assert ran.out.splitlines()[-1].startswith("✓ 2 drafts written to data/entries/new.jsonl")
    head, *lines = (shell.folder / "data" / "entries" / "new.jsonl").read_text("utf-8").splitlines()
    assert json.loads(head)["collection"]["title"] == {"en": "Imported: list.md", "zh": "导入：list.md"}
    assert [json.loads(line)["key"] for line in lines] == ["solving-math-problems-with-patience", "notes"]
    again = shell.quick("import", "awesome", "list.md", "--into", "data/entries/new.jsonl")
    assert again.out.splitlines()[-1] == "✓ nothing new; 3 already there; 1 skipped"
    assert shell.quick("validate").out.startswith("✓ 1 entry ready, 2 drafts")
