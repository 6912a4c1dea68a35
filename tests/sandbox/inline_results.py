"""Inline results for tests: as the Bot API writes them, and as python-telegram-bot sends them."""

from typing import Any

from telegram import Bot, InlineQueryResultArticle, InputTextMessageContent


def article(number: int, **more: Any) -> dict[str, Any]:
    content = {"message_text": "x"}
    return {"type": "article", "id": str(number), "title": "t", "input_message_content": content} | more


async def answer(bot: Bot, query: str, *ids: str, **more: Any) -> None:
    content = InputTextMessageContent("<b>推理</b>", parse_mode="HTML")
    markup = more.pop("reply_markup", None)
    results = [InlineQueryResultArticle(i, f"Title {i}", content, reply_markup=markup) for i in ids]
    await bot.answer_inline_query(query, results, **more)
