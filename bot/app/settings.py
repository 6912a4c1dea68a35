"""Every setting of the environment, declared once."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Setting:
    """One environment variable; ``says`` is its line in the README and in ``digestbot run --help``."""

    name: str
    says: str
    default: str = ""


SETTINGS: tuple[Setting, ...] = (
    Setting(name="TELEGRAM_BOT_TOKEN", says="The bot's token from @BotFather"),
    Setting(name="TELEGRAM_BOT_TOKEN_FILE", says="A file that holds the token, instead of the variable"),
    Setting(
        name="DIGEST_CHANNEL",
        says="The one channel: @name or numeric id; several channels go into digest.yaml",
    ),
    Setting(name="DIGEST_ADMINS", says="Telegram user ids of the admins, comma-separated"),
    Setting(
        name="DIGEST_CURATORS",
        says="Telegram user ids of those who may review drafts and not post; admins may review too",
    ),
    Setting(name="DIGEST_AT", says="Times of day to post, comma-separated", default="09:00"),
    Setting(name="DIGEST_TIME_ZONE", says="IANA name of the zone these times belong to", default="UTC"),
    Setting(name="DIGEST_LANGUAGES", says="Languages of the card, first one on top", default="zh,en"),
    Setting(name="DIGEST_STYLE", says="What the cards are: text, picture, both or rich", default="text"),
    Setting(name="DIGEST_THEME", says="Theme of the pictures, a file of templates/themes/", default="xuan"),
    Setting(name="DIGEST_FORMAT", says="Format of the pictures: portrait, square or long", default="portrait"),
    Setting(
        name="DIGEST_UNREVIEWED",
        says="Whether what a machine drafted is posted before a person has approved it: yes or no",
        default="no",
    ),
    Setting(name="DIGEST_CATCH_UP", says="How late a slot may still be posted: 2m to 7d, skip or always", default="6h"),
    Setting(
        name="DIGEST_EDIT_WINDOW",
        says="How long after its post a card is edited when its entry changes: 1h to 365d, or off",
        default="7d",
    ),
    Setting(
        name="DIGEST_LOW_QUEUE",
        says="The admins are told when a channel's new cards last less long: 1d to 365d, or off",
        default="7d",
    ),
    Setting(
        name="DIGEST_RECONCILE_AFTER",
        says="Quiet period before the channel is searched for a card whose fate is unknown, 1s to 1h; "
        "less than 90s is for tests, because Telegram may take a minute over a message",
        default="90s",
    ),
    Setting(
        name="DIGEST_RECONCILE_PACE",
        says="Time between two looks at the channel's message ids, 0.01s to 1m",
        default="1s",
    ),
    Setting(
        name="DIGEST_LOG_CHAT",
        says="Chat of the bot's own, @name or numeric id, into which found posts are forwarded to be compared",
    ),
    Setting(name="DIGEST_DRAFT_URL", says="Root of the OpenAI-compatible endpoint that drafts"),
    Setting(name="DIGEST_DRAFT_MODEL", says="The model there that drafts"),
    Setting(name="DIGEST_DRAFT_KEY", says="The key of that endpoint"),
    Setting(name="DIGEST_DRAFT_KEY_FILE", says="A file that holds the key, instead of the variable"),
    Setting(name="DIGEST_DRAFT_PRICE", says="Prices of a million tokens read and written there, as in 0.15/0.60"),
    Setting(name="DIGEST_DATA", says="Folder of the collections", default="data, else the first collection"),
    Setting(name="DIGEST_FONTS", says="Folder of further fonts for the pictures"),
    Setting(name="DIGEST_STATE", says="Folder of the bot's own files", default="state"),
    Setting(name="DIGEST_DATABASE", says="SQLAlchemy URL of the database", default="SQLite in the state folder"),
    Setting(name="DIGEST_API_URL", says="Root of a Bot API server", default="https://api.telegram.org"),
    Setting(name="DIGEST_CONFIG", says="Path of digest.yaml", default="digest.yaml, if it is there"),
)
