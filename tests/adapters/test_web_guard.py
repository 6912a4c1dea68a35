"""The guard: what is never asked, and that nothing else is connected to than what was judged."""

import socket

import pytest

from bot.adapters.web_guard import Guard, check_address, look_up
from bot.domain.pages import PageError, PageTrouble
from tests.web_sites import HERE, Sites


def trouble_with(url: str) -> PageTrouble:
    with pytest.raises(PageError) as caught:
        check_address(url)
    return caught.value.trouble


@pytest.mark.parametrize(
    "url",
    [
        "", "blog.site.org", "ftp://blog.site.org/", "file:///etc/passwd", "javascript:alert(1)", "gopher://site.org:70/",
        "https://user@blog.site.org/", "https://user:secret@blog.site.org/", "https://blog.site.org:8080/",
        "http://blog.site.org:22/", "https://", "https:///path", "https://blog .site.org/", "https://blog.site.org/\n",
        "https://blog.site.org\\@evil.org/", "http://[fe80::1%25eth0]/", "http://[::1", "https://blog.site.org:99999/",
    ],
)  # fmt: skip
def test_what_is_no_address_of_a_page_is_refused(url: str) -> None:
    assert trouble_with(url) is PageTrouble.ADDRESS


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost/", "http://LOCALHOST./", "http://x.localhost/", "http://printer.local/", "http://db.internal/",
        "http://router.lan/", "http://intranet/", "http://127.0.0.1/", "http://127.1/", "http://2130706433/",
        "http://0x7f000001/", "http://0x7f.0.0.1/", "http://0177.0.0.1/", "http://127.0.0.1./", "http://0/",
        "http://10.0.0.1/", "http://169.254.169.254/latest/meta-data/", "http://100.100.100.200/", "http://192.168.1.1/",
        "http://224.0.0.1/", "http://[::]/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/",
        "http://[64:ff9b::a00:1]/", "http://[2002:7f00:1::]/", "http://[fc00::1]/", "http://[fe80::1]/",
        "http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/",
    ],
)  # fmt: skip
def test_what_leads_inside_is_refused_before_anybody_is_asked(url: str) -> None:
    assert trouble_with(url) is PageTrouble.PRIVATE


@pytest.mark.parametrize(
    "url", ["https://blog.site.org/x?y=1", "http://blog.site.org:80/", "https://1.1.1.1/", "https://例子.cn/文"]
)
def test_a_public_address_may_be_asked(url: str) -> None:
    check_address(url)


async def test_a_name_is_refused_where_one_of_its_numbers_is_private() -> None:
    async def resolve(host: str, port: int) -> list[tuple[str, int]]:
        return [("1.1.1.1", port), ("10.0.0.1", port)]

    with pytest.raises(PageError, match="not on the public internet"):
        await Guard(resolve=resolve).resolve("blog.site.org", 443)


async def test_a_name_becomes_the_numbers_that_were_judged() -> None:
    async def resolve(host: str, port: int) -> list[tuple[str, int]]:
        return [("1.1.1.1", port), ("2606:4700:4700::1111", port)]

    found = await Guard(resolve=resolve).resolve("blog.site.org", 443)
    assert [(each["host"], each["port"], each["family"]) for each in found] == [
        ("1.1.1.1", 443, socket.AF_INET),
        ("2606:4700:4700::1111", 443, socket.AF_INET6),
    ]
    assert {each["flags"] for each in found} == {socket.AI_NUMERICHOST}


async def test_a_name_without_a_number_leads_nowhere() -> None:
    async def resolve(host: str, port: int) -> list[tuple[str, int]]:
        return []

    with pytest.raises(OSError, match="no number"):
        await Guard(resolve=resolve).resolve("blog.site.org", 443)


async def test_the_systems_own_look_up_leads_home_for_localhost_and_is_refused() -> None:
    assert (HERE, 80) in await look_up("localhost", 80)
    with pytest.raises(PageError):
        await Guard().resolve("localhost", 80)


def test_no_socket_is_made_for_a_number_that_is_not_admitted() -> None:
    with pytest.raises(PermissionError):
        Guard().socket((socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", ("127.0.0.1", 80)))
    guard = Sites().guard
    with guard.socket((socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (HERE, 80))) as made:
        assert not made.getblocking()
