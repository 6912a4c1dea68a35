"""Delivery of updates to a webhook by real HTTP."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import httpx

from bot.sandbox.state import World

_PAUSE_AFTER_FAILURE = 0.2
_SECRET = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name


@contextlib.asynccontextmanager
async def delivering(world: World) -> AsyncIterator[None]:
    """Delivers in the background as long as the context is open."""
    task = asyncio.create_task(_deliver(world))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _deliver(world: World) -> None:
    """One update at a time, in order; one that is not answered with 2xx is tried again, as Telegram does."""
    while not world.updates.webhook.url:
        await world.updates.arrival()
    async with httpx.AsyncClient(timeout=5, trust_env=False) as client:
        while True:
            webhook, pending = world.updates.webhook, world.updates.pending
            if not webhook.url or not pending:
                await world.updates.arrival()
                continue
            headers = {_SECRET: webhook.secret_token} if webhook.secret_token else {}
            try:
                answer = await client.post(webhook.url, json=pending[0], headers=headers)
                failure = None if answer.is_success else f"Wrong response from the webhook: {answer.status_code}"
            except httpx.HTTPError:
                failure = "Connection refused"
            if failure is None:
                world.updates.confirm(pending[0]["update_id"])
            else:
                webhook.last_error, webhook.last_error_at = failure, world.now()
                world.changed()
                await asyncio.sleep(_PAUSE_AFTER_FAILURE)
