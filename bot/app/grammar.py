"""The one grammar of queries, with the names of this catalog."""

from collections.abc import Sequence

from bot.domain.catalog import Catalog
from bot.domain.query import Query, QueryError, Slip
from bot.domain.query_values import spelled


def read(text: str, catalog: Catalog) -> tuple[Query, tuple[QueryError, ...]]:
    """The query, with keys where it names tags, and its slips."""
    names = [name for tag in catalog.tags.values() for name in (tag.key, tag.en, tag.zh)]
    query, slips = Query.read(text, tags=names)
    return query.resolved(catalog.tags.values()), slips


def mended(text: str, slips: Sequence[QueryError], catalog: Catalog) -> str:
    """The text with what is perhaps meant in the place of each slip; empty where nobody knows what that is."""
    keys = {spelled(name): tag.key for tag in catalog.tags.values() for name in (tag.en, tag.zh, tag.key)}
    better = text
    for slip in reversed(slips):
        near = keys.get(spelled(slip.near), slip.near) if slip.slip is Slip.NO_TAG else slip.near
        if near:
            head, rest = better[: slip.position], better[slip.position :]
            better = head + rest.replace(slip.written, near, 1)
    return better if better != text else ""
