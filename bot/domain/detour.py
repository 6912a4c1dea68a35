"""Addresses that lead round the document they are given for."""

import re
from enum import StrEnum

from bot.domain.address import Address


class Detour(StrEnum):
    """What stands between the reader and the document."""

    UNROLLER = "unroller"  # somebody else's page with the posts of a thread
    SHORTENER = "shortener"  # says nothing of where it leads, and may stop to lead there
    SEARCH = "search"  # other results tomorrow
    LOGIN = "login"


_HOSTS = {
    Detour.UNROLLER: (
        "twitter-thread.com threadreaderapp.com unrollthread.com threader.app pingthread.com rattibha.com "
        "thread-reader.com twstalker.com nitter.net xcancel.com fxtwitter.com vxtwitter.com fixupx.com"
    ),
    Detour.SHORTENER: (
        "bit.ly j.mp bitly.com t.co tinyurl.com tiny.cc goo.gl lnkd.in dlvr.it url.cn t.cn dwz.cn suo.im b23.tv "
        "buff.ly ow.ly is.gd v.gd t.ly rb.gy x.gd cutt.ly rebrand.ly shorturl.at trib.al ift.tt hubs.ly hubs.la "
        "amzn.to fb.me flip.it git.io wp.me kutt.it href.li l.facebook.com lm.facebook.com l.instagram.com "
        "out.reddit.com link.medium.com link.zhihu.com link.juejin.cn"
    ),
}
_BY_HOST = {host: detour for detour, hosts in _HOSTS.items() for host in hosts.split()}

_SEARCHES = {"", "search", "results", "scholar", "websearch", "web", "s"}  # the last part of a path …
_SEARCHED = {"q", "query", "search_query", "keyword", "keywords", "wd", "word", "s"}  # … and a field beside it
_LOGIN_HOST = re.compile(r"(?:login|signin|accounts?|passport|auth|sso)\.[^.]+\..+")
_LOGIN_PAGE = re.compile(r"(?:wp-)?(?:log|sign)[-_]?(?:in|up|on)(?:\.[a-z]+)?")


def detour_of(url: str) -> Detour | None:
    """None for an address that leads straight to its page, and for what is no address."""
    try:
        address = Address.of(url)
    except ValueError:
        return None
    labels = address.host.split(".")
    for start in range(len(labels)):
        if known := _BY_HOST.get(".".join(labels[start:])):
            return known
    page = address.path.lower().strip("/").rpartition("/")[2]
    fields = {field.partition("=")[0].lower() for field in address.fields}
    if page == "url" and "google" in labels:
        return Detour.SHORTENER
    if page in _SEARCHES and fields & _SEARCHED:
        return Detour.SEARCH
    if _LOGIN_PAGE.fullmatch(page) or _LOGIN_HOST.fullmatch(address.host):
        return Detour.LOGIN
    return None
