"""The queue between the chats and the bot: getUpdates with its offsets and conflicts, or a webhook."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.sandbox import rules
from bot.sandbox.rules import ApiError

# Only on request (https://core.telegram.org/bots/api#getupdates).
_NOT_BY_DEFAULT = ("chat_member", "message_reaction", "message_reaction_count")


@dataclass(kw_only=True)
class Webhook:
    """What setWebhook left behind; an empty URL means none."""

    url: str = ""
    secret_token: str | None = None
    max_connections: int = 40
    last_error: str | None = None
    last_error_at: datetime | None = None


@dataclass
class _Poll:
    """A waiting getUpdates; ``ended`` gets the refusal that terminates it."""

    ended: ApiError | None = None
    woken: asyncio.Event = field(default_factory=asyncio.Event)


class Updates:
    """Updates not yet confirmed, oldest first."""

    def __init__(self) -> None:
        self.webhook = Webhook()
        self.allowed: tuple[str, ...] | None = None
        self.closed = False
        self._waiting: list[tuple[datetime, dict[str, Any]]] = []
        self._next_id = 1000
        self._poll: _Poll | None = None
        self._arrived = asyncio.Event()

    @property
    def polled(self) -> bool:
        """Whether a bot waits in getUpdates just now."""
        return self._poll is not None

    @property
    def pending(self) -> list[dict[str, Any]]:
        """Updates nobody confirmed yet."""
        return [update for _, update in self._waiting]

    def add(self, kind: str, content: dict[str, Any], *, now: datetime) -> int | None:
        """Queues an update; None when the bot did not ask for this kind."""
        wanted = kind in self.allowed if self.allowed else kind not in _NOT_BY_DEFAULT
        if not wanted:
            return None
        self._next_id += 1
        self._waiting.append((now, {"update_id": self._next_id, kind: content}))
        self._wake()
        return self._next_id

    def _wake(self) -> None:
        self._arrived.set()
        self._arrived = asyncio.Event()
        if self._poll is not None:
            self._poll.woken.set()

    async def get(self, *, offset: int, limit: int, wait: int, now: datetime) -> list[dict[str, Any]]:
        """The next updates, after up to ``wait`` seconds. Raises ApiError 409 if another call takes over."""
        if self.webhook.url:
            raise ApiError(409, rules.WEBHOOK_IS_ACTIVE)
        self.terminate(ApiError(409, rules.OTHER_GET_UPDATES))
        self._forget(offset, now)
        limit = limit if 0 < limit <= rules.UPDATES_LIMIT else rules.UPDATES_LIMIT
        poll = self._poll = _Poll()
        try:
            if not self._waiting and wait > 0 and not self.closed:
                try:
                    async with asyncio.timeout(min(wait, rules.UPDATES_TIMEOUT)):
                        await poll.woken.wait()
                except TimeoutError:
                    return []
            if poll.ended:
                raise poll.ended
            return self.pending[:limit]
        finally:
            if self._poll is poll:
                self._poll = None

    def _forget(self, offset: int, now: datetime) -> None:
        """Drops what the offset confirms; a negative one counts from the end. Nothing outlives a day."""
        self._waiting = [(at, u) for at, u in self._waiting if now - at <= rules.UPDATES_RETENTION]
        if offset > 0:
            self._waiting = [(at, u) for at, u in self._waiting if u["update_id"] >= offset]
        elif offset < 0:
            self._waiting = self._waiting[offset:]

    def terminate(self, refusal: ApiError) -> None:
        """Answers a waiting getUpdates with a refusal."""
        if self._poll is not None:
            self._poll.ended = refusal
            self._poll.woken.set()

    def set_webhook(self, webhook: Webhook) -> None:
        if webhook.url:
            self.terminate(ApiError(409, rules.TERMINATED_BY_WEBHOOK))
        self.webhook = webhook
        self._wake()

    def drop(self) -> None:
        self._waiting.clear()

    def confirm(self, update_id: int) -> None:
        self._waiting = [(at, u) for at, u in self._waiting if u["update_id"] != update_id]

    async def arrival(self) -> None:
        """Returns when something may have to be delivered to a webhook."""
        await self._arrived.wait()

    def close(self) -> None:
        """Ends a waiting getUpdates at once, with what there is."""
        self.closed = True
        self._wake()
