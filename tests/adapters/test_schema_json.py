"""The JSON Schemas for editors agree with the models and with the real files."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.adapters.schema_json import Schema, as_text, collection_schema, synonyms_schema, tags_schema
from bot.domain.entry import Entry, Kind

DATA = Path(__file__).parents[2] / "data"
TYPES: dict[str, Any] = {"object": dict, "array": list, "string": str, "integer": int, "number": (int, float)}


def misfits(schema: Schema, value: Any, path: str = "") -> list[str]:
    """Where a value breaks the schema, by the keywords that our schemas use."""
    found = []
    kinds = [schema["type"]] if isinstance(schema.get("type"), str) else schema.get("type", [])
    if kinds and not any(isinstance(value, TYPES[kind]) for kind in kinds):
        return [f"{path}: not {kinds}"]
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{path}: not in enum")
    if "const" in schema and value != schema["const"]:
        found.append(f"{path}: not const")
    if "anyOf" in schema and all(misfits(option, value) for option in schema["anyOf"]):
        found.append(f"{path}: none of anyOf")
    if "if" in schema and misfits(schema["if"], value):
        found += misfits(schema["else"], value, path)
    if isinstance(value, str):
        if not re.search(schema.get("pattern", ""), value):
            found.append(f"{path}: pattern")
        if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", 10**9):
            found.append(f"{path}: length")
    if isinstance(value, list):
        if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", 10**9):
            found.append(f"{path}: items")
        for position, item in enumerate(value):
            found += misfits(schema.get("items", {}), item, f"{path}.{position}")
    if isinstance(value, dict):
        found += [f"{path}.{name}: missing" for name in schema.get("required", []) if name not in value]
        for name, item in value.items():
            inner = schema.get("properties", {}).get(name, schema.get("additionalProperties", {}))
            found += [f"{path}.{name}: unknown"] if inner is False else misfits(inner, item, f"{path}.{name}")
    return found


class CoreLoader(yaml.SafeLoader):
    """As editors read YAML 1.2: numbers are numbers, dates are texts."""


CoreLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def as_an_editor(text: str) -> Any:
    return yaml.load(text, Loader=CoreLoader)


@pytest.mark.parametrize(
    ("name", "schema"),
    [
        ("collection.schema.json", collection_schema()),
        ("tags.schema.json", tags_schema()),
        ("synonyms.schema.json", synonyms_schema()),
    ],
)
def test_the_files_are_what_is_generated(name: str, schema: Schema) -> None:
    """If not: write them anew with what ``digestbot schema`` prints."""
    assert (DATA / name).read_text(encoding="utf-8") == as_text(schema)


def test_the_real_files_fit_their_schemas() -> None:
    for path in (DATA / "entries").glob("*.yaml"):
        assert misfits(collection_schema(), as_an_editor(path.read_text(encoding="utf-8"))) == []
    for name, schema in (("tags.yaml", tags_schema()), ("synonyms.yaml", synonyms_schema())):
        assert misfits(schema, as_an_editor((DATA / name).read_text(encoding="utf-8"))) == []


def test_every_field_of_an_entry_is_described_for_the_editors_hover() -> None:
    fields = collection_schema()["properties"]["entries"]["items"]["properties"]
    assert set(fields) == {field.alias or name for name, field in Entry.model_fields.items()}
    assert [name for name, field in fields.items() if not field.get("description")] == []
    assert fields["kind"]["enum"] == [kind.value for kind in Kind]


@pytest.mark.parametrize(
    ("entry", "broken"),
    [
        ("{key: a, kind: post, title: {en: A}, status: draft}", []),
        ("{key: a, kind: post, title: {en: A}}", [".url: missing", ".published: missing", ".tags: missing"]),
        (
            "{key: A b, kind: pots, title: {cn: A}, status: draft}",
            [".key: pattern", ".kind: not in enum", "cn: unknown"],
        ),
        ("{key: a, kind: post, title: {en: A}, status: draft, published: 2024}", []),
        ("{key: a, kind: post, title: {en: A}, status: draft, published: 2024-09}", []),
        ("{key: a, kind: post, title: {en: A}, status: draft, published: 09/2024}", [".published: none of anyOf"]),
        ("{key: a, kind: post, title: {en: A}, status: draft, ids: {arxiv: 2110.14168}}", []),
    ],
)
def test_an_editor_sees_what_the_loader_would_refuse(entry: str, broken: list[str]) -> None:
    items = collection_schema()["properties"]["entries"]["items"]
    found = misfits(items, as_an_editor(entry))
    assert bool(found) is bool(broken)
    assert [part for part in broken if not any(line.endswith(part) for line in found)] == []


@pytest.mark.parametrize(
    ("synonyms", "broken"),
    [
        ("synonyms: [[o1, strawberry, 草莓]]", []),
        ("synonyms: []", []),
        ("synonym: []", [".synonyms: missing", ".synonym: unknown"]),
        ("synonyms: [o1]", [".synonyms.0: not ['array']"]),
        ("synonyms: [[o1]]", [".synonyms.0: items"]),
        ("synonyms: [[o1, '']]", [".synonyms.0.1: length"]),
        (f"synonyms: [[o1, {'o' * 61}]]", [".synonyms.0.1: length"]),
    ],
)
def test_an_editor_sees_a_faulty_group_of_synonyms(synonyms: str, broken: list[str]) -> None:
    assert misfits(synonyms_schema(), as_an_editor(synonyms)) == broken
