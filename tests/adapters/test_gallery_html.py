"""The page of a gallery: a web page like any other, in which an entry's words are words."""

import html
import re
from pathlib import Path

import pytest

from bot import shipped
from bot.adapters.gallery_html import GalleryPage
from bot.adapters.phrases_yaml import Phrases
from bot.adapters.templates_jinja import templates
from bot.domain.entry import Entry
from bot.domain.gallery import Gallery, Missing, Piece
from bot.domain.language import BothNames
from tests.fakes.pictures import png
from tests.worlds import a_draft, an_entry

PHRASES = Phrases.load(shipped.templates())
PAGE = GalleryPage(templates(PHRASES, shipped.templates()), PHRASES)
NIGHT, XUAN = BothNames(en="Night", zh="夜航"), BothNames(en="Paper", zh="宣纸")
HOSTILE = "</b><script>alert(1)</script> {{ 7*7 }} \u202e\" onload='x"


def printed(folder: Path, *entries: Entry, missing: tuple[Missing, ...] = (), height: int = 1350) -> str:
    """A page with these entries in two themes, whose pictures are this high."""
    pieces = tuple(Piece(entry=entry, theme=theme) for entry in entries for theme in ("night", "xuan"))
    for piece in pieces:
        (folder / piece.theme).mkdir(exist_ok=True)
        (folder / piece.path).write_bytes(png(1080, height))
    titles = (BothNames(en="A reading list", zh="阅读清单"),)
    gallery = Gallery(titles=titles, themes={"night": NIGHT, "xuan": XUAN}, hung=pieces, missing=missing)
    return PAGE.of(gallery, folder)


def images(page: str) -> list[str]:
    return re.findall(r"<img [^>]*src=[^>]*>", page)


def test_the_head_names_the_collection_in_both_languages(tmp_path: Path) -> None:
    page = printed(tmp_path, an_entry())
    assert "<title>阅读清单 · A reading list</title>" in page
    assert '<span lang="zh">阅读清单</span>' in page
    assert '<span lang="en">A reading list</span>' in page


def test_each_theme_has_a_switch_and_its_pictures(tmp_path: Path) -> None:
    page = printed(tmp_path, an_entry("first"), an_entry("second"))
    assert re.findall(r'name="show" value="([\w-]+)"', page) == ["all", "theme-night", "theme-xuan", "side"]
    night, xuan = page.split('<section data-theme="')[1:]
    assert re.findall(r'<a href="([\w/-]+\.png)">', night) == ["night/first.png", "night/second.png"]
    assert re.findall(r'<a href="([\w/-]+\.png)">', xuan) == ["xuan/first.png", "xuan/second.png"]


def test_a_picture_waits_until_it_is_seen_and_keeps_its_room(tmp_path: Path) -> None:
    first, _ = images(printed(tmp_path, an_entry(), height=1777))
    assert 'loading="lazy"' in first
    assert 'width="1080" height="1777"' in first
    assert 'alt="让我们逐步验证"' in first


@pytest.mark.parametrize("url", ["https://example.org/@ada/#top?a=1&b='2'", "https://x.com/@openai/status/1"])
def test_the_address_of_the_document_stays_as_it_is(tmp_path: Path, url: str) -> None:
    links = re.findall(r'<a href="(https:[^"]*)"', printed(tmp_path, an_entry(url=url)))
    assert {html.unescape(link) for link in links} == {url}


def test_what_looks_like_markup_is_shown_as_it_is_written(tmp_path: Path) -> None:
    entry = an_entry(title={"en": HOSTILE, "zh": HOSTILE})
    page = printed(tmp_path, an_entry(), missing=(Missing(piece=Piece(entry=entry, theme="night"), why=HOSTILE),))
    page += printed(tmp_path, entry)
    assert "<script>alert" not in page
    assert "onload='" not in page
    assert "\u202e" not in page
    assert page.count(str(html.escape("</script> {{ 7*7 }}", quote=False))) >= 8


def test_what_is_missing_comes_last_with_the_reason(tmp_path: Path) -> None:
    lost = Missing(piece=Piece(entry=an_entry("lost"), theme="xuan"), why="a bracket is open; close it")
    _, last = printed(tmp_path, an_entry(), missing=(lost,)).split("<footer>")
    assert "(xuan/lost.png)<small>a bracket is open; close it</small>" in last
    assert "<footer>" not in printed(tmp_path, an_entry())


def test_a_draft_hangs_with_what_it_has(tmp_path: Path) -> None:
    page = printed(tmp_path, a_draft(url=None, overview={}))
    assert 'alt="Unfinished notes"' in page
    assert "https:" not in page


def test_without_any_picture_it_says_so(tmp_path: Path) -> None:
    assert "There is no picture here." in printed(tmp_path)
