"""The curator's own files can be changed; those that came with the package cannot."""

import shutil
from pathlib import Path

import pytest

from bot import shipped
from bot.app.config import Config, read_config
from bot.app.wiring.filling import open_book
from bot.domain.faults import FaultsError

ROOT = Path(__file__).parents[2]


def a_config(folder: Path) -> Config:
    return read_config({}, folder, needs_token=False, needs_channels=False)


def test_the_curators_own_files_are_changed(tmp_path: Path) -> None:
    shutil.copytree(shipped.data(), tmp_path / "data")
    book = open_book(a_config(tmp_path), tmp_path)
    book.change("o1-mini", {("venue",): "OpenAI"})
    assert book.place("o1-mini").startswith(str(tmp_path / "data" / "entries"))
    assert book.entry("o1-mini").venue == "OpenAI"


def test_the_files_of_the_package_are_not_and_the_remedy_is_told(tmp_path: Path) -> None:
    with pytest.raises(FaultsError, match="not yours to change, make a copy to edit with `digestbot init --with-data`"):
        open_book(a_config(tmp_path), tmp_path)


def test_in_a_checkout_they_are_the_curators_own() -> None:
    assert open_book(a_config(ROOT), ROOT).entry("o1-mini").key == "o1-mini"
