"""Cards with pictures, and rich ones, on their way through python-telegram-bot to the sandbox."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from bot.adapters.messenger_telegram import TelegramMessenger
from bot.adapters.photos_telegram import Photos
from bot.domain.card import Button, Card
from bot.domain.errors import Refused, StoreError, Trouble
from bot.domain.faults import Fault
from bot.domain.picture import Picture, PictureError
from bot.sandbox import Sandbox
from bot.sandbox.messages import Message
from tests.adapters.bots import ADMIN, CHANNEL, a_bot, a_town
from tests.fakes.memory import MemoryUploads
from tests.fakes.pictures import MemoryPictures
from tests.worlds import a_channel

TEXT = Card(html="the words", buttons=((Button(text="Read", url="https://example.org/1"),),))
PICTURE = Card(html="<b>Title</b> &amp; topics", buttons=TEXT.buttons, picture=Picture(sheet='{"n": 1}'), instead=TEXT)
OTHER = Card(html="other", picture=Picture(sheet='{"n": 2}'))
RICH = Card(html="<h2>Title</h2><p>Words.</p>", buttons=TEXT.buttons, rich=True, instead=TEXT)


@dataclass(frozen=True)
class Post:
    """A messenger with pictures, and the sandbox behind it."""

    messenger: TelegramMessenger
    sandbox: Sandbox
    pictures: MemoryPictures
    uploads: MemoryUploads

    async def send(self, card: Card = PICTURE, **channel: Any) -> int:
        return await self.messenger.send(a_channel(**channel), card)

    @property
    def posts(self) -> list[Message]:
        return self.sandbox.channel(CHANNEL).messages

    @property
    def uploaded(self) -> list[bool]:
        """Of each call with a photo, whether the picture itself went with it."""
        calls = [call for call in self.sandbox.calls if call.method in ("sendPhoto", "editMessageMedia")]
        return ["bytes>" in str(call.params) for call in calls]


@pytest.fixture
async def post(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Post]:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    sandbox, pictures, uploads = a_town(), MemoryPictures(), MemoryUploads()
    async with sandbox.serve() as url, a_bot(url, sandbox.token) as bot:
        await bot.initialize()
        yield Post(TelegramMessenger(bot, photos=Photos(pictures, uploads)), sandbox, pictures, uploads)


async def test_a_picture_is_posted_with_its_caption_and_its_buttons(post: Post) -> None:
    message_id = await post.send(silent=True)
    (message,) = post.posts
    assert message.id == message_id
    assert message.photo
    assert (message.photo.width, message.photo.height) == (1080, 1350)
    assert (message.caption, [entity.type for entity in message.caption_entities]) == ("Title & topics", ["bold"])
    assert message.keyboard[0][0]["text"] == "Read"
    assert message.silent


async def test_the_second_time_nothing_is_uploaded_wherever_it_goes(post: Post) -> None:
    await post.send()
    await post.send()
    await post.messenger.tell(ADMIN, PICTURE)
    assert post.uploaded == [True, False, False]
    assert len(post.pictures.drawn) == 1
    shown = {message.photo.unique_id for message in (*post.posts, *post.sandbox.chat(ADMIN).messages) if message.photo}
    assert len(shown) == 1


async def test_another_picture_is_uploaded(post: Post) -> None:
    await post.send()
    await post.send(OTHER)
    assert post.uploaded == [True, True]


async def test_an_id_that_telegram_has_forgotten_costs_an_upload_and_no_more(post: Post) -> None:
    await post.uploads.keep(post.sandbox.world.bot.id, post.pictures.name(Picture(sheet='{"n": 1}')), "AgAC-y-gone")
    await post.send()
    assert post.uploaded == [False, True]
    assert len(post.posts) == 1
    await post.send()
    assert post.uploaded == [False, True, False]


async def test_a_refusal_of_something_else_is_no_reason_to_upload(post: Post) -> None:
    await post.send()
    with pytest.raises(Refused) as raised:
        await post.send(Card(html="<b>open", picture=PICTURE.picture))
    assert raised.value.trouble is Trouble.ENTITIES
    assert post.uploaded == [True, False]


async def test_a_picture_that_cannot_be_drawn_is_surely_not_sent(post: Post) -> None:
    post.pictures.trouble = PictureError("no font has ก", "add one")
    with pytest.raises(Refused, match="no font has ก; add one") as raised:
        await post.send()
    assert raised.value.trouble is Trouble.PICTURE
    assert post.posts == []


@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_database_out_of_order_costs_an_upload_and_not_the_card(
    post: Post, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    async def broken(*_: object) -> None:
        raise StoreError([Fault(place="digestbot.sqlite3", what="the disk is full", remedy="make room")])

    monkeypatch.setattr(post.uploads, "file_id" if when == "before" else "keep", broken)
    assert await post.send() == post.posts[0].id


async def test_a_picture_changes_in_place(post: Post) -> None:
    message_id = await post.send()
    await post.messenger.edit(CHANNEL, message_id, OTHER)
    (message,) = post.posts
    assert message.photo
    assert message.caption == "other"
    assert post.uploaded == [True, True]


async def test_a_new_caption_alone_uploads_nothing(post: Post) -> None:
    message_id = await post.send()
    await post.messenger.edit(CHANNEL, message_id, Card(html="new caption", picture=PICTURE.picture))
    assert post.posts[0].caption == "new caption"
    assert post.uploaded == [True, False]


async def test_an_edit_that_changes_nothing_is_well(post: Post) -> None:
    message_id = await post.send()
    await post.messenger.edit(CHANNEL, message_id, PICTURE)
    assert post.posts[0].caption == "Title & topics"


async def test_a_messenger_without_pictures_refuses_them(post: Post) -> None:
    async with post.sandbox.serve() as url, a_bot(url, post.sandbox.token) as bot:
        with pytest.raises(Refused) as raised:
            await TelegramMessenger(bot).send(a_channel(), PICTURE)
    assert raised.value.trouble is Trouble.PICTURE


# Rich messages


async def test_a_rich_card_is_posted_in_blocks(post: Post) -> None:
    message_id = await post.send(RICH, silent=True)
    (message,) = post.posts
    assert message.id == message_id
    assert message.silent
    assert post.sandbox.calls[-1].method == "sendRichMessage"


async def test_a_server_that_does_not_know_rich_messages_is_told_apart_from_a_revoked_token(post: Post) -> None:
    post.sandbox.faults.add("404", method="sendRichMessage")
    with pytest.raises(Refused) as raised:
        await post.send(RICH)
    assert raised.value.trouble is Trouble.UNSUPPORTED


async def test_a_rich_card_changes_in_place(post: Post) -> None:
    message_id = await post.send(RICH)
    await post.messenger.edit(CHANNEL, message_id, Card(html="<p>Other words.</p>", rich=True))
    assert post.sandbox.calls[-1].method == "editMessageText"
    assert "Other words." in str(post.sandbox.calls[-1].reply)
