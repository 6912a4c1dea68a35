"""digestbot catalog: what there is, what is missing, and for how long the cards last."""

import json
import shutil
from typing import Any

import pytest

from tests.cli.shell import Shell
from tests.sources import ROOT

CHANNELS = """\
channels:
  - {name: papers, chat: "@papers", filter: "kind:paper", at: ["08:00", "20:00"], time_zone: Asia/Shanghai}
  - {name: books, chat: "@books", filter: "kind:book"}
"""
DRAFTS = """\
collection:
  title: {en: Arrivals, zh: 新到}
entries:
  - key: half
    kind: paper
    title: {en: Half a Draft}
    status: draft
    drafted: machine
  - key: refused
    kind: post
    title: {en: Refused}
    status: rejected
"""


@pytest.fixture
def curated(shell: Shell) -> Shell:
    """Two channels, and the first collection with a draft and a refused one beside it."""
    (shell.folder / "digest.yaml").write_text(CHANNELS, encoding="utf-8")
    shutil.copytree(ROOT / "data", shell.folder / "data")
    (shell.folder / "data" / "entries" / "new.yaml").write_text(DRAFTS, encoding="utf-8")
    return shell


def report(shell: Shell) -> dict[str, Any]:
    ran = shell.quick("catalog", "--json")
    assert (ran.code, ran.err) == (0, "")
    found: dict[str, Any] = json.loads(ran.out)
    return found


def test_the_report_counts_what_there_is(curated: Shell) -> None:
    found = report(curated)
    assert (found["entries"], found["ready"], found["drafts"], found["rejected"]) == (16, 14, 1, 1)
    assert found["kinds"]["paper"] == 8
    assert found["dates"] == {"day": 14}
    assert sum(found["years"].values()) == 14


def test_it_names_what_drafts_lack_and_what_no_person_has_seen(curated: Shell) -> None:
    found = report(curated)
    assert found["lacking"].keys() == {
        "title.zh", "overview.en", "overview.zh", "url", "published", "tags", "authors",
    }  # fmt: skip
    assert found["lacking"]["title.zh"] == {"count": 1, "keys": ["half"]}
    assert found["unreviewed"] == {"count": 1, "keys": ["half"]}


def test_it_says_how_long_the_cards_of_each_channel_last(curated: Shell) -> None:
    papers, books = report(curated)["channels"]
    assert papers == {
        "name": "papers", "entries": 7, "cycle_days": 3, "left": 7, "days_left": 3, "new": 7, "new_days": 3,
    }  # fmt: skip
    assert (books["name"], books["entries"], books["new_days"]) == ("books", 0, 0)


def test_the_page_says_it_in_80_columns(curated: Shell) -> None:
    ran = curated.quick("catalog")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("16 entries: 14 ready, 1 draft, 1 rejected\n")
    assert "3 days of cards left (7)" in ran.out
    assert "none: its filter admits nothing" in ran.out
    assert "drafted by a machine, not reviewed" in ran.out
    assert max(map(len, ran.out.splitlines())) <= 80


def test_a_mere_look_makes_no_database(curated: Shell) -> None:
    report(curated)
    assert not list(curated.folder.glob("state/*.sqlite3"))


def test_without_channels_there_is_still_a_catalog(shell: Shell) -> None:
    assert report(shell)["channels"] == []
    assert "no channel is configured" in shell.quick("catalog").out


def test_a_broken_catalog_is_told_with_its_place(curated: Shell) -> None:
    (curated.folder / "data" / "entries" / "new.yaml").write_text("entries: 3\n", encoding="utf-8")
    ran = curated.quick("catalog")
    assert (ran.code, ran.out) == (2, "")
    assert "entries/new.yaml:1" in ran.err
