"""What an entry says with changes applied, and which of its fields have to be written for that."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from bot.adapters.catalog_text import pruned
from bot.adapters.drafts_fields import ORDER
from bot.domain.entry import Entry

NAMED = ("key", "url", "ids", "related")  # by which entries know each other

Where = tuple[str, ...]
Fields = dict[str, Any]  # as they stand in a file


def with_changes(fields: Mapping[str, Any], changes: Mapping[Where, Any]) -> Fields:
    """The fields as they shall be, in their order; what is not changed is as it was written, even where it is faulty.

    A field that comes to hold nothing is taken out.
    """
    wanted = {name: dict(value) if isinstance(value, dict) else value for name, value in fields.items()}
    for path, value in changes.items():
        clean = _clean(path[-1], value)
        if len(path) == 1:
            _put(wanted, path[0], clean)
            continue
        around = wanted.get(path[0])
        parts = around if isinstance(around, dict) else {}
        _put(parts, path[1], clean)
        _put(wanted, path[0], parts or None)
    return wanted


def _put(fields: Fields, name: str, value: Any) -> None:
    if value is None:
        fields.pop(name, None)
    else:
        fields[name] = value


def _clean(name: str, value: Any) -> Any:
    """As it is read back: without what reading takes away; None where nothing is left."""
    return pruned({name: _plain(value)}).get(name) or None


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(name): _plain(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return None if value is None else str(value)


def to_write(fields: Mapping[str, Any], wanted: Mapping[str, Any]) -> Iterator[tuple[Where, Any]]:
    """The differences, as deep inside as they are; None is to be taken out."""
    for name in sorted(fields.keys() | wanted.keys(), key=lambda name: rank((name,))):
        old, new = fields.get(name), wanted.get(name)
        if name in wanted and isinstance(old, dict) and old and isinstance(new, dict):
            for part in sorted(new, key=lambda part: rank((name, part))):
                if old.get(part) != new[part]:
                    yield (name, part), new[part]
            yield from (((name, part), None) for part in old if part not in new)  # last: it may have been the only one
        elif name not in wanted or name not in fields or old != new:
            yield (name,), new


def rank(path: Where) -> int:
    """The place of a field among its siblings, as the guide has them; unknown ones are the last."""
    names = ORDER if len(path) == 1 else PARTS.get(path[0], ())
    return names.index(path[-1]) if path[-1] in names else len(names)


def _parts() -> Iterator[tuple[str, tuple[str, ...]]]:
    for name, field in Entry.model_fields.items():
        for model in (field.annotation, *getattr(field.annotation, "__args__", ())):
            if isinstance(model, type) and issubclass(model, BaseModel):
                yield name, tuple(inner.alias or part for part, inner in model.model_fields.items())


PARTS = dict(_parts())
