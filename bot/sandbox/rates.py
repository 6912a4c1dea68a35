"""Telegram's pace for sending; off unless a test or an operator switches it on."""

import math
from collections import defaultdict, deque
from datetime import datetime, timedelta

from bot.sandbox import rules
from bot.sandbox.rules import too_many_requests


class Rates:
    """Counts accepted messages in sliding windows of the sandbox's clock.

    Limits and lengths of the windows may be changed at any time, because nobody can wait a minute in a test. What a
    refusal asks for is whole seconds, at least one, whatever the window.
    """

    def __init__(self) -> None:
        self.enforced = False
        self.per_second = rules.MESSAGES_PER_SECOND
        self.per_second_in_chat = rules.MESSAGES_PER_SECOND_IN_CHAT
        self.per_minute_in_group = rules.MESSAGES_PER_MINUTE_IN_GROUP
        self.second = timedelta(seconds=1)
        self.minute = timedelta(minutes=1)
        self.refused = 0
        self._sent: dict[str | tuple[str, int], deque[datetime]] = defaultdict(deque)

    def admit(self, chat_id: int, *, group: bool, now: datetime) -> None:
        """Counts one message, or raises ApiError 429 with the seconds to wait."""
        if not self.enforced:
            return
        windows = [
            (self._sent["all"], self.per_second, self.second),
            (self._sent["chat", chat_id], self.per_second_in_chat, self.second),
        ]
        if group:
            windows.append((self._sent["group", chat_id], self.per_minute_in_group, self.minute))
        for sent, limit, span in windows:
            while sent and now - sent[0] >= span:
                sent.popleft()
            if len(sent) >= limit:
                self.refused += 1
                wait = span - (now - sent[-limit])
                raise too_many_requests(max(1, math.ceil(wait.total_seconds())))
        for sent, _, _ in windows:
            sent.append(now)
