"""What the admins are told, with values that take every branch of it; and the texts that templates hold."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from jinja2 import Environment, nodes

from bot.app.stock import Stock
from bot.app.suggesting import Answer
from bot.domain.channel import Channel
from bot.domain.delivery import Delivery, State
from bot.domain.errors import OF_CONTENT, Trouble
from bot.domain.slot import Slot
from tests.app.commands.reviewed import in_review
from tests.contracts.deliveries import NOON, a_delivery, a_slot
from tests.worlds import a_channel, a_suggestion, an_entry

HOSTILE = "Bad Request: <b> & “said”\n" + "x" * 300
FAULTS = [f"data/entries/x.yaml:{n}: entry-{n:03}: a fault <b>, mend it " + "x" * 200 for n in range(60)]
KEYS = [f"entry-{number:03}" for number in range(200)]
OWN_WORDS = (
    "earlier", "later_slot", "moved", "never_arrived", "no_base", "no_control", "not_apart", "not_trusted",
    "nothing_ran", "restored", "stopped", "too_far", "unclear",
)  # fmt: skip


def unasked(
    channel: Channel | None = None, delivery: Delivery | None = None
) -> Iterator[tuple[str, dict[str, object]]]:
    """Pairs of a template and its values."""
    channel = channel or a_channel()
    delivery = delivery or a_delivery(a_slot(channel=channel.name), key="entry-001")
    about: Mapping[str, object] = {
        "channel": channel, "slot": delivery.slot, "delivery": delivery, "key": delivery.key, "detail": HOSTILE,
    }  # fmt: skip
    for name in (
        "alert_channel_over", "alert_no_picture_over",
        "alert_conflict", "alert_conflict_over", "alert_not_drawn", "alert_not_edited_over",
        "alert_tick", "alert_tick_over", "alert_unsettled", "alert_unsettled_over", "alert_update", "doubt_arrived",
    ):  # fmt: skip
        yield name, {**about}
    yield "alert_catalog", {"faults": FAULTS}
    yield "alert_catalog", {"faults": FAULTS[:1]}
    yield "alert_catalog_over", {"total": 14}
    for trouble in Trouble:
        if trouble not in OF_CONTENT:
            yield "alert_channel", {**about, "trouble": trouble, "demand": False}
            yield "alert_channel", {**about, "trouble": trouble, "demand": True}
    for trouble in OF_CONTENT:
        for as_text in (True, False):
            yield "alert_not_taken", {**about, "trouble": trouble, "as_text": as_text}
    for place in (channel, None):
        yield "alert_no_picture", {"channel": place, "entry": an_entry(), "detail": HOSTILE}
    yield "alert_copy", {**about, "link": "https://t.me/c/1234567890/7"}
    for several in (True, False):
        yield "alert_none_taken", {**about, "several": several}
    yield "alert_copy", {**about, "link": None}  # where the chat has no address
    for why in (HOSTILE, *OWN_WORDS):
        yield "alert_given_up", {**about, "detail": why}
        yield "alert_unknown", {**about, "why": why}
    for of_chat in (True, False):
        yield "alert_not_edited", {**about, "of_chat": of_chat}
    for state in State:
        for detail in (HOSTILE, ""):
            yield "posted", {**about, "state": state, "detail": detail, "entry": None, "link": None}
    for changed, gone in ((KEYS, KEYS), (KEYS[:1], []), ([], KEYS[:1])):
        yield "alert_released", {"changed": changed, "gone": gone}
    for fresh, waiting in ((0, 0), (0, 3), (1, 1), (14, 0)):
        times = tuple(dt.time(hour) for hour in range(1 + 23 * (fresh == 1)))  # one card lasts an hour, or a day
        stock = Stock(channel=a_channel(at=times), admitted=14, left=1, fresh=fresh)
        yield "alert_stock", {"stock": stock, "state": "low" if fresh else "out", "waiting": waiting}
    yield "alert_stock_over", {"stock": stock}
    yield "alert_unreadable", {"row": "daily/2026-11-22/09:00", "detail": HOSTILE}
    for faults in (FAULTS, []):
        yield "reloaded", {"faults": faults, "total": 14, "drafts": 1}
    yield from _taken_back(channel, delivery)
    yield from in_review()
    yield from _suggested(channel, delivery)


def _taken_back(channel: Channel, delivery: Delivery) -> Iterator[tuple[str, dict[str, object]]]:
    """What /undo says, for it too may find a channel as an alert does."""
    on_demand = replace(delivery, slot=Slot.on_demand(channel.name, delivery.slot.date, "7f3a"))
    known = replace(delivery, message_id=7)
    about = {"channel": channel, "entry": None, "when": NOON, "link": None, "detail": HOSTILE}
    for post in (None, delivery, known):
        yield "undo", {**about, "post": post, "link": "https://t.me/c/1234567890/7" if post is known else None}
    for post, freed in ((known, True), (known, False), (on_demand, False)):
        yield "undone", {**about, "post": post, "freed": freed}
    yield "undo_refused", {**about, "post": known}
    yield "undo_cancelled", {}
    for more in (0, 1, 2):
        yield "undo_where", {"more": more}


def _suggested(channel: Channel, delivery: Delivery) -> Iterator[tuple[str, dict[str, object]]]:
    """What readers hear of what they suggest, and who looks at it."""
    made = a_suggestion(url="https://example.org/?" + "x" * 400)
    for private in (True, False):
        for answer in Answer:
            for cut in (0, 300):
                values = {"answer": answer, "made": made, "on": NOON, "again_at": NOON, "cut": cut, "private": private}
                yield "suggested", values
        yield "suggest_usage", {"private": private}
    for entry, place, link in ((an_entry(), channel, "https://t.me/daily_digest/7"), (None, None, None)):
        told = {"entry": entry, "suggestion": made, "post": delivery, "channel": place, "link": link}
        yield "suggest_news", {**told}
    for posts in ([], [(delivery, None), (delivery, "https://t.me/daily_digest/7")]):
        yield "suggest_known", {"entry": an_entry(), "posts": posts}
    for short in (True, False):
        yield "suggest_address", {"url": HOSTILE[:100], "cut": not short}
    for count in (1, 3):
        yield "alert_suggestions", {"count": count}


def literals(environment: Environment, name: str) -> Iterator[str]:
    """The lines of text that a template holds in its branches, includes left out, as plain text without markup."""
    assert environment.loader is not None
    source, _, _ = environment.loader.get_source(environment, f"replies/{name}.html.j2")
    tree = environment.parse(source)
    found = [node.data for node in tree.find_all(nodes.TemplateData)]
    for choice in tree.find_all(nodes.CondExpr):
        found += [each.value for each in (choice.expr1, choice.expr2) if isinstance(each, nodes.Const) and each.value]
    for literal in found:
        for line in re.sub(r"<[^<>]*>|<[^<>]*$|^[^<>]*>", "\n", str(literal)).splitlines():
            if line.strip():
                yield line.strip()
