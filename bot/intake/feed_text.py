"""The bytes of a feed as text that an XML parser takes, as far as that can be had without guessing at its structure."""

import codecs
import re
from html.entities import html5

# The four-byte marks first: the one of UTF-32 begins like the one of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\0?\0", "utf-16-le"),
    (b"\0<\0?", "utf-16-be"),
)
_DECLARED = re.compile(rb"\s*<\?xml[^>]{0,100}?\sencoding\s{0,9}=\s{0,9}[\"']([\w.:-]{1,40})[\"']")
# Feeds that say the one are mostly written in the other, which has all of its characters and more.
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "iso8859-1": "cp1252", "ascii": "utf-8"}
# Of Python, but no encodings of documents; decoding one of them can take for ever.
_NO_ENCODINGS = {"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7"}
_NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_DECLARATION = re.compile(r"\s*<\?xml\s[^<>]*\?>")
_SUBSET_END = re.compile(r"\]\s*+>")
_ROOT = re.compile(r"<[A-Za-z_]")
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31};)")


def decoded(content: bytes) -> str:
    """By its mark, else as it declares, else UTF-8, else as browsers read what declares nothing."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    for encoding in (_declared(content), "utf-8"):
        try:
            return content.decode(encoding)
        except (UnicodeError, LookupError):
            continue
    return content.decode("cp1252", "replace")


def as_xml(text: str) -> str:
    """Without what no parser takes, and without a DOCTYPE: so no entity of the document's own can expand or fetch.

    HTML's entities, which feeds use without declaring them, become characters. Every line stays the line it was.
    """
    text = _NO_XML.sub("", text.lstrip("\ufeff"))
    if declaration := _DECLARATION.match(text):
        text = "\n" * declaration[0].count("\n") + text[declaration.end() :]
    return _ENTITY.sub(_character, _without_doctype(text))


def _declared(content: bytes) -> str:
    found = _DECLARED.match(content[:300])
    if found is None:
        return "utf-8"
    try:
        name = codecs.lookup(found[1].decode("ascii", "replace")).name
    except LookupError:
        return "utf-8"
    return "utf-8" if name in _NO_ENCODINGS else _WIDER.get(name, name)


def _without_doctype(text: str) -> str:
    """Some internal subsets hold tags in entities, so it is cut before the root is looked for."""
    start = text.find("<!DOCTYPE")
    root = _ROOT.search(text)
    if start < 0 or (root is not None and root.start() < start):
        return text
    close, bracket = text.find(">", start), text.find("[", start)
    if 0 <= bracket < close:
        subset = _SUBSET_END.search(text, bracket)
        close = subset.end() - 1 if subset else len(text)
    if close < 0:
        return text[:start]
    return text[:start] + "\n" * text.count("\n", start, close) + text[close + 1 :]


def _character(entity: re.Match[str]) -> str:
    """Except those that XML needs: they would become markup."""
    character = html5.get(entity[1], "")
    return entity[0] if not character or character in "<>&\"'" else character
