"""The /sandbox API of the page: seeing, acting, events, faults, and who may ask."""

import asyncio
import json
from datetime import datetime
from typing import Any

import httpx
import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import RetryAfter

from bot.sandbox import Chat, Sandbox
from tests.sandbox.conftest import CHANNEL, READER, Clock, png
from tests.sandbox.rich_messages import send_rich


async def state(page: httpx.AsyncClient) -> dict[str, Any]:
    found: dict[str, Any] = (await page.get("/sandbox/state")).json()
    return found


async def act(page: httpx.AsyncClient, name: str, **body: Any) -> dict[str, Any]:
    answer = await page.post(f"/sandbox/{name}", json=body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_the_state_shows_what_a_phone_would(bot: Bot, page: httpx.AsyncClient, channel: Chat) -> None:
    buttons = [
        InlineKeyboardButton("read", url="https://example.org/"),
        InlineKeyboardButton("more", callback_data="m"),
    ]
    await bot.send_message(
        CHANNEL,
        "<b>理</b> https://example.org/a",
        parse_mode="HTML",
        reply_markup=InlineKeyboardMarkup([buttons]),
        disable_notification=True,
    )
    await bot.send_photo(CHANNEL, png(4, 4), caption="<i>c</i>", parse_mode="HTML")
    await bot.set_my_commands([("search", "查找")], language_code="zh")
    found = await state(page)
    assert found["bot"] == {"id": 42, "username": "demo_digest_bot", "name": "Daily Digest"}
    assert found["people"][0] == {"id": READER, "name": "Lin", "role": "reader", "language": "zh"}
    assert found["clock"] is None
    assert found["commands"][str(READER)] == [{"command": "search", "description": "查找"}]
    shown = next(chat for chat in found["chats"] if chat["id"] == channel.id)
    assert (shown["type"], shown["username"], shown["members"]) == ("channel", "o1_daily", 3)
    text, photo = shown["messages"]
    assert text["from"] == {"id": 42, "name": "Daily Digest", "bot": True}
    assert text["entities"][0] == {"type": "bold", "offset": 0, "length": 1}
    assert text["keyboard"] == [[{"text": "read", "url": "https://example.org/"}, {"text": "more", "data": "m"}]]
    assert text["preview"] == {"url": "https://example.org/a", "large": False, "above": False}
    assert (text["silent"], text["edited"], text["reply_to"], text["photo"]) == (True, False, None, None)
    assert (photo["text"], photo["caption"], photo["caption_entities"][0]["type"]) == ("", "c", "italic")
    assert (await page.get(photo["photo"]["url"])).content == png(4, 4)
    last = found["calls"][-2]
    assert (last["method"], last["chat"], last["ok"], last["status"]) == ("sendPhoto", channel.id, True, 200)
    assert bot.token not in json.dumps(found)


async def test_people_act_through_the_page(bot: Bot, page: httpx.AsyncClient, sandbox: Sandbox) -> None:
    said = await act(page, "say", person=READER, chat=READER, text="/search 推理")
    await act(page, "start", person=READER, payload="key")
    await act(page, "language", person=READER, language="en")
    query = await act(page, "press", person=READER, chat=READER, message_id=said["message_id"], data="d")
    first, second, third = await bot.get_updates()
    assert first.message is not None
    assert second.message is not None
    assert third.callback_query is not None
    assert (first.message.text, second.message.text) == ("/search 推理", "/start key")
    assert (third.callback_query.id, third.callback_query.from_user.language_code) == (
        query["query_id"],
        "en",
    )
    await bot.answer_callback_query(query["query_id"], "done")
    assert (await state(page))["toasts"] == [
        {"id": query["query_id"], "person": READER, "text": "done", "alert": False, "url": None}
    ]


async def test_others_post_and_delete_in_the_channel(page: httpx.AsyncClient, channel: Chat) -> None:
    posted = await act(page, "post", chat=channel.id, text="foreign")
    assert channel.messages[0].text == "foreign"
    await act(page, "delete", chat=channel.id, message_id=posted["message_id"])
    assert channel.messages == []


async def test_faults_are_switched_on_shown_and_cleared(bot: Bot, page: httpx.AsyncClient) -> None:
    await act(page, "faults", method="sendMessage", kind="429", times=2, retry_after=3)
    with pytest.raises(RetryAfter):
        await bot.send_message(READER, "x")
    found = await state(page)
    assert [(f["method"], f["kind"], f["times"]) for f in found["faults"]] == [("sendMessage", "429", 1)]
    refused = found["calls"][-1]
    assert (refused["status"], refused["error"]) == (429, "Too Many Requests: retry after 3")
    assert (await page.delete("/sandbox/faults")).status_code == 200
    assert (await state(page))["faults"] == []


async def test_the_server_grows_older_and_younger(page: httpx.AsyncClient, sandbox: Sandbox) -> None:
    assert (await state(page))["server"] == {"knows_rich": True}
    await act(page, "server", knows_rich=False)
    assert (await state(page))["server"] == {"knows_rich": False}
    assert sandbox.knows_rich is False


async def test_the_state_shows_blocks_and_what_was_uploaded(bot: Bot, page: httpx.AsyncClient) -> None:
    await send_rich(bot, READER, "<h1>推理</h1>")
    photo = await bot.send_photo(READER, png(8, 4), caption="x", show_caption_above_media=True)
    await bot.send_photo(READER, photo.photo[-1].file_id)
    found = await state(page)
    rich, above, again = found["chats"][0]["messages"]
    assert rich["rich"] == {"blocks": [{"type": "heading", "text": "推理", "size": 1}]}
    assert (rich["text"], rich["photo"], above["rich"]) == ("", None, None)
    assert (above["photo"]["width"], above["photo"]["height"], above["caption_above"]) == (8, 4, True)
    assert again["photo"] == above["photo"]
    assert [call["uploaded"] for call in found["calls"][-3:]] == [0, len(png(8, 4)), 0]
    assert "推理" in found["calls"][-3]["brief"]


WRONG: list[tuple[str, dict[str, Any], int]] = [
    ("say", {"person": 5, "text": "x"}, 404),
    ("say", {"person": READER, "text": " "}, 400),
    ("say", {"person": READER}, 404),
    ("press", {"person": READER, "chat": READER, "message_id": 9, "data": "x"}, 404),
    ("start", {"person": READER, "payload": "a b"}, 400),
    ("delete", {"chat": READER, "message_id": 9}, 404),
    ("faults", {"kind": "flood"}, 400),
    ("server", {}, 404),
    ("jump", {}, 404),
]


@pytest.mark.parametrize(("name", "body", "status"), WRONG)
async def test_a_wrong_act_is_explained(page: httpx.AsyncClient, name: str, body: dict[str, Any], status: int) -> None:
    answer = await page.post(f"/sandbox/{name}", json=body)
    assert answer.status_code == status
    assert answer.json()["error"]


class DemoClock:
    zone = "Asia/Shanghai"

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def now(self) -> datetime:
        return self._clock()

    def next(self) -> dict[str, Any] | None:
        return {"channel": "o1", "at": "2026-11-23T09:00:00+08:00"}

    async def jump(self) -> None:
        self._clock.forward(days=1)


async def test_an_attached_clock_is_shown_and_jumps(page: httpx.AsyncClient, sandbox: Sandbox, clock: Clock) -> None:
    sandbox.clock_control = DemoClock(clock)
    await act(page, "jump")
    assert (await state(page))["clock"] == {
        "now": "2026-11-23T01:00:00+00:00",
        "zone": "Asia/Shanghai",
        "next": {"channel": "o1", "at": "2026-11-23T09:00:00+08:00"},
    }


async def test_events_tell_of_changes_once_and_end_with_the_sandbox(sandbox: Sandbox) -> None:
    told: list[int] = []
    async with httpx.AsyncClient(trust_env=False, verify=False) as browser:

        async def listen(url: str) -> None:
            async with browser.stream("GET", f"{url}/sandbox/events") as stream:
                assert stream.headers["content-type"].startswith("text/event-stream")
                async for line in stream.aiter_lines():
                    if line.startswith("data: "):
                        told.append(json.loads(line.removeprefix("data: "))["revision"])
                        sandbox.world.wake()

        async with sandbox.serve() as url:
            listener = asyncio.create_task(listen(url))
            await sandbox.wait_for(lambda: told)
            for text in ("one", "two", "three"):
                await sandbox.say(READER, text)
            await sandbox.wait_for(lambda: told[-1] == sandbox.world.revision)
        async with asyncio.timeout(20):
            await listener
    assert len(told) == 2


@pytest.mark.parametrize("path", ["/", "/page/index.html", "/sandbox/state", "/sandbox/events"])
async def test_other_names_for_this_machine_are_refused(page: httpx.AsyncClient, path: str) -> None:
    """DNS rebinding: a foreign page whose name suddenly points here."""
    assert (await page.get(path, headers={"host": "evil.example"})).status_code == 403
    assert (await page.get(path, headers={"origin": "https://evil.example"})).status_code == 403


async def test_a_foreign_page_cannot_act(page: httpx.AsyncClient, sandbox: Sandbox) -> None:
    body = {"person": READER, "text": "x"}
    answer = await page.post("/sandbox/say", json=body, headers={"origin": "https://evil.example"})
    assert answer.status_code == 403
    assert sandbox.chat(READER).messages == []


@pytest.mark.parametrize("name", ["nothing.js", "..%2fsandbox.py", "%2e%2e%2fcontrol.py", "__init__.py"])
async def test_only_files_of_the_page_are_served(page: httpx.AsyncClient, name: str) -> None:
    assert (await page.get(f"/page/{name}")).status_code == 404


async def test_waiting_ends_with_an_explanation(sandbox: Sandbox) -> None:
    with pytest.raises(TimeoutError, match=r"nothing became true in 0.01 s; last calls: none"):
        await sandbox.wait_for(lambda: False, timeout=0.01)


async def test_a_sandbox_can_be_served_again_and_keeps_its_world(sandbox: Sandbox) -> None:
    async with sandbox.serve() as first, httpx.AsyncClient(trust_env=False, verify=False) as client:
        await client.get(f"{first}/bot{sandbox.token}/sendMessage", params={"chat_id": READER, "text": "x"})
    async with sandbox.serve() as second, httpx.AsyncClient(trust_env=False, verify=False) as client:
        assert (await client.get(f"{second}/sandbox/state")).json()["chats"][0]["messages"][0]["text"] == "x"
