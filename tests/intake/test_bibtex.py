"""BibTeX as programs export it, as people write it, and as neither should."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.candidate import Candidate
from bot.domain.entry import Ids, Kind, Published
from bot.domain.language import Bilingual
from bot.intake.bibtex import read
from tests.intake.sizes import NASTY_SIZE

FILE = r"""
Everything outside of an entry is a comment, even an address like me@example.org.
@preamble{"\newcommand{\noop}[1]{}"}
@string{jf = "Journal of Frugal Search"}
@comment{jabref-meta: databaseType:bibtex;}

@article{hedgehog2019,
  author    = {Hedgehog, Ada and {van der} Vole, Jr., Karl and others},
  title     = {{Pruning} {T}rees in $O(n^2)$: 100\% of the way},
  journal   = jf,
  year      = 2019,
  month     = sep,
  doi       = {https://doi.org/10.1145/3442188.3445922},
  keywords  = {search, pruning; trees},
  abstract  = {We prune.

    Then we stop.},
}

@inproceedings{badger, author = "B{\"a}dger, Zo{\'e}", title = "Digging",
  booktitle = {Proceedings of the } # jf, date = {2021-03-04/2021-03-06} }
"""


def one(fields: str, type_: str = "article") -> Candidate:
    """The only entry of a file, with these fields after a title."""
    (candidate,) = read(f"@{type_}{{key, title = {{A title}}, {fields}}}", "refs.bib").candidates
    return candidate


def test_entries_come_in_order_with_line_and_citation_key() -> None:
    found = [candidate.provenance for candidate in read(FILE, "refs.bib").candidates]
    assert [(origin.format, origin.source, origin.line, origin.id) for origin in found] == [
        ("bibtex", "refs.bib", 7, "hedgehog2019"),
        ("bibtex", "refs.bib", 20, "badger"),
    ]


def test_every_field_of_an_article_is_read() -> None:
    article = read(FILE, "refs.bib").candidates[0]
    assert article.title == Bilingual(en="Pruning Trees in $O(n^2)$: 100% of the way")
    assert article.authors == ("Ada Hedgehog", "Karl van der Vole Jr.")
    assert article.venue == "Journal of Frugal Search"
    assert article.published == Published(year=2019, month=9)
    assert article.ids == Ids(doi="10.1145/3442188.3445922")
    assert article.url == "https://doi.org/10.1145/3442188.3445922"
    assert article.labels == ("search", "pruning", "trees")
    assert article.abstract == "We prune.\nThen we stop."
    assert article.kind is Kind.PAPER


def test_names_of_strings_are_put_together_with_texts() -> None:
    assert read(FILE, "refs.bib").candidates[1].venue == "Proceedings of the Journal of Frugal Search"


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (r"G{\"o}del, Erd\H{o}s, \'Etienne, {\c c}a, Mo\v{z}e", "Gödel, Erdős, Étienne, ça, Može"),
        (r"Nguy{\~{\^e}}n \AA ngstr{\"{o}}m na{\"\i}ve {\O}re \ss{} \L{}", "Nguyễn Ångström naïve Øre ß Ł"),
        (r"{D}eep {{RL}} with \emph{care} and \textsc{Style}", "Deep RL with care and Style"),
        (r"R\&D at 95\% --- pages 1--2, ``quoted''", "R&D at 95% — pages 1–2, “quoted”"),
        (r"From $O(n^2)$ to $\Theta(n \log n)$, \(\{x\}\)", r"From $O(n^2)$ to $\Theta(n \log n)$, \(\{x\}\)"),
        (r"It costs \$5 &amp; more % of 100", "It costs $5 & more % of 100"),
        (r"{\LaTeX} \textquoteright s \unknownmacro{left} a~tie", "LaTeX ’s left a tie"),
    ],
)
def test_latex_becomes_text_and_formulas_stay(tex: str, text: str) -> None:
    (candidate,) = read(f"@misc{{k, title = {{{tex}}}}}", "refs.bib").candidates
    assert candidate.title.en == text


@pytest.mark.parametrize(
    ("tex", "people", "organizations"),
    [
        ("Lovelace, Ada AND Alan Turing", ("Ada Lovelace", "Alan Turing"), ()),
        ("{{Vole and Sons}} and Ada Vole", ("Ada Vole",), ("Vole and Sons",)),
        ("{The {AI} Group}", (), ("The AI Group",)),
        (r"{\'E}mile {Zola}", ("Émile Zola",), ()),
        ("van Beethoven, Ludwig and others", ("Ludwig van Beethoven",), ()),
        ("Ada Vole, Bo Mole, Cy Hare and Di Fox", ("Ada Vole", "Bo Mole", "Cy Hare", "Di Fox"), ()),
        ("Vole, A.; Mole, B.; Hare, C.", ("A. Vole", "B. Mole", "C. Hare"), ()),
        ("Vole, Ada et al.", ("Ada Vole",), ()),
        ("Vole, and , and {", ("Vole",), ()),
        ("李, 明 and 王小红", ("李明", "王小红"), ()),
        ("", (), ()),
    ],
)
def test_names_are_told_apart_and_turned_round(
    tex: str, people: tuple[str, ...], organizations: tuple[str, ...]
) -> None:
    candidate = one(f'author = "{tex}"') if tex.count("{") == tex.count("}") else one(f"author = {{{tex}}}}}")
    assert (candidate.authors, candidate.organizations) == (people, organizations)


@pytest.mark.parametrize(
    ("fields", "date"),
    [
        ("year = 2024", "2024"),
        ("year = {2024}, month = jul", "2024-07"),
        ("year = 2024, month = {July}", "2024-07"),
        ("year = 2024, month = 07", "2024-07"),
        ("year = 2024, month = 7 # {--} # 8", "2024-07"),
        ('year = 2024, month = "10~" # jan', "2024-01-10"),
        ("year = 2024, month = {June 12--14}", "2024-06-12"),
        ("year = 2024, month = jun, day = 31", "2024-06"),
        ("year = 2024, month = 13", "2024"),
        ("year = {1998--1999}", "1998"),
        ("year = {c. 1987}", "1987"),
        ("year = {12 May 2020}", "2020-05-12"),
        ("date = {2024-09-12}, year = 1900", "2024-09-12"),
        ("date = {2024-09/2024-11}", "2024-09"),
        ("date = {2024-21}", "2024"),
        ("year = {7/4/2024}", "2024"),
        ("year = {in press}", None),
        ("urldate = {2024-01-02}", None),
    ],
)
def test_a_date_is_as_precise_as_the_source_and_of_a_range_the_first(fields: str, date: str | None) -> None:
    published = one(fields).published
    assert (str(published) if published else None) == date


@pytest.mark.parametrize(
    "fields",
    [
        "eprint = {2305.20050v1}, archivePrefix = {arXiv}, primaryClass = {cs.LG}",
        "eprint = {2305.20050}, eprinttype = {arxiv}",
        "journal = {arXiv preprint arXiv:2305.20050}",
        "journal = {CoRR}, volume = {abs/2305.20050}",
        "url = {https://arxiv.org/pdf/2305.20050v2}",
        "doi = {10.48550/arXiv.2305.20050}",
        "howpublished = {\\url{http://arxiv.org/abs/2305.20050}}",
        "note = {arXiv: 2305.20050 [cs.LG]}",
    ],
)
def test_a_preprint_is_known_by_its_arxiv_id_and_has_no_venue(fields: str) -> None:
    candidate = one(fields)
    assert candidate.ids == Ids(arxiv="2305.20050")
    assert candidate.venue is None
    assert candidate.url is not None


@pytest.mark.parametrize(
    ("fields", "url"),
    [
        (r"url = {https://example.org/a\_b\%20c\&d}", "https://example.org/a_b%20c&d"),
        (r"url = {https://example.org/\~{}ada/{\_}x}", "https://example.org/~ada/_x"),
        (r"url = {\url{https://example.org/a}}", "https://example.org/a"),
        (r"howpublished = {Online: \url{https://example.org/a}, seen today}", "https://example.org/a"),
        (r"howpublished = {www.example.org/a.}", "https://www.example.org/a"),
        (r"note = {\href{https://example.org/a}{here}}", "https://example.org/a"),
        (r"url = {not an address}, note = {https://example.org/a}", "https://example.org/a"),
        (r"url = {javascript:alert(1)}", None),
    ],
)
def test_the_address_is_found_where_people_put_it(fields: str, url: str | None) -> None:
    assert one(fields).url == url


@pytest.mark.parametrize(
    ("type_", "url", "kind"),
    [
        ("book", "https://example.org/a", Kind.BOOK),
        ("phdthesis", "https://example.org/a", Kind.PAPER),
        ("misc", "https://github.com/o/r", Kind.REPO),
        ("online", "https://example.org/a", Kind.POST),
        ("misc", "https://www.youtube.com/watch?v=eaAonE58sLU", Kind.TALK),
        ("video", "https://example.org/a", Kind.TALK),
        ("misc", "https://arxiv.org/abs/2305.20050", Kind.PAPER),
        ("software", "https://example.org/a", Kind.REPO),
    ],
)
def test_the_kind_follows_the_type_and_else_the_address(type_: str, url: str, kind: Kind) -> None:
    assert one(f"url = {{{url}}}", type_).kind is kind


def test_an_institution_owns_its_report_and_a_conference_is_not_owned_by_who_held_it() -> None:
    assert one("institution = {Vole Labs}", "techreport").organizations == ("Vole Labs",)
    assert one("organization = {IEEE}", "inproceedings").organizations == ()


def test_a_chinese_title_stands_on_the_chinese_side() -> None:
    (candidate,) = read("@article{k, title={逐步验证推理}, author={李, 明}, langid={chinese}}", "refs.bib").candidates
    assert candidate.title == Bilingual(zh="逐步验证推理")
    assert candidate.language == "zh"


def test_a_paper_inherits_from_the_proceedings_it_refers_to() -> None:
    text = "@inproceedings{a, title={A}, crossref={P}}\n@proceedings{p, title={Proc. of Moles}, year=1999}"
    paper = read(text, "refs.bib").candidates[0]
    assert (paper.venue, str(paper.published)) == ("Proc. of Moles", "1999")


@pytest.mark.parametrize(
    ("broken", "line", "reason"),
    [
        ("@article{bad}", 2, "has no fields"),
        ("@comment{no entry}\n@article{bad}\n@article{worse,}", 3, "has no fields, nor have the 1 after it"),
        ("@article{bad, title = {Never closed,\n year = 2020", 2, "never closed"),
        ('@article{bad, title = "Never closed,\n year = 2020}', 2, "never closed"),
        ("@article{bad title = {No comma}}", 2, "no comma"),
        ("@article{bad, title {No equals sign}, title=1}", 2, "equals"),
        ("@article bad, title = {No brace}", 2, "no brace"),
        ("@article{bad, year = 2020}", 2, "has no title"),
        ("\n\n@article{bad, title = {}}", 4, "has no title"),
        ("@article{first, title = {The same key}}", 2, "has the citation key of line 1"),
    ],
)
def test_a_broken_entry_is_told_and_costs_no_other(broken: str, line: int, reason: str) -> None:
    harvest = read(f"@misc{{first, title={{First}}}}\n{broken}\n@misc{{last, title={{Last}}}}\n", "refs.bib")
    assert [candidate.title.en for candidate in harvest.candidates] == ["First", "Last"]
    (skipped,) = harvest.skipped
    assert skipped.line == line
    assert reason in skipped.reason


def test_hand_written_fields_are_understood() -> None:
    text = "@ARTICLE ( Vole , TITLE = {With parens} author = {Ada Vole} YEAR = 1987, Title = {Second} , )\r\n"
    (candidate,) = read(text, "refs.bib").candidates
    assert (candidate.title.en, candidate.authors) == ("With parens", ("Ada Vole",))
    assert candidate.published == Published(year=1987)


def test_thousands_of_authors_and_names_that_double_are_read() -> None:
    many = " and ".join(f"Vole{number}, Ada" for number in range(4000))
    assert len(one(f"author = {{{many}}}").authors) == 4000
    doubling = '@string{a = "moles "}\n' + "@string{a = a # a}\n" * 40
    (candidate,) = read(doubling + "@misc{k, title = {All } # a # a}", "refs.bib").candidates
    assert len(candidate.title.en or "") < 1000


def test_several_entries_may_stand_on_one_line_and_files_may_come_from_an_old_mac() -> None:
    text = "@misc{a, title={A}} @misc{b, title={B}}\r@misc{c, title={C}}"
    assert [(found.title.en, found.provenance.line) for found in read(text, "refs.bib").candidates] == [
        ("A", 1),
        ("B", 1),
        ("C", 2),
    ]


NAME = st.from_regex(r"[A-Z][a-zé]{1,8}", fullmatch=True)
ACCENTS = {"é": r"{\'e}"}


@given(st.lists(st.tuples(NAME, NAME), min_size=1, max_size=5, unique=True), st.booleans())
def test_names_go_through_bibtex_unchanged(names: list[tuple[str, str]], surname_first: bool) -> None:
    written = " and ".join(f"{last}, {first}" if surname_first else f"{first} {last}" for first, last in names)
    for letter, tex in ACCENTS.items():
        written = written.replace(letter, tex)
    assert one(f"author = {{{written}}}").authors == tuple(f"{first} {last}" for first, last in names)


@given(st.dates(), st.sampled_from(["day", "month", "year"]), st.booleans())
def test_dates_go_through_bibtex_unchanged(day: object, known: str, biblatex: bool) -> None:
    whole = str(day)
    year = max(int(whole[:4]), 1400) % 700 + 1400
    text = f"{year}{whole[4 : {'day': 10, 'month': 7, 'year': 4}[known]]}"
    try:
        published = Published.parse(text)
    except ValueError:  # 29 February of another year
        return
    parts = [f"{name} = {value}" for name, value in vars(published).items() if value]
    assert one(f"date = {{{text}}}" if biblatex else ", ".join(parts)).published == published


PIECES = st.sampled_from(
    ["@article{", "@misc(", "@string{a=", "title = {", "author=\"", "}", ")", '"', ",", "=", "#", "\\", "\\'", "{", "$",
     " and ", "\n", "\n@", "key", "year=20", "é", "漢", "\x00", "\ud800", "date={2024-", "url={https://",
     "crossref={key}", "\\url{", "~", "%", "others", "eprint={2305.2"]
)  # fmt: skip


@given(st.lists(PIECES | st.text(max_size=5), max_size=60).map("".join))
def test_no_text_is_too_broken_to_be_read(text: str) -> None:
    harvest = read(text, "refs.bib")
    assert harvest == read(text, "refs.bib")
    lines = [candidate.provenance.line for candidate in harvest.candidates]
    assert lines == sorted(lines)
    assert all(0 < skipped.line <= text.count("\n") + text.count("\r") + 1 for skipped in harvest.skipped)


NASTY = {
    "open braces": "{" * 10,
    "entries that never begin": "@a{",
    "entries without a title": "@a{b,\n",
    "entries never closed": "@a{b,title={d},\n",
    "blank lines": "\n",
    "accents": "@a{,title={" + "\\'e" * 30_000 + "}}\n",
    "macros": "@a{,title={" + "\\x$\\(" * 30_000 + "}}\n",
    "names": "@a{,title=x,author={" + "a and " * 30_000 + "}}\n",
    "nested braces": "@a{,title=x,author={" + "{" * 60_000 + "}" * 60_000 + "}}\n",
    "texts put together": "@a{,title=" + "x # " * 40_000 + "y}\n",
    "strings that double": '@string{a="xxxxxxxx"}\n' + "@string{a=a # a}\n" * 20 + "@a{b,title=a # a}\n",
    "commas for names": "@a{,title=x,author={" + "," * 150_000 + "}}\n",
    "spaces for labels": "@a{,title=x,keywords={" + " " * 150_000 + "x}}\n",
    "spaces in a value": "@a{,title={x}" + " " * 150_000 + "{y}}\n",
    "fields": "@a{,title=x" + ",c=1" * 40_000 + "}\n",
    "addresses": "@a{,title=x,url={" + "\\url{" * 30_000 + "}" * 30_000 + "}}\n",
}


@pytest.mark.slow
@pytest.mark.parametrize("nasty", NASTY)
def test_ten_megabytes_of_malice_are_read_in_seconds(nasty: str) -> None:
    text = NASTY[nasty] * (NASTY_SIZE // len(NASTY[nasty]))
    start = time.process_time()
    read(text, "refs.bib")
    assert time.process_time() - start < 60
