"""The phrases: both files tell the same, and a faulty file is refused with the place of each fault."""

import datetime as dt
import re
from pathlib import Path

import pytest

from bot import shipped
from bot.adapters.phrases_yaml import Phrases
from bot.adapters.templates_jinja import dated, listed
from bot.domain.entry import Kind, Published
from bot.domain.faults import FaultsError
from bot.domain.language import Language
from bot.domain.query import Slip
from bot.domain.reason import Code

EN, ZH = Language.EN, Language.ZH


@pytest.fixture(scope="module")
def phrases() -> Phrases:
    return Phrases.load(shipped.templates())


def written(folder: Path, en: str, zh: str) -> Path:
    (folder / "phrases.en.yaml").write_text(en, encoding="utf-8")
    (folder / "phrases.zh.yaml").write_text(zh, encoding="utf-8")
    return folder


def faults_of(folder: Path) -> list[str]:
    with pytest.raises(FaultsError) as caught:
        Phrases.load(folder)
    return [str(fault).removeprefix(f"{folder}/") for fault in caught.value.faults]


def test_every_kind_and_every_reason_has_a_phrase(phrases: Phrases) -> None:
    keys = {f"{name}.{kind}" for name in ("kind", "glyph") for kind in Kind} | {f"reason.{code}" for code in Code}
    assert keys <= set(phrases)


def test_every_slip_of_a_query_has_a_phrase(phrases: Phrases) -> None:
    assert {f"slip.{slip}" for slip in Slip} | {"slip.near_tag", "slip.near_kind"} <= set(phrases)


def test_chinese_phrases_are_set_as_chinese_is() -> None:
    lines = (shipped.templates() / "phrases.zh.yaml").read_text(encoding="utf-8").splitlines()
    for key, _, text in (line.partition(": ") for line in lines if not line.startswith("#")):
        assert not re.search(r"[\u4e00-\u9fff][A-Za-z0-9]|[A-Za-z0-9][\u4e00-\u9fff]", text), key
        assert not re.search(r"[\u4e00-\u9fff][,.;:!?()]", text), key


def test_values_take_their_places(phrases: Phrases) -> None:
    assert phrases(EN, "reason.listed", left=3) == "next on the list · 3 left"
    assert phrases(ZH, "reason.listed", left=3) == "按清单顺序 · 余 3 篇"


def test_a_value_is_never_read_as_a_phrase(phrases: Phrases) -> None:
    assert phrases(EN, "button.related", title="{title} {0.__class__}") == "→ {title} {0.__class__}"


def test_an_unknown_key_and_a_missing_value_are_key_errors(phrases: Phrases) -> None:
    with pytest.raises(KeyError, match=r"no\.such"):
        phrases(EN, "no.such")
    with pytest.raises(KeyError, match="title"):
        phrases(EN, "button.related")


@pytest.mark.parametrize(
    ("published", "en", "zh"),
    [
        ("2024-09-12", "12 September 2024", "2024 年 9 月 12 日"),
        ("2024-09", "September 2024", "2024 年 9 月"),
        ("2024", "2024", "2024 年"),
    ],
)
def test_a_date_is_written_as_far_as_it_is_known(phrases: Phrases, published: str, en: str, zh: str) -> None:
    value = Published.parse(published)
    assert (dated(phrases, EN, value), dated(phrases, ZH, value)) == (en, zh)


def test_a_whole_date_may_come_from_the_calendar(phrases: Phrases) -> None:
    assert dated(phrases, ZH, dt.date(2026, 11, 22)) == "2026 年 11 月 22 日"


def test_long_lists_of_names_are_shortened(phrases: Phrases) -> None:
    five = ("A", "B", "C", "D", "E")
    assert listed(phrases, EN, five) == "A, B, C et al. (5 in all)"
    assert listed(phrases, ZH, five) == "A、B、C 等 5 人"
    assert listed(phrases, ZH, five[:4]) == "A、B、C、D"


def test_one_of_something_may_have_a_form_of_its_own(tmp_path: Path) -> None:
    phrases = Phrases.load(written(tmp_path, 'n: "{count} cards"\nn.one: a card', 'n: "{count} 张"'))
    assert [phrases(EN, "n", count=count) for count in (1, 2)] == ["a card", "2 cards"]
    assert phrases(ZH, "n", count=1) == "1 张"


def test_an_operators_phrase_wins_over_the_shipped_one(tmp_path: Path) -> None:
    phrases = Phrases.load(written(tmp_path, "button.read: Open", "button.read: 打开"), shipped.templates())
    assert phrases(ZH, "button.read") == "打开"
    assert phrases(ZH, "button.share") == "分享"


def test_all_faults_are_told_at_once_with_file_and_line(tmp_path: Path) -> None:
    folder = written(tmp_path, 'a.b: "{0}"\nA: x\nc:\nd: x\nd: y\n', "- list")
    places = [fault.split(": ")[0] + " " + fault.split(": ")[1] for fault in faults_of(folder)]
    assert [place.split(" ")[0] for place in places] == [
        "phrases.en.yaml:1",
        "phrases.en.yaml:2",
        "phrases.en.yaml:3",
        "phrases.en.yaml:5",
        "phrases.zh.yaml:1",
    ]


def test_a_phrase_in_one_language_alone_is_refused(tmp_path: Path) -> None:
    (fault,) = faults_of(written(tmp_path, "a: x\nb: y", "a: 甲"))
    assert fault == "phrases.en.yaml:2: b: has no counterpart in phrases.zh.yaml, add it there"


def test_differing_places_are_refused_on_both_sides(tmp_path: Path) -> None:
    faults = faults_of(written(tmp_path, 'a: "{count} x"', 'a: "{total} 个"'))
    assert faults == [
        "phrases.en.yaml:1: a: other places than in phrases.zh.yaml (total), use the same names in both",
        "phrases.zh.yaml:1: a: other places than in phrases.en.yaml (count), use the same names in both",
    ]
