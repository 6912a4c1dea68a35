"""Whatever an importer brings home becomes a draft that is written and read back as it is, in both kinds of file."""

import datetime as dt
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from html import escape
from typing import Any

import arxiv
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.catalog_entry import read_record
from bot.adapters.drafts_fields import fields_of
from bot.adapters.drafts_jsonl import line_of
from bot.adapters.drafts_text import head, item
from bot.app.import_formats import FORMATS, Found, Source
from bot.app.importing import sort_out
from bot.app.wiring.filling import FileDraftBook
from bot.domain.candidate import Candidate, Provenance
from bot.domain.entry import Entry
from bot.domain.incoming import Draft
from bot.domain.suspicion import suspicions
from bot.formats.marked_yaml import Document, read_marked
from bot.intake.arxiv import candidate_of
from bot.intake.errors import SourceError
from bot.intake.jsonl import read, write

TODAY = dt.date(2026, 11, 29)
BOOK = FileDraftBook(entries=(), tags={"math": "math"})

# What means something to one of the formats, to YAML, to JSON or to a terminal.
SIGNS = st.sampled_from(
    ["- ", ": ", " #", "'", '"', "{", "}", "[", "](", "|", ">-", "%", "@", "`", "!", "&", "*", "\\", "---", "...", "~",
     "null", "yes", "2024", "2024-09-12", "1e3", "\t", "\n", "\n\n", "\r\n", "\r", "\x00", "\x1b[31m", "\x7f", "\x85",
     "\u2028", "\u202e", "\u200b", "\ufeff", "\ufffe", "\U0010ffff", "e" + "\u0301" * 5, "汉字", "《", "：", "、",
     "$x^2$", "\\'e", "\\\\", "{\\ss}", "<b>", "</p>", "<!--", "&amp;", "&#0;", "&lt;", "http://a.org/", "https://t.co/x",
     "arXiv:2305.20050", "10.1145/1.2", " and ", ", ", "A Title of Some Words"]
)  # fmt: skip
TEXTS = st.lists(SIGNS | st.text(max_size=6), max_size=12).map("".join)
ADDRESSES = st.sampled_from(
    ["https://arxiv.org/abs/2305.20050", "https://github.com/a/b", "https://example.org/a?b=c#d"]
) | TEXTS.map("https://example.org/{}".format)


def text(value: str) -> str:
    """As a file can hold it."""
    return value.encode("utf-8", "replace").decode()


def an_article(title: str, name: str, url: str, prose: str) -> str:
    return f"论文 1：{title}\n作者：{name}\n团队：{name}\n链接：{url}\n日期：{name}\n概述：{prose}\n\n博客 2：{name}\n"


def a_list(title: str, name: str, url: str, prose: str) -> str:
    return f"# {name}\n\n- [{title}]({url}) by {name} - {prose}\n- **{title}**: {url}\n\n|{title}|[{name}]({url})|\n"


def a_bibliography(title: str, name: str, url: str, prose: str) -> str:
    return (
        f"@article{{k,title={{{title}}},author={{{name}}},url={{{url}}},year=2024,journal={{{name}}},"
        f"abstract={{{prose}}}}}"
    )


def an_export(title: str, name: str, url: str, prose: str) -> str:
    one = {"id": name, "type": "book", "title": title, "author": [{"family": name, "given": title}], "URL": url}
    return json.dumps([one | {"abstract": prose, "container-title": name, "keyword": prose, "issued": {"raw": name}}])


def a_feed(title: str, name: str, url: str, prose: str) -> str:
    return (
        f"<rss version='2.0'><channel><item><title>{escape(title)}</title><link>{escape(url)}</link>"
        f"<author>{escape(name)}</author><category>{escape(name)}</category><description>{escape(prose)}</description>"
        f"</item></channel></rss>"
    )


def a_line(title: str, name: str, url: str, prose: str) -> str:
    one = {"title": {"en": title}, "authors": [name], "url": url, "labels": [name, "math"], "abstract": prose}
    return json.dumps(one | {"overview": {"en": prose, "zh": title}, "venue": name}) + "\n"


MADE: dict[str, Callable[[str, str, str, str], str]] = {
    "article": an_article, "awesome": a_list, "bibtex": a_bibliography, "csl": an_export, "feed": a_feed,
    "jsonl": a_line,
}  # fmt: skip


@pytest.mark.parametrize("name", MADE)
@given(title=TEXTS, author=TEXTS, url=ADDRESSES, prose=TEXTS)
def test_what_any_source_holds_can_be_written_and_read_back(
    name: str, title: str, author: str, url: str, prose: str
) -> None:
    content = text(MADE[name](title, author, url, prose)).encode()
    check(FORMATS[name].read(Source(name="list", content=content)))


@given(st.lists(TEXTS, min_size=3, max_size=3), st.lists(TEXTS, max_size=3))
def test_what_arxiv_says_can_be_written_and_read_back(texts: list[str], names: list[str]) -> None:
    title, summary, note = map(text, texts)
    result = arxiv.Result(
        entry_id="http://arxiv.org/abs/2305.20050v1", title=title, summary=summary, comment=note, journal_ref=note,
        authors=[arxiv.Result.Author(text(name)) for name in names], published=dt.datetime(2023, 5, 31, tzinfo=dt.UTC),
        categories=["cs.CL"],
    )  # fmt: skip
    check([candidate_of(result, Provenance(format="arxiv", source="ids", id="2305.20050"))])


@pytest.mark.parametrize("name", MADE)
@given(content=st.binary(max_size=300) | TEXTS.map(lambda found: text(found).encode()))
def test_any_bytes_are_read_or_refused(name: str, content: bytes) -> None:
    with suppress(SourceError):
        check(FORMATS[name].read(Source(name="list", content=content)))


def check(found: Found) -> None:
    """Each record is accounted for, each draft is what both kinds of file give back, and known from then on."""
    found = list(found)
    imported = sort_out(found, BOOK, TODAY)
    assert len(imported.new) + len(imported.known) + len(imported.skipped) == len(found)
    entries = written_and_read(imported.drafts)
    for entry in entries:
        suspicions(entry, TODAY)
    again = sort_out(found, FileDraftBook(entries=tuple(entries), tags=BOOK.tags), TODAY)
    assert again.new == []
    for draft in imported.drafts:
        candidate = draft.fitted.candidate
        [back] = read([write(candidate)], "bulk.jsonl")
        assert isinstance(back, Candidate)
        assert replace(back, provenance=candidate.provenance) == candidate


def written_and_read(drafts: list[Draft]) -> list[Entry]:
    if not drafts:
        return []
    wanted = [fields_of(draft) for draft in drafts]
    document, faults = read_marked(head({"en": "List", "zh": "清单"}, "s") + "\n".join(map(item, drafts)), "list.yaml")
    assert (faults, document and document.value["entries"]) == ([], wanted)
    assert document
    entries = [judged(document, position, value) for position, value in enumerate(wanted)]
    for fields, entry in zip(wanted, entries, strict=True):
        line = line_of(fields)
        assert line.count(b"\n") == 1
        assert json.loads(line) == fields
        assert judged(document, 0, json.loads(line)) == entry
    return entries


def judged(document: Document, position: int, value: Any) -> Entry:
    record, faults = read_record(document, ("entries", position), value)
    assert faults == []
    assert record.entry
    return record.entry
