"""The ledger's rows as deliveries; a row that cannot be read takes no other with it."""

from typing import Any

from sqlalchemy import ColumnElement, Row, Select, String, and_, select, type_coerce

from bot.adapters.database_sql import Database
from bot.adapters.tables_sql import deliveries
from bot.domain.card import Card
from bot.domain.delivery import Delivery, State
from bot.domain.errors import LedgerError, StoreError
from bot.domain.slot import Slot

SLOT = ("channel", "local_date", "label")
SAME = tuple(column.name for column in deliveries.columns if column.name not in {"id", *SLOT})  # as in Delivery

# SQLite takes anything into any column, and gives it back.
_KINDS: dict[str, Any] = {
    **dict.fromkeys(("channel", "label", "key", "reason", "token", "edition", "detail"), str),
    **dict.fromkeys(("cycle", "base_id", "attempt", "looks"), int),
    "message_id": int | None,
    "card": Card,
    "tried": tuple,
}
_BROKEN = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
_NO_TEXT = "decode to UTF-8"  # the driver's words: the error has no code
_AT_ONCE = 500  # rows: an IN takes only so many values
_SHORT = 100  # characters


class DeliveryRows:
    """Reads deliveries in one query, and in smaller and smaller ones where that fails."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._broken: dict[int, tuple[str, str]] = {}  # by row: what it is called, and why it cannot be read

    @property
    def unreadable(self) -> dict[str, str]:
        return dict(self._broken.values())

    async def all(self, statement: Select[Any]) -> list[Delivery]:
        """Of a statement that selects ``deliveries``; those that can be read."""
        try:
            return [self._value(row) for row in await self._database.read(statement)]
        except Exception as error:
            why_broken(error)
        ids = [row.id for row in await self._database.read(_ids(statement))]
        parts = [await self._salvage(ids[start : start + _AT_ONCE]) for start in range(0, len(ids), _AT_ONCE)]
        return [delivery for part in parts for delivery in part]

    async def one(self, statement: Select[Any]) -> Delivery | None:
        """The first; LedgerError if there is one that cannot be read."""
        first = statement.limit(1)
        try:
            rows = await self._database.read(first)
            return self._value(rows[0]) if rows else None
        except Exception as error:
            why = why_broken(error)
        for row in await self._database.read(_ids(first)):
            raise LedgerError(f"{await self._note(row.id, why)} cannot be read: {why}")
        return None

    async def _salvage(self, ids: list[int]) -> list[Delivery]:
        """Those that can be read, in this order."""
        try:
            rows = await self._database.read(select(deliveries).where(deliveries.c.id.in_(ids)))
            values = {row.id: self._value(row) for row in rows}
            return [values[row_id] for row_id in ids if row_id in values]
        except Exception as error:
            why = why_broken(error)
        if len(ids) == 1:
            await self._note(ids[0], why)
            return []
        half = len(ids) // 2
        return await self._salvage(ids[:half]) + await self._salvage(ids[half:])

    async def _note(self, row_id: int, why: str) -> str:
        """Remember that the row cannot be read; returns what it is called."""
        name = f"row {row_id}"
        raw = [type_coerce(deliveries.c[column], String).label(column) for column in SLOT]
        try:
            (parts,) = await self._database.read(select(*raw).where(deliveries.c.id == row_id))
            if not any(isinstance(part, bytes) for part in parts):
                name = "/".join(str(part) for part in parts)
        except Exception as error:
            why_broken(error)
        self._broken[row_id] = name, why
        return name

    def _value(self, row: Row[Any]) -> Delivery:
        delivery = delivery_of(row)
        self._broken.pop(row.id, None)  # somebody has mended it
        return delivery


def delivery_of(row: Row[Any]) -> Delivery:
    """Raises one of several errors of a broken value: see ``why_broken``."""
    for name, kind in _KINDS.items():
        if not isinstance(getattr(row, name), kind):
            raise TypeError(f"{name} is a {type(getattr(row, name)).__name__}")
    fields = {name: getattr(row, name) for name in SAME}
    return Delivery(slot=slot_of(row), **fields | {"state": State(row.state)})


def slot_of(row: Row[Any]) -> Slot:
    slot = Slot(channel=row.channel, date=row.local_date, label=row.label)
    slot.time  # noqa: B018 - ValueError for a label that is none
    return slot


def why_broken(error: Exception) -> str:
    """Why a row cannot be read, in short. Raises the error again if it is the database that fails."""
    if isinstance(error, _BROKEN):
        return f"{type(error).__name__}: {error}"[:_SHORT]
    if isinstance(error, StoreError) and _NO_TEXT in str(error):
        return "it holds text that is not UTF-8"
    raise error


def slot_columns(slot: Slot) -> dict[str, Any]:
    return dict(zip(SLOT, (slot.channel, slot.date, slot.label), strict=True))


def of_slot(slot: Slot) -> ColumnElement[bool]:
    return and_(*(deliveries.c[name] == value for name, value in slot_columns(slot).items()))


def _ids(statement: Select[Any]) -> Select[Any]:
    return statement.with_only_columns(deliveries.c.id)
