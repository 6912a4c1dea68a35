"""Which entry describes a document that somebody names by its address, its arXiv id or its DOI."""

from bot.app.grammar import read
from bot.domain.entry import Entry, Status
from bot.domain.identity import documents_of
from bot.domain.ports import Catalogs

COPIES = 5  # results of a search that are looked at


async def entry_of(document: str, catalogs: Catalogs) -> Entry | None:
    """A ready entry before a draft, and that before a rejected one. ``document`` as ``identities`` has it.

    Other copies of a document are found with the ready entries alone, by a search for their address.
    """
    catalog = catalogs.catalog
    found = min(catalog.entries.of_document(document), key=_rank, default=None)
    if found and found.ready:
        return found
    query, _ = read(document.removeprefix("arXiv ").removeprefix("DOI "), catalog)
    copied = map(catalog.get, await catalogs.search.keys(query, most=COPIES))
    return next((entry for entry in copied if entry and document in documents_of(entry)), found)


def _rank(entry: Entry) -> tuple[bool, bool]:
    return not entry.ready, entry.status is Status.REJECTED
