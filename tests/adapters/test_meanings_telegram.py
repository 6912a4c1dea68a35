"""What every failure of Telegram means: each class, and the words of each refusal."""

import datetime as dt
import inspect
from collections.abc import Callable

import aiohttp
import httpx
import pytest
from telegram import error

from bot.adapters.meanings_telegram import meaning_of, says
from bot.domain.errors import OutcomeUnknown, Refused, SendError, Trouble, TryLater

# Every class of telegram.error, made as python-telegram-bot makes it, and what it means for a delivery.
MEANINGS: dict[type[error.TelegramError], tuple[Callable[[], error.TelegramError], type[SendError]]] = {
    error.TelegramError: (lambda: error.TelegramError("Invalid server response"), OutcomeUnknown),
    error.NetworkError: (lambda: error.NetworkError("Bad Gateway (502)"), OutcomeUnknown),
    error.TimedOut: (error.TimedOut, OutcomeUnknown),
    error.PassportDecryptionError: (lambda: error.PassportDecryptionError("no key"), OutcomeUnknown),
    error.RetryAfter: (lambda: error.RetryAfter(dt.timedelta(seconds=7)), TryLater),
    error.BadRequest: (lambda: error.BadRequest("chat not found"), Refused),
    error.ChatMigrated: (lambda: error.ChatMigrated(-1001), Refused),
    error.Conflict: (lambda: error.Conflict("another getUpdates"), Refused),
    error.EndPointNotFound: (lambda: error.EndPointNotFound("no such method"), Refused),
    error.Forbidden: (lambda: error.Forbidden("bot was kicked"), Refused),
    error.InvalidToken: (lambda: error.InvalidToken("Unauthorized"), Refused),
}


@pytest.fixture(autouse=True)
def _timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


def test_every_class_of_telegrams_errors_has_a_meaning() -> None:
    classes = {
        found
        for _, found in inspect.getmembers(error, inspect.isclass)
        if issubclass(found, error.TelegramError) and found.__module__ == error.__name__
    }
    assert set(MEANINGS) == classes


@pytest.mark.parametrize("kind", MEANINGS, ids=lambda kind: str(kind.__name__))
def test_an_error_means_one_of_three(kind: type[error.TelegramError]) -> None:
    make, meaning = MEANINGS[kind]
    failure = make()
    assert type(failure) is kind
    assert type(meaning_of(failure)) is meaning


# Telegram's words → what they are about. As its published server says them, or the inner one in capitals.
WORDS = {
    "chat not found": Trouble.GONE,
    "chat_id is empty": Trouble.GONE,
    "CHANNEL_INVALID": Trouble.GONE,
    "CHAT_ID_INVALID": Trouble.GONE,
    "PEER_ID_INVALID": Trouble.GONE,
    "TOPIC_DELETED": Trouble.GONE,
    "message thread not found": Trouble.GONE,
    "CHANNEL_PRIVATE": Trouble.REMOVED,
    "USER_IS_BLOCKED": Trouble.REMOVED,
    "INPUT_USER_DEACTIVATED": Trouble.REMOVED,
    "USER_NOT_PARTICIPANT": Trouble.REMOVED,
    "can't access the chat": Trouble.REMOVED,
    "need administrator rights in the channel chat": Trouble.RIGHT,
    "not enough rights to send text messages to the chat": Trouble.RIGHT,
    "have no rights to send a message": Trouble.RIGHT,
    "have no write access to the chat": Trouble.RIGHT,
    "CHAT_WRITE_FORBIDDEN": Trouble.RIGHT,
    "CHAT_SEND_PLAIN_FORBIDDEN": Trouble.RIGHT,
    "CHAT_SEND_PHOTOS_FORBIDDEN": Trouble.RIGHT,
    "CHAT_FORBIDDEN": Trouble.RIGHT,
    "CHAT_RESTRICTED": Trouble.RIGHT,
    "CHAT_ADMIN_REQUIRED": Trouble.RIGHT,
    "USER_BANNED_IN_CHANNEL": Trouble.RIGHT,
    "TOPIC_CLOSED": Trouble.RIGHT,
    'can\'t parse entities: Unsupported start tag "x" at byte offset 3': Trouble.ENTITIES,
    'can\'t parse entities: Unsupported start tag "button" at byte offset 3': Trouble.ENTITIES,
    "can't parse entities: Can't find end tag corresponding to start tag \"photo_\"": Trouble.ENTITIES,
    "receive an entity with incorrect length 0": Trouble.ENTITIES,
    "ENTITY_BOUNDS_INVALID": Trouble.ENTITIES,
    "ENTITY_MENTION_USER_INVALID": Trouble.ENTITIES,
    "ENTITIES_TOO_LONG": Trouble.ENTITIES,
    "WEBPAGE_CURL_FAILED": Trouble.PICTURE,
    "WEBPAGE_MEDIA_EMPTY": Trouble.PICTURE,
    "WEBPAGE_URL_INVALID": Trouble.PICTURE,
    "failed to get HTTP URL content": Trouble.PICTURE,
    "wrong HTTP URL specified": Trouble.PICTURE,
    "wrong file identifier/HTTP URL specified": Trouble.PICTURE,
    "wrong type of the web page content": Trouble.PICTURE,
    "can't parse link preview options: expected an Object": Trouble.PICTURE,
    "can't upload file by URL": Trouble.PICTURE,
    "PHOTO_INVALID_DIMENSIONS": Trouble.PICTURE,
    "IMAGE_PROCESS_FAILED": Trouble.PICTURE,
    "message text is empty": Trouble.CONTENT,
    "text must be non-empty": Trouble.CONTENT,
    "strings must be encoded in UTF-8": Trouble.CONTENT,
    "message is too long": Trouble.CONTENT,
    "message caption is too long": Trouble.CONTENT,
    "MESSAGE_TOO_LONG": Trouble.CONTENT,
    "MEDIA_CAPTION_TOO_LONG": Trouble.CONTENT,
    "MESSAGE_EMPTY": Trouble.CONTENT,
    "BUTTON_DATA_INVALID": Trouble.CONTENT,
    "BUTTON_URL_INVALID": Trouble.CONTENT,
    "BUTTON_USER_INVALID": Trouble.CONTENT,
    "BUTTONS_TOO_MUCH": Trouble.CONTENT,
    "inline keyboard button URL 'http://' is invalid: URL host is empty": Trouble.CONTENT,
    "inline keyboard button URL 'x' is invalid: Wrong HTTP URL": Trouble.CONTENT,
    "inline keyboard button URL 'http://x/entity' is invalid: Wrong HTTP URL": Trouble.CONTENT,
    "inline keyboard button URL 'chat not found' is invalid: Wrong HTTP URL": Trouble.CONTENT,
    "inline keyboard button URL 'x' chat_forbidden' is invalid: Wrong HTTP URL": Trouble.CONTENT,
    "Wrong HTTP URL": Trouble.CONTENT,
    "Wrong port number specified in the URL": Trouble.CONTENT,
    "text buttons are unallowed in the inline keyboard": Trouble.CONTENT,
    "can't use switch_inline_query button in a channel chat, because users will not be able to use": Trouble.CONTENT,
    "REPLY_MARKUP_TOO_LONG": Trouble.CONTENT,
    "reply markup is too long": Trouble.CONTENT,
    "object expected as reply markup": Trouble.CONTENT,
    "can't parse inline keyboard button: exactly one optional field must be used": Trouble.CONTENT,
    "can't parse reply keyboard markup JSON object": Trouble.CONTENT,
    "message to edit not found": Trouble.OTHER,
    "message can't be edited": Trouble.OTHER,
    "message can't be deleted": Trouble.OTHER,
    "CHAT_IDENTITY_UNKNOWN": Trouble.OTHER,
    "group chat was upgraded to a supergroup chat": Trouble.OTHER,  # and no word of its new id
    "Request Entity Too Large": Trouble.OTHER,
    "Request Entity Too Large (413)": Trouble.OTHER,
    "something of tomorrow": Trouble.OTHER,
}


@pytest.mark.parametrize("words", WORDS)
def test_a_refusal_says_what_it_is_about(words: str) -> None:
    meaning = meaning_of(error.BadRequest(f"Bad Request: {words}"))
    assert isinstance(meaning, Refused)
    assert meaning.trouble is WORDS[words]


@pytest.mark.parametrize(
    ("trouble", "of_content"),
    [
        (trouble, trouble in {Trouble.ENTITIES, Trouble.PICTURE, Trouble.CONTENT, Trouble.UNSUPPORTED})
        for trouble in Trouble
    ],
)
def test_a_refusal_of_the_card_and_one_of_the_chat_are_told_apart(trouble: Trouble, of_content: bool) -> None:
    assert Refused("no", trouble=trouble).of_content is of_content


@pytest.mark.parametrize(
    ("words", "trouble"),
    [
        ("Forbidden: bot is not a member of the channel chat", Trouble.REMOVED),
        ("Forbidden: bot was kicked from the channel chat", Trouble.REMOVED),
        ("Forbidden: bot was blocked by the user", Trouble.REMOVED),
        ("Forbidden: user is deactivated", Trouble.REMOVED),
        ("Forbidden: bot can't initiate conversation with a user", Trouble.REMOVED),
        ("Forbidden: something of tomorrow", Trouble.REMOVED),
        ("Forbidden: message text is empty", Trouble.REMOVED),
        ("Forbidden: the group chat was deleted", Trouble.GONE),
        ("Forbidden: not enough rights to send text messages to the chat", Trouble.RIGHT),
        ("Forbidden: CHAT_WRITE_FORBIDDEN", Trouble.RIGHT),
        ("Forbidden (403)", Trouble.OTHER),  # a gateway's page
    ],
)
def test_who_is_kept_out_is_told_in_what_way(words: str, trouble: Trouble) -> None:
    meaning = meaning_of(error.Forbidden(words))
    assert isinstance(meaning, Refused)
    assert meaning.trouble is trouble


@pytest.mark.parametrize(
    ("failure", "trouble"),
    [
        (error.InvalidToken("Unauthorized"), Trouble.TOKEN),
        (error.InvalidToken("Not Found"), Trouble.TOKEN),
        (error.EndPointNotFound("Not Found: method not found"), Trouble.TOKEN),
        (error.InvalidToken("Not Found (404)"), Trouble.OTHER),  # a gateway's page
        (error.Conflict("terminated by other getUpdates request"), Trouble.OTHER),
    ],
)
def test_a_token_that_is_not_taken_is_told_from_a_gateway_that_knows_nothing(
    failure: error.TelegramError, trouble: Trouble
) -> None:
    meaning = meaning_of(failure)
    assert isinstance(meaning, Refused)
    assert meaning.trouble is trouble


def test_a_group_that_became_a_supergroup_says_where_it_went() -> None:
    meaning = meaning_of(error.ChatMigrated(-1001))
    assert isinstance(meaning, Refused)
    assert (meaning.trouble, meaning.moved_to) == (Trouble.MIGRATED, -1001)


@pytest.mark.parametrize(
    ("words", "missing"),
    [
        ("message to edit not found", True),
        ("message to delete not found", True),
        ("message to forward not found", True),
        ("MESSAGE_ID_INVALID", True),
        ("message thread not found", False),
        ("chat not found", False),
        ("message can't be edited", False),
    ],
)
def test_a_message_that_is_gone_is_missing(words: str, missing: bool) -> None:
    meaning = meaning_of(error.BadRequest(f"Bad Request: {words}"))
    assert isinstance(meaning, Refused)
    assert meaning.missing is missing


def test_words_are_known_in_whatever_case_and_only_in_a_refusal() -> None:
    assert says(error.BadRequest("Message Is Not Modified: as it was"), "message is not modified")
    assert not says(error.NetworkError("message is not modified"), "message is not modified")


def test_no_token_gets_into_the_words() -> None:
    assert "TEST-token" not in str(meaning_of(error.NetworkError("https://x/bot42:TEST-token-of-the-sandbox/getMe")))


def test_an_error_that_a_later_release_invents_leaves_the_outcome_unknown() -> None:
    class Invented(error.TelegramError):
        pass

    assert type(meaning_of(Invented("new"))) is OutcomeUnknown


@pytest.mark.parametrize(
    "cause",
    [
        aiohttp.ConnectionTimeoutError("Connection timeout to host"),
        httpx.PoolTimeout("all connections are in use"),
    ],
    ids=["connect-timeout", "pool-timeout"],
)
def test_what_surely_never_left_is_tried_later(cause: Exception) -> None:
    between = httpx.ConnectError("mapped")
    between.__cause__ = cause
    failure = error.TimedOut()
    failure.__cause__ = between
    assert type(meaning_of(failure)) is TryLater
