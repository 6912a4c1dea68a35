"""What is done in private only: a review would fill a group, and its drafts are nobody else's yet."""

from bot.app.commands.ask import Ask
from bot.app.commands.command import Handler
from bot.app.commands.desk import Desk
from bot.domain.card import Button
from bot.domain.conversation import Reply


def in_private(handler: Handler) -> Handler:
    """The handler, which in a group says where to go instead."""

    async def handled(desk: Desk, ask: Ask) -> Reply:
        if ask.private:
            return await handler(desk, ask)
        if ask.pressed:
            return Reply(toast=desk.phrase("review.private", ask.language), alert=True)
        here = Button(text=desk.phrase("button.open", ask.language), url=f"https://t.me/{desk.services.bot_username}")
        return desk.say("review_private", ask, buttons=((here,),))

    handled.__name__ = handler.__name__
    return handled
