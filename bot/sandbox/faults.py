"""Trouble on demand: refusals, gateway pages, cut and hanging connections."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Literal

from bot.sandbox import rules
from bot.sandbox.rules import ApiError, too_many_requests

Carried = Literal["upload", "file_id"]

# What each kind does to a call; the page offers these names.
KINDS = {
    "400": "refuse: Bad Request",
    "401": "refuse: the token was revoked",
    "403": "refuse: blocked by the user, kicked from the channel",
    "404": "refuse: no such bot",
    "409": "refuse: another getUpdates",
    "429": "refuse: too many requests, retry after `retry_after` seconds",
    "500": "fail with an error object",
    "502": "fail with a gateway's HTML page",
    "html": "the same as 502",
    "garbage": "accept, then answer with something that is not JSON",
    "cut_before": "close the connection, nothing accepted",
    "cut_after": "accept, then close the connection without an answer",
    "late": "close the connection at once, and accept `seconds` later (up to a minute in real life)",
    "hang": "accept nothing and stay silent for `seconds`, then close",
    "hang_after": "accept, then stay silent for `seconds`, then close",
    "slow": "accept, and answer after `seconds`",
}
# And these to calls that carry a picture; others pass them by.
PICTURE_KINDS = {
    "photo_dimensions": "refuse a picture that is uploaded: its sides",
    "photo_process": "refuse a picture that is uploaded: unreadable",
    "file_unknown": "refuse a picture that is named by its file_id, as if it had been forgotten",
}
_ACCEPTING = ("garbage", "cut_after", "hang_after", "slow")
_REFUSALS = {
    "400": (400, "Bad Request: CHAT_RESTRICTED"),
    "401": (401, rules.UNAUTHORIZED),
    "404": (404, "Not Found"),
    "409": (409, rules.OTHER_GET_UPDATES),
    "500": (500, "Internal Server Error"),
    "photo_dimensions": (400, f"Bad Request: {rules.PHOTO_DIMENSIONS}"),
    "photo_process": (400, f"Bad Request: {rules.PHOTO_UNREADABLE}"),
    "file_unknown": (400, f"Bad Request: {rules.FILE_UNKNOWN}"),
}
# In what way a picture has to come for its trouble.
_CARRYING: dict[str, Carried] = {
    "photo_dimensions": "upload",
    "photo_process": "upload",
    "file_unknown": "file_id",
}


@dataclass(kw_only=True)
class Fault:
    """One switched-on trouble.

    ``method`` "*" means every method but getUpdates; ``times`` None means until cleared; ``seconds`` are real ones,
    whatever the sandbox's clock says.
    """

    id: int
    method: str
    kind: str
    times: int | None
    chat: int | str | None
    retry_after: int
    seconds: float
    description: str | None

    @property
    def accepts(self) -> bool:
        """Whether the call takes effect before the trouble."""
        return self.kind in _ACCEPTING

    def refusal(self, *, private: bool) -> ApiError | None:
        """The error object this fault answers with, if it answers with one."""
        if self.kind == "429":
            return too_many_requests(self.retry_after)
        if self.kind == "403":
            words = "bot was blocked by the user" if private else "bot was kicked from the channel chat"
            return ApiError(403, self.description or f"Forbidden: {words}")
        if self.kind in _REFUSALS:
            status, words = _REFUSALS[self.kind]
            return ApiError(status, self.description or words)
        return None

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "method": self.method,
            "kind": self.kind,
            "times": self.times,
            "chat": self.chat,
            "retry_after": self.retry_after,
            "seconds": self.seconds,
        }


class Faults:
    """The faults waiting for their calls, first in first out."""

    def __init__(self) -> None:
        self.waiting: list[Fault] = []
        self._last_id = 0

    def add(
        self,
        kind: str,
        *,
        method: str = "*",
        times: int | None = 1,
        chat: int | str | None = None,
        retry_after: int = 5,
        seconds: float = 30,
        description: str | None = None,
    ) -> Fault:
        """Switches a fault on. Raises ValueError for an unknown kind, and for a late getUpdates, which nobody reads."""
        if kind not in KINDS and kind not in PICTURE_KINDS:
            raise ValueError(f"unknown kind of fault {kind!r}; known: {', '.join((*KINDS, *PICTURE_KINDS))}")
        if kind == "late" and method.lower() == "getupdates":
            raise ValueError("getUpdates has no effect that could come late")
        self._last_id += 1
        fault = Fault(
            id=self._last_id,
            method=method,
            kind=kind,
            times=times,
            chat=chat,
            retry_after=retry_after,
            seconds=seconds,
            description=description,
        )
        self.waiting.append(fault)
        return fault

    def clear(self) -> None:
        self.waiting.clear()

    def take(self, method: str, chats: tuple[int | str, ...], carried: Collection[Carried] = ()) -> Fault | None:
        """The fault for this call, used up by one. ``chats``: the ways this call's chat can be named."""
        for fault in self.waiting:
            named = fault.method.lower() == method.lower()
            if not named and not (fault.method == "*" and method.lower() != "getupdates"):
                continue
            if fault.chat is not None and fault.chat not in chats:
                continue
            if fault.kind in _CARRYING and _CARRYING[fault.kind] not in carried:
                continue
            if fault.times is not None:
                fault.times -= 1
                if fault.times <= 0:
                    self.waiting.remove(fault)
            return fault
        return None
