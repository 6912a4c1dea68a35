"""Themes: each says all that the template asks for, and can be read by everybody."""

import json
import re
from functools import cache
from itertools import product
from typing import Any

import pytest
import typst

from bot import shipped
from bot.domain.entry import Kind
from bot.domain.picture import DEFAULT_THEME

FOLDER = shipped.templates() / "themes"
THEMES = sorted(path.stem for path in FOLDER.glob("*.typ"))
READABLE = 4.5  # WCAG 2.2, 1.4.3

_TOLD = """
#import "themes/%s.typ": theme
#let told(value) = if type(value) == color { value.to-hex() } else if type(value) == dictionary {
  value.pairs().map(((name, inner)) => (name, told(inner))).to-dict()
} else if type(value) == array { value.map(told) } else { repr(value) }
#metadata(told(theme)) <theme>
"""


@cache
def read(theme: str) -> dict[str, Any]:
    """The theme's dictionary; colours as #rrggbb, lengths and contents as typst writes them."""
    compiler = typst.Compiler((_TOLD % theme).encode(), root=str(shipped.templates()), ignore_system_fonts=True)
    found: dict[str, Any] = json.loads(compiler.query("<theme>", field="value", one=True))
    return found


def contrast(one: str, other: str) -> float:
    """From 1 to 21, after WCAG."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_contrast_is_counted_as_the_web_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_the_default_theme_is_shipped_with_three_others() -> None:
    assert DEFAULT_THEME in THEMES
    assert len(THEMES) >= 4


@pytest.mark.parametrize("theme", THEMES)
def test_a_theme_has_the_keys_of_the_one_it_is_copied_from(theme: str) -> None:
    model, copy = read(DEFAULT_THEME), read(theme)
    assert copy.keys() == model.keys()
    for name in ("name", "accents", "fonts", "weight", "bold"):
        assert copy[name].keys() == model[name].keys()


@pytest.mark.parametrize("theme", THEMES)
def test_a_theme_has_a_name_in_both_languages_and_a_colour_for_every_kind(theme: str) -> None:
    assert set(read(theme)["name"]) == {"zh", "en"}
    accents = read(theme)["accents"]
    assert set(accents) == set(Kind)
    assert len(set(accents.values())) == len(Kind)


@pytest.mark.parametrize(("theme", "colour"), list(product(THEMES, ("ink", "second", "soft"))))
def test_text_can_be_read_wherever_it_stands(theme: str, colour: str) -> None:
    for ground in [read(theme)["paper"], *read(theme)["grounds"]]:
        assert contrast(read(theme)[colour], ground) >= READABLE


@pytest.mark.parametrize(("theme", "kind"), list(product(THEMES, Kind)))
def test_the_colour_of_a_kind_can_be_read_and_written_on(theme: str, kind: Kind) -> None:
    accent = read(theme)["accents"][kind]
    assert contrast(accent, read(theme)["on-accent"]) >= READABLE
    for ground in [read(theme)["paper"], *read(theme)["grounds"]]:
        assert contrast(accent, ground) >= READABLE


@pytest.mark.parametrize("theme", THEMES)
def test_the_code_stands_on_light(theme: str) -> None:
    assert contrast(read(theme)["qr-ground"], "#000000") >= 15


@pytest.mark.parametrize("path", sorted(shipped.templates().rglob("*.typ")), ids=lambda path: path.stem)
def test_a_template_runs_no_text_and_imports_no_package(path: Any) -> None:
    code = re.sub(r"//.*", "", path.read_text(encoding="utf-8"))
    assert not re.search(r"eval\(|@preview|@local|read\(", code)
