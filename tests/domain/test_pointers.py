"""What readers point at, however they write it."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.address import check_public
from bot.domain.entry import URL_LIMIT
from bot.domain.identity import identities
from bot.domain.pointers import NOTE_LIMIT, Pointer, plain_line

COT = "arXiv 2201.11903"
ABS = "https://arxiv.org/abs/2201.11903"
PARROTS = "DOI 10.1145/3442188.3445922"


@pytest.mark.parametrize(
    ("words", "document", "note"),
    [
        (f"{ABS} great", COT, "great"),
        (f"I like {ABS}, it is short", COT, "I like, it is short"),
        ("http://www.arxiv.org/pdf/2201.11903v3.pdf?utm_source=x#page=2", COT, ""),
        ("HTTPS://arXiv.org/abs/2201.11903", COT, ""),
        (f"看看这个{ABS}v2，很好", COT, "看看这个，很好"),
        (f"{ABS}这篇很好", COT, "这篇很好"),
        (f"<{ABS}>", COT, ""),
        (f"（{ABS}）", COT, ""),
        (f"note first\n\n{ABS}\r\nand after", COT, "note first and after"),
        ("2201.11903", COT, ""),
        ("2201.11903.", COT, ""),
        ("arXiv:2201.11903v3 - the classic", COT, "the classic"),
        ("arxiv 2201.11903", COT, ""),
        ("arxiv.org/abs/2201.11903很好", COT, "很好"),
        ("cs.CL/0501001", "arXiv cs/0501001", ""),
        ("hep-th/9901001v2 strings", "arXiv hep-th/9901001", "strings"),
        ("doi:10.1145/3442188.3445922 parrots", PARROTS, "parrots"),
        ("(10.1145/3442188.3445922)", PARROTS, ""),
        ("https://doi.org/10.1145/3442188.3445922", PARROTS, ""),
        ("openai.com/index/learning-to-reason (nice)", "https://openai.com/index/learning-to-reason", "(nice)"),
        ("example.cn/1234567", "https://example.cn/1234567", ""),
        ("see example.org/a/2201.11903.", "https://example.org/a/2201.11903", "see."),
        ("(see https://example.org/a_(b)).", "https://example.org/a_(b)", "(see)."),
        ("https://zh.wikipedia.org/wiki/思维链", "https://zh.wikipedia.org/wiki/%E6%80%9D%E7%BB%B4%E9%93%BE", ""),
        ("https://bücher.example.org/ ü", "https://xn--bcher-kva.example.org", "ü"),
        ("https://example.org/a https://example.org/b", "https://example.org/a", "https://example.org/b"),
        (f"{ABS} 🔥", COT, "🔥"),
        (f"“{ABS}”", COT, ""),
    ],
)
def test_an_address_or_an_id_is_found_anywhere_and_the_rest_is_the_note(words: str, document: str, note: str) -> None:
    pointer = Pointer.read(words)
    assert pointer is not None
    assert (pointer.document, pointer.note) == (document, note)


@pytest.mark.parametrize(
    "words",
    [
        "", " \n", "chain of thought", "Node.js and e.g. v1.2/3", "me@example.org", "ftp://example.org/x", "https://",
        "javascript:alert(1)", "and/or", "2024.12", "1301.1", "2213.11903", "12201.11903", "127.0.0.1/x", "/etc/passwd",
        "10.1145", "file:///etc/passwd",
    ],
)  # fmt: skip
def test_words_without_an_address_point_at_nothing(words: str) -> None:
    assert Pointer.read(words) is None


@pytest.mark.parametrize(
    "words",
    [
        "http://localhost:8080/admin", "https://10.0.0.1/x", "https://[::1]/", "http://127.1/", "https://router.lan/x",
        "https://user:pa55word@example.org/", "https://example.org:99999/", "https://a..b/", "http://0x7f.0.0.1/",
        "https://intranet/page", "printer.local/status", f"https://example.org/{'x' * URL_LIMIT}",
    ],
)  # fmt: skip
def test_an_address_that_not_everybody_can_open_is_known_as_no_document(words: str) -> None:
    pointer = Pointer.read(words)
    assert pointer is not None
    assert pointer.document is None


def test_the_address_is_kept_as_it_was_written() -> None:
    pointer = Pointer.read("Example.org/Paper/?b=2&a=1#part please")
    assert pointer == Pointer(
        url="https://Example.org/Paper/?b=2&a=1#part", document="https://example.org/Paper?a=1&b=2", note="please"
    )


def test_a_note_has_no_more_than_so_many_characters() -> None:
    pointer = Pointer.read(f"{ABS} {'word ' * 800}")
    assert pointer is not None
    assert pointer.cut
    assert NOTE_LIMIT - 10 < len(pointer.note) <= NOTE_LIMIT
    just = Pointer.read(f"{ABS} {'x' * NOTE_LIMIT}")
    assert just is not None
    assert (just.note, just.cut) == ("x" * NOTE_LIMIT, False)


def test_a_note_has_nothing_in_it_that_nobody_sees() -> None:
    pointer = Pointer.read(f"{ABS} \u202egood\u202c\x00 \x1b[31m\u2066isolate\u2069\ud800\u200b e\u200cnd")
    assert pointer is not None
    assert pointer.note == "good [31misolate e\u200cnd"


@given(st.text(max_size=300) | st.text("a.:/-([)]1092htps arxivdoi，。\n", max_size=200))
def test_any_words_are_read_without_an_error(words: str) -> None:
    pointer = Pointer.read(words)
    if pointer is None:
        return
    assert len(pointer.note) <= NOTE_LIMIT
    assert "\n" not in pointer.note
    assert pointer.note == plain_line(pointer.note)
    assert re.match(r"https?://", pointer.url)
    if pointer.document is not None:
        check_public(pointer.url)
        assert {pointer.document} == identities(pointer.url, None, None)


@given(note=st.text(max_size=50).filter(lambda text: Pointer.read(text) is None), before=st.booleans())
def test_an_address_is_found_whatever_stands_beside_it(note: str, before: bool) -> None:
    pointer = Pointer.read(f"{note} {ABS}" if before else f"{ABS} {note}")
    assert pointer is not None
    assert pointer.document == COT


@pytest.mark.parametrize(
    "piece", ["a.", "a", "a-", "cs.cs.", "10.1234/", "(", "https://e.org/)", "1.", "doi ", "arxiv", "https://", "a/"]
)
def test_no_words_take_long_to_read(piece: str) -> None:
    began = time.process_time()
    for tail in ("", "/", ")" * 4000, " https://"):
        Pointer.read((piece * 40_000)[:40_000] + tail)
    assert time.process_time() - began < 1
