"""The endpoint that drafts: its settings. The key is read only where something is drafted, never from digest.yaml."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from bot.app import values
from bot.app.reader import ENVIRONMENT, Reader, Section
from bot.app.values import Malformed
from bot.domain.drafter import Price

T = TypeVar("T")

DRAFT_KEYS = ("url", "model", "price")
KEY, KEY_FILE = "DIGEST_DRAFT_KEY", "DIGEST_DRAFT_KEY_FILE"

_PRICE = re.compile(r"(\d{1,6}(?:\.\d{1,6})?)\s*/\s*(\d{1,6}(?:\.\d{1,6})?)", re.ASCII)
_MODEL = re.compile(r"[!-~]{1,200}")
_KEY = re.compile(r"[!-~]{1,1000}")


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """An OpenAI-compatible server and a model of it. ``key`` is left out of the repr (law 9)."""

    url: str = ""
    model: str = ""
    price: Price | None = None
    key: str = field(default="", repr=False)


def read_endpoint(reader: Reader, top: Section | None, folder: Path, *, needed: bool) -> Endpoint:
    """What is written is checked in any case; ``needed``: that it is enough to draft, and the key."""
    section = _section(reader, top)

    def setting(name: str, key: str, parse: Callable[[str], T], default: T) -> T:
        below = section.text(key, parse, default) if section else default
        return reader.variable(name, parse, below)

    endpoint = Endpoint(
        url=setting("DIGEST_DRAFT_URL", "url", url, ""),
        model=setting("DIGEST_DRAFT_MODEL", "model", model, ""),
        price=setting("DIGEST_DRAFT_PRICE", "price", price, None),
        key=_key(reader, folder) if needed else "",
    )
    if needed and not reader.faults:
        _enough(reader, endpoint)
    return endpoint


def url(text: str) -> str:
    """The root of the endpoint."""
    try:
        return values.api_url(text)
    except Malformed as malformed:
        raise Malformed(malformed.what, "write it as https://api.openai.com/v1 or http://localhost:11434/v1") from None


def model(text: str) -> str:
    """As the endpoint calls it."""
    if _MODEL.fullmatch(text) is None:
        raise Malformed("this is not the name of a model", "write it as the endpoint does, in ASCII without spaces")
    return text


def price(text: str) -> Price | None:
    """Of a million tokens read and written."""
    found = _PRICE.fullmatch(text)
    if found is None:
        raise Malformed(f"{text!r} is not a price", "write those of a million tokens read and written, as in 0.15/0.60")
    return Price(read=Decimal(found[1]), written=Decimal(found[2]))


def key(text: str) -> str:
    """The message never repeats it."""
    if _KEY.fullmatch(text) is None:
        raise Malformed("this is not a key", "copy it whole: ASCII without spaces")
    return text


def _section(reader: Reader, top: Section | None) -> Section | None:
    if top is None or top.values.get("draft") is None:
        return None
    section = Section(reader, top.document, (*top.path, "draft"), (*DRAFT_KEYS, "key"))
    if "key" in section.values:
        section.fault("key", "a key does not belong into this file", f"set {KEY} or {KEY_FILE} in the environment")
    return section


def _key(reader: Reader, folder: Path) -> str:
    """Empty where there is none: local servers want none."""
    path = reader.environ.get(KEY_FILE)
    if path is None:
        return reader.variable(KEY, key, "")
    if KEY in reader.environ:
        reader.fault(ENVIRONMENT, f"the key is given here and in {KEY_FILE}", "unset one of the two", key=KEY)
        return ""
    try:
        text = (folder / path).read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as failure:
        what = f"{path} cannot be read ({getattr(failure, 'strerror', None) or 'not text'})"
        reader.fault(ENVIRONMENT, what, "check the path and its rights", key=KEY_FILE)
        return ""
    return reader.parsed(key, text, "", place=path, key=KEY_FILE)


def _enough(reader: Reader, endpoint: Endpoint) -> None:
    if not endpoint.url:
        remedy = "set it to an OpenAI-compatible server, as in https://api.openai.com/v1 or http://localhost:11434/v1"
        reader.fault(ENVIRONMENT, "there is no endpoint to draft with", remedy, key="DIGEST_DRAFT_URL")
    if not endpoint.model:
        reader.fault(ENVIRONMENT, "no model is named", "set it as the endpoint calls it", key="DIGEST_DRAFT_MODEL")
