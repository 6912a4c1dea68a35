"""The guard: which addresses are asked at all. A host's numbers are looked up here, judged, and connected to as judged.

So a name cannot lead elsewhere between the look and the call (DNS rebinding), and every redirect is a new look. A proxy
would look names up by itself, beyond any judgement: the environment's proxies are therefore not used for pages and
links, and where nothing but a proxy leads out, these are unreachable.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Sequence

from aiohttp.abc import AbstractResolver, ResolveResult

from bot.domain.address import Address, check_public
from bot.domain.pages import PageError, PageTrouble
from bot.domain.reach import is_public

Admits = Callable[[str], bool]  # a host's number → whether it may be connected to
Resolve = Callable[[str, int], Awaitable[Sequence[tuple[str, int]]]]  # name and port → numbers and ports
# As aiohttp hands it on: family, kind, protocol, canonical name, and the number first in the last.
AddressInfo = tuple[int, int, int, str, tuple[object, ...]]


def check_address(url: str, admits: Admits = is_public) -> None:
    """PageError for what is no public http(s) address on a web server's own port."""
    try:
        address = Address.of(url)
    except ValueError as reason:
        raise PageError(PageTrouble.ADDRESS, f"it {reason}") from None
    if address.port is not None:
        raise PageError(PageTrouble.ADDRESS, f"it names port {address.port}")
    try:
        check_public(url)
        literal = _number(address.host.strip("[]"))
    except ValueError as reason:
        raise PageError(PageTrouble.PRIVATE, f"it {reason}") from None
    if literal and not admits(literal):  # aiohttp asks no resolver for it
        raise _private(address.host)


async def look_up(host: str, port: int) -> Sequence[tuple[str, int]]:
    """The system's own way. Raises OSError."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys((str(place[0]), int(place[1])) for *_, place in found))


class Guard(AbstractResolver):
    """aiohttp's resolver, and its maker of sockets: what passes the one is looked at again by the other."""

    def __init__(self, *, admits: Admits = is_public, resolve: Resolve = look_up) -> None:
        self.admits = admits
        self._resolve = resolve

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """One number that is not admitted is enough to refuse the name. Raises OSError and PageError."""
        found = await self._resolve(host, port)
        if not found:
            raise OSError(f"{host} has no number")
        if not all(self.admits(number) for number, _ in found):
            raise _private(host)
        return [
            ResolveResult(
                hostname=host,
                host=number,
                port=place,
                family=socket.AF_INET6 if ":" in number else socket.AF_INET,
                proto=socket.IPPROTO_TCP,
                flags=socket.AI_NUMERICHOST,
            )
            for number, place in found
        ]

    async def close(self) -> None:
        """Nothing is held."""

    def socket(self, info: AddressInfo) -> socket.socket:
        """Raises OSError for a number that nobody may connect to, however it came here."""
        family, kind, protocol, _, place = info
        if not self.admits(str(place[0])):
            raise PermissionError(f"{place[0]} is not admitted")
        made = socket.socket(family, kind, protocol)
        made.setblocking(False)
        return made


def _number(host: str) -> str | None:
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        return None


def _private(host: str) -> PageError:
    return PageError(PageTrouble.PRIVATE, f"{host} is not on the public internet")
