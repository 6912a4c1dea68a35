"""Start-up and shut-down order."""

import asyncio
import logging
import signal
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress

from bot.app.heartbeat import beat
from bot.app.wiring.house import House

log = logging.getLogger(__name__)


async def serve(house: House, stopped: asyncio.Event, *, ready: Callable[[], object] | None = None) -> None:
    """Run the bot until ``stopped``: check in, recover, listen, post; then stop in the opposite order.

    A send under way when ``stopped`` is set is settled before this returns. Raises telegram.error.InvalidToken and
    friends if the bot cannot check in.
    """
    async with AsyncExitStack() as stack:
        await house.publisher.recover(house.channels, house.clock.now())
        stack.push_async_callback(house.publisher.finish)
        await stack.enter_async_context(house.conversation.open())
        alarm = house.alarm(lambda: _ring(house))
        alarm.start()
        stack.callback(alarm.stop)
        watching = asyncio.create_task(house.watch(stopped))
        stack.push_async_callback(_ended, watching)
        if ready:
            ready()
        await stopped.wait()
        log.info("stopping: what is under way is finished first")


async def _ring(house: House) -> None:
    await house.tick()
    beat(house.config.state, house.clock.now())


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


def stop_on_signals(stopped: asyncio.Event) -> None:
    """Ctrl-C and `docker stop` set ``stopped``; a second Ctrl-C kills at once, which the ledger survives."""
    loop = asyncio.get_running_loop()

    def stop(sign: signal.Signals) -> None:
        loop.remove_signal_handler(sign)
        stopped.set()

    for sign in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(sign, stop, sign)
