"""What can be wrong with an entry: for each a sentence, its line, and what to do."""

from pathlib import Path

import pytest

from tests.adapters.test_catalog_yaml import GOOD, OTHER, TAGS, a_folder, printed

OR_DRAFT = "or set status: draft"
URL_REMEDY = "write the document's full public address, such as https://example.org/page"
KEY_REMEDY = "use 1 to 48 of the letters a-z, digits and hyphens"


def without(*names: str) -> str:
    """The good entry without some of its fields."""
    kept, skipping = [], False
    for line in GOOD.splitlines():
        if not line.startswith(" "):
            skipping = line.split(":")[0] in names
        if not skipping:
            kept.append(line)
    return "\n".join(kept) + "\n"


def line_of(entry: str, beginning: str) -> int:
    """In ``list.yaml``, whose entries begin in line 3."""
    return next(number for number, line in enumerate(entry.splitlines(), 3) if line.strip().startswith(beginning))


# What is replaced in the good entry, by what, in which line the fault is (as it begins), and the fault.
CHANGES = [
    ("venue: ICLR", "venu: ICLR", "venu:", "unknown field “venu”, did you mean venue?"),
    ("venue: ICLR", "xyzzy: ICLR", "xyzzy:", "unknown field “xyzzy”, delete it"),
    ("zh: 让", "cn: 让", "title:", "title has no Chinese (zh), add title.zh, or set status: draft"),
    ("zh: 让", "cn: 让", "title:", "unknown field “cn” in title, use one of en, zh"),
    (", code:", ", cod:", "links:", "unknown field “cod” in links, did you mean code?"),
    ("kind: paper", "kind: papre", "kind:", "kind “papre” is unknown, did you mean paper?"),
    ("kind: paper", "status: drft\nkind: paper", "status:", "status “drft” is unknown, did you mean draft?"),
    ("kind: paper", "kind: []", "kind:", "kind “[]” is unknown, use one of paper, post"),
    ("title: {", "title: Foo\nvenu: {", "title:", "title is a bare text, write {en: …, zh: …}"),
    ("[OpenAI]", "OpenAI", "organizations:", "organizations is not a list, write [one, two] or one `- item` a line"),
    ("[OpenAI]", "[OpenAI, ]\nstatus: ~\nurl2: x", "url2", "unknown field “url2”, did you mean url?"),
    ("[OpenAI]", "[OpenAI, '']", "organizations:", "organizations (item 2) is empty, fill it in or delete it"),
    ("[OpenAI]", "[OpenAI, ~]", "organizations:", "organizations (item 2) is empty, fill it in or delete it"),
    ("[OpenAI]", "[{a: b}]", "organizations:", "organizations (item 1) is not a text, write a text"),
    (
        "2023-05-31",
        "31/05/2023",
        "published:",
        "published “31/05/2023” is not a date, write 2024, 2024-09 or 2024-09-12",
    ),
    ("2023-05-31", "2023-5-31", "published:", "published “2023-5-31” is not a date, write 2024, 2024-09 or 2024-09-12"),
    ("2023-05-31", "2023-02-30", "published:", "published “2023-02-30” does not exist, write 2024"),
    ("2023-05-31", "2023-13", "published:", "published “2023-13” does not exist, write 2024"),
    ("2023-05-31", "{year: 2023}", "published:", "published “{'year': '2023'}” is not a date, write 2024"),
    ("https://arxiv.org/abs/", "ftp://arxiv.org/", "url:", f"url does not begin with https://, {URL_REMEDY}"),
    ("https://arxiv.org/abs/", "HTTPS://arxiv.org/abs/", "url:", f"url does not begin with https://, {URL_REMEDY}"),
    ("https://arxiv.org/abs/", "https://a b/", "url:", f"url contains a space, {URL_REMEDY}"),
    ("https://arxiv.org/abs/2305.20050", "https:///a", "url:", f"url has no host, {URL_REMEDY}"),
    ("//arxiv.org/abs", "//u:p@arxiv.org/abs", "url:", f"url contains a user name or password, {URL_REMEDY}"),
    ("//arxiv.org/abs/", "//127.0.0.1/", "url:", "url leads to 127.0.0.1, which is not on the public internet"),
    ("//github.com", "//nas", "links:", "links.code leads to nas, which is not on the public internet"),
    ("/prm800k", "/" + "x" * 500, "links:", "links.code has 526 characters, over its limit of 500, cut 26 of them"),
    ('"arXiv:2305.20050v1"', '"2305"', "ids:", "ids.arxiv “2305” is not an arXiv id, write it like 2201.11903"),
    ('{arxiv: "arXiv:2305.20050v1"}', "{doi: x}", "ids:", "ids.doi “x” is not a DOI, write it like 10.1145"),
    (
        "abs/2305.20050",
        "abs/2201.11903",
        "ids:",
        "ids.arxiv is 2305.20050, but url leads to 2201.11903, correct whichever is wrong",
    ),
    (
        "pdf/2305.20050v1",
        "pdf/2201.11903",
        "ids:",
        "ids.arxiv is 2305.20050, but links.pdf leads to 2201.11903, correct whichever is wrong",
    ),
    ("[math,", "[maths,", "tags:", "the tag maths is unknown, did you mean math? Otherwise add it to tags.yaml"),
    ("[math,", "[biology,", "tags:", "the tag biology is unknown, choose another or add it to tags.yaml"),
    ("[math,", "[Math,", "tags:", f"tags (item 1) “Math” is no key, {KEY_REMEDY}"),
    ("[math,", "[math, math,", "tags:", "tags names math twice, delete one"),
    ("venue:", "related: [other-entri]\nvenue:", "related:", "related (item 1) other-entri is no entry, did you mean"),
    ("venue:", "related: [lets-verify]\nvenue:", "related:", "related names the entry itself, delete it"),
    (
        "venue:",
        "related: [other-entry, other-entry]\nvenue:",
        "related:",
        "related names other-entry twice, delete one",
    ),
    ("Hunter Lightman", '"let’s VERIFY step-by-step"', "authors:", "authors (item 1) is the title again, write"),
    ("Hunter Lightman", "让我们逐步验证", "authors:", "authors (item 1) is the title again, write the author's name"),
    ("ICLR 2024", '"ICLR\\e[31m"', "venue:", "venue contains the control character U+001B as its character 5, delete"),
    ("ICLR 2024", '"ICLR\\tx"', "venue:", "venue contains the control character U+0009 as its character 5, delete"),
    ("ICLR 2024", '"ICLR\\u0085x"', "venue:", "venue contains the control character U+0085 as its character 5"),
    ("ICLR 2024", "ICLR\u202e4202", "venue:", "venue contains the control character U+202E as its character 5"),
    ("ICLR 2024", "IC\u2066LR", "venue:", "venue contains the control character U+2066 as its character 3"),
    ("ICLR 2024", "IC\ufeffLR", "venue:", "venue contains the control character U+FEFF as its character 3"),
    ("ICLR 2024", '"IC\\nLR"', "venue:", "venue has several lines, write it on one line"),
    ("ICLR 2024", "x" * 101, "venue:", "venue has 101 characters, over its limit of 100, cut 1 of them"),
    ("Let's Verify", "x " * 150, "title:", "title.en has 313 characters, over its limit of 300, shorten it"),
    ("Rewarding every", "x " * 750, "en: >-", "overview.en has 1570 characters, over its limit of 1500, shorten it"),
    ("Let's Verify Step by Step", "让我们逐步验证吧", "title:", "title.en is hardly English (0 Latin words, 8 汉字)"),
]


@pytest.mark.parametrize(("old", "new", "where", "fault"), CHANGES)
def test_a_bad_value_is_told_with_its_line_and_what_to_do(
    tmp_path: Path, old: str, new: str, where: str, fault: str
) -> None:
    assert old in GOOD
    changed = GOOD.replace(old, new, 1)
    other = OTHER.replace("chain-of-thought", "other-entry")
    expected = f"entries/list.yaml:{line_of(changed, where)}: lets-verify: {fault}"
    assert expected in [line[: len(expected)] for line in printed(a_folder(tmp_path, changed, other))]


@pytest.mark.parametrize("key", ["Lets-Verify", "lets_verify", "a" * 49, "让", "a/../b", "a b"])
def test_a_malformed_key_is_a_fault_of_an_entry_known_by_its_place(tmp_path: Path, key: str) -> None:
    (fault,) = printed(a_folder(tmp_path, OTHER, GOOD.replace("lets-verify", key)))
    assert fault.startswith(f"entries/list.yaml:{3 + len(OTHER.splitlines())}: entry 2: key ")


@pytest.mark.parametrize(
    ("missing", "faults"),
    [
        (["key"], ["3: entry 1: key is missing, add it"]),
        (["kind"], ["3: lets-verify: kind is missing, add it"]),
        (["title"], ["3: lets-verify: title is missing, add it"]),
        (["url", "ids"], [f"3: lets-verify: url is missing, add it, {OR_DRAFT}"]),
        (["published"], [f"3: lets-verify: published is missing, add it, {OR_DRAFT}"]),
        (["tags"], [f"3: lets-verify: tags are missing, add at least one, {OR_DRAFT}"]),
        (["overview"], [f"3: lets-verify: overview is missing, write it in English and Chinese, {OR_DRAFT}"]),
        (["authors"], []),
        (["organizations"], []),
        (
            ["authors", "organizations"],
            [f"3: lets-verify: neither authors nor organizations are given, add at least one, {OR_DRAFT}"],
        ),
    ],
)
def test_what_a_ready_entry_lacks_is_told_and_no_draft_needs_it(
    tmp_path: Path, missing: list[str], faults: list[str]
) -> None:
    assert printed(a_folder(tmp_path, without(*missing))) == [f"entries/list.yaml:{fault}" for fault in faults]
    draft = printed(a_folder(tmp_path, without(*missing) + "status: draft\n"))
    assert bool(draft) is (missing[0] in ("key", "kind", "title"))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_missing_language_is_told_in_the_line_of_the_text(tmp_path: Path, language: str) -> None:
    name = {"en": "English", "zh": "Chinese"}[language]
    entry = without("title") + f"title: {{{'zh: 逐步' if language == 'en' else 'en: Step'}}}\n"
    assert printed(a_folder(tmp_path, entry)) == [
        f"entries/list.yaml:{line_of(entry, 'title')}: lets-verify: title has no {name} ({language}), "
        f"add title.{language}, {OR_DRAFT}"
    ]
    assert printed(a_folder(tmp_path, entry + "status: draft\n")) == []


def test_overviews_in_the_wrong_language_are_told_even_of_a_draft(tmp_path: Path) -> None:
    entry = without("overview") + "overview: {en: 奖励每一步, zh: It rewards every step.}\nstatus: draft\n"
    line = line_of(entry, "overview")
    assert printed(a_folder(tmp_path, entry)) == [
        f"entries/list.yaml:{line}: lets-verify: overview.en is hardly English (0 Latin words, 5 汉字), "
        "write it in English, or swap en and zh",
        f"entries/list.yaml:{line}: lets-verify: overview.zh is hardly Chinese (0 汉字, 4 Latin words), "
        "write it in Chinese, or swap en and zh",
    ]


@pytest.mark.parametrize(
    "title",
    [
        "{en: OpenAI o1-mini, zh: OpenAI o1-mini}",
        '{en: "1984", zh: "1984"}',
        "{en: On 思维链 in Language Models, zh: 论 CoT}",
    ],
)
def test_a_title_may_be_a_name_in_the_other_script(tmp_path: Path, title: str) -> None:
    assert printed(a_folder(tmp_path, without("title") + f"title: {title}\n")) == []


def test_a_chinese_overview_may_be_full_of_english_terms(tmp_path: Path) -> None:
    text = "o1 在 AIME 2024 上得 74%，GPT-4o 仅为 12%；在 Codeforces 上位列第 89 百分位（Elo 1673）。"
    assert printed(a_folder(tmp_path, without("overview") + f"overview: {{en: Its figures., zh: {text!r}}}\n")) == []


def test_several_faults_of_one_entry_are_told_together(tmp_path: Path) -> None:
    bad = GOOD.replace("kind: paper", "kind: papre").replace("2023-05-31", "soon").replace("zh: 让我们逐步验证", "zh: ")
    bad = bad.replace("//github.com", "//localhost").replace("[math,", "[mth,")
    assert [line.split(": ", 2)[2] for line in printed(a_folder(tmp_path, bad, "just a text\n"))] == [
        "kind “papre” is unknown, did you mean paper?",
        "title has no Chinese (zh), add title.zh, or set status: draft",
        "published “soon” is not a date, write 2024, 2024-09 or 2024-09-12",
        f"links.code leads to localhost, which is not on the public internet, {URL_REMEDY}",
        "the tag mth is unknown, did you mean math? Otherwise add it to tags.yaml",
        "is not an entry, write its fields (key, kind, title …) or delete it",
    ]


def test_a_key_written_twice_in_an_entry_is_a_fault_at_the_second(tmp_path: Path) -> None:
    entry = GOOD + "venue: again\n"
    assert printed(a_folder(tmp_path, entry)) == [
        f"entries/list.yaml:{2 + len(entry.splitlines())}: "
        "“venue” a second time (first in line 11), keep one of the two"
    ]


def test_a_key_used_by_two_entries_is_a_fault_that_names_the_first(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, GOOD, zzz=HEAD_OF_ANOTHER + OTHER_ITEM.replace("chain-of-thought", "lets-verify"))
    assert printed(folder) == [
        "entries/zzz.yaml:3: lets-verify: the key lets-verify is taken by entries/list.yaml:3, "
        "choose another or delete one"
    ]


HEAD_OF_ANOTHER = "collection: {title: {en: Z, zh: 又}}\nentries:\n"
OTHER_ITEM = "  - " + OTHER.replace("\n", "\n    ")


@pytest.mark.parametrize(
    ("field", "identity"),
    [
        ("url: http://www.arxiv.org/pdf/2305.20050v3.pdf?utm_source=x", "arXiv 2305.20050"),
        ("url: https://example.com/page\nids: {arxiv: 2305.20050}", "arXiv 2305.20050"),
        ("url: https://doi.org/10.48550/arXiv.2305.20050", "arXiv 2305.20050"),
        ("url: https://example.com/page\nids: {doi: 10.48550/ARXIV.2305.20050}", "arXiv 2305.20050"),
    ],
)
def test_a_document_with_two_entries_is_a_fault_however_it_is_addressed(
    tmp_path: Path, field: str, identity: str
) -> None:
    again = without("url", "ids", "links").replace("lets-verify", "again") + field + "\n"
    (fault,) = printed(a_folder(tmp_path, GOOD, again))
    assert f"again: the same document ({identity}) as lets-verify in entries/list.yaml:3, merge the two" in fault


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.com/a/?utm_source=x", "http://www.example.com/a#part"),
        ("https://twitter.com/a/status/1?s=20", "https://x.com/A/status/1"),
        ("https://doi.org/10.1145/ABC", "https://dx.doi.org/10.1145/abc"),
    ],
)
def test_two_spellings_of_one_address_are_a_fault(tmp_path: Path, one: str, other: str) -> None:
    bare = without("url", "ids", "links")
    second = bare.replace("lets-verify", "again")
    (fault,) = printed(a_folder(tmp_path, f"{bare}url: {one}\n", f"{second}url: {other}\n"))
    assert "again: the same document (" in fault


def test_links_to_another_entrys_document_are_no_duplicate(tmp_path: Path) -> None:
    post = without("url", "ids", "links").replace("lets-verify", "a-post")
    post += "url: https://example.com/post\nlinks: {companion: https://arxiv.org/abs/2305.20050}\n"
    assert printed(a_folder(tmp_path, GOOD, post)) == []


def test_an_entry_may_be_related_to_a_faulty_one(tmp_path: Path) -> None:
    other = OTHER.replace("kind: paper", "kind: papre")
    assert len(printed(a_folder(tmp_path, GOOD + "related: [chain-of-thought]\n", other))) == 1


@pytest.mark.parametrize(
    ("tags", "faults"),
    [
        ("", ["1: names no tags, write `tags:` with a field per tag"]),
        (TAGS + "tag: 1\n", ["4: unknown field “tag”, did you mean tags?"]),
        (TAGS + "  rl: {en: RL}\n", ["4: rl: zh is missing, add it"]),
        (TAGS + "  rl: RL\n", ["4: rl: has no names, write {en: …, zh: …}"]),
        (TAGS + "  rl: {en: RL, zh: 强化, nota: x}\n", ["4: rl: unknown field “nota”, did you mean note?"]),
        (TAGS + "  R L: {en: RL, zh: 强化}\n", [f"4: “R L”: the key “R L” is malformed, {KEY_REMEDY}"]),
        (TAGS + "  rl: {en: math, zh: 强化}\n", ["4: rl: en is also the name of math, give one of them another name"]),
        (
            TAGS + "  rl: {en: 强化, zh: RL}\n",
            ["4: rl: en is hardly English (0 Latin words, 2 汉字), write the English"],
        ),
        (TAGS + "  rl: {en: RL & more, zh: 强化}\n", ["4: rl: en “RL & more” makes no hashtag, use letters, digits"]),
        (TAGS + '  rl: {en: RL, zh: "2024"}\n', ["4: rl: zh “2024” makes no hashtag, use letters, digits"]),
        (
            TAGS + f"  rl: {{en: {'x' * 41}, zh: 强化}}\n",
            ["4: rl: en has 41 characters, over its limit of 40, shorten it"],
        ),
        (TAGS + f"  rl: {{en: RL, zh: 强化, note: {{en: {'x' * 301}}}}}\n", ["4: rl: note.en has 301 characters"]),
        (
            TAGS + '  rl: {en: RL, zh: "强\\e化"}\n',
            ["4: rl: zh contains the control", "4: rl: zh “强<U+001B>化” makes"],
        ),
    ],
)
def test_the_vocabulary_is_checked_too(tmp_path: Path, tags: str, faults: list[str]) -> None:
    lines = printed(a_folder(tmp_path, GOOD, tags=tags))
    assert [line[: len(f"tags.yaml:{fault}")] for line, fault in zip(lines, faults, strict=True)] == [
        f"tags.yaml:{fault}" for fault in faults
    ]
