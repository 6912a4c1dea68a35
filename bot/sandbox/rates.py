"""Telegram's pace for sending; off unless a test or an operator switches it on."""

import math
from collections import defaultdict, deque
from datetime import datetime, timedelta

from bot.sandbox import rules
from bot.sandbox.rules import too_many_requests

_SECOND, _MINUTE = timedelta(seconds=1), timedelta(minutes=1)


class Rates:
    """Counts accepted messages in sliding windows of the sandbox's clock."""

    def __init__(self) -> None:
        self.enforced = False
        self._sent: dict[int | None, deque[datetime]] = defaultdict(deque)

    def admit(self, chat_id: int, *, group: bool, now: datetime) -> None:
        """Counts one message, or raises ApiError 429 with the seconds to wait."""
        if not self.enforced:
            return
        windows = [
            (None, rules.MESSAGES_PER_SECOND, _SECOND),
            (chat_id, rules.MESSAGES_PER_SECOND_IN_CHAT, _SECOND),
        ]
        if group:
            windows.append((chat_id, rules.MESSAGES_PER_MINUTE_IN_GROUP, _MINUTE))
        for key, limit, span in windows:
            recent = [at for at in self._sent[key] if now - at < span]
            if len(recent) >= limit:
                wait = span - (now - recent[-limit])
                raise too_many_requests(max(1, math.ceil(wait.total_seconds())))
        for key in (None, chat_id):
            sent = self._sent[key]
            sent.append(now)
            while now - sent[0] >= _MINUTE:
                sent.popleft()
