"""The example world for working on the page."""

import asyncio
from typing import Any

import httpx

from bot.sandbox.example import example, serve_example
from bot.sandbox.example_inline import inline_answer
from bot.sandbox.view import state_json


def test_the_example_holds_something_of_every_kind() -> None:
    found = state_json(example().world, None)
    messages = [message for chat in found["chats"] for message in chat["messages"]]
    kinds = {entity["type"] for message in messages for entity in message["entities"]}
    assert {chat["type"] for chat in found["chats"]} == {"private", "channel", "supergroup"}
    assert {"bold", "italic", "spoiler", "expandable_blockquote", "hashtag", "text_link", "code"} <= kinds
    assert {key for m in messages for row in m["keyboard"] for b in row for key in b} >= {"url", "data", "copy"}
    assert any(message["photo"] for message in messages)
    assert any(message["rich"] for message in messages)
    assert any(chat.get("pinned") for chat in found["chats"])
    assert {person["role"] for person in found["people"]} == {"reader", "admin"}


def test_the_example_finds_inline_in_both_languages_and_page_by_page() -> None:
    sent_by = {"from": {"language_code": "zh"}}
    first = inline_answer(sent_by | {"query": "推理", "offset": ""})
    second = inline_answer(sent_by | {"query": "推理", "offset": first["next_offset"]})
    assert first["results"][0]["title"] == "1. 学习用大语言模型推理"
    assert second["results"]
    assert second["next_offset"] == ""
    assert {r["id"] for r in first["results"]}.isdisjoint(r["id"] for r in second["results"])
    assert inline_answer(sent_by | {"query": "nothing", "offset": ""})["results"] == []


async def test_the_example_answers_presses_inline_queries_and_echoes() -> None:
    announced: asyncio.Queue[str] = asyncio.Queue()
    serving = asyncio.create_task(serve_example(0, announced.put_nowait))
    try:
        async with asyncio.timeout(20), httpx.AsyncClient(trust_env=False, verify=False) as client:
            url = await announced.get()
            await client.post(f"{url}sandbox/say", json={"person": 1001, "text": "<你好>"})
            await client.post(f"{url}sandbox/inline", json={"person": 1001, "text": "STaR"})
            await client.post(f"{url}sandbox/press", json={"person": 1001, "chat": 1001, "message_id": 1, "data": "x"})
            state: dict[str, Any] = {"toasts": []}
            while not state["toasts"]:
                state = (await client.get(f"{url}sandbox/state")).json()
            assert len(state["inline"]["1001"]["results"]) == 4
            assert state["toasts"][0]["text"] == "You pressed x"
            assert state["chats"][0]["messages"][-1]["text"] == "<你好>"
            assert state["chats"][0]["messages"][-1]["from"]["bot"]
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
