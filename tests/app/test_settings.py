"""The table of settings: what it says of defaults is what happens."""

from pathlib import Path

import pytest

from bot.app.config import read_config
from bot.app.settings import SETTINGS, Setting

ENOUGH = {"TELEGRAM_BOT_TOKEN": "42:TEST-token-of-the-sandbox", "DIGEST_CHANNEL": "@daily_digest"}
# Defaults that are a rule rather than a value.
IN_WORDS = {"DIGEST_DATA", "DIGEST_DATABASE", "DIGEST_CONFIG"}
WRITTEN = [setting for setting in SETTINGS if setting.default and setting.name not in IN_WORDS]


def test_each_setting_stands_once_and_says_what_it_is() -> None:
    names = [setting.name for setting in SETTINGS]
    assert len(set(names)) == len(names)
    assert all(setting.says for setting in SETTINGS)


@pytest.mark.parametrize("setting", WRITTEN, ids=lambda setting: str(setting.name))
def test_writing_the_default_changes_nothing(tmp_path: Path, setting: Setting) -> None:
    variable = {setting.name: setting.default}
    assert read_config(ENOUGH | variable, tmp_path) == read_config(ENOUGH, tmp_path)


def test_every_other_default_is_explained_in_words() -> None:
    assert {setting.name for setting in SETTINGS if setting.default} - {each.name for each in WRITTEN} == IN_WORDS
