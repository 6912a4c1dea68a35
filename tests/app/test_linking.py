"""Asking links politely: pace, patience, memory. Time is virtual, the memory is the real one."""

import asyncio
import datetime as dt
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from bot.adapters.links_cache import SqliteLinkMemory, open_link_memory
from bot.app.linking import AT_ONCE, PACE, SECOND_LOOK, LinkCheck, nothing_answers
from bot.domain.linkcheck import Answer, Result, verdict
from bot.domain.pages import PageTrouble
from tests.fakes.links import NO_HOST, TAKES, ScriptedWeb
from tests.virtual_time import in_virtual_time

NOW = dt.datetime(2026, 11, 29, 12, tzinfo=dt.UTC)
WEEK = dt.timedelta(days=7)
OK, GONE, FORBIDDEN, DOWN = Answer(status=200), Answer(status=404), Answer(status=403), Answer(status=502)


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[SqliteLinkMemory]:
    with open_link_memory(tmp_path) as opened:
        yield opened


def checked(
    memory: SqliteLinkMemory, answers: dict[str, list[Answer]], *, urls: list[str] | None = None, now: dt.datetime = NOW
) -> tuple[ScriptedWeb, LinkCheck]:
    web = ScriptedWeb(dict(answers))
    check = LinkCheck(web=web, memory=memory, now=now, age=WEEK)
    in_virtual_time(check.check(urls or list(answers)))
    return web, check


def pages(count: int, host: str = "site.org") -> list[str]:
    return [f"https://{host}/{number}" for number in range(1, count + 1)]


def asked(web: ScriptedWeb) -> list[str]:
    return [f"{method} {url}" for _, method, url in web.asked]


# Pace


def test_one_host_is_asked_one_thing_at_a_time_with_a_pause_between(memory: SqliteLinkMemory) -> None:
    web, _ = checked(memory, {url: [OK] for url in pages(5)})
    moments = [at for at, _, _ in web.asked]
    assert web.most_of_a_host == 1
    assert [round(later - before, 3) for before, later in pairwise(moments)] == [PACE + TAKES] * 4


def test_a_few_hosts_are_asked_side_by_side_and_not_all(memory: SqliteLinkMemory) -> None:
    web, _ = checked(memory, {f"https://site{number}.org/": [OK] for number in range(3 * AT_ONCE)})
    assert web.most_at_once == AT_ONCE
    assert web.asked[-1][0] < 4 * TAKES


def test_a_second_question_about_a_link_keeps_the_pause_too(memory: SqliteLinkMemory) -> None:
    web, check = checked(memory, {"https://site.org/1": [FORBIDDEN, OK], "https://site.org/2": [OK]})
    assert asked(web) == ["HEAD https://site.org/1", "GET https://site.org/1", "HEAD https://site.org/2"]
    moments = [at for at, _, _ in web.asked]
    assert moments[1] - moments[0] >= PACE
    assert moments[2] - moments[1] >= PACE
    assert check.answers["https://site.org/1"] == OK


def test_a_link_is_asked_once_however_many_entries_have_it(memory: SqliteLinkMemory) -> None:
    web, _ = checked(memory, {"https://site.org/1": [OK]}, urls=["https://site.org/1"] * 3)
    assert len(web.asked) == 1


def test_a_busy_site_is_given_the_time_it_asks_for(memory: SqliteLinkMemory) -> None:
    web, check = checked(memory, {"https://site.org/1": [Answer(status=429, wait=30), OK], "https://site.org/2": [OK]})
    assert web.asked[1][0] - web.asked[0][0] >= 30
    assert check.answers["https://site.org/1"] == OK


@pytest.mark.parametrize("wait", [0.0, 3600.0])
def test_a_site_that_stays_busy_is_left_alone_for_today(memory: SqliteLinkMemory, wait: float) -> None:
    busy = Answer(status=429, wait=wait)
    web, check = checked(memory, {url: [busy] for url in pages(4)})
    assert len(web.asked) == 1
    assert {verdict(url, answer).result for url, answer in check.answers.items()} == {Result.UNSURE}
    again, _ = checked(memory, {url: [OK] for url in pages(4)})
    assert len(again.asked) == 4


# Patience


def test_what_does_not_answer_is_asked_again_later_and_once(memory: SqliteLinkMemory) -> None:
    web, check = checked(memory, {"https://site.org/1": [NO_HOST, OK], "https://other.org/1": [DOWN]})
    hosts = ("site.org", "other.org")
    assert sorted(asked(web)) == sorted(
        [f"HEAD https://{host}/1" for host in hosts] + [f"GET https://{host}/1" for host in (*hosts, "other.org")]
    )
    assert max(at for at, _, _ in web.asked) >= SECOND_LOOK
    assert check.answers == {"https://site.org/1": OK, "https://other.org/1": DOWN}


def test_what_is_private_is_asked_once(memory: SqliteLinkMemory) -> None:
    web, _ = checked(memory, {"https://site.org/1": [Answer(trouble=PageTrouble.PRIVATE)]})
    assert len(web.asked) == 1


def test_a_host_that_never_answers_is_given_up_after_three_links(memory: SqliteLinkMemory) -> None:
    web, check = checked(memory, {url: [NO_HOST] for url in pages(50)})
    assert len(web.asked) == 6  # three, and three later
    assert len(check.answers) == 50
    assert set(check.answers.values()) == {NO_HOST}


def test_http_is_asked_whether_https_works(memory: SqliteLinkMemory) -> None:
    web, check = checked(
        memory,
        {"http://site.org/1": [OK], "https://site.org/1": [OK], "http://old.org/1": [OK]},
        urls=["http://site.org/1", "http://old.org/1"],
    )
    assert {"HEAD https://site.org/1", "HEAD https://old.org/1"} <= set(asked(web))
    assert (check.answers["http://site.org/1"].secure, check.answers["http://old.org/1"].secure) == (True, False)


# Memory


def test_what_was_well_is_not_asked_again_for_a_week(memory: SqliteLinkMemory) -> None:
    answers = {"https://a.org/1": [OK], "https://b.org/1": [FORBIDDEN], "https://c.org/1": [GONE]}
    first, _ = checked(memory, answers)
    assert len({url for _, _, url in first.asked}) == 3
    second, check = checked(memory, {**answers, "https://c.org/1": [OK]}, now=NOW + WEEK)
    assert {url for _, _, url in second.asked} == {"https://c.org/1"}
    assert check.answers == {"https://a.org/1": OK, "https://b.org/1": FORBIDDEN, "https://c.org/1": OK}
    third, _ = checked(memory, answers, now=NOW + WEEK + dt.timedelta(seconds=1))
    assert {url for _, _, url in third.asked} == {"https://a.org/1", "https://b.org/1"}


def test_what_was_checked_before_an_interruption_stays(memory: SqliteLinkMemory) -> None:
    answers = {url: [OK] for url in pages(6)}
    check = LinkCheck(web=ScriptedWeb(dict(answers)), memory=memory, now=NOW, age=WEEK)

    async def interrupted() -> None:
        running = asyncio.create_task(check.check(list(answers)))
        await asyncio.sleep(3 * (PACE + TAKES) + TAKES / 2)  # while the fourth is asked
        running.cancel()
        await asyncio.wait([running])

    in_virtual_time(interrupted())
    web, _ = checked(memory, answers)
    assert asked(web) == [f"HEAD https://site.org/{number}" for number in (4, 5, 6)]


def test_what_an_older_edition_has_kept_counts_for_nothing(memory: SqliteLinkMemory) -> None:
    memory.keep("https://site.org/1", NOW, {"colour": "green"})
    memory.keep("https://site.org/2", NOW, {"status": 200, "trouble": "unheard-of"})
    web, _ = checked(memory, {url: [OK] for url in pages(2)})
    assert len(web.asked) == 2


def test_it_tells_how_far_it_is(memory: SqliteLinkMemory) -> None:
    told: list[tuple[int, int]] = []
    memory.keep("https://site.org/1", NOW, {"status": 200})
    check = LinkCheck(web=ScriptedWeb({url: [OK] for url in pages(3)}), memory=memory, now=NOW, age=WEEK)
    in_virtual_time(check.check(pages(3), lambda done, total: told.append((done, total))))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_where_no_site_answers_it_is_our_connection(memory: SqliteLinkMemory) -> None:
    down = {"https://a.org/1": [NO_HOST], "https://b.org/1": [NO_HOST]}
    assert nothing_answers(checked(memory, down)[1])
    assert not nothing_answers(checked(memory, {**down, "https://c.org/1": [GONE]})[1])
    assert not nothing_answers(checked(memory, {"https://a.org/1": [NO_HOST]})[1])
    assert not nothing_answers(checked(memory, {"https://c.org/1": [OK]}, now=NOW)[1])
