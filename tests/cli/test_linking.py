"""links: from the shell, against sites on this machine and arXiv's desk."""

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from starlette.responses import Response

from bot.adapters.links_web import open_web_links
from bot.app import linking as pacing
from bot.cli import linking
from bot.domain.linkcheck import Preprint
from bot.intake.errors import SourceError
from tests.adapters.test_catalog_yaml import a_folder
from tests.cli.shell import Shell
from tests.web_sites import Sites, a_page, moved, some_sites

ENTRY = """\
key: {key}
kind: post
title: {{en: A Post about Things, zh: 一篇文章}}
authors: [Ada Bell]
published: 2024-09-12
url: http://blog.site.org/{page}
tags: [math]
status: draft
"""
PAPER = """\
key: paper
kind: paper
title: {en: A Paper about Things, zh: 一篇论文}
authors: [Ada Bell]
published: 2022-01-28
url: https://arxiv.org/abs/2201.11903
ids: {arxiv: 2201.11903}
tags: [math]
status: draft
"""


def entry(key: str, page: str) -> str:
    return ENTRY.format(key=key, page=page)


class Arxiv:
    """What it knows, and what it was asked; ``out`` of reach or not."""

    def __init__(self) -> None:
        self.known = {"2201.11903": Preprint(version=1, updated="2022-01-28")}
        self.asked: list[list[str]] = []
        self.out = False

    def __call__(self, papers: list[str]) -> Iterator[tuple[str, Preprint]]:
        self.asked.append(papers)
        if self.out:
            raise SourceError("arXiv answers HTTP 503", "try again later")
        yield from ((paper, self.known.get(paper, Preprint())) for paper in papers)


@pytest.fixture
def arxiv(monkeypatch: pytest.MonkeyPatch) -> Arxiv:
    desk = Arxiv()
    monkeypatch.setattr(linking, "ask_arxiv", desk)
    monkeypatch.setattr(pacing, "PACE", 0.0)  # the pace has tests of its own
    monkeypatch.setattr(pacing, "SECOND_LOOK", 0.0)
    return desk


async def checked(
    shell: Shell, sites: Sites, monkeypatch: pytest.MonkeyPatch, *arguments: str, code: int | None = None
) -> Any:
    monkeypatch.setattr(linking, "open_links", partial(open_web_links, sites.guard))
    ran = await shell.beside("links", *arguments)
    if code is not None:
        assert ran.code == code, ran.said
    return json.loads(ran.out) if "--json" in arguments and ran.out else ran


async def test_all_fine_is_a_line_and_exit_code_0(shell: Shell, arxiv: Arxiv, monkeypatch: pytest.MonkeyPatch) -> None:
    a_folder(shell.folder, entry("post", "fine"), PAPER)
    async with some_sites(fine=a_page()) as sites:
        ran = await checked(shell, sites, monkeypatch, code=0)
        assert ran.out == "✓ 2 fine (1 link was asked)\n"
        assert arxiv.asked == [["2201.11903"]]
        assert (await checked(shell, sites, monkeypatch, "--all", code=0)).out.count("fine") >= 3


async def test_what_is_to_be_mended_is_told_with_its_place_and_remedy(
    shell: Shell, arxiv: Arxiv, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = a_folder(shell.folder, entry("gone", "gone"), entry("moved", "moved"), entry("shut", "shut"), PAPER)
    arxiv.known["2201.11903"] = Preprint(version=6, updated="2023-01-10", doi="10.1000/182")
    pages = {"gone": Response("no", 404), "moved": moved("/new", 301), "new": a_page(), "shut": Response("no", 403)}
    async with some_sites(**pages) as sites:
        told = await checked(shell, sites, monkeypatch, "--json", code=1)
        ran = await checked(shell, sites, monkeypatch, code=1)
    assert [(each["key"], each["field"], each["result"], each["mend"]) for each in told["links"]] == [
        ("gone", "url", "gone", True),
        ("moved", "url", "moved", True),
        ("shut", "url", "unsure", False),
        ("paper", "url", "fine", False),
        ("paper", "ids.arxiv", "version", False),
        ("paper", "ids.doi", "published", True),
    ]
    moved_on = told["links"][1]
    assert moved_on["there"] == "http://blog.site.org/new"
    assert "blog.site.org/moved" in (folder / "entries" / "list.yaml").read_text().splitlines()[moved_on["line"] - 1]
    assert f"{moved_on['place']}:{moved_on['line']}" in "".join(ran.out.split())
    assert ran.out.index("gone") < ran.out.index("shut")
    assert "1 fine; 1 moved; 1 gone; 1 published; 1 unsure; 1 version" in ran.out


async def test_a_second_run_asks_what_was_bad_alone(
    shell: Shell, arxiv: Arxiv, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_folder(shell.folder, entry("fine", "fine"), entry("gone", "gone"), PAPER)
    async with some_sites(fine=a_page(), gone=Response("no", 404)) as sites:
        await checked(shell, sites, monkeypatch, code=1)
        sites.asked.clear()
        sites.pages["blog.site.org/gone"] = a_page()
        await checked(shell, sites, monkeypatch, code=0)
        assert sites.places == ["HEAD blog.site.org/gone"]
        sites.asked.clear()
        await checked(shell, sites, monkeypatch, "--age", "0", code=0)
        assert sites.places == ["HEAD blog.site.org/fine", "HEAD blog.site.org/gone"]
    assert len(arxiv.asked) == 2


async def test_only_the_entries_named_are_looked_at(
    shell: Shell, arxiv: Arxiv, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = a_folder(shell.folder, entry("one", "one"), other="collection: {title: {en: O, zh: 其他}}\nentries:\n  - "
                      + entry("two", "two").replace("\n", "\n    ").rstrip() + "\n")  # fmt: skip
    async with some_sites(one=a_page(), two=a_page()) as sites:
        await checked(shell, sites, monkeypatch, "two", code=0)
        assert sites.places == ["HEAD blog.site.org/two"]
        sites.asked.clear()
        await checked(shell, sites, monkeypatch, "--collection", str(folder / "entries" / "list.yaml"), code=0)
        assert sites.places == ["HEAD blog.site.org/one"]
    assert arxiv.asked == []


async def test_a_key_that_nobody_has_is_told_with_the_one_that_is_meant(
    shell: Shell, arxiv: Arxiv, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_folder(shell.folder, entry("some-post", "fine"))
    async with some_sites(fine=a_page()) as sites:
        ran = await checked(shell, sites, monkeypatch, "some-pots", code=2)
        assert "did you mean some-post" in ran.err
        assert sites.asked == []


async def test_rejected_entries_are_left_alone(shell: Shell, arxiv: Arxiv, monkeypatch: pytest.MonkeyPatch) -> None:
    a_folder(shell.folder, entry("good", "fine"), entry("bad", "gone").replace("draft", "rejected"))
    async with some_sites(fine=a_page()) as sites:
        assert [each["key"] for each in (await checked(shell, sites, monkeypatch, "--json", code=0))["links"]] == [
            "good"
        ]


async def test_a_post_on_x_is_not_asked_for_and_not_called_fine(
    shell: Shell, arxiv: Arxiv, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = "https://x.com/ada/status/1834686946846597281"
    a_folder(shell.folder, entry("post", "x").replace("http://blog.site.org/x", url))
    async with some_sites() as sites:
        told = await checked(shell, sites, monkeypatch, "--json", code=0)
        assert [(each["result"], each["url"]) for each in told["links"]] == [("unsure", url)]
        assert sites.looked_up == []


async def test_where_arxiv_cannot_be_asked_the_links_are_checked_all_the_same(
    shell: Shell, arxiv: Arxiv, monkeypatch: pytest.MonkeyPatch
) -> None:
    arxiv.out = True
    a_folder(shell.folder, entry("post", "fine"), PAPER)
    async with some_sites(fine=a_page()) as sites:
        ran = await checked(shell, sites, monkeypatch, code=1)
        assert "1 fine" in ran.out
        assert "arXiv answers HTTP 503: try again later" in ran.err
        assert (await checked(shell, sites, monkeypatch, "--json"))[
            "broken"
        ] == "arXiv answers HTTP 503: try again later"


async def test_without_a_connection_nothing_is_called_dead(
    shell: Shell, arxiv: Arxiv, monkeypatch: pytest.MonkeyPatch
) -> None:
    arxiv.out = True
    a_folder(shell.folder, entry("one", "x"), entry("two", "x").replace("blog.site.org", "other.site.org"), PAPER)
    async with some_sites() as sites:
        ran = await checked(shell, sites, monkeypatch, code=2)
    assert "look at your connection" in ran.err
    assert ran.out == ""


async def test_nothing_in_an_answer_is_obeyed_by_the_terminal(
    shell: Shell, arxiv: Arxiv, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_folder(shell.folder, entry("post", "old"))
    async with some_sites(old=moved("/[red]new[/nothing]:100:", 301)) as sites:
        sites.pages["blog.site.org/[red]new[/nothing]:100:"] = a_page()
        ran = await checked(shell, sites, monkeypatch, code=1)
    assert "\x1b" not in ran.out
    assert ":100:" in ran.out
