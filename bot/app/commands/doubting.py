"""What the admins say of a card whose fate nobody else can tell: it was posted, or post it."""

from bot.app.commands.ask import Ask
from bot.app.commands.desk import Desk
from bot.app.settle import MOVED, doubt_of
from bot.app.status import post_link
from bot.domain.channel import Channel
from bot.domain.conversation import Reply
from bot.domain.delivery import Delivery
from bot.domain.errors import LedgerError


async def arrived(desk: Desk, ask: Ask) -> Reply:
    """``<token>:<attempt>``: it is in the channel. Nobody knows its message, so it cannot be edited or taken back."""
    found = await _doubtful(desk, ask)
    if isinstance(found, Reply):
        return found
    channel, delivery = found
    try:
        await desk.services.ledger.settle_sent(delivery.slot, attempt=delivery.attempt, message_id=None, now=ask.now)
    except LedgerError:
        return _settled(desk, ask)
    await desk.services.alerts.over(doubt_of(delivery))
    return desk.say("doubt_arrived", ask, replace=True, channel=channel, delivery=delivery)


async def absent(desk: Desk, ask: Ask) -> Reply:
    """``<token>:<attempt>``: it is not in the channel, and is sent now."""
    found = await _doubtful(desk, ask)
    if isinstance(found, Reply):
        return found
    channel, delivery = found
    services = desk.services
    try:
        await services.ledger.plan_again(delivery.slot, attempt=delivery.attempt)
    except LedgerError:
        return _settled(desk, ask)
    await services.alerts.over(doubt_of(delivery))
    if delivery.chat != channel.chat:
        await services.publisher.settlement.given_up(channel, delivery, ask.now, why=MOVED)
    else:
        await services.publisher.resend(channel, delivery, ask.now)
    settled = await services.ledger.find(delivery.slot) or delivery
    return desk.say(
        "posted",
        ask,
        replace=True,
        channel=channel,
        key=settled.key,
        entry=services.shelf.catalog.get(settled.key),
        state=settled.state,
        detail=settled.detail,
        link=post_link(settled.chat, settled.message_id),
    )


async def _doubtful(desk: Desk, ask: Ask) -> tuple[Channel, Delivery] | Reply:
    """The delivery that the admins were asked about; a reply where there is nothing to decide any more."""
    token, _, attempt = ask.words.partition(":")
    delivery = await desk.services.ledger.by_token(token)
    channel = desk.services.channels.get(delivery.slot.channel) if delivery else None
    if delivery is None or channel is None:
        return Reply(toast=desk.phrase("button_unknown", ask.language))
    if not delivery.asked or str(delivery.attempt) != attempt:  # an old button must not send once more
        return _settled(desk, ask)
    return channel, delivery


def _settled(desk: Desk, ask: Ask) -> Reply:
    return Reply(toast=desk.phrase("doubt_settled", ask.language), alert=True)
