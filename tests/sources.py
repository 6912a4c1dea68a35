"""The project's own source, read as syntax trees: what a module imports, which names it uses."""

import ast
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Source:
    """One module of the package."""

    name: str
    text: str
    is_package: bool = False

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    def imports(self, modules: Collection[str]) -> set[str]:
        """The modules among ``modules`` that this one names in an import, anywhere in it."""
        found = set()
        for base, member in self._imported():
            name = f"{base}.{member}" if member and f"{base}.{member}" in modules else base
            if name in modules:
                found.add(name)
        return found - {self.name}

    def libraries(self) -> set[str]:
        """The top names of everything it imports: ``asyncio``, ``bot``, ``telegram`` …"""
        return {base.partition(".")[0] for base, _ in self._imported()}

    def names(self) -> Iterator[str]:
        """Every dotted name it uses, imports resolved: with ``import datetime as dt``, ``dt.date`` is
        ``datetime.date``."""
        meanings = dict(self._meanings())
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Attribute | ast.Name) and (dotted := _dotted(node)):
                first, _, rest = dotted.partition(".")
                yield ".".join(filter(None, (meanings.get(first, first), rest)))

    def syntax(self) -> set[str]:
        """The kinds of nodes in its tree: ``Await``, ``ClassDef`` …"""
        return {type(node).__name__ for node in ast.walk(self.tree)}

    def docstring(self) -> str:
        return ast.get_docstring(self.tree) or ""

    def _imported(self) -> Iterator[tuple[str, str]]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((alias.name, "") for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from ((self._base(node), alias.name) for alias in node.names)

    def _base(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        package = self.name.split(".")
        package = package[: len(package) - node.level + self.is_package]
        return ".".join([*package, *filter(None, [node.module])])

    def _meanings(self) -> Iterator[tuple[str, str]]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((alias.asname, alias.name) for alias in node.names if alias.asname)
            elif isinstance(node, ast.ImportFrom):
                yield from ((alias.asname or alias.name, f"{node.module}.{alias.name}") for alias in node.names)


def _dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (before := _dotted(node.value)):
        return f"{before}.{node.attr}"
    return ""


def read_package() -> dict[str, Source]:
    """Every module of ``bot`` by its name."""
    found = {}
    for path in sorted((ROOT / "bot").rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        is_package = parts[-1] == "__init__"
        name = ".".join(parts[:-1] if is_package else parts)
        found[name] = Source(name, path.read_text(encoding="utf-8"), is_package)
    return found


def floors(map_of_the_house: str) -> list[str]:
    """The floors of ``bot/__init__.py``'s table, top to bottom."""
    _, table, _ = re.split(r"^=+ =+$", map_of_the_house, flags=re.MULTILINE)
    return re.findall(r"^(\w+) ", table, flags=re.MULTILINE)


def circles(edges: Mapping[str, set[str]]) -> list[list[str]]:
    """The paths along which a module comes back to itself; empty when imports only go down."""
    found: list[list[str]] = []
    done: set[str] = set()

    def walk(name: str, path: list[str]) -> None:
        if name in path:
            found.append([*path[path.index(name) :], name])
        elif name not in done:
            for below in sorted(edges.get(name, ())):
                walk(below, [*path, name])
            done.add(name)

    for name in sorted(edges):
        walk(name, [])
    return found
