"""A built wheel is the whole bot: unpacked far from the checkout, it finds its templates and its first collection."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import bot
from tests.sources import ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    uv = os.environ.get("UV") or shutil.which("uv")  # `uv run` tells what it is itself in UV
    if uv is None:
        pytest.skip("uv is not installed, and nothing else builds the wheel")
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [uv, "build", "--quiet", "--wheel", "--python", sys.executable, "--out-dir", folder, ROOT], check=True
    )
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def unpacked(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def run(unpacked: Path, folder: Path, *arguments: str) -> str:
    """What Python prints in ``folder``, with the unpacked wheel before the checkout's package."""
    settings = {name: value for name, value in os.environ.items() if not name.startswith(("DIGEST_", "TELEGRAM_"))}
    ran = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder, env={**settings, "PYTHONPATH": str(unpacked)},
        capture_output=True, encoding="utf-8", timeout=60, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def files(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            yield path.relative_to(folder).as_posix()


@pytest.mark.parametrize(
    ("here", "there"), [("bot", "bot"), ("templates", "bot/_shipped/templates"), ("data", "bot/_shipped/data")]
)
def test_every_file_of_the_checkout_travels_in_the_wheel(unpacked: Path, here: str, there: str) -> None:
    assert {name for name in files(unpacked / there) if not name.startswith("_shipped/")} == set(files(ROOT / here))


def test_the_wheel_holds_what_is_no_python(unpacked: Path) -> None:
    names = set(files(unpacked / "bot"))
    assert names >= {
        "_shipped/data/entries/openai-o1.yaml",
        "_shipped/data/synonyms.yaml",
        "_shipped/data/tags.yaml",
        "_shipped/templates/card.html.j2",
        "_shipped/templates/phrases.en.yaml",
        "_shipped/templates/phrases.zh.yaml",
        "adapters/migrations/env.py",
        "sandbox/page/index.html",
    }
    assert any(name.startswith("adapters/migrations/versions/v0001") for name in names)


def test_the_wheel_finds_its_own_folders(unpacked: Path, tmp_path: Path) -> None:
    printed = run(
        unpacked, tmp_path, "-c", "from bot import shipped; print(shipped.templates(), shipped.data(), sep='\\n')"
    )
    assert [Path(line) for line in printed.splitlines()] == [
        unpacked / "bot" / "_shipped" / "templates",
        unpacked / "bot" / "_shipped" / "data",
    ]


def test_the_wheel_tells_its_version(unpacked: Path, tmp_path: Path) -> None:
    assert bot.__version__ in run(unpacked, tmp_path, "-m", "bot", "--version")


def test_the_first_collection_is_valid_outside_the_checkout(unpacked: Path, tmp_path: Path) -> None:
    assert run(unpacked, tmp_path, "-m", "bot", "validate")


def test_the_first_collection_is_searched_outside_the_checkout(unpacked: Path, tmp_path: Path) -> None:
    found = json.loads(run(unpacked, tmp_path, "-m", "bot", "search", "推理", "--json"))
    assert found
    assert list(tmp_path.iterdir()) == []


def test_the_wheel_needs_no_file_of_the_checkout_to_be_described(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        described = archive.read(f"digestbot-{bot.__version__}.dist-info/METADATA").decode()
        licence = archive.read(f"digestbot-{bot.__version__}.dist-info/licenses/LICENSE").decode()
    assert described.partition("\n\n")[2].strip() == (ROOT / "README.md").read_text(encoding="utf-8").strip()
    assert licence == (ROOT / "LICENSE").read_text(encoding="utf-8")
