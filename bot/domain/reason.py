"""Why a slot gets its entry, or none (law 7): a code and arguments for the phrases ``reason.<code>``."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self


class Code(StrEnum):
    """What can be the reason, with the names of its arguments.

    ``left`` is how many entries of the running cycle are to come after this one, put-aside ones not counted.
    """

    FIRST = "first"  # the channel's first post at all · left
    PINNED = "pinned"  # an admin gave this slot this entry
    CHOSEN = "chosen"  # an admin posts it on demand
    PIN_GONE = "pin_gone"  # the pinned entry has left the catalog; the usual choice instead · key, left
    PIN_DRAFT = "pin_draft"  # the pinned entry is not ready; the usual choice instead · key, left
    PIN_QUARANTINED = "pin_quarantined"  # Telegram does not take the pinned entry's card; the usual choice · key, left
    ONLY_ONE = "only_one"  # the channel has no other entry
    ONLY_LEFT = "only_left"  # the last one of the cycle
    NEW_CYCLE = "new_cycle"  # all have been posted · cycle, left
    NEW_CYCLE_EARLY = "new_cycle_early"  # what was not posted is put aside or pinned · cycle, skipped, pinned, left
    OTHER_KIND = "other_kind"  # balanced: of another kind than the post before · kind, last_kind, last, left
    OTHER_TAGS = "other_tags"  # balanced: shares no tag with the post before · last, left
    BALANCED = "balanced"  # balanced: on the whole the least like the latest posts · left
    LISTED = "listed"  # next in the curators' order · left
    OLDEST = "oldest"  # the longest published · left
    NEWEST = "newest"  # the most recently published · left
    SHUFFLED = "shuffled"  # next in this cycle's own order · left
    NOTHING_READY = "nothing_ready"  # no entry may be published · drafts
    NOTHING_ADMITTED = "nothing_admitted"  # the channel's filter admits none of the ready · ready, filter
    ALL_QUARANTINED = "all_quarantined"  # Telegram takes none of the cards the channel could get · quarantined
    CHOSEN_GONE = "chosen_gone"  # the entry an admin chose is not in the catalog · key
    CHOSEN_DRAFT = "chosen_draft"  # the entry an admin chose is not ready · key
    CHOSEN_QUARANTINED = "chosen_quarantined"  # Telegram does not take the card of the entry an admin chose · key


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One reason. ``str()`` is what the ledger keeps; ``parse`` reads it back."""

    code: str  # a Code, or one that a later version wrote
    args: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, code: Code, **args: object) -> Self:
        return cls(code=code.value, args={name: str(value) for name, value in args.items()})

    @classmethod
    def parse(cls, text: str) -> Self:
        """From ``str(reason)``; ValueError for anything else."""
        fields: Any = json.loads(text)
        match fields:
            case {"code": str(code), "args": dict(args)}:
                return cls(code=code, args={str(name): str(value) for name, value in args.items()})
        raise ValueError(f"not a reason: {text}")

    def __str__(self) -> str:
        return json.dumps(
            {"code": self.code, "args": dict(self.args)},
            ensure_ascii=False,
            separators=(",", ":"),
            sort_keys=True,
        )
