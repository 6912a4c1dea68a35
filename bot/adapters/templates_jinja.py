"""The sandboxed template environment of cards and replies: Telegram HTML, escaped and inert by default.

What an expression prints is made inert (law 4) and escaped; phrases, links and hashtags are Markup and pass
as they are. So print each thing in braces of its own: never ``{{ a ~ b }}`` of a phrase and an entry's text.
"""

import datetime as dt
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Any

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateSyntaxError,
    Undefined,
    nodes,
    pass_context,
)
from jinja2.filters import do_join
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from bot.adapters.phrases_yaml import Phrases
from bot.domain.entry import Kind, Published
from bot.domain.faults import Fault
from bot.domain.fit import shorten
from bot.domain.hashtag import hashtag
from bot.domain.inert import inert, inert_runs
from bot.domain.language import Language
from bot.domain.reason import Reason
from bot.domain.search import Marked

NAMED = 3  # of a list of authors longer than LISTED
LISTED = 4
MARKS = 8  # in one text: Telegram drops what is more than 100 in a message, the markup of the last results first


def templates(phrases: Phrases, *folders: Path) -> Environment:
    """An environment over the folders, the first one winning. Its templates are given ``language`` and have

    - ``t('card.read', name=…)`` is a phrase, ``reason | why`` the phrase of a reason, ``detail | said`` that of what
      became of a delivery, where the words are our own;
    - ``published | date``: 12 September 2024; ``date | day``: Thu 12 Sep; ``instant | clock``: 09:00;
    - ``people | names`` (the first of many), ``name | hashtag``, ``text | shorten(60)``;
    - ``hit.title | marked``: on one line, where the query matched in bold; ``text | paragraphs``: each line in ``<p>``;
    - ``text | verbatim(3000)``: to be copied, without the marks that make it inert.
    """
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(folders, encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
        auto_reload=False,
    )

    @pass_context
    def t(context: Context, key: str, /, **values: object) -> Markup:
        language = Language(context["language"])
        return Markup("").join(phrases.filled(language, key, values, escape, lambda value: escape(_shown(value))))

    @pass_context
    def date(context: Context, value: Published | dt.date | None) -> str:
        return "" if value is None else dated(phrases, Language(context["language"]), value)

    @pass_context
    def day(context: Context, value: dt.date) -> str:
        return day_named(phrases, Language(context["language"]), value)

    @pass_context
    def names(context: Context, people: Iterable[str], more: str = "names.more") -> str:
        return listed(phrases, Language(context["language"]), tuple(people), more)

    @pass_context
    def why(context: Context, reason: Reason) -> str:
        return explained(phrases, Language(context["language"]), reason)

    @pass_context
    def said(context: Context, detail: str) -> str:
        return told(phrases, Language(context["language"]), detail)

    environment.globals["t"] = t
    environment.filters |= {
        "date": date,
        "day": day,
        "clock": lambda instant: f"{instant:%H:%M}",
        "names": names,
        "why": why,
        "said": said,
        "hashtag": lambda name: Markup(hashtag(name)),  # noqa: S704 - letters, digits and underscores only
        "shorten": shorten,
        "paragraphs": paragraphs,
        "marked": marked,
        "verbatim": verbatim,
        "join": _join,
    }
    return environment


def check(environment: Environment, phrases: Phrases) -> tuple[Fault, ...]:
    """Every template that does not compile or that asks for a phrase nobody wrote."""
    faults: list[Fault] = []
    loader = environment.loader or FileSystemLoader([])
    for name in environment.list_templates(filter_func=lambda name: name.endswith(".j2")):
        place = name
        try:
            source, path, _ = loader.get_source(environment, name)
            place = path or name
            environment.compile(source, name, place)
            asked = list(_phrases_of(environment.parse(source, name, place)))
        except TemplateSyntaxError as error:
            what, remedy = (
                error.message or "bad syntax",
                "mend it, or delete your copy to get the shipped one",
            )
            faults.append(Fault(place=place, line=error.lineno, what=what, remedy=remedy))
        except UnicodeDecodeError:
            faults.append(Fault(place=place, what="is not in UTF-8", remedy="save it in UTF-8"))
        else:
            remedy = "write it in both files of phrases"
            faults += (
                Fault(place=place, line=line, key=key, what="no such phrase", remedy=remedy)
                for line, key in asked
                if key not in phrases
            )
    return tuple(faults)


def dated(phrases: Phrases, language: Language, value: Published | dt.date) -> str:
    """``12 September 2024``, ``2024 年 9 月``, ``2024``: as much as is known."""
    places: dict[str, object] = {"year": value.year}
    if value.month is None:
        return phrases(language, "date.year", **places)
    places["month"] = phrases(language, f"month.{value.month}")
    if value.day is None:
        return phrases(language, "date.month", **places)
    return phrases(language, "date.day", day=value.day, **places)


def day_named(phrases: Phrases, language: Language, value: dt.date) -> str:
    """``Thu 12 Sep``, ``9 月 12 日 周四``: a date nearby, whose year goes without saying."""
    places = {"weekday": f"weekday.{value.isoweekday()}", "month": f"month_short.{value.month}"}
    words = {name: phrases(language, key) for name, key in places.items()}
    return phrases(language, "date.weekday", day=value.day, **words)


def listed(phrases: Phrases, language: Language, people: tuple[str, ...], more: str = "names.more") -> str:
    """Names one after another; of more than four the first three, in ``more`` with the ``count`` of all."""
    comma = phrases(language, "names.comma")
    if len(people) <= LISTED:
        return comma.join(people)
    return phrases(language, more, names=comma.join(people[:NAMED]), count=len(people))


def marked(text: Marked) -> Markup:
    """The text on one line, inert, with the first of its spans in bold."""
    runs = inert_runs(text.text, islice(text.spans, MARKS))
    return Markup("").join(Markup("<b>{}</b>").format(run) if inside else run for run, inside in runs)


def paragraphs(text: str) -> Markup:
    """The lines of a text as the blocks of a rich message."""
    return Markup("\n").join(Markup("<p>{}</p>").format(inert(line)) for line in text.split("\n") if line.strip())


def verbatim(text: str, limit: int) -> Markup:
    """A text as it is, on a tap copied: in ``<code>`` Telegram looks for no links, so nothing has to be made inert."""
    return Markup("<code>{}</code>").format(shorten(text, limit))


def explained(phrases: Phrases, language: Language, reason: Reason) -> str:
    """The phrase of a reason, with the kinds it names translated; the bare code of one noted by a later version."""
    if f"reason.{reason.code}" not in phrases:
        return reason.code
    kinds = {kind.value: phrases(language, f"kind.{kind}").lower() for kind in Kind}
    values = {name: kinds.get(arg, arg) if name.endswith("kind") else arg for name, arg in reason.args.items()}
    return phrases(language, f"reason.{reason.code}", **values)


def told(phrases: Phrases, language: Language, detail: str) -> str:
    """What became of a delivery: the phrase of a word of our own (``stopped``), else Telegram's words as they are."""
    key = f"detail.{detail}"
    return phrases(language, key) if key in phrases else detail


def _shown(value: Any) -> Any:
    """Law 4 for whatever a template prints: text becomes inert, Markup is what we wrote ourselves."""
    return value if isinstance(value, Undefined) or hasattr(value, "__html__") else inert(str(value))


@pass_context
def _join(context: Context, items: Iterable[Any], separator: str = "") -> Any:
    """Jinja's own escapes the items when a separator is Markup, after which nobody would make them inert."""
    return do_join(context.eval_ctx, map(_shown, items), separator)


def _phrases_of(tree: nodes.Template) -> Iterable[tuple[int, str]]:
    """Line and key of each ``t('…')`` whose key is written out."""
    for call in tree.find_all(nodes.Call):
        named_t = isinstance(call.node, nodes.Name) and call.node.name == "t"
        if named_t and call.args and isinstance(call.args[0], nodes.Const):
            yield call.lineno, str(call.args[0].value)
