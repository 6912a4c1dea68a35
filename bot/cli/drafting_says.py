"""What drafting says: a table for people, JSON for programs."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from rich.table import Column, Table
from rich.text import Text

from bot.app.drafting import Drafted, Outcome
from bot.cli.console import a_table, counted
from bot.domain.drafter import Price, Usage
from bot.domain.drafting import Commission, Gap, Part
from bot.domain.drafting_judge import LENGTHS, measure
from bot.domain.drafting_request import prompt, tokens_asked, tokens_expected

MOST_ROWS = 200  # a screen is no place for more

DRAFTED, PARTLY, NOT = "drafted", "in part", "not drafted"
_STYLES = {DRAFTED: "green", PARTLY: "yellow", NOT: "red"}
_ORDERS = "a text of its record gives orders to a machine: read both"


def table(drafted: Drafted) -> Table:
    laid = a_table(
        Column("", no_wrap=True),
        Column("tokens", justify="right", no_wrap=True),
        Column("tries", justify="right", no_wrap=True),
        Column("", overflow="fold"),
    )
    for outcome in drafted.outcomes[:MOST_ROWS]:
        status = _status(outcome)
        tokens = f"{_about(outcome.usage)}{outcome.usage.total:,}" if outcome.tries else ""
        laid.add_row(Text(status, _STYLES[status]), tokens, str(outcome.tries or ""), _of(outcome))
    if len(drafted.outcomes) > MOST_ROWS:
        laid.add_row("", "", "", Text(f"and {len(drafted.outcomes) - MOST_ROWS} more; --json has all", "dim"))
    return laid


def _status(outcome: Outcome) -> str:
    return (PARTLY if outcome.wrote else NOT) if outcome.reason else DRAFTED


def _of(outcome: Outcome) -> Text:
    lines = [Text(outcome.key, "bold")]
    if outcome.wrote:
        lines.append(Text(", ".join(_size(gap, text) for gap, text in outcome.wrote.items())))
    if outcome.reason:
        lines.append(Text(_printable(outcome.reason), "red"))
    if outcome.gives_orders:
        lines.append(Text(_ORDERS, "yellow"))
    lines += (Text(f"{found.says}, {found.remedy}", "yellow") for found in outcome.suspicions)
    return Text("\n").join(lines)


def _size(gap: Gap, text: str) -> str:
    """``overview.zh 152 汉字``; a title is as long as it is."""
    return (
        f"{gap} {measure(text, gap.language)} {LENGTHS[gap.language].unit}" if gap.field is Part.OVERVIEW else f"{gap}"
    )


def unwritten(drafted: Drafted) -> Iterator[Text]:
    """What was paid for and is in no file, so that it is not lost."""
    for outcome in drafted.outcomes:
        for gap, text in outcome.unwritten.items():
            yield Text.assemble((f"{outcome.key} {gap}: ", "bold"), _printable(text))


def counts(drafted: Drafted, price: Price | None) -> Iterator[Text]:
    """The last line."""
    done = sum(not outcome.reason for outcome in drafted.outcomes)
    partly = sum(_status(outcome) == PARTLY for outcome in drafted.outcomes)
    failed = len(drafted.outcomes) - done - partly
    parts = [f"{done} drafted" if drafted.outcomes else "nothing to draft"]
    parts += [f"{count} {what}" for count, what in ((partly, PARTLY), (failed, NOT)) if count]
    if drafted.usage.total:
        parts.append(_tokens(drafted.usage, price))
    yield Text.assemble(("✓ ", "green") if drafted.whole else ("! ", "yellow"), "; ".join(parts))


def plan_table(asked: Sequence[Commission]) -> Table:
    laid = a_table(Column("key", overflow="fold"), Column("would be asked for", overflow="fold"))
    for commission in asked[:MOST_ROWS]:
        gaps = Text(", ".join(map(str, commission.gaps)))
        reason = Text(commission.left, "red")
        laid.add_row(Text(commission.entry.key, "bold"), Text("\n").join(filter(None, (gaps, reason))))
    if len(asked) > MOST_ROWS:
        laid.add_row("", Text(f"and {len(asked) - MOST_ROWS} more; --json has all", "dim"))
    return laid


def plan_counts(asked: Sequence[Commission], price: Price | None) -> Text:
    wanted = [commission for commission in asked if commission.gaps]
    if not wanted:
        return Text.assemble(("✓ ", "green"), "nothing would be asked for")
    texts = sum(len(commission.gaps) for commission in wanted)
    what = f"{counted(texts, 'text', 'texts')} of {counted(len(wanted), 'entry', 'entries')}"
    return Text.assemble(("✓ ", "green"), f"{what} would be asked for; {_tokens(expected(wanted), price)}")


def expected(asked: Sequence[Commission]) -> Usage:
    """About so many tokens, if each first answer is good."""
    return sum(map(_expected, asked), Usage(guessed=True))


def _expected(commission: Commission) -> Usage:
    if not commission.gaps:
        return Usage()
    return Usage(read=tokens_asked(prompt(commission)), written=tokens_expected(commission.gaps), guessed=True)


def as_json(drafted: Drafted, price: Price | None) -> dict[str, Any]:
    return {
        "entries": [_plain(outcome) for outcome in drafted.outcomes],
        "unasked": drafted.unasked,
        "ended": drafted.ended or None,
        **_spent(drafted.usage, price),
    }


def plan_as_json(asked: Sequence[Commission], price: Price | None) -> dict[str, Any]:
    entries = [
        {"key": each.entry.key, "wanted": list(map(str, each.gaps)), "reason": each.left or None} for each in asked
    ]
    return {"entries": entries, **_spent(expected(asked), price)}


def _plain(outcome: Outcome) -> dict[str, Any]:
    return {
        "key": outcome.key,
        "wrote": _texts(outcome.wrote),
        "unwritten": _texts(outcome.unwritten),
        "reason": outcome.reason or None,
        "tries": outcome.tries,
        "tokens": _in_json(outcome.usage),
        "gives_orders": outcome.gives_orders,
        "suspicions": [
            {"code": found.code, "field": found.field, "says": found.says, "remedy": found.remedy}
            for found in outcome.suspicions
        ],
    }


def _texts(texts: Mapping[Gap, str]) -> dict[str, str]:
    return {str(gap): text for gap, text in texts.items()}


def _spent(usage: Usage, price: Price | None) -> dict[str, Any]:
    return {"tokens": _in_json(usage), "cost": float(price.of(usage)) if price else None}


def _in_json(usage: Usage) -> dict[str, Any]:
    return {"read": usage.read, "written": usage.written, "guessed": usage.guessed}


def _tokens(usage: Usage, price: Price | None) -> str:
    about = _about(usage)
    said = f"tokens: {about}{usage.read:,} read, {about}{usage.written:,} written"
    return f"{said}; cost {about}{_money(price.of(usage))}" if price else said


def _about(usage: Usage) -> str:
    return "~" if usage.guessed else ""


def _money(cost: Decimal) -> str:
    """Two digits that say something, and at least cents."""
    places = 2 if cost >= 1 or not cost else max(2, 1 - cost.adjusted())
    return f"{cost:.{places}f}"


def _printable(text: str) -> str:
    """Nothing that a terminal obeys."""
    return "".join(char if char.isprintable() else " " for char in text)
