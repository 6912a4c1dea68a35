"""Reads settings one by one from the environment and from a YAML document, and collects what is wrong with them."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from bot.app import values
from bot.app.values import Malformed
from bot.domain.faults import Fault
from bot.formats.marked_yaml import Document
from bot.formats.nearest import did_you_mean

T = TypeVar("T")

ENVIRONMENT = "environment"


class Reader:
    """Collects faults while values are parsed, so that one reading shows them all."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = {name: text.strip() for name, text in environ.items() if text.strip()}
        self.faults: list[Fault] = []

    def fault(self, place: str, what: str, remedy: str, *, line: int = 0, key: str = "") -> None:
        self.faults.append(Fault(place=place, line=line, key=key, what=what, remedy=remedy))

    def parsed(self, parse: Callable[[Any], T], raw: Any, default: T, *, place: str, line: int = 0, key: str) -> T:
        """``parse(raw)``, or the default where nothing is written or what is written is a fault."""
        if raw is None:
            return default
        try:
            return parse(raw)
        except Malformed as malformed:
            self.fault(place, malformed.what, malformed.remedy, line=line, key=key)
            return default

    def variable(self, name: str, parse: Callable[[str], T], default: T) -> T:
        return self.parsed(parse, self.environ.get(name), default, place=ENVIRONMENT, key=name)


class Section:
    """One mapping of digest.yaml: its known keys, and where each stands."""

    def __init__(self, reader: Reader, document: Document, path: tuple[str | int, ...], known: Iterable[str]) -> None:
        self.reader = reader
        self.document = document
        self.path = path
        value = document.value
        for step in path:
            value = value[step]
        self.values: Mapping[str, Any] = value if isinstance(value, dict) else {}
        if not isinstance(value, dict):
            self.fault(None, "this is not a mapping", "write lines of `key: value`")
        names = list(known)
        for key in self.values:
            if key not in names:
                remedy = did_you_mean(key, names, otherwise=f"use {', '.join(names)}")
                self.fault(key, f"there is no setting {key!r}", remedy)

    def line_of(self, key: str) -> int:
        return self.document.line_of((*self.path, key))

    def fault(self, key: str | None, what: str, remedy: str) -> None:
        path = (*self.path, key) if key else self.path
        self.reader.fault(
            self.document.place, what, remedy, line=self.document.line_of(path), key=".".join(map(str, path))
        )

    def _parsed(self, key: str, parse: Callable[[Any], T], raw: Any, default: T) -> T:
        path = (*self.path, key)
        return self.reader.parsed(
            parse,
            raw,
            default,
            place=self.document.place,
            line=self.line_of(key),
            key=".".join(map(str, path)),
        )

    def text(self, key: str, parse: Callable[[str], T], default: T) -> T:
        raw = self.values.get(key)
        if raw is not None and not isinstance(raw, str):
            self.fault(key, "this is not a single value", "write it on one line")
            return default
        return self._parsed(key, parse, raw, default)

    def texts(self, key: str, parse: Callable[[list[str]], T], default: T) -> T:
        """A list, or a single comma-separated text."""
        raw = self.values.get(key)
        if isinstance(raw, str):
            raw = values.split(raw)
        if raw is not None and not (isinstance(raw, list) and all(isinstance(item, str) for item in raw)):
            self.fault(key, "this is not a list", "write it as [one, two]")
            return default
        return self._parsed(key, parse, raw, default)
