"""An http(s) address taken apart strictly: what urlsplit would drop or guess is a ValueError."""

import ipaddress
import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, urlsplit

_UNSEEN = re.compile(r"[\x00-\x20\x7f-\xa0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff\ud800-\udfff\\]")
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?"
_NAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_PLAIN = re.compile(r"[\x21-\x24\x26-\x7e]*")  # without a percent sign
_PERCENT = re.compile(r"%([0-9A-Fa-f]{2})?")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_USUAL = 500  # characters; one address is looked at from many sides, and these are remembered for a moment
_ASCII = "".join(map(chr, range(0x21, 0x7F)))
# Names that never lead to a public page (RFC 6761, RFC 6762, ICANN's .internal).
_LOCAL = {"localhost", "local", "internal", "home", "lan", "test", "invalid", "example"}


@dataclass(frozen=True, kw_only=True)
class Address:
    """The parts that matter, percent signs in one spelling. Http and https are not told apart."""

    host: str  # lower case, in ASCII (punycode), no dot at the end; an IPv6 number in brackets
    port: int | None  # None for 80 and 443 too
    path: str
    fields: tuple[str, ...]  # of the query, as written
    fragment: str

    @classmethod
    def of(cls, url: str) -> "Address":
        """ValueError with the end of a sentence that begins with the field's name: ``has no host``."""
        return _remembered(url) if len(url) <= _USUAL else _taken_apart(url)


def _taken_apart(url: str) -> Address:
    if found := _UNSEEN.search(url):
        raise ValueError("contains a space" if found[0] == " " else f"contains U+{ord(found[0]):04X}")
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname
    except ValueError:  # port out of range, brackets without an IPv6 number, characters that look like / ? # @
        raise ValueError("is not a well-formed address") from None
    if parts.scheme not in ("http", "https"):
        raise ValueError("does not begin with https://")
    if "@" in parts.netloc:
        raise ValueError("contains a user name or password")
    if not host:
        raise ValueError("has no host")
    return Address(
        host=_host(host),
        port=None if port in (80, 443) else port,
        path=quoted(parts.path),
        fields=tuple(quoted(field) for field in parts.query.split("&") if field),
        fragment=quoted(parts.fragment),
    )


_remembered = lru_cache(maxsize=64)(_taken_apart)


def check_public(url: str) -> None:
    """ValueError, as above, also for addresses that only work in the network of who wrote them."""
    host = Address.of(url).host
    last = host.rsplit(".", 1)[-1]
    # Browsers read `127.1` and `0x7f.0.0.1` as numbers of hosts; we only as what ipaddress makes of them.
    if host.startswith("[") or re.fullmatch(r"\d+|0x[0-9a-f]*", last):
        try:
            reachable = ipaddress.ip_address(host.strip("[]")).is_global
        except ValueError:
            raise ValueError("has a host that is not a name") from None
    else:
        reachable = "." in host and last not in _LOCAL
    if not reachable:
        raise ValueError(f"leads to {host}, which is not on the public internet")


def quoted(text: str) -> str:
    """Percent signs in one spelling: what need not be escaped is not, the rest is in capitals."""
    if _PLAIN.fullmatch(text):
        return text

    def one(match: re.Match[str]) -> str:
        if match[1] is None:
            return "%25"
        character = chr(int(match[1], 16))
        return character if character in _UNRESERVED else match[0].upper()

    return quote(_PERCENT.sub(one, text), safe=_ASCII)


def _host(host: str) -> str:
    try:
        if ":" in host and "%" not in host:
            return f"[{ipaddress.IPv6Address(host).compressed}]"
        name = host if host.isascii() else host.encode("idna").decode("ascii")
    except ValueError:
        raise ValueError("has a host that is not a name") from None
    name = name.lower().removesuffix(".")
    if len(name) > 253 or not _NAME.fullmatch(name):
        raise ValueError("has a host that is not a name")
    return name
