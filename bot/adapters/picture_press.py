"""The press: what runs typst, as a program of its own. ``picture_printer`` starts it by the path of this file.

Its own process, because a template can do what no thread survives: one that needs too much memory aborts the process it
is in, and one that never ends cannot be stopped. Here it costs one picture. Nor is the memory typst takes, some 120 MB,
the bot's for long: a press that has nothing to do ends.

Jobs come in as lines of JSON; each is answered by a line of JSON, then the bytes of what it says was made.
Nothing of the bot is imported, so that a press starts within 0.1 s.
"""

import json
import re
import resource
import select
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    import typst

NO_GLYPH = "\U0010fffd"  # a code point for private use that no font has

_MEMORY = 2 << 30  # bytes of address space; 500 cards came to 0.25 GB
_PIXELS_PER_INCH = 144.0  # 540 pt are 1080 pixels
_RULE = b"""
#set page(width: auto, height: auto, margin: 0pt)
#set text(size: 10pt, font: sys.inputs.font)
#for (row, unit) in json(bytes(sys.inputs.units)).enumerate() { place(dy: row * 100pt, text(unit)) }
"""
_ROW = re.compile(r'<g transform="matrix\([^"]* ([\d.]+)\)">(.*?)</g>', re.DOTALL)
_GLYPH = re.compile(r'href="#(\w+)"')


def glyphs(svg: str) -> dict[int, list[str]]:
    """By row of ``_RULE``, what it is drawn with. A picture, as in fonts of emoji, is none of these."""
    found: dict[int, list[str]] = {}
    for place, inside in _ROW.findall(svg.partition("<defs")[0]):
        found.setdefault(int(float(place) // 100), []).extend(_GLYPH.findall(inside))
    return found


class Press:
    """Typst with its fonts, which it keeps from one job to the next.

    A card takes some 0.1 s of one core, of which the PNG is a third. A typst.Compiler that is kept for many cards saves
    nothing and costs nothing, against one for each: in 200 cards both ways came to 150 MB and stayed there, for typst
    forgets what its last ten compiles did not ask for. With what the printer sets in the environment for malloc it is
    86 MB after 10 cards, 120 MB after 50, and 125 MB after 500.
    """

    def __init__(self, fonts: Sequence[str]) -> None:
        self._folders = list(fonts)

    @cached_property
    def _fonts(self) -> "typst.Fonts":
        import typst  # here, so that what is wrong with it becomes an answer

        return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=self._folders)

    def do(self, job: Mapping[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
        """The answer, and what was made."""
        if job["do"] == "families":
            return {"families": self._fonts.families()}, []
        if job["do"] == "glyphs":
            return {"glyphs": self._glyphs(job)}, []
        pages = self._compile(
            job["main"], root=job["root"], packages=job["packages"], format=job["format"], inputs=job["inputs"]
        )
        return {}, pages

    def _glyphs(self, job: Mapping[str, Any]) -> list[list[str]]:
        inputs = {"font": job["font"], "units": json.dumps(job["units"])}
        [svg] = self._compile(_RULE, root=job["root"], packages=job["packages"], format="svg", inputs=inputs)
        rows = glyphs(svg.decode())
        return [rows.get(row, []) for row in range(len(job["units"]))]

    def _compile(
        self, main: Any, *, root: str, packages: str, format: "typst.OutputFormat", inputs: dict[str, str]
    ) -> list[bytes]:
        import typst

        made: bytes | list[bytes] = typst.compile(
            main,
            root=root,
            font_paths=self._fonts,
            ignore_system_fonts=True,
            format=format,
            ppi=_PIXELS_PER_INCH,
            sys_inputs=inputs,
            package_path=packages,
            package_cache_path=packages,
        )
        return made if isinstance(made, list) else [made]


def answer(press: Press, line: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """Whatever happens is an answer. Typst's panics are BaseExceptions."""
    try:
        return press.do(json.loads(line))
    except BaseException as error:
        return {"fault": getattr(error, "message", None) or str(error) or type(error).__name__}, []


def work(press: Press, jobs: IO[bytes], answers: IO[bytes], *, idle: float, patience: int) -> None:
    """Until the jobs end, or none comes for ``idle`` seconds."""
    while select.select([jobs], [], [], idle)[0] and (line := jobs.readline()):
        # Whoever started it may have been killed, and can then not end it: the kernel does.
        _limit(resource.RLIMIT_CPU, int(time.process_time()) + 4 * patience)
        said, made = answer(press, line)
        answers.write(json.dumps({**said, "sizes": [len(each) for each in made]}).encode() + b"\n")
        answers.writelines(made)
        answers.flush()


def _limit(what: int, most: int) -> None:
    with suppress(ValueError, OSError):  # there is a lower one already, or the system knows none
        resource.setrlimit(what, (most, resource.getrlimit(what)[1]))


def main() -> None:
    _limit(resource.RLIMIT_AS, _MEMORY)
    _limit(resource.RLIMIT_CORE, 0)
    idle, patience, *fonts = sys.argv[1:]
    # The next job comes after the answer alone: so nothing is read ahead, where ``select`` does not see it.
    with open(0, "rb") as jobs, open(1, "wb") as answers:
        work(Press(fonts), jobs, answers, idle=float(idle), patience=int(patience))


if __name__ == "__main__":
    main()
