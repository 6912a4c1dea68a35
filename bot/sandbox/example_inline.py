"""What the example's bot finds inline: a few made-up entries, ten at a time."""

from typing import Any

_PAGE = 10
_TITLES = (
    ("Learning to Reason with LLMs", "学习用大语言模型推理"),
    ("Let’s Verify Step by Step", "逐步验证"),
    ("STaR: Bootstrapping Reasoning With Reasoning", "STaR：用推理自举推理"),
    ("Chain-of-Thought Prompting Elicits Reasoning in Large Language Models", "思维链提示激发大语言模型的推理能力"),
    ("Scaling LLM Test-Time Compute", "扩展推理阶段的算力"),
    ("Training Verifiers to Solve Math Word Problems", "训练验证器求解数学应用题"),
)
_ROUNDS = 4
_OVERVIEW = "模型思考的时间越长，回答就越好。The longer the model thinks, the better it answers."


def inline_answer(query: dict[str, Any]) -> dict[str, Any]:
    """The parameters of answerInlineQuery, its id left out."""
    words = query["query"].strip().lower()
    entries = [pair for _ in range(_ROUNDS) for pair in _TITLES]
    found = [(n, en, zh) for n, (en, zh) in enumerate(entries, 1) if words in f"{en} {zh} {_OVERVIEW}".lower()]
    begin = int(query["offset"] or 0)
    more = begin + _PAGE < len(found)
    chinese = query["from"].get("language_code") == "zh"
    return {
        "results": [_article(*entry, chinese=chinese) for entry in found[begin : begin + _PAGE]],
        "next_offset": str(begin + _PAGE) if more else "",
        "is_personal": True,
        "cache_time": 10,
        "button": {"text": "在机器人中搜索" if chinese else "Search in the bot", "start_parameter": "search"},
    }


def _article(number: int, english: str, chinese_title: str, *, chinese: bool) -> dict[str, Any]:
    first, second = (chinese_title, english) if chinese else (english, chinese_title)
    return {
        "type": "article",
        "id": f"entry-{number}",
        "title": f"{number}. {first}",
        "description": f"{second} · {_OVERVIEW}",
        "input_message_content": {
            "message_text": f"<b>{first}</b>\n<b>{second}</b>\n\n{_OVERVIEW}\n\n#推理 #reasoning",
            "parse_mode": "HTML",
        },
        "reply_markup": {
            "inline_keyboard": [
                [
                    {"text": "Like · 赞", "callback_data": f"like:{number}"},
                    {"text": "More · 更多", "switch_inline_query_current_chat": ""},
                ]
            ]
        },
    }
