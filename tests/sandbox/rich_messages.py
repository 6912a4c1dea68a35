"""Rich messages for tests: sent as python-telegram-bot 22.8 can, which does not know them."""

from typing import Any

from telegram import Bot, Message

# One of everything that the sandbox takes.
EVERYTHING = (
    "<h1>推理 <i>Reasoning</i></h1><h6>Small</h6>"
    "<p><b>b</b> <i>i</i> <u>u</u> <s>s</s> <code>c</code> <mark>m</mark> H<sub>2</sub>O n<sup>2</sup> "
    '<tg-spoiler>secret</tg-spoiler> <a href="https://example.org">link</a> <a href="mailto:a@example.org">mail</a> '
    '<a href="tel:+123456789">phone</a> <a href="tg://user?id=1001">Lin</a><br>#标签 @o1_daily /cmd $USD '
    "b@example.org https://example.org/x</p>"
    "<details><summary>More</summary>Folded <p>away</p></details>"
    "<details open><summary>Open</summary><ul><li>one</li><li>two<ol start='3'><li>three</li></ol></li></ul></details>"
    "<blockquote>Quoted<cite>Somebody</cite></blockquote><aside>Pulled<cite>Another</cite></aside>"
    '<pre><code class="language-python">x = 1\n  y</code></pre><hr/><footer>#end</footer>'
)


async def send_rich(bot: Bot, chat: int | str, html: str, **more: Any) -> Message:
    sent: Message = await bot.do_api_request(
        "sendRichMessage",
        api_kwargs={"chat_id": chat, "rich_message": {"html": html}, **more},
        return_type=Message,
    )
    return sent


async def edit_rich(bot: Bot, chat: int | str, message_id: int, html: str, **more: Any) -> Message | bool:
    wish = {"text": None, "rich_message": {"html": html}}
    return await bot.edit_message_text("", chat, message_id, api_kwargs=wish, **more)


def blocks(message: Message | bool) -> Any:
    """What python-telegram-bot has left of the blocks of an answer."""
    assert isinstance(message, Message)
    return message.api_kwargs["rich_message"]["blocks"]
