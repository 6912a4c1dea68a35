"""Templates reach neither the network nor other folders, and nothing in an entry is anything but text."""

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.picture_typst import TypstPictures
from bot.domain.picture import PictureError
from tests.adapters.pictures import SHEET, dimensions, doing, opened, picture, small_templates, squeezed, text_of

SECRET = "s3cret"

# Inert

PROBES = [
    '#read("/etc/passwd")',
    "$ x $ and $ y",
    "*b* _i_ `c`",
    "= h",
    "@ref <l> ~ --- ...",
    r"\u{41} \# \\",
    "// line /* block */",
    "- item + item / term: x",
    "#{panic()} #let x = 1",
    '#import "@preview/cetz:0.3.0": *',
    "<b>x</b> &lt;b&gt; <script>alert(1)</script>",
    "{{ 7*7 }} {% raw %} {# c #}",
    "../../etc/passwd C:\\x %2e%2e/ file:///etc/passwd",
    '"}], "x": [{"',
    "](https://example.org) ![x](y)",
]
FIELDS = ["titles.zh", "titles.en", "overviews.zh", "overviews.en", "authors", "houses", "date", "brand", "address"]
FIELDS += ["scan", "tags.zh", "tags.en", "kind_names.en", "kind"]


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TypstPictures]:
    with opened(tmp_path_factory.mktemp("safety")) as shipped:
        yield shipped


def with_probe(field: str, probe: str) -> dict[str, Any]:
    """The words with the probe in one place."""
    name, _, language = field.partition(".")
    if not language:
        return {name: probe}
    before = SHEET[name]
    assert isinstance(before, dict)
    return {name: {**before, language: [probe] if name == "tags" else probe}}


@pytest.mark.parametrize("probe", PROBES)
def test_markup_in_titles_overviews_and_names_is_printed_as_it_is(probe: str, pictures: TypstPictures) -> None:
    words: dict[str, Any] = {"authors": probe}
    for field in ("titles.zh", "overviews.en", "tags.zh"):
        words |= with_probe(field, probe)
    text = text_of(pictures.render(picture(**words), "pdf"))
    assert text.count(squeezed(probe)) == 4


@pytest.mark.parametrize("field", FIELDS)
def test_markup_in_any_field_is_never_run(field: str, pictures: TypstPictures) -> None:
    probe = '#panic() {{ 7*7 }} #read("card.typ") $ x $ <b>'
    text = text_of(pictures.render(picture(**with_probe(field, probe)), "pdf"))
    assert "#letcard" not in text
    assert "49" not in text
    if field not in ("date", "kind", "kind_names.en"):  # these are looked up, or drawn in parts or in capitals
        assert "#panic(){{7*7}}" in text


# Folders


@pytest.mark.parametrize(
    "path", ["/etc/passwd", "../../../../../../../../etc/passwd", "../secret", "/../secret", "themes/../../secret"]
)
async def test_a_template_reads_nothing_outside_its_folder(path: str, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(SECRET)
    templates = small_templates(tmp_path / "templates", spy=doing(f'panic(read("{path}"))'))
    with opened(tmp_path, templates) as pictures:
        (tmp_path / "pictures" / "templates").mkdir(parents=True)
        (tmp_path / "pictures" / "templates" / "secret").write_text(SECRET)
        with pytest.raises(PictureError) as refused:
            await pictures.draw(picture("spy"))
    assert "not found" in refused.value.what or "outside" in refused.value.what or "escape" in refused.value.what
    assert SECRET not in str(refused.value)


async def test_a_template_reads_what_lies_in_its_themes_folder(tmp_path: Path) -> None:
    templates = small_templates(tmp_path / "templates", reader=doing('read("words/own.txt")'))
    (templates / "themes" / "words").mkdir()
    (templates / "themes" / "words" / "own.txt").write_text("own words")
    with opened(tmp_path, templates) as pictures:
        assert "ownwords" in text_of(pictures.render(picture("reader"), "pdf"))


@pytest.mark.parametrize("link", ["card.typ", "themes/stolen.txt"])
async def test_a_link_out_of_the_templates_folder_is_refused(link: str, tmp_path: Path) -> None:
    templates = small_templates(tmp_path / "templates")
    (tmp_path / "secret").write_text(SECRET)
    (templates / link).unlink(missing_ok=True)
    (templates / link).symlink_to(tmp_path / "secret")
    with opened(tmp_path, templates) as pictures:
        assert "link out of its folder" in str(pictures.trouble())
        with pytest.raises(PictureError, match="link out of its folder"):
            await pictures.draw(picture("plain"))


async def test_a_linked_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret").write_text(SECRET)
    templates = small_templates(tmp_path / "templates", spy=doing('panic(read("out/secret"))'))
    (templates / "themes" / "out").symlink_to(tmp_path / "outside")
    with opened(tmp_path, templates) as pictures, pytest.raises(PictureError, match="not found") as refused:
        await pictures.draw(picture("spy"))
    assert SECRET not in str(refused.value)


async def test_links_inside_the_templates_folder_are_files(tmp_path: Path) -> None:
    """So Kubernetes mounts a ConfigMap."""
    templates = small_templates(tmp_path / "templates")
    (templates / "..data").mkdir()
    (templates / "card.typ").rename(templates / "..data" / "card.typ")
    (templates / "card.typ").symlink_to("..data/card.typ")
    with opened(tmp_path, templates) as pictures:
        assert dimensions(await pictures.draw(picture("plain"))) == (1080, 1350)


# Where they are set out


def editions(folder: Path) -> list[Path]:
    return sorted((folder / "pictures" / "templates").iterdir())


async def test_templates_are_set_out_once_for_each_edition_and_old_ones_are_removed(tmp_path: Path) -> None:
    templates = small_templates(tmp_path / "templates")
    for number in range(6):
        (templates / "themes" / "plain.typ").write_text(doing(f'"{number}"'))
        for _ in range(2):
            with opened(tmp_path, templates) as pictures:
                await pictures.draw(picture("plain"))
    assert len(editions(tmp_path)) == 3
    assert any('"5"' in (each / "themes" / "plain.typ").read_text() for each in editions(tmp_path))


async def test_templates_that_were_removed_are_set_out_again(tmp_path: Path) -> None:
    with opened(tmp_path, small_templates(tmp_path / "templates")) as pictures:
        await pictures.draw(picture("plain"))
        [edition] = editions(tmp_path)
        edition.rename(tmp_path / "gone")
        assert dimensions(await pictures.draw(picture("plain", authors="Another"))) == (1080, 1350)


async def test_a_template_that_lost_its_content_is_set_out_again(tmp_path: Path) -> None:
    with opened(tmp_path, small_templates(tmp_path / "templates")) as pictures:
        await pictures.draw(picture("plain"))
        [edition] = editions(tmp_path)
        (edition / "card.typ").write_bytes(b"")
        assert dimensions(await pictures.draw(picture("plain", authors="Another"))) == (1080, 1350)


async def test_a_state_folder_that_takes_nothing_costs_the_cache_alone(tmp_path: Path) -> None:
    (tmp_path / "pictures").write_text("a file where the folder should be")
    with opened(tmp_path, small_templates(tmp_path / "templates")) as pictures:
        assert dimensions(await pictures.draw(picture("plain"))) == (1080, 1350)


# The network

IMPORTS = ['"@preview/cetz:0.3.0"', '("@pre" + "view/cetz:0.3.0")', '"@local/cetz:0.3.0"']


@contextmanager
def proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bytes]]:
    """What arrives at a proxy that the environment names."""
    arrived: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    arrived.append(connection.recv(1000))
                    if arrived[-1] == b"end":
                        return

        thread = threading.Thread(target=serve)
        thread.start()
        for name in ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "https_proxy", "http_proxy", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{server.getsockname()[1]}")
        yield arrived
        with socket.create_connection(server.getsockname()) as end:
            end.sendall(b"end")
        thread.join()
        arrived.remove(b"end")


@pytest.mark.parametrize("package", IMPORTS)
async def test_no_package_is_fetched(package: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    theme = f"#import {package}: *\n{doing('')}"
    templates = small_templates(tmp_path / "templates", fetching=theme)
    with proxy(monkeypatch) as arrived, opened(tmp_path, templates) as pictures:
        with pytest.raises(PictureError, match="imports a package") as refused:
            await pictures.draw(picture("fetching"))
        assert arrived == []
    assert "themes/" in refused.value.remedy


def test_typst_left_alone_would_fetch_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = f"import typst; typst.compile(b'#import {IMPORTS[1]}: *', package_cache_path={str(tmp_path)!r})"
    with proxy(monkeypatch) as arrived:
        subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert arrived[0].startswith(b"CONNECT packages.typst.org")
