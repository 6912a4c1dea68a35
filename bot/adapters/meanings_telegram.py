"""What Telegram's failures mean: the only translator of ``telegram.error``, and of the words in it."""

import datetime as dt
import re
from collections.abc import Iterator

import aiohttp
import httpx
from telegram import error

from bot.domain.errors import OutcomeUnknown, Refused, SendError, Trouble, TryLater
from bot.domain.secrecy import without_tokens

NO_CONNECTION_PAUSE = dt.timedelta(seconds=30)

GATEWAY_PAGE = ". Parsing the server response"  # after which python-telegram-bot quotes the whole page

# Only these prove that the request never left. The trap: httpx-aiohttp reports a connection cut *after* the request
# (aiohttp.ServerDisconnectedError) as httpx.ConnectTimeout, so httpx's own classes must not be believed.
# ClientHttpProxyError: the proxy would not connect us.
NEVER_LEFT = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.ClientHttpProxyError,
    httpx.PoolTimeout,
)


def _words(*alternatives: str) -> re.Pattern[str]:
    """In whatever case: the server writes "message to …", python-telegram-bot "Message to …" and "Chat_restricted"."""
    return re.compile("|".join(alternatives), re.IGNORECASE)


# The words are those of Telegram's published server (tdlib and its Bot API server), which passes on the constants of
# the inner one where it has none of its own.
OF_THE_CHAT = {
    Trouble.GONE: _words(
        "chat not found|chat_id(_invalid| is empty)|chat was deleted",
        r"\b(peer|channel|user)(_id)?_invalid|user not found",
        "topic_deleted|thread not found",
    ),
    Trouble.REMOVED: _words(
        "not a member|was kicked|was blocked|is deactivated|can't initiate|can't access the chat",
        "user_is_blocked|user_deactivated|channel_private|user_not_participant",
    ),
    Trouble.RIGHT: _words(
        "administrator rights|not enough rights|have no (rights|write access)",
        r"chat_(\w+_)?forbidden|chat_admin_required|chat_restricted|right_forbidden|user_banned_in_channel|topic_closed",
    ),
}

# What is in neither table is OTHER, a matter of the chat: one card missing is better than all put aside because of a
# closed channel.
OF_THE_CARD = {
    Trouble.PICTURE: _words(
        "webpage_|web page|link preview",
        "http url (content|specified)|file identifier|upload file by url",  # "Wrong HTTP URL" alone is of a button
        r"\bphoto_|image_process|media_(empty|invalid)|file is too big",
    ),
    Trouble.ENTITIES: _words(r"\bentit(y(?! too large)|ies)"),  # but 413 is "Request Entity Too Large"
    Trouble.CONTENT: _words(
        "button|keyboard|reply[_ ]markup",  # BUTTONS_TOO_MUCH, "inline keyboard button URL '…' is invalid"
        "message_(empty|too_long)|caption_too_long|(message|text|caption) is too long|text is empty|text must be",
        "wrong http url|in the url|url_invalid",
        "strings must be encoded in utf-8",
    ),
}

MISSING = _words(r"message (to \w+ )?not found|message_id_invalid")

QUOTED = re.compile(r"(?<=\s)(['\"]).*\1", re.DOTALL)  # what Telegram quotes are our words, and may be any
PAGE = re.compile(r"\(4\d\d\)$")  # so client_telegram words a gateway's page: not Telegram's judgement


def meaning_of(failure: error.TelegramError) -> SendError:
    """What a failed call means for the delivery (DESIGN: posting protocol, step 4). Every class of PTB is covered."""
    words = without_tokens(str(failure).partition(GATEWAY_PAGE)[0])
    match failure:  # BadRequest is a NetworkError: the order matters
        case error.RetryAfter():
            return TryLater(words, after=failure._retry_after)  # the public property warns about its change of type
        case error.ChatMigrated():
            return Refused(words, trouble=Trouble.MIGRATED, moved_to=failure.new_chat_id)
        case error.BadRequest():
            missing = MISSING.search(words) is not None
            return Refused(words, trouble=_trouble(words, OF_THE_CHAT | OF_THE_CARD), missing=missing)
        case error.Forbidden():
            return Refused(words, trouble=_trouble(words, OF_THE_CHAT, otherwise=Trouble.REMOVED))
        case error.InvalidToken() | error.EndPointNotFound():
            return Refused(words, trouble=_trouble(words, {}, otherwise=Trouble.TOKEN))
        case error.Conflict():
            return Refused(words)
        case _ if any(isinstance(cause, NEVER_LEFT) for cause in _causes(failure)):
            return TryLater(words, after=NO_CONNECTION_PAUSE)
        case _:  # TimedOut, NetworkError (5xx, connection cut), an unreadable reply: it may have been posted
            return OutcomeUnknown(words)


def says(failure: error.TelegramError, words: str) -> bool:
    """Whether Telegram refused the call with these words (in lower case), whatever stands around them."""
    return isinstance(failure, error.BadRequest) and words in str(failure).lower()


def _trouble(words: str, known: dict[Trouble, re.Pattern[str]], *, otherwise: Trouble = Trouble.OTHER) -> Trouble:
    if PAGE.search(words):
        return Trouble.OTHER
    said = QUOTED.sub("", words)
    return next((trouble for trouble, pattern in known.items() if pattern.search(said)), otherwise)


def _causes(failure: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = failure
    while cause is not None:
        yield cause
        cause = cause.__cause__
