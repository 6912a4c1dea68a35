"""Feeds that somebody made to keep a reader busy: ten megabytes each, read or refused in seconds."""

import time
from collections.abc import Callable

import pytest

from bot.intake.feed import read
from tests.intake.sizes import NASTY_SIZE

LOOSE = NASTY_SIZE // 10
HEAD = '<rss version="2.0"><channel><title>t</title><item><title>a</title><link>https://a.example.org/1</link>'
TAIL = "</item></channel></rss>"


def filled(piece: str, size: int = NASTY_SIZE) -> str:
    return piece * (size // len(piece))


def within(element: str, piece: str, size: int = NASTY_SIZE) -> str:
    return f"{HEAD}<{element}>{filled(piece, size)}</{element.split()[0]}>{TAIL}"


def cdata(piece: str) -> str:
    return f"{HEAD}<description><![CDATA[{filled(piece)}]]></description>{TAIL}"


def bomb() -> str:
    """Each entity twice the one before."""
    names = [f"<!ENTITY a{each} '&a{each - 1};&a{each - 1};'>" for each in range(1, 60)]
    return f"<!DOCTYPE l [<!ENTITY a0 'lol'>{''.join(names)}]>{HEAD}<description>&a59;</description>{TAIL}"


def many(row: str, size: int = NASTY_SIZE) -> str:
    """Rows that differ in their number."""
    return "".join(row.format(each) for each in range(size // (len(row) + 4)))


STRICT: dict[str, Callable[[], str]] = {
    "signs": lambda: filled("<"),
    "ampersands": lambda: filled("&a"),
    "depth": lambda: filled("<a>"),
    "depth in an entry": lambda: HEAD + filled("<div>") + TAIL,
    "bomb": bomb,
    "entities": lambda: f"<!DOCTYPE a [{filled(chr(10) + '<!ENTITY ')}{HEAD}{TAIL}",
    "doctypes": lambda: filled("<!DOCTYPE ["),
    "brackets": lambda: "<!DOCTYPE [" + filled("] "),
    "declarations": lambda: filled("<?xml "),
    "declaration": lambda: "<?" + filled('encoding="') + "?>" + HEAD + TAIL,
    "lines": lambda: filled("\n") + HEAD + TAIL,
    "topics": lambda: HEAD + many("<category>{}</category>") + TAIL,
    "topics in one": lambda: HEAD + "<tags>" + many("{},") + "</tags>" + TAIL,
    "author": lambda: within("author", "a"),
    "authors": lambda: HEAD + filled("<author>a.a.a.a</author>") + TAIL,
    "title": lambda: within("title", "a"),
    "escaped title": lambda: within("title", "&lt;"),
    "date": lambda: within("pubDate", "1"),
    "date of words": lambda: within("pubDate", "Mon, "),
    "link": lambda: within("link", "a"),
    "links": lambda: HEAD + filled("<link href='a'/>") + TAIL,
    "sources": lambda: HEAD + filled("<source url='a'>b</source>") + TAIL,
    "namespaces": lambda: "<rss " + many(" xmlns:a{0}='b{0}'") + "><channel/></rss>",
    "namespaces each": lambda: "<rss>" + many("<a{0}:b xmlns:a{0}='b{0}'/>") + "</rss>",
    "blanks": lambda: within("description", " "),
    "blank lines": lambda: within("description type='text'", " \n"),
    "blanks between comments": lambda: (
        "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title type='xhtml'>"
        + filled("<!-- -->\n")
        + "</title></entry></feed>"
    ),
    "entries": lambda: (
        "<rss version='2.0'><channel>"
        + many("<item><title>t{0}</title><link>https://e.example.org/{0}</link></item>")
        + "</channel></rss>"
    ),
    **{f"html {piece}": lambda piece=piece: cdata(piece) for piece in  # type: ignore[misc]
       ("<a ", '<a b="', "<a b='", "<!--", "<!", "<?", "<p>", "<script>", "&amp", "&lt;", "</", "<p>\n ", "> ")},
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", STRICT)
def test_ten_megabytes_are_read_or_refused_in_seconds(name: str) -> None:
    content = STRICT[name]().encode()
    begun = time.process_time()
    harvest = read(content, "feed.xml")
    assert time.process_time() - begun < 30
    assert harvest.candidates or harvest.skipped or name.startswith("namespaces")


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece",
    [
        "<", "</", "</a", "<a ", "<a b='", '<a b="c', "b=c ", "<!--", "<![CDATA[", "<!DOCTYPE ", "<![a", "<!a", "<?",
        "<div>", "&", "&a", "&#1", "<\n", "\n", "<a/", "/", "<aaaa", "<p></p>", "<title>", "<item>", "<description>",
    ],
)  # fmt: skip
@pytest.mark.parametrize("before", ["", "<", "<a ", "<description>"])
def test_a_megabyte_that_is_no_xml_is_read_or_refused_in_seconds(before: str, piece: str) -> None:
    content = (HEAD + before + filled(piece, LOOSE) + "\x01<&").encode()
    begun = time.process_time()
    harvest = read(content, "feed.xml")
    assert time.process_time() - begun < 30
    assert harvest.candidates or harvest.skipped
