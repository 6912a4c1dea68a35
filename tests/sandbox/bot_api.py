"""A small validator of replies against the Bot API's types, as ``bot_api_types.json`` holds them.

The file keeps names, types and required flags of what the sandbox answers with, taken from the machine-
readable Bot API 10.1. A field it does not know is a fault, and so is a type.
"""

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
REFERENCE = HERE.parents[1].parent / "shared" / "reference" / "bot-api-10.1.json"

Api = dict[str, Any]

_PLAIN: dict[str, tuple[type, ...]] = {
    "Integer": (int,),
    "Float": (int, float),
    "String": (str,),
    "Boolean": (bool,),
}


def load() -> Api:
    """{"version": …, "methods": {name: {"returns", "fields"}}, "types": {name: {"fields"} or {"any_of"}}};
    a field is [types, required]."""
    found: Api = json.loads((HERE / "bot_api_types.json").read_text())
    return found


def faults_of_reply(api: Api, method: str, result: Any) -> list[str]:
    """What is wrong with the ``result`` of a method; nothing when it is of one of the promised types."""
    return _any_of(api, api["methods"][method]["returns"], result, method)


def faults_of(api: Api, kind: str, value: Any, where: str) -> list[str]:
    """What is wrong with a value that should be of a type, each fault with its place."""
    if kind.startswith("Array of "):
        if not isinstance(value, list):
            return [f"{where}: expected an array, got {value!r}"]
        inner = kind.removeprefix("Array of ")
        return [fault for i, item in enumerate(value) for fault in faults_of(api, inner, item, f"{where}[{i}]")]
    if kind in _PLAIN:
        fits = isinstance(value, _PLAIN[kind]) and (kind == "Boolean" or not isinstance(value, bool))
        return [] if fits else [f"{where}: expected {kind}, got {value!r}"]
    known = api["types"].get(kind)
    if known is None:
        return [f"{where}: the type {kind} is not in bot_api_types.json"]
    if "any_of" in known:
        return _any_of(api, [k for k in known["any_of"] if _is_known(api, k)], value, where)
    return _faults_of_object(api, kind, known["fields"], value, where)


def _is_known(api: Api, kind: str) -> bool:
    return kind in api["types"] or kind in _PLAIN or kind.startswith("Array of ")


def _any_of(api: Api, kinds: list[str], value: Any, where: str) -> list[str]:
    tried = []
    for kind in kinds:
        tried.append(faults_of(api, kind, value, where))
        if not tried[-1]:
            break
    return min(tried, key=len)


def _faults_of_object(api: Api, kind: str, fields: dict[str, Any], value: Any, where: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{where}: expected {kind}, got {value!r}"]
    faults = [f"{where}: {kind} lacks {name}" for name, (_, needed) in fields.items() if needed and name not in value]
    for name, inner in value.items():
        if name not in fields:
            faults.append(f"{where}: {kind} has no field {name}")
        else:
            faults += _any_of(api, fields[name][0], inner, f"{where}.{name}")
    return faults
