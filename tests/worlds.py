"""Builders of small worlds for tests: valid, natural, and changed by keyword."""

import datetime as dt
import hashlib
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.catalog import Catalog, Collection, Tag
from bot.domain.channel import Channel
from bot.domain.entry import Entry
from bot.domain.language import BothNames
from bot.domain.suggestions import Suggestion

TAGS = (
    Tag(key="reasoning", en="Reasoning", zh="推理"),
    Tag(key="chain-of-thought", en="Chain of thought", zh="思维链"),
    Tag(key="process-supervision", en="Process supervision", zh="过程监督"),
    Tag(key="verifiers", en="Verifiers", zh="验证器"),
    Tag(key="reinforcement-learning", en="Reinforcement learning", zh="强化学习"),
    Tag(key="test-time-compute", en="Test-time compute", zh="测试时计算"),
)


def an_entry(key: str = "lets-verify", **changes: Any) -> Entry:
    """A ready paper; ``changes`` are fields as a collection file writes them."""
    fields: dict[str, Any] = {
        "key": key,
        "kind": "paper",
        "title": {"en": "Let's Verify Step by Step", "zh": "让我们逐步验证"},
        "authors": ["Hunter Lightman", "Vineet Kosaraju", "Karl Cobbe"],
        "organizations": ["OpenAI"],
        "published": {"year": 2023, "month": 5, "day": 31},
        "url": f"https://example.org/{key}",
        "tags": ["process-supervision", "verifiers"],
        "overview": {
            "en": "Rewarding every step of a solution trains better verifiers than rewarding the answer.",
            "zh": "与只奖励最终答案相比，奖励解题的每一步能训练出更可靠的验证器。",
        },
    }
    return Entry.model_validate(fields | changes)


def a_draft(key: str = "unfinished", **changes: Any) -> Entry:
    """Valid, but not to be published."""
    return an_entry(key, **({"status": "draft", "title": {"en": "Unfinished notes"}} | changes))


def a_catalog(*entries: Entry, tags: Iterable[Tag] = TAGS, fingerprint: str | None = None) -> Catalog:
    """The entries, in this order; without any, a single ready one. Without a fingerprint, that of its content."""
    title = BothNames(en="Reading list", zh="阅读清单")
    held, tags = entries or (an_entry(),), tuple(tags)
    if fingerprint is None:
        fingerprint = hashlib.sha256(repr((held, tags)).encode("utf-8", "surrogatepass")).hexdigest()
    return Catalog.of(held, tags, {"list": Collection(title=title)}, fingerprint)


def a_channel(**changes: Any) -> Channel:
    """Every day at nine in Shanghai, Chinese first."""
    fields: dict[str, Any] = {
        "name": "daily",
        "chat": "@daily_digest",
        "at": (dt.time(9),),
        "zone": ZoneInfo("Asia/Shanghai"),
    }
    return Channel(**fields | changes)


def a_suggestion(**changes: Any) -> Suggestion:
    """Of a reader called Lin, for a paper of which nobody has heard yet."""
    fields: dict[str, Any] = {
        "id": 1,
        "person": 1001,
        "name": "Lin",
        "url": "https://arxiv.org/abs/2201.11903",
        "document": "arXiv 2201.11903",
        "note": "where chain of thought began",
        "at": at("2026-11-20 12:00"),
    }
    return Suggestion(**fields | changes)


def at(text: str, zone: str = "UTC") -> dt.datetime:
    """An aware instant from ``2026-11-22 09:00``, local to the IANA zone, or with an offset of its own."""
    moment = dt.datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))
