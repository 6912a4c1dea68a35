"""The buttons under a card, each within Telegram's rules or left out."""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from bot.adapters.phrases_yaml import Phrases
from bot.domain.card import Button, Rows
from bot.domain.entry import KEY, Entry
from bot.domain.fit import shorten
from bot.domain.inert import inert_line
from bot.domain.language import Language

URL_LENGTH = 2000  # beyond it clients and servers give up
IN_A_ROW = 3
# So many characters of a title fit in a button on a phone.
TITLE_WIDTH = {Language.EN: 34, Language.ZH: 20}

_START = re.compile(r"[A-Za-z0-9_-]{1,64}")  # (Bot API, deep linking)
# What Telegram takes behind a button: a host with a dot, no user, a port that exists.
_URL = re.compile(
    r"https?://(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W_](?:[\w-]{0,61}[^\W_])?(?::[1-9]\d{0,3})?"
    r"(?:[/?#][^\s\x00-\x20\x7f-\xa0\ud800-\udfff]*)?",
    re.IGNORECASE,
)


class Buttons:
    """Draws the rows for a channel and for a conversation."""

    def __init__(self, phrases: Phrases, bot_username: str, *, pictures: bool = True) -> None:
        """``pictures``: whether cards lead to them."""
        self._phrases = phrases
        self._pictures = pictures
        self._bot = bot_username.removeprefix("@")

    def for_channel(self, entry: Entry, languages: tuple[Language, ...], token: str) -> Rows:
        """Read; more and share. A channel's buttons are links: its readers may never have met the bot."""
        language = languages[0]
        start = f"{entry.key}_{token}"
        more = self._into_the_bot(language, "button.more", start)
        return _rows(self._read(entry, language), [*more, *self._share(entry, languages)])

    def for_inline(self, entry: Entry, language: Language) -> Rows:
        """Read; open in the bot and share. What a callback button brought would have no chat to appear in."""
        opened = self._into_the_bot(language, "button.open", entry.key)
        return _rows(self._read(entry, language), [*opened, *self._share_both(entry, language)])

    def for_chat(self, entry: Entry, language: Language, *, saved: bool, related: Sequence[Entry]) -> Rows:
        """Read and other links; save and another; picture and share; related entries, one a row."""
        links = [*self._read(entry, language), *self._links(entry, language)]
        chunks = [links[at : at + IN_A_ROW] for at in range(0, len(links), IN_A_ROW)]
        act, label = ("unsave", "button.saved") if saved else ("save", "button.save")
        save = Button(text=self._phrases(language, label), callback=f"{act}:{entry.key}")
        another = Button(text=self._phrases(language, "button.another"), callback="random")
        acts = [*([save] if KEY.fullmatch(entry.key) else []), another]
        passing_on = [*self._picture(entry, language), *self._share_both(entry, language)]
        ways = [[button] for button in self._related(entry, related, language)]
        return _rows(*chunks, acts, passing_on, *ways)

    def for_picture(self, entry: Entry, language: Language) -> Rows:
        """Read; the words of the picture, and share."""
        words = Button(text=self._phrases(language, "button.words"), callback=f"entry:{entry.key}")
        return _rows(self._read(entry, language), [words, *self._share_both(entry, language)])

    def _into_the_bot(self, language: Language, label: str, start: str) -> list[Button]:
        button = Button(text=self._phrases(language, label), url=f"https://t.me/{self._bot}?start={start}")
        return [button] if _START.fullmatch(start) else []

    def _read(self, entry: Entry, language: Language) -> list[Button]:
        url = usable(entry.url)
        return [Button(text=self._phrases(language, "button.read"), url=url)] if url else []

    def _links(self, entry: Entry, language: Language) -> Iterator[Button]:
        seen = {entry.url}
        for name in ("pdf", "code", "dataset", "companion", "copy"):
            url = usable(getattr(entry.links, "copy_" if name == "copy" else name))
            if url and url not in seen:
                seen.add(url)
                yield Button(text=self._phrases(language, f"link.{name}"), url=url)

    def _picture(self, entry: Entry, language: Language) -> list[Button]:
        button = Button(text=self._phrases(language, "button.picture"), callback=f"picture:{entry.key}")
        return [button] if self._pictures and KEY.fullmatch(entry.key) else []

    def _share_both(self, entry: Entry, language: Language) -> list[Button]:
        return self._share(entry, (language, language.other))

    def _share(self, entry: Entry, languages: tuple[Language, ...]) -> list[Button]:
        if (url := usable(entry.url)) is None:
            return []
        titles = dict.fromkeys(shorten(inert_line(entry.title[language]), 100) for language in languages)
        link = f"https://t.me/share/url?url={quote(url, safe='')}"
        with_titles = link + "&text=" + quote("\n".join(titles), safe="")
        link = with_titles if len(with_titles) <= URL_LENGTH else link
        label = self._phrases(languages[0], "button.share")
        return [Button(text=label, url=link)] if len(link) <= URL_LENGTH else []

    def _related(self, entry: Entry, related: Sequence[Entry], language: Language) -> list[Button]:
        others = {other.key: other for other in related if other.key != entry.key}.values()
        ready = [other for other in others if other.ready and KEY.fullmatch(other.key)]
        return [
            Button(
                text=self._phrases(
                    language,
                    "button.related",
                    title=shorten(inert_line(other.title[language]), TITLE_WIDTH[language]),
                ),
                callback=f"entry:{other.key}",
            )
            for other in ready
        ]


def usable(url: str | None) -> str | None:
    """The URL if Telegram takes it behind a button, else None."""
    return url if url and len(url) <= URL_LENGTH and _URL.fullmatch(url) else None


def _rows(*rows: list[Button]) -> Rows:
    return tuple(tuple(row) for row in rows if row)
