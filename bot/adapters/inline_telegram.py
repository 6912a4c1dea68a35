"""Inline mode in Telegram's types: an inline query, and the answer to it."""

import logging

from telegram import (
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    error,
)
from telegram.constants import ParseMode

from bot.adapters.messenger_telegram import keyboard, preview_options
from bot.domain.conversation import Answers, Inquiry, Result

log = logging.getLogger(__name__)

TOO_LATE = "query is too old"


def inquiry_of(query: InlineQuery) -> Inquiry:
    return Inquiry(
        person_id=query.from_user.id,
        person_name=query.from_user.first_name,
        language_code=query.from_user.language_code,
        text=query.query,
        offset=query.offset,
    )


async def answer(query: InlineQuery, answers: Answers) -> None:
    """Telegram forgets a query within seconds, and people go on typing: an answer that comes too late is no trouble.

    Nor is one that does not get through: the next letter asks again. Raises BadRequest for an answer Telegram refuses.
    """
    button = InlineQueryResultsButton(answers.button, start_parameter=answers.start) if answers.button else None
    try:
        await query.answer(
            [_article(result) for result in answers.results],
            cache_time=answers.cache,
            is_personal=answers.personal,
            next_offset=answers.next_offset,
            button=button,
        )
    except error.BadRequest as failure:
        if TOO_LATE not in str(failure).lower():
            raise
        log.info("an inline answer came too late: %s", failure)
    except error.TelegramError as failure:
        log.warning("an inline query could not be answered: %s", failure)


def _article(result: Result) -> InlineQueryResultArticle:
    card = result.card
    content = InputTextMessageContent(
        card.html, parse_mode=ParseMode.HTML if card.markup else None, link_preview_options=preview_options(card)
    )
    return InlineQueryResultArticle(
        result.id,
        result.title,
        content,
        description=result.description or None,
        reply_markup=keyboard(card.buttons),
    )
