"""What entries owe each other: no document twice, no unknown tag, no related entry that is not there."""

from collections.abc import Collection as Names
from collections.abc import Iterable, Iterator

from bot.adapters.catalog_entry import Record
from bot.domain.entry import KEY
from bot.domain.faults import Fault
from bot.domain.identity import identities
from bot.formats.nearest import did_you_mean, nearest
from bot.formats.sentences import named


def duplicate_faults(records: Iterable[Record]) -> Iterator[Fault]:
    """A key or a document for the second time; the fault stands at the later one and names the earlier."""
    keys: dict[str, Record] = {}
    documents: dict[str, Record] = {}
    for record in records:
        if record.key and (earlier := keys.setdefault(record.key, record)) is not record:
            yield record.fault(
                ("key",), f"the key {record.key} is taken by {earlier.place}", "choose another or delete one"
            )
        known = identities(record.text("url"), record.text("ids", "arxiv"), record.text("ids", "doi"))
        told: set[str] = set()
        for document in sorted(known):
            earlier = documents.setdefault(document, record)
            if earlier is not record and earlier.place not in told:
                told.add(earlier.place)
                what = f"the same document ({document}) as {earlier.key or 'an entry'} in {earlier.place}"
                yield record.fault(("url",), what, "merge the two and delete one")


def tag_faults(records: Iterable[Record], tags: Names[str]) -> Iterator[Fault]:
    for record in records:
        for position, tag in record.texts("tags"):
            if tag not in tags and KEY.fullmatch(tag):
                near = nearest(tag, tags)
                meant = f"did you mean {near}? Otherwise" if near else "choose another or"
                remedy = f"{meant} add it to tags.yaml"
                yield record.fault(("tags", position), f"the tag {tag} is unknown", remedy)


def related_faults(records: Iterable[Record], keys: Names[str]) -> Iterator[Fault]:
    for record in records:
        for position, key in record.texts("related"):
            if key not in keys and KEY.fullmatch(key):
                path = ("related", position)
                remedy = did_you_mean(key, keys, otherwise="add that entry, or delete the mention")
                yield record.fault(path, f"{named(path)} {key} is no entry", remedy)
