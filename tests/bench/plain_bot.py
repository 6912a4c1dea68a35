"""The named alternative: the bot one would write in an evening with python-telegram-bot and APScheduler."""

import asyncio
import datetime as dt
import sys

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from telegram import Update
from telegram.error import RetryAfter, TelegramError
from telegram.ext import Application, CommandHandler, ContextTypes

ENTRIES = [f"<b>Entry {number}</b>\nhttps://example.org/{number}" for number in range(14)]
TRIES = 3


async def random(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    if update.message:
        await update.message.reply_html(ENTRIES[0])


async def begin(application: Application, channels: int = 0, every: int = 60) -> None:  # type: ignore[type-arg]
    async def post(channel: str) -> None:
        for _ in range(TRIES):
            try:
                await application.bot.send_message(channel, ENTRIES[dt.datetime.now(dt.UTC).day % 14], "HTML")
                return
            except RetryAfter as failure:
                await asyncio.sleep(failure._retry_after.total_seconds())
            except TelegramError:
                await asyncio.sleep(1)

    scheduler = AsyncIOScheduler(timezone=dt.UTC)
    scheduler.add_job(post, "cron", ["@o1_daily"], hour=9)
    for number in range(channels):  # so that nobody has to wait for nine o'clock
        seconds = ",".join(map(str, range(number % every, 60, every)))
        scheduler.add_job(post, "cron", [f"@channel{number}_daily"], second=seconds)
    scheduler.start()


def main(token: str, url: str, channels: int = 0, every: int = 60) -> None:
    """``channels``: so many get a post every ``every`` seconds, each at a second of its own."""
    builder = Application.builder().token(token).base_url(f"{url}/bot")
    application = builder.post_init(lambda application: begin(application, channels, every)).build()
    application.add_handler(CommandHandler("random", random))
    application.run_polling()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
