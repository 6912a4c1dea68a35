"""Rows that somebody or something has damaged: each is left out and named, and takes no other with it."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.adapters.ledger_sql import SqlLedger
from bot.adapters.store_sql import Store, open_store
from bot.domain.delivery import State
from bot.domain.errors import LedgerError, StoreError
from tests.contracts.deliveries import NOON, a_delivery, a_slot, sent, unknown

NAME = "daily/2026-11-22/09:00"
CHAT = a_delivery().chat

DAMAGES = [
    ("card", "'{\"html\": '", "JSONDecodeError"),
    ("card", "'[]'", "AttributeError"),
    ("card", "'{}'", "KeyError: 'html'"),
    ("card", "x'c3c3'", "UnicodeDecodeError"),
    ("card", "CAST(x'c3c3' AS TEXT)", "not UTF-8"),
    ("state", "'snt'", "'snt' is not a valid State"),
    ("planned_at", "'yesterday'", "ValueError"),
    ("planned_at", "17", "TypeError"),
    ("look_at", "x'00'", "TypeError"),
    ("key", "x'6b'", "key is a bytes"),
    ("reason", "CAST(x'c3c3' AS TEXT)", "not UTF-8"),
    ("attempt", "'many'", "attempt is a str"),
    ("message_id", "'eighteen'", "message_id is a str"),
    ("chat", "x'2d31'", "TypeError"),
]
every_damage = pytest.mark.parametrize(("column", "value", "why"), DAMAGES)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "digestbot.sqlite3"


@pytest.fixture
async def store(file: Path) -> AsyncIterator[Store]:
    async with open_store(f"sqlite:///{file}") as opened:
        yield opened


@pytest.fixture
async def ledger(store: Store) -> SqlLedger:
    """Three cards in the channel, the one of the 22nd in the middle."""
    for day, message_id in ((21, 30), (22, 31), (23, 32)):
        await sent(store.ledger, a_slot(day), message_id, look_at=NOON, token=f"{day}aaaaaaaaaaaaa")
    return store.ledger


def _damage(file: Path, column: str, value: str, date: str = "2026-11-22") -> None:
    """``value`` is SQL. The database's own rules do not stop what breaks a disk."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute(f"UPDATE deliveries SET {column} = {value} WHERE local_date = ?", [date])


@every_damage
async def test_a_damaged_row_is_left_out_of_history_and_named(
    ledger: SqlLedger, file: Path, column: str, value: str, why: str
) -> None:
    _damage(file, column, value)
    assert [row.slot.date.day for row in await ledger.history("daily")] == [21, 23]
    assert list(ledger.unreadable) == [NAME]
    assert why in ledger.unreadable[NAME]


@every_damage
async def test_a_damaged_row_is_not_found_as_if_it_were_not_there(
    ledger: SqlLedger, file: Path, column: str, value: str, why: str
) -> None:
    _damage(file, column, value)
    with pytest.raises(LedgerError, match=f"^{NAME} cannot be read: ") as caught:
        await ledger.find(a_slot())
    assert why in str(caught.value)
    assert NAME in ledger.unreadable
    assert await ledger.find(a_slot(24)) is None


@every_damage
async def test_the_slot_of_a_damaged_row_is_not_free(
    ledger: SqlLedger, file: Path, column: str, value: str, why: str
) -> None:
    _damage(file, column, value)
    assert not await ledger.claim(a_delivery())
    assert await ledger.claim(a_delivery(a_slot(24)))


async def test_every_list_goes_on_without_the_damaged_row(ledger: SqlLedger, file: Path) -> None:
    _damage(file, "card", "'{'")
    lists = (
        await ledger.latest(),
        await ledger.sent_since(NOON),
        await ledger.in_state(State.SENT),
        await ledger.to_look_at(NOON),
    )
    assert [[row.slot.date.day for row in rows] for rows in lists] == [[23, 21], [23, 21], [21, 23], [21, 23]]
    with pytest.raises(LedgerError, match=NAME):
        await ledger.by_token("22aaaaaaaaaaaaa")
    assert await ledger.messages_of(CHAT, above=0) == {30, 31, 32}


async def test_a_message_id_that_is_none_does_not_hide_the_others(ledger: SqlLedger, file: Path) -> None:
    _damage(file, "message_id", "'eighteen'")
    assert await ledger.known_top(CHAT) == 32
    assert await ledger.messages_of(CHAT, above=30) == {32}


async def test_a_channel_whose_first_row_is_damaged_is_not_a_new_one(ledger: SqlLedger, file: Path) -> None:
    _damage(file, "planned_at", "'yesterday'", date="2026-11-21")
    assert await ledger.first_planned("daily") == NOON


async def test_many_damaged_rows_among_many_are_all_named_and_the_others_keep_their_order(
    store: Store, file: Path
) -> None:
    for number in range(40):
        await store.ledger.claim(a_delivery(a_slot(label=f"demand:{number}")))
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("UPDATE deliveries SET card = '' WHERE id % 7 = 0")
    left = [row.slot.label for row in await store.ledger.history("daily")]
    assert left == [f"demand:{number}" for number in range(40) if (number + 1) % 7]
    assert len(store.ledger.unreadable) == 5


async def test_a_row_whose_very_date_is_damaged_is_named_as_far_as_it_goes(ledger: SqlLedger, file: Path) -> None:
    _damage(file, "local_date", "'someday'")
    assert len(await ledger.history("daily")) == 2
    assert list(ledger.unreadable) == ["daily/someday/09:00"]


@pytest.mark.parametrize("value", ["x'00'", "CAST(x'c3c3' AS TEXT)"])
async def test_a_row_that_cannot_even_be_named_is_named_by_its_number(
    ledger: SqlLedger, file: Path, value: str
) -> None:
    _damage(file, "label", value)
    assert len(await ledger.history("daily")) == 2
    assert list(ledger.unreadable) == ["row 2"]


async def test_a_label_that_is_no_time_of_day_is_damage(ledger: SqlLedger, file: Path) -> None:
    _damage(file, "label", "'9 o''clock'")
    assert len(await ledger.history("daily")) == 2
    assert "daily/2026-11-22/9 o'clock" in ledger.unreadable


@pytest.mark.parametrize("value", ["'{'", "CAST(x'c3c3' AS TEXT)"])
async def test_a_damaged_intent_is_not_begun_and_stays_planned(store: Store, file: Path, value: str) -> None:
    await store.ledger.claim(a_delivery())
    _damage(file, "card", value)
    assert await store.ledger.begin(a_slot(), now=NOON) is None
    assert NAME in store.ledger.unreadable
    _damage(file, "card", f"'{a_delivery().card.to_json()}'".replace("“", "").replace("”", ""))
    assert await store.ledger.begin(a_slot(), now=NOON)


async def test_a_damaged_delivery_can_still_be_settled(store: Store, file: Path) -> None:
    await unknown(store.ledger, a_slot())
    _damage(file, "card", "'{'")
    with pytest.raises(LedgerError, match=f"{NAME}: its delivery is unknown at attempt 1.*for attempt 2"):
        await store.ledger.settle_sent(a_slot(), attempt=2, message_id=18, now=NOON)
    await store.ledger.settle_sent(a_slot(), attempt=1, message_id=18, now=NOON)
    assert await store.ledger.messages_of(CHAT, above=0) == {18}


async def test_a_row_that_was_mended_is_named_no_more(ledger: SqlLedger, file: Path) -> None:
    _damage(file, "reason", "x'00'")
    assert len(await ledger.history("daily")) == 2
    _damage(file, "reason", "'balanced kind=paper'")
    assert len(await ledger.history("daily")) == 3
    assert ledger.unreadable == {}


async def test_a_database_that_fails_is_not_taken_for_a_damaged_row(ledger: SqlLedger, file: Path) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("DROP TABLE deliveries")
    for act in (ledger.history("daily"), ledger.find(a_slot()), ledger.begin(a_slot(), now=NOON)):
        with pytest.raises(StoreError, match="no such table"):
            await act
    assert ledger.unreadable == {}
