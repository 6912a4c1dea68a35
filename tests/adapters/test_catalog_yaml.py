"""Reading the catalog: what is right is read, and everything that is wrong is told at once, with its line."""

import textwrap
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.adapters.catalog_yaml import load_catalog, read_catalog
from bot.domain.catalog import Collection
from bot.domain.entry import Entry, Kind, Published, Status
from bot.domain.faults import FaultsError

TAGS = """\
tags:
  math: {en: Math, zh: 数学}
  test-time-compute: {en: Test-time compute, zh: 测试时计算, note: {en: When answering., zh: 作答时。}}
"""
HEAD = "collection: {title: {en: List, zh: 清单}, source: {title: 来源, url: https://example.com/list}}\nentries:\n"
GOOD = """\
key: lets-verify
kind: paper
title: {en: Let's Verify Step by Step, zh: 让我们逐步验证}
authors: [Hunter Lightman, Vineet Kosaraju]
organizations: [OpenAI]
published: 2023-05-31
url: https://arxiv.org/abs/2305.20050
ids: {arxiv: "arXiv:2305.20050v1"}
venue: ICLR 2024
links: {pdf: https://arxiv.org/pdf/2305.20050v1, code: https://github.com/openai/prm800k, copy: https://example.com/a}
tags: [math, test-time-compute]
overview:
  en: >-
    Rewarding every step of a solution
    trains better verifiers than rewarding the answer.
  zh: >-
    与只奖励最终答案相比，奖励解题的每一步
    能训练出更可靠的验证器。
"""
OTHER = GOOD.replace("2305.20050", "2201.11903").replace("lets-verify", "chain-of-thought")


def item(text: str) -> str:
    """An entry's fields as one item of the list ``entries``."""
    return textwrap.indent(text, "    ").replace("    ", "  - ", 1)


def a_folder(root: Path, *entries: str, tags: str = TAGS, **files: str) -> Path:
    """A data folder with one collection, ``list.yaml``, and further files in ``entries``."""
    folder = root / "data"
    (folder / "entries").mkdir(parents=True, exist_ok=True)
    (folder / "tags.yaml").write_text(tags, encoding="utf-8")
    (folder / "entries" / "list.yaml").write_text(HEAD + "".join(map(item, entries)), encoding="utf-8")
    for name, text in files.items():
        (folder / "entries" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def printed(folder: Path) -> list[str]:
    """The faults as a person reads them, with the folder's own path left out."""
    return [str(fault).replace(f"{folder}/", "") for fault in read_catalog(folder).faults]


def test_an_entry_is_read_as_it_was_written(tmp_path: Path) -> None:
    catalog = load_catalog(a_folder(tmp_path, GOOD))
    entry = catalog.entries["lets-verify"]
    assert entry.kind is Kind.PAPER
    assert entry.authors == ("Hunter Lightman", "Vineet Kosaraju")
    assert entry.published == Published(year=2023, month=5, day=31)
    assert entry.ids.arxiv == "2305.20050"
    assert entry.links.copy_ == "https://example.com/a"
    assert entry.status is Status.READY
    assert entry.ready
    assert catalog.tags["test-time-compute"].note.zh == "作答时。"
    head = catalog.collections["list"]
    assert isinstance(head, Collection)
    assert (head.title.zh, head.source and head.source.title) == ("清单", "来源")


def test_a_folded_line_leaves_no_space_between_chinese_characters(tmp_path: Path) -> None:
    entry = load_catalog(a_folder(tmp_path, GOOD)).entries["lets-verify"]
    assert entry.overview.en == (
        "Rewarding every step of a solution trains better verifiers than rewarding the answer."
    )
    assert entry.overview.zh == "与只奖励最终答案相比，奖励解题的每一步能训练出更可靠的验证器。"


def test_an_entry_written_out_and_read_again_is_the_same(tmp_path: Path) -> None:
    entry = load_catalog(a_folder(tmp_path, GOOD)).entries["lets-verify"]
    fields = entry.model_dump(mode="json", by_alias=True, exclude_none=True)
    text = yaml.safe_dump(fields, allow_unicode=True)
    assert load_catalog(a_folder(tmp_path, text)).entries["lets-verify"] == entry
    assert Entry.model_validate(fields) == entry


def test_files_come_by_name_and_hidden_ones_not_at_all(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, GOOD, about=HEAD + item(OTHER))
    inner = folder / "entries" / "later" / "more.yml"
    inner.parent.mkdir()
    inner.write_text(HEAD + item("{key: idea, kind: talk, title: {en: An idea}, status: draft}"), encoding="utf-8")
    (folder / "entries" / ".swap.yaml").write_text("nonsense", encoding="utf-8")
    (folder / "entries" / ".git").mkdir()
    (folder / "entries" / ".git" / "x.yaml").write_text("nonsense", encoding="utf-8")
    (folder / "entries" / "README.md").write_text("nonsense", encoding="utf-8")
    catalog = load_catalog(folder)
    assert list(catalog.entries) == ["chain-of-thought", "idea", "lets-verify"]
    assert list(catalog.collections) == ["about", "later/more", "list"]
    assert [entry.key for entry in catalog.ready] == ["chain-of-thought", "lets-verify"]


def test_the_fingerprint_changes_with_the_content_and_only_with_it(tmp_path: Path) -> None:
    first = load_catalog(a_folder(tmp_path / "one", GOOD)).fingerprint
    assert load_catalog(a_folder(tmp_path / "two", GOOD)).fingerprint == first
    assert load_catalog(a_folder(tmp_path / "two", GOOD, OTHER)).fingerprint != first
    assert load_catalog(a_folder(tmp_path / "two", GOOD, tags=TAGS.replace("Math", "Maths"))).fingerprint != first


def test_a_draft_may_be_incomplete(tmp_path: Path) -> None:
    catalog = load_catalog(a_folder(tmp_path, "{key: idea, kind: post, title: {zh: 想法}, overview: ~, status: draft}"))
    assert not catalog.entries["idea"].ready


def test_a_missing_folder_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(FaultsError) as caught:
        load_catalog(tmp_path / "none")
    assert str(caught.value) == f"{tmp_path}/none: no such file or folder, correct the path"


def test_a_folder_without_tags_or_entries_is_a_fault(tmp_path: Path) -> None:
    assert printed(tmp_path) == [
        "entries: no entries, add a collection file there",
        "tags.yaml: no such file, write the tags' names there",
    ]
    folder = a_folder(tmp_path)
    (folder / "entries" / "list.yaml").write_text(HEAD.replace("entries:", "entries: []"), encoding="utf-8")
    assert printed(folder) == ["entries: no entries, add a collection file there"]


def test_one_broken_file_does_not_hide_the_faults_of_others_nor_invent_any(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, GOOD + "related: [in-the-broken-file]\nvenu: x\n", broken="entries:\n  - key: 'x\n")
    assert printed(folder) == [
        "entries/broken.yaml:2: a quotation mark that is never closed, close it",
        "entries/list.yaml:22: lets-verify: unknown field “venu”, did you mean venue?",
    ]


def test_without_a_readable_vocabulary_no_tag_is_called_unknown(tmp_path: Path) -> None:
    assert printed(a_folder(tmp_path, GOOD, tags="tags: {'\n")) == [
        "tags.yaml:1: a quotation mark that is never closed, close it"
    ]


def test_a_file_that_cannot_be_opened_is_a_fault(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, GOOD)
    (folder / "entries" / "gone.yaml").symlink_to(folder / "nowhere")
    assert printed(folder) == ["entries/gone.yaml: cannot be read (no such file or directory), check the file"]


def test_two_files_of_one_name_are_a_fault(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, GOOD)
    (folder / "entries" / "list.yml").write_text(HEAD + item(OTHER), encoding="utf-8")
    assert printed(folder) == ["entries/list.yml:1: another file is called list too, rename one of them"]


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("- key: a\n", ["x.yaml:1: is not a collection, write `collection:` and `entries:`"]),
        (
            "colection: {}\n",
            [
                "x.yaml:1: collection is missing, write `collection:` with title {en, zh} and source",
                "x.yaml:1: entries is missing or not a list, write `entries:` and one `- key: …` for each",
                "x.yaml:1: unknown field “colection”, did you mean collection?",
            ],
        ),
        (
            "collection:\n  title: {en: List}\n  source: {title: T, url: http://localhost/}\nentries: []\n",
            [
                "x.yaml:2: collection: title.zh is missing, add it",
                "x.yaml:3: collection: source.url leads to localhost, which is not on the public internet, "
                "write the document's full public address, such as https://example.org/page",
            ],
        ),
    ],
)
def test_the_head_of_a_collection_is_checked_too(tmp_path: Path, text: str, faults: list[str]) -> None:
    assert printed(a_folder(tmp_path, GOOD, x=text)) == [f"entries/{fault}" for fault in faults]


def test_a_single_file_is_judged_beside_the_others_and_only_its_own_faults_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = a_folder(tmp_path, GOOD + "venu: x\n", another=HEAD + item(GOOD.replace("lets-verify", "again")))
    path = folder / "entries" / "another.yaml"
    (fault,) = read_catalog(path).faults
    assert str(fault).startswith(f"{path}:9: again: the same document (arXiv 2305.20050) as lets-verify in {folder}")
    monkeypatch.chdir(folder / "entries")  # the working folder, not our code
    (fault,) = read_catalog(Path("another.yaml")).faults
    assert str(fault).startswith("another.yaml:9: again: the same document")
    assert read_catalog(folder / "tags.yaml").faults == ()


def test_a_new_file_beside_the_collections_is_judged_as_if_it_were_one(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, GOOD)
    (folder / "new.yaml").write_text(HEAD + item(OTHER + "related: [lets-verfy]\n"), encoding="utf-8")
    (fault,) = read_catalog(folder / "new.yaml").faults
    assert fault.remedy == "did you mean lets-verify?"


def test_a_file_outside_a_data_folder_is_judged_alone_and_that_is_said(tmp_path: Path) -> None:
    path = tmp_path / "new.yaml"
    path.write_text(HEAD + item(OTHER + "related: [lets-verify]\nvenu: x\n"), encoding="utf-8")
    reading = read_catalog(path)
    assert [fault.what for fault in reading.faults] == ["unknown field “venu”"]
    assert "its tags and related entries were not checked" in reading.unchecked


WORDS = """collection: entries: key:_a kind:_paper title:_ {en:_x,_zh:_推理} :_ url:_ https:// ids:_{arxiv:_1}
    tags:_[math] published:_2024 ' " [ { &a_ *a"""
PIECES = st.lists(
    st.sampled_from(["\n", "\n  ", "\n  - ", *(word.replace("_", " ") for word in WORDS.split())]), max_size=30
).map("".join)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.text(), PIECES, PIECES.map(lambda text: HEAD + "  - key: a\n    " + text)), st.booleans())
def test_any_text_is_read_or_refused_with_faults(tmp_path: Path, text: str, as_tags: bool) -> None:
    folder = a_folder(tmp_path, GOOD)
    target = folder / ("tags.yaml" if as_tags else "entries/list.yaml")
    target.write_bytes(text.encode("utf-8", "surrogatepass"))
    reading = read_catalog(folder)
    assert len(reading.catalog) > 0 or reading.faults
    assert all(fault.what and fault.remedy and "pydantic" not in str(fault) for fault in reading.faults)
