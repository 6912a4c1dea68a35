"""Inline mode in Telegram's types: an inline query, and the answer to it."""

import logging

from telegram import (
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultCachedPhoto,
    InlineQueryResultsButton,
    InputTextMessageContent,
    error,
)

from bot.adapters.dispatch_telegram import keyboard, parse_mode, preview_options
from bot.adapters.photos_telegram import Photos
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


async def answer(query: InlineQuery, answers: Answers, photos: Photos | None = None) -> None:
    """Telegram forgets a query within seconds, and people go on typing: an answer that comes too late is no trouble.

    Nor is one that does not get through: the next letter asks again. Raises BadRequest for an answer Telegram refuses.
    """
    button = InlineQueryResultsButton(answers.button, start_parameter=answers.start) if answers.button else None
    results = [await _result(result, query.get_bot().id, photos) for result in answers.results]
    try:
        await query.answer(
            results,
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


async def _result(
    result: Result, bot: int, photos: Photos | None
) -> InlineQueryResultArticle | InlineQueryResultCachedPhoto:
    for card in result.pictured if photos else ():
        if card.picture and photos and (file_id := await photos.had(bot, card.picture)):
            return InlineQueryResultCachedPhoto(
                result.id,
                file_id,
                title=result.title,
                description=result.description or None,
                caption=card.html,
                parse_mode=parse_mode(card),
                reply_markup=keyboard(card.buttons),
            )
    return _article(result)


def _article(result: Result) -> InlineQueryResultArticle:
    card = result.card
    content = InputTextMessageContent(
        card.html, parse_mode=parse_mode(card), link_preview_options=preview_options(card)
    )
    return InlineQueryResultArticle(
        result.id,
        result.title,
        content,
        description=result.description or None,
        reply_markup=keyboard(card.buttons),
    )
