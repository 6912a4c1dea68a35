"""What the Bot API allows and the exact words of its refusals.

Sources: https://core.telegram.org/bots/api and the published server (tdlib/telegram-bot-api, tdlib/td).
"""

import re
from datetime import timedelta

# Texts count code points after entity parsing, entity offsets count UTF-16 units.
TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
RAW_TEXT_BYTES = 1 << 15
ENTITY_LIMIT = 100

# https://core.telegram.org/bots/api#rich-message-limits; the blocks of blocks count, and so do items of lists.
RICH_TEXT_LIMIT = 32_768
RICH_BLOCKS = 500
RICH_DEPTH = 16

BUTTONS_IN_ROW = 12
BUTTONS_IN_ALL = 300
CALLBACK_DATA_BYTES = 64
COPY_TEXT_LIMIT = 256
START_PARAMETER_LIMIT = 64
START_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")

COMMAND_LIMIT = 100
COMMAND_LENGTH = 32
COMMAND_NAME = re.compile(r"[a-z0-9_]+")
COMMAND_DESCRIPTION_LIMIT = 256
LANGUAGE_CODE = re.compile(r"[a-z]{2}")
NAME_LIMIT = 64
DESCRIPTION_LIMIT = 512
SHORT_DESCRIPTION_LIMIT = 120
MENU_BUTTON_TEXT_LIMIT = 64

CALLBACK_ANSWER_LIMIT = 200
INLINE_RESULTS_LIMIT = 50
INLINE_RESULT_ID_BYTES = 64
INLINE_OFFSET_BYTES = 64
INLINE_QUERY_LIMIT = 256
INLINE_CACHE_SECONDS = 300
INLINE_CACHE_LIMIT = 24 * 60 * 60
# Undocumented; bots see between 15 seconds and a minute.
QUERY_LIFETIME = timedelta(seconds=60)

UPDATES_LIMIT = 100
UPDATES_TIMEOUT = 50
UPDATES_RETENTION = timedelta(hours=24)
DELETE_LIMIT = 100
DELETE_AGE = timedelta(hours=48)

PHOTO_BYTES = 10 * 1024 * 1024
PHOTO_SIDES = 10_000
PHOTO_RATIO = 20
DOWNLOAD_BYTES = 20 * 1024 * 1024
PHOTO_DIMENSIONS = "PHOTO_INVALID_DIMENSIONS"
PHOTO_UNREADABLE = "IMAGE_PROCESS_FAILED"
FILE_UNKNOWN = "wrong file identifier/HTTP URL specified"

MESSAGES_PER_SECOND = 30
MESSAGES_PER_SECOND_IN_CHAT = 1
MESSAGES_PER_MINUTE_IN_GROUP = 20

UNAUTHORIZED = "Unauthorized"
METHOD_NOT_FOUND = "Not Found: method not found"
OTHER_GET_UPDATES = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
TERMINATED_BY_WEBHOOK = "Conflict: terminated by setWebhook request"
WEBHOOK_IS_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
SWITCH_INLINE_IN_CHANNEL = (
    "can't use switch_inline_query button in a channel chat, because users will not be able to use "
    "the button without knowing bot's username"
)
QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


class ApiError(Exception):
    """A refusal as the Bot API states it: HTTP status (= error_code), description, response parameters."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters


def bad_request(words: str, **parameters: int) -> ApiError:
    return ApiError(400, f"Bad Request: {words}", **parameters)


def forbidden(words: str) -> ApiError:
    return ApiError(403, f"Forbidden: {words}")


def too_many_requests(seconds: int) -> ApiError:
    return ApiError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
