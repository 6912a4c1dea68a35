"""The named alternative: the bot one would write in an evening with python-telegram-bot and APScheduler."""

import datetime as dt
import sys

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from telegram import Update
from telegram.ext import Application, CommandHandler, ContextTypes

ENTRIES = [f"<b>Entry {number}</b>\nhttps://example.org/{number}" for number in range(14)]


async def random(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    if update.message:
        await update.message.reply_html(ENTRIES[0])


async def begin(application: Application) -> None:  # type: ignore[type-arg]
    async def post() -> None:
        await application.bot.send_message("@o1_daily", ENTRIES[dt.datetime.now(dt.UTC).day % 14], parse_mode="HTML")

    scheduler = AsyncIOScheduler(timezone=dt.UTC)
    scheduler.add_job(post, "cron", hour=9)
    scheduler.start()


def main(token: str, url: str) -> None:
    builder = Application.builder().token(token).base_url(f"{url}/bot").post_init(begin)
    application = builder.build()
    application.add_handler(CommandHandler("random", random))
    application.run_polling()


if __name__ == "__main__":
    main(*sys.argv[1:])
