"""Makes cards of entries in every style, from ``templates/card.html.j2`` and its like."""

from collections.abc import Sequence

from jinja2 import Environment

from bot.adapters.cards_buttons import Buttons, usable
from bot.adapters.cards_words import CAPTION, RICH, TEXT, Limits, Words, first_whole
from bot.adapters.phrases_yaml import Phrases
from bot.adapters.picture_sheet import sheet_of
from bot.domain.card import Card, Preview, Rows
from bot.domain.catalog import Catalog
from bot.domain.channel import Channel, Style
from bot.domain.entry import Entry
from bot.domain.language import Language
from bot.domain.picture import Look, Picture

TEMPLATE, BRIEF_TEMPLATE, RICH_TEMPLATE = "card.html.j2", "caption.html.j2", "rich.html.j2"


class JinjaCards:
    """Implements the port ``Cards``. ``limits`` are those of a text card, ``pictures``: whether there are any."""

    def __init__(
        self,
        environment: Environment,
        phrases: Phrases,
        bot_username: str,
        *,
        limits: Limits = TEXT,
        pictures: bool = True,
    ) -> None:
        self._phrases = phrases
        self._bot = bot_username.removeprefix("@")
        self._buttons = Buttons(phrases, bot_username, pictures=pictures)
        self._text = Words(environment, TEMPLATE, limits)
        self._caption = Words(environment, TEMPLATE, CAPTION)
        self._brief = Words(environment, BRIEF_TEMPLATE, CAPTION)
        self._rich = Words(environment, RICH_TEMPLATE, RICH)

    def for_channel(self, entry: Entry, catalog: Catalog, channel: Channel, *, token: str) -> Card:
        """The digest card. Both overviews give way evenly where they are too long; the bot has the rest."""
        more = self._phrases(channel.languages[0], "button.more")

        def words(form: Words) -> str:
            return form.of(entry, catalog, channel.languages, more=more)

        buttons = self._buttons.for_channel(entry, channel.languages, token)
        text = Card(html=words(self._text), buttons=buttons, preview=_preview(entry, channel))
        if channel.style is Style.TEXT:
            return text
        if channel.style is Style.RICH:
            return Card(html=words(self._rich), buttons=buttons, rich=True, instead=text)
        caption = words(self._brief if channel.style is Style.PICTURE else self._caption)
        brand = channel.chat if isinstance(channel.chat, str) else f"@{self._bot}"
        sheet = sheet_of(entry, catalog, channel.languages, self._phrases, brand=brand)
        return Card(html=caption, buttons=buttons, picture=Picture(sheet=sheet, look=channel.look), instead=text)

    def picture(self, entry: Entry, catalog: Catalog, language: Language, look: Look) -> Card:
        """A picture for whoever asks, whatever the channels' style."""
        languages = (language, language.other)
        buttons = self._buttons.for_picture(entry, language)
        return Card(
            html=self._brief.of(entry, catalog, languages, more=""),
            buttons=buttons,
            picture=Picture(sheet=sheet_of(entry, catalog, languages, self._phrases, brand=f"@{self._bot}"), look=look),
            instead=self._in_a_chat(entry, catalog, language, buttons),
        )

    def for_chat(
        self, entry: Entry, catalog: Catalog, language: Language, *, saved: bool, related: Sequence[Entry] = ()
    ) -> Card:
        """The card in a conversation, where those come who read on: the other language gives way first."""
        buttons = self._buttons.for_chat(entry, language, saved=saved, related=related)
        return self._in_a_chat(entry, catalog, language, buttons)

    def for_inline(self, entry: Entry, catalog: Catalog, language: Language) -> Card:
        """The same for a chat that the bot may not be in."""
        return self._in_a_chat(entry, catalog, language, self._buttons.for_inline(entry, language))

    def _in_a_chat(self, entry: Entry, catalog: Catalog, language: Language, buttons: Rows) -> Card:
        more = self._phrases(language, "button.read") if usable(entry.url) else ""
        html = self._text.of(entry, catalog, (language, language.other), more=more, sharing=first_whole)
        return Card(html=html, buttons=buttons)


def _preview(entry: Entry, channel: Channel) -> Preview | None:
    shown = channel.preview
    url = usable(entry.url) if shown.show else None
    return Preview(url=url, large=shown.prefer_large_media, above=shown.show_above_text) if url else None
