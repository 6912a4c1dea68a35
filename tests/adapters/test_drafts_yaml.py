"""Drafts into a collection: what is written is read back as it was, and nothing else of the file is touched."""

import os
import threading
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import shipped
from bot.adapters import drafts_files
from bot.adapters.catalog_yaml import load_catalog, read_catalog
from bot.adapters.drafts_fields import fitted, tag_names
from bot.adapters.drafts_yaml import add_drafts
from bot.domain.candidate import Candidate, Provenance
from bot.domain.catalog import Tag
from bot.domain.entry import Entry, Ids, Kind, Links, Published, Status
from bot.domain.faults import FaultsError
from bot.domain.incoming import Draft, Unfit
from bot.domain.language import Bilingual
from tests.adapters.test_catalog_yaml import GOOD, HEAD, TAGS, a_folder, item

TITLE = {"en": "Imported: list.md", "zh": "导入：list.md"}
HERE = Provenance(format="awesome", source="list.md", line=12, section=("Papers", "Reasoning"))
KNOWN = tag_names(
    [Tag(key="math", en="Math", zh="数学"), Tag(key="test-time-compute", en="Test-time compute", zh="测试时计算")]
)
WHOLE = Candidate(
    provenance=HERE,
    title=Bilingual(en="Notes: on #1 and “more”", zh="笔记：论“更多”"),
    kind=Kind.PAPER,
    authors=("Karl Cobbe", "Smith, J.", "no", "李明"),
    organizations=("OpenAI",),
    published=Published(year=2021, month=10),
    language="zh",
    url="https://arxiv.org/abs/2110.14168",
    ids=Ids(arxiv="2110.14168", doi="10.1000/a(b)"),
    venue="ICLR 2024",
    links=Links(code="https://github.com/openai/grade-school-math", copy="https://example.org/a"),
    labels=("数学", "RL"),
    overview=Bilingual(
        en="One sentence that is long enough to be folded. " * 4 + "\n\nAnother.", zh="一句话，含 English 词。"
    ),
)


def a_draft(candidate: Candidate = WHOLE, key: str = "notes") -> Draft:
    return Draft(key=key, fitted=fitted(candidate, KNOWN))


def added(path: Path, *drafts: Draft) -> str:
    add_drafts(path, drafts or [a_draft()], title=TITLE)
    return path.read_text(encoding="utf-8")


def read_back(path: Path, key: str = "notes") -> Entry:
    reading = read_catalog(path)
    assert reading.faults == ()
    return reading.catalog.entries[key]


def test_a_new_collection_begins_as_the_curators_own(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, GOOD)
    assert (
        added(folder / "entries" / "new.yaml")
        == """\
# yaml-language-server: $schema=../collection.schema.json
collection:
  title:
    en: "Imported: list.md"
    zh: 导入：list.md

entries:
  # imported from list.md:12, Papers › Reasoning
  # labels: RL
  - key: notes
    kind: paper
    title:
      en: "Notes: on #1 and “more”"
      zh: 笔记：论“更多”
    authors: [Karl Cobbe, "Smith, J.", "no", 李明]
    organizations: [OpenAI]
    published: 2021-10
    language: zh
    url: https://arxiv.org/abs/2110.14168
    ids: {arxiv: "2110.14168", doi: "10.1000/a(b)"}
    venue: ICLR 2024
    links:
      code: https://github.com/openai/grade-school-math
      copy: https://example.org/a
    tags: [math]
    overview:
      en: >-
        One sentence that is long enough to be folded. One sentence that is long enough to be folded. One
        sentence that is long enough to be folded. One sentence that is long enough to be folded.


        Another.
      zh: 一句话，含 English 词。
    status: draft
"""
    )
    assert read_back(folder, "notes").status is Status.DRAFT


def test_the_schema_is_found_from_a_folder_further_down(tmp_path: Path) -> None:
    deep = a_folder(tmp_path, GOOD) / "entries" / "more"
    deep.mkdir()
    assert added(deep / "new.yaml").startswith("# yaml-language-server: $schema=../../collection.schema.json\n")


def test_what_was_there_stays_byte_for_byte(tmp_path: Path) -> None:
    path = a_folder(tmp_path, GOOD) / "entries" / "openai-o1.yaml"
    shipped_bytes = (shipped.data() / "entries" / "openai-o1.yaml").read_bytes()
    path.write_bytes(shipped_bytes)
    add_drafts(path, [a_draft()], title=TITLE)
    assert path.read_bytes().startswith(shipped_bytes + b"\n  # imported from list.md:12, ")


LATER = "# of the head\ncollection: {title: {en: List, zh: 清单}}  # at the end\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (HEAD + item(GOOD) + "# the end", ""),
        (HEAD + item(GOOD).rstrip("\n"), ""),
        (HEAD + item(GOOD).replace("\n  ", "\n").replace("  -", "-", 1), ""),
        ((HEAD + item(GOOD)).replace("\n", "\r\n"), ""),
        ("entries:\n" + item(GOOD), "\n" + LATER),
        ("entries:\n", LATER),
    ],
    ids=[
        "comment at the end",
        "no line end",
        "no indentation",
        "carriage returns",
        "head below",
        "none yet, head below",
    ],
)
def test_they_go_to_the_end_of_the_entries_however_the_file_is_laid_out(
    tmp_path: Path, before: str, after: str
) -> None:
    folder = a_folder(tmp_path, GOOD)
    path = folder / "entries" / "list.yaml"
    path.write_bytes(
        (before.replace("entries:\n", "entries: []  # none\n") if "key" not in before else before).encode()
        + after.encode()
    )
    add_drafts(path, [a_draft()], title=TITLE)
    content = path.read_bytes().decode()
    assert content.startswith(before if "key" in before else "entries:  # none\n")
    assert content.endswith(after)
    assert list(load_catalog(folder).entries) == (["lets-verify", "notes"] if "key" in before else ["notes"])
    assert ("\r" in before) == ("\n" in content and not content.replace("\r\n", "").count("\n"))


def test_a_text_that_keeps_its_last_lines_keeps_them(tmp_path: Path) -> None:
    path = a_folder(tmp_path, GOOD.replace("zh: >-", "zh: |+")) / "entries" / "list.yaml"
    before = path.read_text(encoding="utf-8")
    assert added(path).startswith(before + "  # imported")


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("collection: {title: {en: A, zh: B}}\nentries: [{key: a, kind: post, title: {en: A}, status: draft}]\n", 2),
        (HEAD + item(GOOD) + "...\n", 2),
        (HEAD + item(GOOD).replace("kind: paper", "kind: papers"), 4),
        (HEAD + item(GOOD) + "    key: again\n", 21),
        ("- key: a\n", 1),
        ("", 1),
        (": :\n: -", 1),
    ],
    ids=["in brackets", "document's end", "faulty entry", "doubled field", "list", "empty", "no yaml"],
)
def test_a_file_that_none_can_be_added_to_is_refused_with_its_place(tmp_path: Path, content: str, line: int) -> None:
    path = a_folder(tmp_path, GOOD) / "entries" / "list.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(FaultsError) as refused:
        add_drafts(path, [a_draft()], title=TITLE)
    assert (refused.value.faults[0].place, refused.value.faults[0].line) == (str(path), line)
    assert path.read_text(encoding="utf-8") == content


def test_the_rights_of_the_file_are_kept_and_nothing_lies_beside_it(tmp_path: Path) -> None:
    path = a_folder(tmp_path, GOOD) / "entries" / "list.yaml"
    path.chmod(0o640)
    added(path)
    assert path.stat().st_mode & 0o777 == 0o640
    assert [each.name for each in path.parent.iterdir()] == ["list.yaml"]


def test_of_a_link_what_it_leads_to_is_written(tmp_path: Path) -> None:
    path = a_folder(tmp_path, GOOD) / "entries" / "list.yaml"
    link = tmp_path / "link.yaml"
    link.symlink_to(path)
    added(link)
    assert link.is_symlink()
    assert "- key: notes" in path.read_text(encoding="utf-8")


def test_whoever_looks_meanwhile_sees_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    path = a_folder(tmp_path, GOOD) / "entries" / "list.yaml"
    seen, done = {path.read_bytes()}, threading.Event()

    def look() -> None:
        while not done.is_set():
            seen.add(path.read_bytes())

    watcher = threading.Thread(target=look)
    watcher.start()
    states = {path.read_bytes()}
    for number in range(20):
        add_drafts(path, [a_draft(replace(WHOLE, url=None, ids=Ids()), f"notes-{number}")], title=TITLE)
        states.add(path.read_bytes())
    done.set()
    watcher.join()
    assert seen <= states


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_folder_that_cannot_be_written_leaves_the_file_alone(tmp_path: Path) -> None:
    path = a_folder(tmp_path, GOOD) / "entries" / "list.yaml"
    before = path.read_bytes()
    path.parent.chmod(0o500)
    with pytest.raises(OSError, match="list.yaml"):
        added(path)
    path.parent.chmod(0o700)
    assert path.read_bytes() == before


def test_a_folder_that_is_not_there_is_told_by_the_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"none/list\.yaml"):
        added(tmp_path / "none" / "list.yaml")


# What a draft may not hold


def noted(candidate: Candidate) -> tuple[str, ...]:
    return fitted(candidate, KNOWN).notes


def test_what_validation_would_refuse_is_left_out_and_noted() -> None:
    found = fitted(
        replace(
            WHOLE,
            authors=("Notes on 1, and more!", "Karl Cobbe", "x" * 101),
            url="http://localhost/a",
            title=Bilingual(en="Notes on 1 and more"),
            ids=Ids(doi="none"),
        ),
        KNOWN,
    )
    assert found.candidate.authors == ("Karl Cobbe",)
    assert (found.candidate.url, found.candidate.ids) == (None, Ids())
    assert len(found.notes) == 4
    assert "left out: authors (item 1) is the title again: “Notes on 1, and more!”" in found.notes


def test_what_is_too_long_is_shortened_and_noted() -> None:
    long = replace(WHOLE, title=Bilingual(en="word " * 100), overview=Bilingual(en="A sentence. " * 200))
    found = fitted(replace(long, authors=tuple(f"Author {number}" for number in range(250))), KNOWN)
    assert len(found.candidate.title.en or "") <= 300
    assert (found.candidate.overview.en or "").endswith("A sentence. …")
    assert len(found.candidate.authors) == 200
    assert [note.split(" ")[0] for note in found.notes] == ["shortened:", "shortened:", "left"]


def test_a_text_that_stands_under_the_other_language_is_moved() -> None:
    found = fitted(
        replace(WHOLE, title=Bilingual(en="思维链提示"), overview=Bilingual(zh="All in English words.")), KNOWN
    )
    assert found.candidate.title == Bilingual(zh="思维链提示")
    assert found.candidate.overview == Bilingual(en="All in English words.")
    assert found.notes == ("moved: title.en to title.zh", "moved: overview.zh to overview.en")


@pytest.mark.parametrize(
    ("title", "reason"), [(Bilingual(), "title is missing"), (Bilingual(en="Обзор"), "title.en is hardly English")]
)
def test_without_a_title_there_is_no_draft(title: Bilingual, reason: str) -> None:
    with pytest.raises(Unfit, match=reason):
        fitted(replace(WHOLE, title=title), KNOWN)


def test_a_crossed_out_record_is_marked() -> None:
    assert noted(replace(WHOLE, struck=True)) == ("crossed out in its source",)


@pytest.mark.parametrize(
    "label", ["math", "Math", "数学", "#Math", "ＭＡＴＨ", "test time compute", "Test_Time-Compute"]
)
def test_a_label_that_names_a_tag_becomes_it(label: str) -> None:
    found = fitted(replace(WHOLE, labels=(label, "other")), KNOWN)
    assert found.tags == ("math",) or found.tags == ("test-time-compute",)
    assert found.candidate.labels == ("other",)


# Any candidate

LINE = st.text(max_size=40)
SIGNS = st.text(st.sampled_from(list("ab :#-'\"[]{},&*!|>%@`\\?\n\t\r\x85\u2028\u200b让我们，。~=<0")), max_size=60)
TEXTS = LINE | SIGNS | st.sampled_from(["no", "null", "~", "2024", "2305.10", "<<", "---", "=", "- a", "a: b", "a #b"])
ANY = st.builds(
    lambda en, zh, over_en, over_zh, **fields: Candidate(
        title=Bilingual(en=en, zh=zh), overview=Bilingual(en=over_en, zh=over_zh), **fields
    ),
    st.none() | TEXTS, st.none() | TEXTS, st.none() | TEXTS, st.none() | TEXTS,
    provenance=st.builds(
        Provenance, format=st.just("plain"), source=TEXTS, line=st.integers(0, 99), id=TEXTS,
        section=st.lists(TEXTS, max_size=2).map(tuple),
    ),
    kind=st.sampled_from(Kind),
    authors=st.lists(TEXTS, max_size=4).map(tuple),
    organizations=st.lists(TEXTS, max_size=3).map(tuple),
    published=st.none() | st.builds(Published, year=st.integers(1, 9999), month=st.none() | st.integers(1, 12)),
    language=st.sampled_from(["en", "zh", "ja", "english"]),
    url=st.none() | TEXTS | TEXTS.map("https://example.org/{}".format),
    ids=st.builds(Ids, arxiv=st.none() | TEXTS | st.just("cs.CL/0501001v2"), doi=st.none() | st.just("10.1000/A'\"b")),
    venue=st.none() | TEXTS,
    links=st.builds(Links, code=st.none() | st.just("https://example.org/a?b=c&d=[e]#f:")),
    labels=st.lists(TEXTS, max_size=3).map(tuple),
    abstract=TEXTS | st.lists(TEXTS, max_size=9).map(" ".join) | st.lists(TEXTS, max_size=4).map("\n\n".join),
    struck=st.booleans(),
)  # fmt: skip


def fit_ones(candidates: Iterable[Candidate]) -> list[Draft]:
    """Of those that a draft can be made of; each its own document."""
    drafts = []
    for number, candidate in enumerate(candidates):
        try:
            found = fitted(candidate, KNOWN)
        except Unfit:
            continue
        alone = replace(found.candidate, url=found.candidate.url and f"https://example.org/{number}", ids=Ids())
        drafts.append(Draft(key=f"draft-{number}", fitted=replace(found, candidate=alone)))
    return drafts


@pytest.mark.parametrize("name", ["list.yaml", "list.jsonl"])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(first=st.lists(ANY, max_size=4), more=st.lists(ANY, max_size=3))
def test_whatever_was_fitted_is_read_back_as_it_is(
    tmp_path: Path, name: str, first: list[Candidate], more: list[Candidate]
) -> None:
    path = tmp_path / "entries" / name
    path.parent.mkdir(exist_ok=True)
    (tmp_path / "tags.yaml").write_text(TAGS, encoding="utf-8")
    path.unlink(missing_ok=True)
    drafts = [a_draft(), *fit_ones([*first, *more])]
    drafts_files.add_drafts(path, drafts[: len(first)], source="list.md")
    drafts_files.add_drafts(path, drafts[len(first) :], source="list.md")
    entries = load_catalog(tmp_path).entries
    assert list(entries) == [draft.key for draft in drafts]
    for draft in drafts:
        _is_the_same(entries[draft.key], draft)


@settings(max_examples=300)
@given(ANY)
def test_what_is_fitted_once_fits(candidate: Candidate) -> None:
    try:
        found = fitted(candidate, KNOWN)
    except Unfit:
        return
    again = fitted(replace(found.candidate, struck=False), KNOWN)
    assert replace(again.candidate, struck=candidate.struck) == found.candidate
    assert again.notes == ()


def _is_the_same(entry: Entry, draft: Draft) -> None:
    candidate = draft.fitted.candidate
    for name in ("kind", "title", "authors", "organizations", "published", "language", "url", "ids", "venue", "links",
                 "overview"):  # fmt: skip
        assert getattr(entry, name) == getattr(candidate, name), name
    assert (entry.abstract or "") == candidate.abstract
    assert (entry.tags, entry.status) == (draft.fitted.tags, Status.DRAFT)
