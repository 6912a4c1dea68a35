"""Which URLs Telegram takes: in links, in buttons, and in tg://user mentions."""

import re
from urllib.parse import parse_qs, urlsplit

from bot.sandbox.rules import bad_request

_HOST = re.compile(r"(?:[^\s.:/?#@\[\]<>\"'`{}|\\^]+\.)*[^\s.:/?#@\[\]<>\"'`{}|\\^]+\.?")


def mentioned_user(url: str) -> int | None:
    """The user of a ``tg://user?id=…`` link."""
    parts = urlsplit(url) if url.lower().startswith("tg:") else None
    if parts is None or (parts.netloc or parts.path).strip("/").lower() != "user":
        return None
    (found,) = parse_qs(parts.query).get("id", [""])[:1] or [""]
    return int(found) if found.isascii() and found.isdigit() and int(found) > 0 else None


def checked_link(url: str) -> str:
    """The canonical form of a link, or an empty string for one that Telegram drops silently."""
    try:
        return checked_url(url)
    except ValueError:
        return ""


def checked_url(url: str) -> str:
    """The canonical form of an http, https, ftp, tg or ton link. Raises ValueError with Telegram's reason."""
    if not url.strip():
        raise ValueError("URL must be non-empty")
    url = url.strip()
    scheme, separator, rest = url.partition("://")
    if not separator:
        scheme, rest = "http", url
    scheme = scheme.lower()
    if scheme in ("tg", "ton"):
        return f"{scheme}://{rest}"
    if scheme not in ("http", "https", "ftp", "tonsite"):
        raise ValueError("Unsupported URL protocol")
    host, path = _split_host(rest)
    if scheme in ("http", "https") and "." not in host.strip(".") and not host.startswith("["):
        raise ValueError("Wrong HTTP URL")
    if not host or any(character.isspace() for character in rest):
        raise ValueError("Wrong HTTP URL")
    bare = host.rsplit("@", 1)[-1]
    name, _, port = bare.partition(":") if not bare.startswith("[") else (bare, "", "")
    if not bare.startswith("[") and (not _HOST.fullmatch(name) or ".." in name):
        raise ValueError("Wrong HTTP URL")
    if port and (not port.isdigit() or not 0 < int(port) <= 65535):
        raise ValueError("Wrong HTTP URL")
    if path.startswith(("?", "#")) or not path:
        path = f"/{path}"
    return f"{scheme}://{host.lower()}{path}"


def checked_button_url(url: str) -> str:
    """The URL of a keyboard button; refuses as the Bot API server words it."""
    if mentioned_user(url) is not None:
        return url
    try:
        return checked_url(url)
    except ValueError as reason:
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: {reason}") from None


def _split_host(rest: str) -> tuple[str, str]:
    end = min((p for p in (rest.find("/"), rest.find("?"), rest.find("#")) if p >= 0), default=len(rest))
    return rest[:end], rest[end:]
