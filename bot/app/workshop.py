"""Everything that posts, searches for and edits cards, put together upon its ports."""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass

from bot.app.admins import Admins
from bot.app.draw import Drawing, new_token
from bot.app.edit import Editor
from bot.app.look import Look
from bot.app.publish import Publisher
from bot.app.recognise import Recogniser
from bot.app.reconcile import Reconciler
from bot.app.send import Sender
from bot.app.settle import Settlement
from bot.app.steps import Passing, passing
from bot.app.tick import Ticker
from bot.domain.channel import Channel
from bot.domain.ledger import Ledger
from bot.domain.ports import Cards, Catalogs, Messenger, Pictures, Plans, Probe, Replies

Sleep = Callable[[float], Awaitable[object]]


@dataclass(frozen=True, kw_only=True)
class Ways:
    """The settings of reconciling and editing: see Config."""

    reconcile_after: dt.timedelta = dt.timedelta(seconds=90)
    reconcile_pace: dt.timedelta = dt.timedelta(seconds=1)
    log_chat: int | str | None = None
    edit_window: dt.timedelta | None = dt.timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class Workshop:
    """One of each, on the same channels and the same ledger."""

    ticker: Ticker
    publisher: Publisher
    reconciler: Reconciler
    editor: Editor

    @classmethod
    def of(
        cls,
        *,
        channels: MutableMapping[str, Channel],
        ledger: Ledger,
        plans: Plans,
        catalogs: Catalogs,
        cards: Cards,
        pictures: Pictures,
        replies: Replies,
        messenger: Messenger,
        probe: Probe,
        admins: Admins,
        ways: Ways,
        passing: Passing = passing,
        token: Callable[[], str] = new_token,
        sleep: Sleep = asyncio.sleep,
    ) -> "Workshop":
        """``channels`` by name; where a group becomes a supergroup, its channel is replaced in it."""
        settlement = Settlement(ledger, admins, reconcile_after=ways.reconcile_after)
        sender = Sender(
            ledger=ledger,
            plans=plans,
            messenger=messenger,
            admins=admins,
            settlement=settlement,
            channels=channels,
            passing=passing,
        )
        publisher = Publisher(
            ledger=ledger,
            plans=plans,
            drawing=Drawing(catalogs=catalogs, cards=cards, pictures=pictures, plans=plans, admins=admins, token=token),
            sender=sender,
            settlement=settlement,
            passing=passing,
        )
        look = Look(
            ledger=ledger,
            probe=probe,
            recogniser=Recogniser(ledger, probe, log_chat=ways.log_chat),
            pace=ways.reconcile_pace.total_seconds(),
            passing=passing,
            sleep=sleep,
        )
        reconciler = Reconciler(
            ledger=ledger,
            look=look,
            messenger=messenger,
            admins=admins,
            replies=replies,
            settlement=settlement,
            channels=channels,
            under_way=sender.under_way.__contains__,
            after=ways.reconcile_after,
            passing=passing,
        )
        editor = Editor(
            ledger=ledger,
            catalogs=catalogs,
            cards=cards,
            messenger=messenger,
            admins=admins,
            channels=channels,
            window=ways.edit_window,
            sleep=sleep,
        )
        return cls(
            ticker=Ticker(channels, ledger, plans, publisher),
            publisher=publisher,
            reconciler=reconciler,
            editor=editor,
        )
