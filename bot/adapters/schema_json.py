"""JSON Schemas (draft 2020-12) of the curated files, for editors: completion, hovers, squiggles.

Made from the models, so that they cannot drift apart; rules between entries only ``catalog_rules`` knows.
"""

import json
from typing import Any

from bot.adapters.synonyms_yaml import FIELD, WORD_LIMIT
from bot.adapters.tags_yaml import NAME_LIMIT, NOTE_LIMIT, TagFields
from bot.domain.entry import KEY, OVERVIEW_LIMIT, TITLE_LIMIT, URL_LIMIT, Entry

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_READY_NEEDS = ["url", "published", "tags", "overview"]


def collection_schema() -> Schema:
    """Of one file in ``data/entries``."""
    return {
        "$schema": DIALECT,
        "title": "A collection of digestbot entries",
        "type": "object",
        "additionalProperties": False,
        "required": ["collection", "entries"],
        "properties": {
            "collection": {
                "description": "What this file is, and whence it comes.",
                "type": "object",
                "additionalProperties": False,
                "required": ["title"],
                "properties": {
                    "title": _bilingual("The collection's name.", 100, required=True),
                    "source": {
                        "description": "The reading list it was taken from, to be credited.",
                        "type": "object",
                        "additionalProperties": False,
                        "required": ["title", "url"],
                        "properties": {
                            "title": _line("Its title, in its own language."),
                            "url": _url("Its address."),
                        },
                    },
                },
            },
            "entries": {
                "description": "In the order in which a reader would best read them.",
                "type": "array",
                "items": _entry(),
            },
        },
    }


def tags_schema() -> Schema:
    """Of ``data/tags.yaml``."""
    tag = _plain(TagFields.model_json_schema())
    tag["properties"] |= {
        "en": tag["properties"]["en"] | {"minLength": 1, "maxLength": NAME_LIMIT},
        "zh": tag["properties"]["zh"] | {"minLength": 1, "maxLength": NAME_LIMIT},
        "note": _bilingual(tag["properties"]["note"]["description"], NOTE_LIMIT),
    }
    return {
        "$schema": DIALECT,
        "title": "The tags of digestbot entries",
        "type": "object",
        "additionalProperties": False,
        "required": ["tags"],
        "properties": {
            "tags": {
                "description": "Every tag by its key, which entries name.",
                "type": "object",
                "minProperties": 1,
                "propertyNames": {"pattern": f"^{KEY.pattern}$"},
                "additionalProperties": tag,
            }
        },
    }


def synonyms_schema() -> Schema:
    """Of ``data/synonyms.yaml``."""
    word = _line("A word or a short phrase, as readers would type it. It belongs to one group only.")
    return {
        "$schema": DIALECT,
        "title": "The synonyms of digestbot's search",
        "type": "object",
        "additionalProperties": False,
        "required": [FIELD],
        "properties": {
            FIELD: {
                "description": "Groups of words that mean the same to a reader, in both languages.",
                "type": "array",
                "items": {
                    "description": "Who types one of them finds the others too.",
                    "type": "array",
                    "minItems": 2,
                    "items": word | {"maxLength": WORD_LIMIT},
                },
            }
        },
    }


def _entry() -> Schema:
    generated = Entry.model_json_schema(by_alias=True)
    schema: Schema = _plain(_inlined(generated, generated.get("$defs", {})))
    schema["description"] = "One paper, post, thread, repository …"
    # To an editor, 2110.14168 is a number.
    arxiv = schema["properties"]["ids"]["properties"]["arxiv"]
    arxiv["type"] = [arxiv["type"], "number"]
    schema["properties"] |= {
        "title": _bilingual(schema["properties"]["title"]["description"], TITLE_LIMIT),
        "overview": _bilingual(schema["properties"]["overview"]["description"], OVERVIEW_LIMIT, several_lines=True),
    }
    # A draft may be incomplete; what is to be published may not.
    both = {"required": ["en", "zh"]}
    schema["if"] = {"properties": {"status": {"const": "draft"}}, "required": ["status"]}
    schema["else"] = {
        "required": _READY_NEEDS,
        "properties": {"title": both, "overview": both, "tags": {"minItems": 1}},
        "anyOf": [{"required": ["authors"]}, {"required": ["organizations"]}],
    }
    return schema


def _bilingual(description: str, limit: int, *, required: bool = False, several_lines: bool = False) -> Schema:
    def text(language: str) -> Schema:
        schema: Schema = {
            "description": f"In {language}.",
            "type": "string",
            "minLength": 1,
            "maxLength": limit,
        }
        return schema if several_lines else schema | {"pattern": r"^[^\n]*\n?$"}

    return {
        "description": description,
        "type": "object",
        "additionalProperties": False,
        **({"required": ["en", "zh"]} if required else {}),
        "properties": {"en": text("English"), "zh": text("Chinese (simplified)")},
    }


def _line(description: str) -> Schema:
    return {"description": description, "type": "string", "minLength": 1}


def _url(description: str) -> Schema:
    return {"description": description, "type": "string", "pattern": "^https?://", "maxLength": URL_LIMIT}


def _inlined(schema: Any, definitions: Schema) -> Any:
    """Every ``$ref`` replaced by what it refers to; a description beside it beats the model's docstring."""
    if isinstance(schema, list):
        return [_inlined(item, definitions) for item in schema]
    if not isinstance(schema, dict):
        return schema
    beside = {name: _inlined(part, definitions) for name, part in schema.items() if name not in ("$ref", "$defs")}
    if "$ref" in schema:
        return _inlined(definitions[schema["$ref"].rsplit("/", 1)[-1]], definitions) | beside
    return beside


def _plain(schema: Any) -> Any:
    """Without pydantic's titles and defaults, and without null: an empty field is better filled in."""
    if isinstance(schema, list):
        return [_plain(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {
        name: {field: _plain(part) for field, part in value.items()} if name == "properties" else _plain(value)
        for name, value in schema.items()
        if name not in ("default", "$defs") and not (name == "title" and isinstance(value, str))
    }
    options = [option for option in kept.get("anyOf", []) if option != {"type": "null"}]
    if len(options) == 1:
        del kept["anyOf"]
        kept = options[0] | kept
    return kept


def as_text(schema: Schema) -> str:
    """As the file beside the curated ones holds it."""
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
