"""pydantic's findings in our words: where it is, what is wrong, what to do."""

from collections.abc import Iterable, Mapping
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.domain.faults import Fault
from bot.formats.marked_yaml import Document
from bot.formats.nearest import did_you_mean, shown
from bot.formats.yaml_tree import Path

_TEXT = ("is not a text", "write a text")
_SIMPLE = {
    "missing": ("is missing", "add it"),
    "string_type": _TEXT,
    "string_unicode": ("contains half of a surrogate pair", "retype the character"),
    "string_too_short": ("is empty", "fill it in or delete it"),
    "bool_parsing": ("is neither true nor false", "write true or false"),
    "bool_type": ("is neither true nor false", "write true or false"),
    "int_parsing": ("is not a whole number", "write it in digits"),
    "int_type": ("is not a whole number", "write it in digits"),
    "too_short": ("has too few items", "add one"),
}
_LISTS = {"tuple_type", "list_type", "set_type", "frozen_set_type"}
_MAPPINGS = {"model_type", "model_attributes_type", "dict_type", "mapping_type"}


def faults_of(
    error: ValidationError, model: type[BaseModel], document: Document, *, at: Path = (), key: str = ""
) -> list[Fault]:
    """One fault for each finding; ``at`` is where in the document the model's values begin.

    A ValueError of our own validators is quoted after the field's name, with its ``remedy`` if it has one.
    """
    return [
        document.fault((*at, *path), key=key, what=what, remedy=remedy)
        for path, what, remedy in complaints_of(error, model)
    ]


def complaints_of(error: ValidationError, model: type[BaseModel]) -> list[tuple[Path, str, str]]:
    """The same without a document: path, what is wrong, what to do."""
    found = error.errors(include_url=False)
    return [(detail["loc"], *_sentence(detail, model)) for detail in found]


def named(path: Path) -> str:
    """A path as a person reads it: ``title.zh``, ``authors (item 3)``."""
    name = ""
    for part in path:
        name += f" (item {part + 1})" if isinstance(part, int) else f".{part}" if name else part
    return name


def fields_at(model: type[BaseModel], path: Path) -> tuple[str, ...]:
    """The names that a mapping at this path of the model may have, as people write them (aliases)."""
    annotation: Any = model
    for part in path:
        annotation = _inside(annotation, part)
    inner = _model_in(annotation)
    return () if inner is None else tuple(field.alias or name for name, field in inner.model_fields.items())


def _sentence(detail: ErrorDetails, model: type[BaseModel]) -> tuple[str, str]:
    kind, path, value = detail["type"], detail["loc"], detail["input"]
    context: Mapping[str, Any] = detail.get("ctx") or {}
    name = named(path)
    if kind == "extra_forbidden":
        known = fields_at(model, path[:-1])
        where = f" in {named(path[:-1])}" if path[:-1] else ""
        what = f"unknown field {shown(str(path[-1]))}{where}"
        return what, did_you_mean(str(path[-1]), known, otherwise="delete it")
    if kind in ("enum", "literal_error"):
        choices = _choices(context)
        return f"{name} {shown(str(value))} is unknown", did_you_mean(str(value), choices, otherwise="correct it")
    if kind == "string_too_long":
        length, limit = len(value), context["max_length"]
        return f"{name} has {length} characters, over its limit of {limit}", f"cut {length - limit} of them"
    if kind == "too_long":
        length, limit = len(value), context["max_length"]
        return f"{name} has {length} items, over its limit of {limit}", f"remove {length - limit} of them"
    if kind == "value_error":
        own = context["error"]
        return f"{name} {own}", getattr(own, "remedy", "correct it")
    if kind in _LISTS:
        return f"{name} is not a list", "write [one, two] or one `- item` a line"
    if kind in _MAPPINGS:
        known = fields_at(model, path)
        inside = ", ".join(f"{field}: …" for field in known)
        form = "a list" if isinstance(value, list) else "a bare text"
        return (
            f"{name or 'this'} is {form}",
            f"write {{{inside}}}" if known else "write name: value",
        )
    if kind.endswith("_type") and value is None:
        return f"{name} is empty", "fill it in or delete it"
    what, remedy = _SIMPLE.get(kind, (f"cannot be {shown(str(value))}", "correct it"))
    return f"{name} {what}", remedy


def _choices(context: Mapping[str, Any]) -> Iterable[str]:
    """``'a', 'b' or 'c'``: pydantic tells the expected values only as a text."""
    return [part.strip(" '") for part in str(context["expected"]).replace(" or ", ",").split(",")]


def _inside(annotation: Any, part: str | int) -> Any:
    model = _model_in(annotation)
    if model is not None:
        for name, field in model.model_fields.items():
            if part in (name, field.alias):
                return field.annotation
        return None
    for option in _options(annotation):
        if get_args(option):
            return get_args(option)[-1 if isinstance(part, str) else 0]
    return None


def _model_in(annotation: Any) -> type[BaseModel] | None:
    for option in _options(annotation):
        if isinstance(option, type) and issubclass(option, BaseModel):
            return option
    return None


def _options(annotation: Any) -> tuple[Any, ...]:
    """The parts of a union, without Annotated."""
    if get_origin(annotation) is Annotated:
        return _options(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return tuple(option for part in get_args(annotation) for option in _options(part))
    return (annotation,)
