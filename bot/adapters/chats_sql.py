"""What is known of the chats that deliveries go to, in SQL."""

from sqlalchemy import ColumnElement, and_, func, select, update
from sqlalchemy.engine import Connection

from bot.adapters.database_sql import Database
from bot.adapters.tables_sql import chats, deliveries, moves
from bot.domain.delivery import State

_LAST = 2**63 - 1  # SQLite sorts texts and bytes, which do not belong there, behind all numbers


class SqlChats:
    """The part of the port ``Ledger`` that is about chats."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def messages_of(self, chat: int | str, *, above: int) -> frozenset[int]:
        ids = select(deliveries.c.message_id).where(_messages(chat, above=above))
        return frozenset(row.message_id for row in await self._database.read(ids))

    async def known_top(self, chat: int | str) -> int:
        ours = select(func.max(deliveries.c.message_id)).where(_messages(chat, above=0))
        anyones = select(chats.c.top).where(chats.c.chat == chat)
        (tops,) = await self._database.read(select(ours.scalar_subquery(), anyones.scalar_subquery()))
        return max(top or 0 for top in tops)

    async def saw(self, chat: int | str, message_id: int) -> None:
        seen = self._database.insert(chats).values(chat=chat, top=message_id)
        higher = seen.on_conflict_do_update(
            index_elements=["chat"], set_={"top": message_id}, where=chats.c.top < message_id
        )
        await self._database.write(higher)

    async def move(self, old: int | str, new: int) -> None:
        planned = update(deliveries).where(
            deliveries.c.state.in_((State.PLANNED, State.SENDING)), deliveries.c.chat == old
        )
        moved = self._database.insert(moves).values(old=old, new=new)

        def work(connection: Connection) -> None:
            connection.execute(update(moves).where(moves.c.new == old).values(new=new))
            connection.execute(moved.on_conflict_do_update(index_elements=["old"], set_={"new": new}))
            connection.execute(planned.values(chat=new, base_id=0))

        await self._database.change(work)

    async def moves(self) -> dict[int | str, int]:
        return {row.old: row.new for row in await self._database.read(select(moves))}


def _messages(chat: int | str, *, above: int) -> ColumnElement[bool]:
    return and_(deliveries.c.chat == chat, deliveries.c.message_id.between(above + 1, _LAST))
