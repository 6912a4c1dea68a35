"""Entries of a feed: RSS, RDF or Atom, whatever its version, as feedparser reads them."""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urljoin

from bot.domain.candidate import Candidate, Harvest, Provenance, Skipped
from bot.domain.entry import NAME_LIMIT, OVERVIEW_LIMIT, TITLE_LIMIT, URL_LIMIT, Ids, Published
from bot.domain.fit import shorten, shorten_prose
from bot.domain.identity import arxiv_of, canonical_url, doi_of
from bot.domain.inert import even_lines
from bot.domain.language import Bilingual, Language
from bot.domain.script import han_in, latin_words_in
from bot.intake.feed_parse import parsed
from bot.intake.html_text import text_of
from bot.intake.kinds import kind_of
from bot.intake.languages import code_of
from bot.intake.plain_text import one_line

_HTML = {"text/html", "application/xhtml+xml"}
_CAMPAIGN = re.compile(r"(?<=[?&])utm_\w+=[^&#]*&?")
_EMAIL = re.compile(r"<?[^\s@<>()]{1,64}@[^\s@<>()]{1,255}>?")
_AND = re.compile(r"\s*[,，;；、]\s*(?:and\s+)?|\s+(?:and|&|和|与)\s+")
_BY_THE_SITE = re.compile(r"\s*\n+(?:The post|Continue reading|Read more|阅读全文|阅读原文|继续阅读)\b[^\n]{0,500}$")
_NAMELESS = {"admin", "administrator", "editor", "noreply", "root", "unknown", "webmaster"}
_EARLIEST = 1970  # an earlier date is one that was never set
_AUTHORS = 200  # no entry may have more
_SHOWN = 80
_READ = 200_000  # characters of a text, markup and all: its beginning is shown


class _NotTakenError(Exception):
    """Why an entry is no candidate: a sentence's predicate."""


def read(content: bytes, source: str) -> Harvest:
    """Everything in it that has a title and a link. Never fetches; never fails: what it cannot read it skips."""
    found = parsed(content)
    if not (found.version or found.entries):
        beginning = " ".join(content[:400].decode("utf-8", "replace").split())
        reason = "is JSON, and only RSS and Atom are read" if beginning.startswith("{") else "is not a feed"
        return Harvest(skipped=(Skipped(text=shorten(beginning, _SHOWN), reason=reason),))
    candidates: list[Candidate] = []
    skipped: list[Skipped] = []
    documents: set[str] = set()
    for at, entry in enumerate(found.entries):
        line = found.lines[at] if at < len(found.lines) else 0
        try:
            candidate = _candidate(entry, found.feed, Provenance(format="feed", source=source, line=line))
            if (document := canonical_url(candidate.url or "")) in documents:
                raise _NotTakenError("has the link of an entry before it")
        except _NotTakenError as reason:
            beginning = (
                _title(entry) or _text(entry.get("summary")) or _text(entry.get("id")) or _text(entry.get("link"))
            )
            skipped.append(Skipped(line=line, text=shorten(beginning, _SHOWN), reason=str(reason)))
            continue
        documents.add(document)
        candidates.append(candidate)
    if found.trouble:
        skipped.append(Skipped(text=shorten(_name(found.feed) or source, _SHOWN), reason=found.trouble))
    return Harvest(candidates=tuple(candidates), skipped=tuple(skipped))


def _candidate(entry: Mapping[str, Any], feed: Mapping[str, Any], place: Provenance) -> Candidate:
    title, overview = _title(entry), _overview(entry)
    if not title:
        raise _NotTakenError("has no title")
    url = _link(entry, feed)
    organization = _name(feed)
    return Candidate(
        provenance=Provenance(
            format=place.format, source=place.source, line=place.line, id=one_line(_text(entry.get("id")))
        ),
        kind=kind_of(url),
        title=_in_its_language(shorten(title, TITLE_LIMIT)),
        authors=tuple(name for name in dict.fromkeys(_authors(entry)) if name != organization),
        organizations=(organization,) if organization else (),
        published=_published(entry),
        language=_language(f"{title}\n{overview}", feed),
        url=url,
        ids=Ids(arxiv=arxiv_of(url), doi=doi_of(url)),
        labels=tuple(dict.fromkeys(_labels(entry))),
        overview=_in_its_language(shorten_prose(overview, OVERVIEW_LIMIT)),
    )


def _title(entry: Mapping[str, Any]) -> str:
    return one_line(_plain(_detail(entry, "title") or {"value": entry.get("title")}))


def _overview(entry: Mapping[str, Any]) -> str:
    whole = next(iter(_listed(entry, "content")), {"value": entry.get("summary"), "type": "text/html"})
    return _BY_THE_SITE.sub("", _plain(_detail(entry, "summary") or whole))


def _detail(entry: Mapping[str, Any], name: str) -> Mapping[str, Any] | None:
    detail = entry.get(f"{name}_detail")
    return detail if isinstance(detail, Mapping) and _text(detail.get("value")).strip() else None


def _plain(detail: Mapping[str, Any]) -> str:
    text = _text(detail.get("value"))[:_READ]
    if detail.get("type") in _HTML:
        return text_of(text)
    return even_lines("\n".join(map(one_line, text.split("\n")))).strip()


def _link(entry: Mapping[str, Any], feed: Mapping[str, Any]) -> str:
    """The document's own address; a feed's readers are sent round by those who count them."""
    written = _text(entry.get("feedburner_origlink")) or _text(entry.get("link"))
    if not written.strip():
        raise _NotTakenError("has no link")
    try:
        url = written.strip() if "://" in written else urljoin(_text(feed.get("link")).strip(), written.strip())
        page, hash_sign, fragment = url.partition("#")
        url = _CAMPAIGN.sub("", page).rstrip("?&") + hash_sign + fragment
        canonical = canonical_url(url)
    except ValueError:
        raise _NotTakenError("has a link that is no address") from None
    if len(url) > URL_LIMIT:
        raise _NotTakenError(f"has a link of more than {URL_LIMIT} characters")
    return canonical if arxiv_of(canonical) else url


def _authors(entry: Mapping[str, Any]) -> Iterator[str]:
    for author in _listed(entry, "authors")[:_AUTHORS]:
        written = one_line(text_of(_text(author.get("name"))))
        name = _EMAIL.sub(" ", written).strip(" ()<>,;") if "@" in written else written
        parts = [part.strip() for part in _AND.split(name) if part.strip()]
        # "Bell, Ada" is one person.
        whole = all(" " in part or han_in(part) for part in parts)
        for part in parts if whole else [name]:
            if part and part.lower() not in _NAMELESS:
                yield shorten(part, NAME_LIMIT)


def _labels(entry: Mapping[str, Any]) -> Iterator[str]:
    for tag in _listed(entry, "tags"):
        if label := one_line(text_of(_text(tag.get("label")) or _text(tag.get("term")))):
            yield shorten(label, NAME_LIMIT)


def _published(entry: Mapping[str, Any]) -> Published | None:
    """In UTC: the day where the writer lives is not known to feedparser."""
    for name in ("published_parsed", "created_parsed", "updated_parsed"):
        moment = entry[name] if name in entry else None  # noqa: SIM401 - ``get`` takes one date for another, and warns
        if isinstance(moment, tuple) and moment[0] >= _EARLIEST:
            try:
                return Published.parse("{:04}-{:02}-{:02}".format(*moment))
            except ValueError:
                continue
    return None


def _name(feed: Mapping[str, Any]) -> str:
    return shorten(_title(feed), NAME_LIMIT)


def _language(text: str, feed: Mapping[str, Any]) -> str:
    if _script(text) is Language.ZH:
        return "zh"
    code = code_of(_text(feed.get("language")))
    return code if code and code != "zh" else "en"


def _script(text: str) -> Language:
    han = han_in(text)
    return Language.ZH if han and han >= latin_words_in(text) else Language.EN


def _in_its_language(text: str) -> Bilingual:
    return Bilingual(**{_script(text).value: text}) if text else Bilingual()


def _listed(entry: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    value = entry.get(name)
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []


def _text(value: Any) -> str:
    """Where feeds put elements and attributes nobody expects, feedparser puts a mapping."""
    return value if isinstance(value, str) else ""
