"""JSON-LD: what a page says of itself in the words of schema.org, often more exactly than in its tags."""

import json
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from bot.intake.page_tags import plain

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_MOST = 200_000  # characters of a block
_BLOCKS = 12
_NODES = 300  # looked at in all
_SCHOLARLY = {"ScholarlyArticle", "Thesis", "Report"}
_WORKS = _SCHOLARLY | {
    "Article", "NewsArticle", "BlogPosting", "TechArticle", "SocialMediaPosting", "VideoObject", "Course", "Book",
    "SoftwareSourceCode", "Dataset", "PresentationDigitalDocument", "OpinionNewsArticle", "AnalysisNewsArticle",
}  # fmt: skip


class Linked:
    """The first work that the page describes; everything is empty where there is none."""

    def __init__(self, tree: "HtmlElement") -> None:
        work = next((node for node in _nodes(tree) if _types(node) & _WORKS), {})
        self.title = _text(work.get("headline") or work.get("name"))
        self.published = _text(work.get("datePublished") or work.get("uploadDate") or work.get("dateCreated"))
        self.abstract = _text(work.get("abstract") or work.get("description"))
        self.language = _text(work.get("inLanguage"))
        self.site = next((name for name, _ in _named(work.get("publisher"))), "")
        makers = list(_named(work.get("author") or work.get("creator")))
        self.authors = tuple(name for name, group in makers if not group)
        self.organizations = tuple(name for name, group in makers if group)
        self.scholarly = bool(_types(work) & _SCHOLARLY)


def _nodes(tree: "HtmlElement") -> Iterator[dict[str, Any]]:
    """Objects from the outside in: a page's own work stands above those it mentions."""
    waiting: deque[Any] = deque(_blocks(tree))
    for _ in range(_NODES):
        if not waiting:
            return
        match waiting.popleft():
            case dict() as node:
                yield node
                waiting.extend(node[name] for name in ("@graph", "mainEntity", "itemListElement") if name in node)
            case list() as nodes:
                waiting.extendleft(reversed(nodes[:_NODES]))


def _blocks(tree: "HtmlElement") -> Iterator[Any]:
    scripts = (script for script in tree.iter("script") if "ld+json" in (script.get("type") or "").lower())
    for script, _ in zip(scripts, range(_BLOCKS), strict=False):
        text = (script.text or "").strip()
        if len(text) <= _MOST:
            with suppress(ValueError, RecursionError):
                yield json.loads(text.removesuffix(";"), strict=False)


def _types(node: dict[str, Any]) -> set[str]:
    said = node.get("@type")
    kinds = said if isinstance(said, list) else [said]
    return {kind.rpartition("/")[2] for kind in kinds if isinstance(kind, str)}


def _named(said: Any) -> Iterator[tuple[str, bool]]:
    """Each name, and whether an organization has it: of a text, an object with a name, or several of these."""
    for one in (said if isinstance(said, list) else [said])[:_NODES]:
        group = isinstance(one, dict) and any(kind.endswith("Organization") for kind in _types(one))
        if name := _text(one):
            yield name, group


def _text(said: Any) -> str:
    if isinstance(said, list):
        said = said[0] if said else ""
    if isinstance(said, dict):
        said = said.get("name") or said.get("@value")
    return plain(said) if isinstance(said, str) else ""
