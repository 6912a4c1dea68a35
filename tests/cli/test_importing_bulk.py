"""import, in bulk: a JSONL source goes into a JSONL collection record by record, all of it or nothing."""

import asyncio
import json
import signal
from pathlib import Path

import pytest

from tests.adapters.test_catalog_yaml import GOOD, a_folder
from tests.cli.shell import PATIENCE, Shell, stop

BULK = ("import", "jsonl", "-", "--into", "data/entries/big.jsonl")


def records(count: int, first: int = 0) -> str:
    titles = {number: {"en": f"Study {number} of what readers of long lists meet"} for number in range(first, count)}
    lines = (
        json.dumps({"title": title, "authors": ["Ann Somebody"], "url": f"https://example.org/{number}"})
        for number, title in titles.items()
    )
    return "".join(f"{line}\n" for line in lines)


@pytest.fixture
def big(shell: Shell) -> Path:
    """The collection that is to be filled, in a curator's folder with one entry."""
    a_folder(shell.folder, GOOD)
    return shell.folder / "data" / "entries" / "big.jsonl"


def test_new_records_go_into_a_jsonl_collection_line_by_line(shell: Shell, big: Path) -> None:
    ran = shell.quick(*BULK, answers=records(3))
    assert (ran.code, ran.err) == (0, "")
    head, *entries = map(json.loads, big.read_text("utf-8").splitlines())
    assert set(head) == {"collection"}
    assert [entry["url"] for entry in entries] == [f"https://example.org/{number}" for number in range(3)]
    assert shell.quick("validate").out.startswith("✓ 1 entry ready, 3 drafts")


def test_a_grown_source_adds_what_has_grown_and_the_same_again_nothing(shell: Shell, big: Path) -> None:
    shell.quick(*BULK, answers=records(3))
    before = big.read_bytes()
    assert shell.quick(*BULK, answers=records(3)).out.splitlines()[-1] == "✓ nothing new; 3 already there"
    assert big.read_bytes() == before
    shell.quick(*BULK, answers=records(5))
    assert big.read_bytes().startswith(before)
    assert len(big.read_bytes().splitlines()) == 1 + 5


def test_what_is_no_record_is_skipped_with_its_line_and_the_rest_is_read(shell: Shell, big: Path) -> None:
    source = b"\xff\xfe\n".join([records(1).encode(), records(2, 1).encode()]) + b"{\r\n\n" + b"[" * 2_000_000 + b"\n"
    ran = shell.quick(*BULK, "--json", answers=source)
    told = json.loads(ran.out)
    assert ran.code == 0
    assert [(each["line"], each["reason"].split(",")[0]) for each in told["skipped"]] == [
        (2, "is not UTF-8"), (4, "is not JSON (expecting property name enclosed in double quotes"),
        (6, "is longer than 1"),
    ]  # fmt: skip
    assert [each["line"] for each in told["new"]] == [1, 3]


def test_a_file_in_utf_16_is_refused(shell: Shell, big: Path) -> None:
    ran = shell.quick(*BULK, answers=records(2).encode("utf-16"))
    assert (ran.code, ran.err) == (1, "standard input:1 is not UTF-8: save the file as UTF-8\n")
    assert not big.exists()


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGKILL])
@pytest.mark.parametrize("before", [0, 2])
async def test_what_is_interrupted_leaves_the_collection_as_it_was(
    shell: Shell, big: Path, sign: signal.Signals, before: int
) -> None:
    if before:
        shell.quick(*BULK, answers=records(before))
    content = _content(big)
    async with shell.running(*BULK) as process:
        assert process.stdin
        process.stdin.write(records(300).encode())
        await asyncio.wait_for(_begun(big.parent), PATIENCE)  # and it waits for more
        ran = await stop(process, sign)
    assert ran.code != 0
    assert _content(big) == content
    again = shell.quick(*BULK, answers=records(300))
    assert f"✓ {300 - before} drafts written" in again.out
    assert _names(big.parent) == ["big.jsonl", "list.yaml"]


def _content(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


async def _begun(folder: Path) -> None:
    while not any(name.startswith(".digestbot-") for name in _names(folder)):  # noqa: ASYNC110 - another process's
        await asyncio.sleep(0.01)
