"""/add: a draft of whatever an address leads to."""

import asyncio

from bot.app.commands.ask import Ask
from bot.app.commands.desk import Desk
from bot.app.commands.refusals import refusal
from bot.app.commands.reviewing import taken_in
from bot.domain.card import Card
from bot.domain.conversation import Reply
from bot.domain.errors import SendError
from bot.domain.faults import FaultsError
from bot.domain.incoming import Unfit
from bot.domain.pages import PageError
from bot.domain.pointers import Pointer

SOON = 2.0  # seconds; who waits longer is told that something is done


async def add(desk: Desk, ask: Ask) -> Reply:
    """``URL``, an arXiv id or a DOI: read its page, write a draft, and show it for review."""
    pointer, words = Pointer.read(ask.words), ask.words.split()
    if pointer is None and len(words) != 1:
        return desk.say("add_usage", ask)
    address = pointer.url if pointer else words[0]  # what is no address is told what is wrong with it
    reading = asyncio.create_task(desk.services.reviewing.pages.candidate(address))
    try:
        done, _ = await asyncio.wait({reading}, timeout=SOON)
        if not done:
            await _patience(desk, ask)
        taken = await desk.services.reviewing.take(await reading)
    except PageError as failure:
        return desk.say("add_failed", ask, trouble=failure.trouble.value, detail=failure.detail)
    except (Unfit, FaultsError, OSError) as failure:
        return refusal(desk, ask, failure)
    finally:
        reading.cancel()
    return await taken_in(desk, ask, taken.key, known=taken.by)


async def _patience(desk: Desk, ask: Ask) -> None:
    try:
        await desk.services.messenger.tell(ask.chat, Card(html=desk.phrase("review.reading", ask.language)))
    except SendError:
        return  # a courtesy
