"""What the bot says in a review, with values that take every branch of it."""

from collections.abc import Iterator

from bot.app.fields import FIELDS
from bot.app.place import Place
from bot.domain.entry import Entry
from bot.domain.pages import PageTrouble
from bot.domain.suggestions import Suggestion
from bot.domain.suspicion import Ground
from tests.contracts.deliveries import NOON
from tests.worlds import a_channel, a_draft, an_entry

HOSTILE = "<b>{{ 7*7 }}</b> @everybody /start #tag " + "x" * 400
SUGGESTION = Suggestion(
    id=1, person=1, name=HOSTILE, url="https://example.org/" + "x" * 400, document="d", note=HOSTILE, at=NOON
)
REVIEWED = {"by": HOSTILE[:100], "at": "2026-11-29"}
EVERY_GROUND = [
    ("title.en", f"ground.{ground.replace('-', '_')}")
    for ground in Ground
    if ground not in (Ground.MACHINE, Ground.NOBODY, Ground.NO_DATE)
]


def in_review() -> Iterator[tuple[str, dict[str, object]]]:
    """Pairs of a template and its values."""
    yield "review_private", {}
    yield "review_none", {"total": 14}
    yield "review_ready", {"entry": an_entry()}
    yield from _notes()
    yield from _decided()
    for trouble in PageTrouble:
        yield "add_failed", {"trouble": trouble.value, "detail": HOSTILE}
        values = {"suggestion": SUGGESTION, "total": 3, "trouble": trouble.value, "detail": HOSTILE, "refused": []}
        yield "review_suggestion", values
    yield "review_suggestion", values | {"trouble": "", "refused": [HOSTILE]}
    yield "add_usage", {}
    yield "review_unused", {"key": "star", "faults": [HOSTILE] * 99}
    for entry in (an_entry(), a_draft(), a_draft(status="rejected")):
        yield "review_known", {"entry": entry, "by": "arXiv 2203.11171"}
    for ask_again in (True, False):
        yield "review_unwritten", {"refused": [HOSTILE] * 99, "ask_again": ask_again}
    for field in (None, *FIELDS):
        for more in (0, 7):
            yield "review_fields", {"entry": a_draft(), "field": field, "more": more}
    for field in FIELDS:
        for value in ("", HOSTILE, "推理" * 2500):
            yield "review_question", {"entry": a_draft(abstract=HOSTILE * 9), "field": field, "value": value}


def _notes() -> Iterator[tuple[str, dict[str, object]]]:
    drafts: tuple[Entry, ...] = (
        a_draft(),
        a_draft(drafted="machine", url=None),
        a_draft(status="rejected", reviewed=REVIEWED),
    )
    for entry in drafts:
        about: dict[str, object] = {"entry": entry, "position": None, "total": 3, "more": False, "done": ""}
        yield "review", {**about, "suggested": [], "missing": [], "lacks": [], "suspicions": []}
        about |= {"done": HOSTILE, "position": 2, "more": True, "suggested": [SUGGESTION] * 9}
        missing = [field.name for field in FIELDS]
        yield "review", {**about, "missing": missing, "lacks": [HOSTILE] * 99, "suspicions": EVERY_GROUND[:8]}
        yield "review", {**about, "missing": [], "lacks": [], "suspicions": EVERY_GROUND[8:]}


def _decided() -> Iterator[tuple[str, dict[str, object]]]:
    channel = a_channel()
    near = Place(channel=channel, number=3, at=NOON.astimezone(channel.zone))
    far = Place(channel=channel, days=300, paused=True)
    about: dict[str, object] = {"title": HOSTILE, "places": [], "more": 0, "faults": []}
    yield "review_decided", {**about, "approved": True}
    yield "review_decided", {**about, "approved": False}
    yield "review_decided", {**about, "approved": True, "places": [near, far] * 5, "more": 990}
    yield "review_decided", {**about, "approved": True, "faults": [HOSTILE] * 99}
    for rejected in (True, False):
        yield "review_put_away", {"title": HOSTILE, "rejected": rejected}
    for missing, others in (([field.name for field in FIELDS], []), ([], [HOSTILE] * 99)):
        yield "review_incomplete", {"missing": missing, "others": others}
