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
from bot.domain.identity import canonical_arxiv, canonical_doi
from bot.domain.incoming import Unfit
from bot.domain.pages import PageError

SOON = 2.0  # seconds; who waits longer is told that something is done


async def add(desk: Desk, ask: Ask) -> Reply:
    """``URL``, an arXiv id or a DOI: read its page, write a draft, and show it for review."""
    words = ask.words.split()
    if len(words) != 1:
        return desk.say("add_usage", ask)
    reading = asyncio.create_task(desk.services.reviewing.pages.candidate(address_of(words[0])))
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


def address_of(text: str) -> str:
    """The address that an arXiv id or a DOI stands for; any other text as it is."""
    for canonical, root in ((canonical_arxiv, "https://arxiv.org/abs/"), (canonical_doi, "https://doi.org/")):
        try:
            return text if "://" in text else root + canonical(text)
        except ValueError:
            continue
    return text


async def _patience(desk: Desk, ask: Ask) -> None:
    try:
        await desk.services.messenger.tell(ask.chat, Card(html=desk.phrase("review.reading", ask.language)))
    except SendError:
        return  # a courtesy
