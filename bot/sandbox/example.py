"""A small world for looking at the page: a channel with sample posts, a reader and an admin."""

import html
from collections.abc import Callable
from typing import Any

from bot.sandbox.chats import Rights
from bot.sandbox.example_inline import inline_answer
from bot.sandbox.example_posts import RICH, picture
from bot.sandbox.files import Upload
from bot.sandbox.methods import METHODS
from bot.sandbox.parameters import Parameters
from bot.sandbox.sandbox import Sandbox

_CARD = (
    "<b>Paper</b> · 2024-09\n<b>Learning to Reason with LLMs</b>\n<b>学习用大语言模型推理</b>\n"
    "<i>OpenAI</i>\n\nThe longer the model thinks, the better it answers: accuracy grows with "
    '<u>training</u> and with <u>test-time</u> compute. <a href="https://openai.com/">OpenAI</a> '
    "shows <code>pass@1</code> figures.\n\n"
    "<blockquote expandable>模型思考的时间越长，回答就越好：准确率随训练算力与推理算力一同提高。\n"
    "第二行。\n第三行。\n第四行，展开后才看得见。</blockquote>\n\n"
    "#推理 #reasoning #过程监督 #process_supervision"
)


def example() -> Sandbox:
    """A sandbox that nobody serves yet."""
    sandbox = Sandbox()
    sandbox.add_person(1001, "Lin", role="reader", language="zh")
    sandbox.add_person(1002, "Ada", role="admin", language="en")
    channel = sandbox.add_channel(username="o1_daily", title="o1 Daily · 每日一读", bot_rights=Rights(edit=True))
    group = sandbox.add_group(-1_002_000_000_001, "Reading group")
    url = "https://openai.com/index/learning-to-reason-with-llms/"
    deep = f"https://t.me/{sandbox.world.bot.username}?start=card-1"
    rows = [
        [{"text": "Read · 阅读", "url": url}],
        [{"text": "More", "url": deep}, {"text": "Share", "url": f"https://t.me/share/url?url={url}"}],
    ]
    _call(
        sandbox,
        "sendMessage",
        chat_id=channel.id,
        text="Welcome! <tg-spoiler>A secret.</tg-spoiler>",
        parse_mode="HTML",
    )
    _call(
        sandbox,
        "sendMessage",
        chat_id=channel.id,
        text=_CARD,
        parse_mode="HTML",
        reply_markup={"inline_keyboard": rows},
        link_preview_options={"url": url, "prefer_large_media": True, "show_above_text": True},
    )
    _call(sandbox, "pinChatMessage", chat_id=channel.id, message_id=2)
    photo = Parameters(
        values={"chat_id": channel.id, "caption": "<b>Evening</b>\n傍晚", "parse_mode": "HTML"},
        files={"photo": Upload(name="evening.png", content=picture())},
    )
    METHODS["sendPhoto"](sandbox.world, photo)
    keys = {"inline_keyboard": rows}
    _call(sandbox, "sendRichMessage", chat_id=channel.id, rich_message={"html": RICH}, reply_markup=keys)
    menu = [
        {"command": "search", "description": "Find an entry"},
        {"command": "random", "description": "Surprise me"},
    ]
    _call(sandbox, "setMyCommands", commands=menu)
    zh = [{"command": "search", "description": "查找文献"}, {"command": "random", "description": "随机一篇"}]
    _call(sandbox, "setMyCommands", commands=zh, language_code="zh")
    choices = [[{"text": "1", "callback_data": "open:1"}, {"text": "2", "callback_data": "open:2"}],
               [{"text": "Copy key", "copy_text": {"text": "learning-to-reason"}}]]  # fmt: skip
    for person in (1001, 1002):
        _call(
            sandbox, "sendMessage", chat_id=person,
            text="Two entries for “推理”:\n1. <b>Let’s Verify Step by Step</b>\n2. <b>STaR</b>",
            parse_mode="HTML", reply_markup={"inline_keyboard": choices},
        )  # fmt: skip
    _call(sandbox, "sendMessage", chat_id=group.id, text="Hello, group.")
    return sandbox


def _call(sandbox: Sandbox, method: str, **values: Any) -> None:
    METHODS[method](sandbox.world, Parameters(values=values))


async def serve_example(port: int, announce: Callable[[str], object]) -> None:
    """Serves the example until cancelled.

    A press is answered with what was pressed, a text is echoed, ``@bot words`` finds among a few made-up entries.
    """
    sandbox = example()
    async with sandbox.serve(port) as url:
        announce(f"{url}/")
        offset = 0
        while True:
            for update in await sandbox.updates.get(offset=offset, limit=100, wait=50, now=sandbox.world.now()):
                offset = update["update_id"] + 1
                _answer(sandbox, update)


def _answer(sandbox: Sandbox, update: dict[str, Any]) -> None:
    if query := update.get("callback_query"):
        _call(sandbox, "answerCallbackQuery", callback_query_id=query["id"], text=f"You pressed {query['data']}")
    elif query := update.get("inline_query"):
        _call(sandbox, "answerInlineQuery", inline_query_id=query["id"], **inline_answer(query))
    elif message := update.get("message"):
        chat, text = message["chat"]["id"], message.get("text")
        if text and "via_bot" not in message:
            _call(sandbox, "sendMessage", chat_id=chat, text=f"<i>{html.escape(text)}</i>", parse_mode="HTML")
