"""Templates: inert and escaped unless asked otherwise, localized, and checked before they are used."""

import datetime as dt
from pathlib import Path

import pytest
from jinja2 import UndefinedError
from jinja2.exceptions import SecurityError

from bot import shipped
from bot.adapters.phrases_yaml import Phrases
from bot.adapters.replies_jinja import Replies
from bot.adapters.templates_jinja import MARKS, check, templates
from bot.domain.card import TEXT_LIMIT, visible_length
from bot.domain.inert import MARK
from bot.domain.language import Language
from bot.domain.reason import Code, Reason
from bot.domain.search import Marked
from bot.sandbox.html import parse_html

EN, ZH = Language.EN, Language.ZH


@pytest.fixture(scope="module")
def phrases() -> Phrases:
    return Phrases.load(shipped.templates())


def rendered(source: str, phrases: Phrases, language: Language = EN, **values: object) -> str:
    return templates(phrases).from_string(source).render(values, language=language)


def test_the_shipped_templates_have_no_fault(phrases: Phrases) -> None:
    assert check(templates(phrases, shipped.templates()), phrases) == ()


def test_a_template_that_does_not_compile_is_found_with_its_line(tmp_path: Path, phrases: Phrases) -> None:
    (tmp_path / "card.html.j2").write_text("\n{% if %}", encoding="utf-8")
    (fault,) = check(templates(phrases, tmp_path), phrases)
    assert (fault.place, fault.line) == (str(tmp_path / "card.html.j2"), 2)


def test_a_phrase_nobody_wrote_is_found_with_its_line(tmp_path: Path, phrases: Phrases) -> None:
    (tmp_path / "replies").mkdir()
    (tmp_path / "replies" / "x.html.j2").write_text("{{ t('button.read') }}\n{{ t('no.such') }}", encoding="utf-8")
    (fault,) = check(templates(phrases, tmp_path), phrases)
    assert (fault.line, fault.key, fault.what) == (2, "no.such", "no such phrase")


def test_an_operators_template_wins_over_the_shipped_one(tmp_path: Path, phrases: Phrases) -> None:
    (tmp_path / "card.html.j2").write_text("mine", encoding="utf-8")
    assert templates(phrases, tmp_path, shipped.templates()).get_template("card.html.j2").render() == "mine"


@pytest.mark.parametrize(
    "source",
    [
        "{{ x }}",
        "{{ [x] | join(t('names.comma')) }}",
        "{{ t('button.related', title=x) | replace('→ ', '') }}",
        "{% macro m(y) %}{{ y }}{% endmacro %}{{ m(x) }}",
    ],
)
def test_whatever_is_printed_is_inert_and_escaped(source: str, phrases: Phrases) -> None:
    assert rendered(source, phrases, x="<b>#tag") == f"&lt;b&gt;#{MARK}tag"


def test_what_is_no_text_is_made_inert_as_well(phrases: Phrases) -> None:
    assert rendered("{{ x }}", phrases, x=ValueError("/kick")) == f"/{MARK}kick"


def test_phrases_and_hashtags_work(phrases: Phrases) -> None:
    assert rendered("{{ t('saved.yes') }}", phrases, ZH) == "已收藏，/saved 查看全部"
    assert rendered("{{ 'Test time' | hashtag }}", phrases) == "#test_time"


def test_days_and_times_are_localized(phrases: Phrases) -> None:
    when = dt.datetime(2026, 11, 23, 9, 5, tzinfo=dt.UTC)
    source = "{{ when | day }} {{ when | clock }}"
    assert rendered(source, phrases, EN, when=when) == "Mon 23 Nov 09:05"
    assert rendered(source, phrases, ZH, when=when) == "11 月 23 日 周一 09:05"


def test_a_reason_is_said_in_words_with_its_kinds_translated(phrases: Phrases) -> None:
    reason = Reason.of(Code.OTHER_KIND, kind="post", last_kind="paper", last="x", left=3)
    assert rendered("{{ reason | why }}", phrases, ZH, reason=reason) == "换个类型（上一篇是论文）· 余 3 篇"
    assert rendered("{{ reason | why }}", phrases, ZH, reason=Reason(code="of_later")) == "of_later"


def test_a_round_that_begins_early_is_explained_without_the_numbers_behind_it(phrases: Phrases) -> None:
    reason = Reason.of(Code.NEW_CYCLE_EARLY, cycle=2, skipped=1, pinned=0, left=5)
    said = "the rest was skipped or waits for later dates; round 2 begins"
    assert rendered("{{ reason | why }}", phrases, EN, reason=reason) == said
    said = "其余条目已跳过或留待之后的日期，第 2 轮开始"
    assert rendered("{{ reason | why }}", phrases, ZH, reason=reason) == said


def test_what_became_of_a_delivery_is_said_in_our_words_or_in_telegrams(phrases: Phrases) -> None:
    for detail, en, zh in (
        ("stopped", "the program stopped during the send", "发送途中程序停止了"),
        ("moved", "the channel’s chat was changed in the configuration", "频道的目标已在配置中更改"),
        ("Forbidden: <b>", "Forbidden: &lt;b&gt;", "Forbidden: &lt;b&gt;"),
        ("", "", ""),
    ):
        assert rendered("{{ x | said }}", phrases, EN, x=detail) == en
        assert rendered("{{ x | said }}", phrases, ZH, x=detail) == zh


def test_a_missing_value_and_a_look_behind_the_scenes_are_refused(phrases: Phrases) -> None:
    with pytest.raises(UndefinedError):
        rendered("{{ nothing }}", phrases)
    with pytest.raises(SecurityError):
        rendered("{{ ''.__class__.__mro__ }}", phrases)


def test_a_reply_is_trimmed_and_cut_at_a_line_end(tmp_path: Path, phrases: Phrases) -> None:
    (tmp_path / "replies").mkdir()
    source = "\n<b>{% for line in lines %}\n{{ line }}  \n\n\n\n{% endfor %}</b>\n"
    (tmp_path / "replies" / "list.html.j2").write_text(source, encoding="utf-8")
    replies = Replies(templates(phrases, tmp_path), phrases)
    assert replies.render("list", EN, lines=["one", "two"]) == "<b>one\n\ntwo\n\n</b>"
    long = replies.render("list", EN, lines=["a line & more"] * 1000, name="a value may have any name")
    assert long.endswith(("a line &amp; more</b>\n…", "a line &amp; more\n</b>\n…"))
    assert visible_length(long) == len(parse_html(long).text) <= TEXT_LIMIT


def test_a_phrase_for_a_button_is_plain_text(phrases: Phrases) -> None:
    assert Replies(templates(phrases), phrases).phrase("button.related", ZH, title="<A> & #b") == "→ <A> & #b"


def test_a_day_on_a_button_is_named_as_in_the_templates(phrases: Phrases) -> None:
    replies = Replies(templates(phrases), phrases)
    assert replies.day(dt.date(2026, 11, 23), EN) == "Mon 23 Nov"
    assert replies.day(dt.date(2026, 11, 23), ZH) == "11 月 23 日 周一"


def test_a_reason_outside_of_templates_is_plain_text(phrases: Phrases) -> None:
    reason = Reason.of(Code.NOTHING_ADMITTED, ready=3, filter="<#x>")
    said = Replies(templates(phrases), phrases).why(reason, EN)
    assert said == "none of the 3 ready entries passes this channel’s filter (<#x>)"


def test_where_a_query_matched_is_bold_and_the_rest_escaped_and_inert(phrases: Phrases) -> None:
    found = Marked(text="<b>#o1</b> & o1", spans=((4, 6), (13, 15)))
    made = rendered("{{ found | marked }}", phrases, found=found)
    assert made == f"&lt;b&gt;#{MARK}<b>o1</b>&lt;/b&gt; &amp; <b>o1</b>"


def test_a_text_has_only_so_many_marks_that_others_keep_theirs(phrases: Phrases) -> None:
    found = Marked(text="o " * 100, spans=tuple((2 * at, 2 * at + 1) for at in range(100)))
    assert rendered("{{ found | marked }}", phrases, found=found).count("<b>") == MARKS
