"""What Chinese characters are called and how they are simplified: made once from pypinyin and opencc, kept in a file.

The two libraries take 60 MB and a quarter of a second at run time, the tables that search needs of them 6 MB. So they
are made by a Python of their own: ``python -m bot.adapters.analysis_tables`` prints them as JSON.
"""

import json
import os
import subprocess
import sys
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path

FORMAT = 1
READINGS = 2  # of a character, the most common ones: 重 is zhong and chong
_FIRST, _LAST = 0x3400, 0x9FFF  # 汉字 of the basic plane; beside them only 〇
_ZERO = 0x3007


class TablesError(RuntimeError):
    """The tables could not be made; the words are those of the Python that tried."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Tables:
    """``simplified``: character → its simplified one, where they differ. ``readings``: character → syllables.

    Syllables are without tones; what is written with ü is there as ``lv`` and as ``lu``, because people type both.
    """

    edition: str
    simplified: Mapping[str, str]
    readings: Mapping[str, tuple[str, ...]]

    @property
    def syllables(self) -> frozenset[str]:
        return frozenset(syllable for readings in self.readings.values() for syllable in readings)


def edition() -> str:
    """Changes when the tables would: they are then made anew, and the index with them."""
    return f"{FORMAT}-{version('pypinyin')}-{version('opencc')}"


def tables(folder: Path) -> Tables:
    """Read from the folder, or made and kept there. Raises TablesError, and OSError where it cannot be written."""
    path = folder / f"tables-{edition()}.json"
    try:
        return _read(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):  # not there yet, or damaged
        text = _made()
    folder.mkdir(parents=True, exist_ok=True)
    scratch = path.with_suffix(f".{os.getpid()}")
    scratch.write_text(text, encoding="utf-8")
    scratch.replace(path)
    return _read(text)


@lru_cache(maxsize=1)  # reading takes a while, and several indexes of a process have the same
def _read(text: str) -> Tables:
    kept = json.loads(text)
    readings = {char: tuple(syllables.split()) for char, syllables in kept["readings"].items()}
    return Tables(edition=edition(), simplified=kept["simplified"], readings=readings)


@cache
def _made() -> str:
    # Without its phrases pypinyin needs a tenth of the time; single characters are all that is asked of it.
    quick = {"PYPINYIN_NO_PHRASES": "true", "PYPINYIN_NO_DICT_COPY": "true"}
    made = subprocess.run(
        [sys.executable, "-m", "bot.adapters.analysis_tables"],
        env={**os.environ, **quick, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if made.returncode:
        raise TablesError(made.stderr.strip().rpartition("\n")[2] or f"exit code {made.returncode}")
    return made.stdout


def make() -> str:
    """The tables as JSON, from the libraries."""
    from opencc import OpenCC  # here, because whoever reads the tables shall not load what makes them
    from pypinyin.constants import PINYIN_DICT

    chars = [chr(code) for code in PINYIN_DICT if code == _ZERO or _FIRST <= code <= _LAST]
    plain = OpenCC("t2s").convert("\n".join(chars)).split("\n")  # one by one: a phrase must not read otherwise
    simplified = {char: to for char, to in zip(chars, plain, strict=True) if char != to}
    readings = {char: " ".join(_syllables(PINYIN_DICT[ord(char)])) for char in chars}
    return json.dumps({"simplified": simplified, "readings": readings}, ensure_ascii=False)


def _syllables(written: str) -> list[str]:
    """``lǜ,lù`` → lv, lu: the most common readings without their tones."""
    toned = [_without_tone(reading) for reading in written.split(",")]
    common = list(dict.fromkeys(toned))[:READINGS]
    found = [spelling for one in common for spelling in ((one.replace("ü", "v"), one.replace("ü", "u")))]
    return [one for one in dict.fromkeys(found) if one.isascii() and one.isalpha()]


def _without_tone(reading: str) -> str:
    """Tones are marks over vowels, as the dots of ü are, which stay."""
    marks = unicodedata.normalize("NFD", reading.lower())
    kept = "".join(char for char in marks if unicodedata.category(char) != "Mn" or char == "\u0308")
    return unicodedata.normalize("NFC", kept).replace("ê", "e")


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.write(make())
