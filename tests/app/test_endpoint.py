"""The settings of the endpoint that drafts; its key is a secret like the token."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from bot.app.config import Config, read_config
from bot.app.endpoint import DRAFT_KEYS
from bot.domain.drafter import Price
from bot.domain.faults import Fault, FaultsError

KEY = "sk-very-secret-0123456789"
ENOUGH = {"DIGEST_DRAFT_URL": "http://localhost:11434/v1/", "DIGEST_DRAFT_MODEL": "qwen2.5:14b"}


def read(folder: Path, environ: Mapping[str, str], *, needs_draft: bool = True) -> Config:
    return read_config(environ, folder, needs_token=False, needs_channels=False, needs_draft=needs_draft)


def faults(folder: Path, environ: Mapping[str, str]) -> tuple[Fault, ...]:
    with pytest.raises(FaultsError) as broken:
        read(folder, environ)
    assert KEY not in str(broken.value)
    return broken.value.faults


def written(folder: Path, text: str) -> Path:
    (folder / "digest.yaml").write_text(text, encoding="utf-8")
    return folder


def test_an_endpoint_and_a_model_are_enough(tmp_path: Path) -> None:
    draft = read(tmp_path, ENOUGH).draft
    assert (draft.url, draft.model, draft.key, draft.price) == ("http://localhost:11434/v1", "qwen2.5:14b", "", None)


def test_digest_yaml_says_it_too_and_the_environment_wins(tmp_path: Path) -> None:
    text = "draft: {url: https://api.example.org/v1, model: large, price: 0.15/0.60}\n"
    assert all(f"{key}:" in text for key in DRAFT_KEYS)
    draft = read(written(tmp_path, text), {"DIGEST_DRAFT_MODEL": "small"}).draft
    assert (draft.url, draft.model) == ("https://api.example.org/v1", "small")
    assert draft.price == Price(read=Decimal("0.15"), written=Decimal("0.60"))


def test_without_them_the_faults_say_what_to_set(tmp_path: Path) -> None:
    assert [fault.key for fault in faults(tmp_path, {})] == ["DIGEST_DRAFT_MODEL", "DIGEST_DRAFT_URL"]
    assert read(tmp_path, {}, needs_draft=False).draft.url == ""


@pytest.mark.parametrize(
    ("name", "text", "remedy"),
    [
        ("DIGEST_DRAFT_URL", "localhost:11434", "http://localhost:11434/v1"),
        ("DIGEST_DRAFT_URL", "https://me:secret@api.example.org/v1", "http://localhost:11434/v1"),
        ("DIGEST_DRAFT_MODEL", "two words", "as the endpoint does"),
        ("DIGEST_DRAFT_PRICE", "0.15", "as in 0.15/0.60"),
        ("DIGEST_DRAFT_PRICE", "-1/2", "as in 0.15/0.60"),
        ("DIGEST_DRAFT_PRICE", "$1/$2", "as in 0.15/0.60"),
        ("DIGEST_DRAFT_KEY", f"{KEY} and more", "copy it whole"),
        ("DIGEST_DRAFT_KEY", f"{KEY}钥", "copy it whole"),
    ],
)
def test_what_cannot_be_meant_is_a_fault(tmp_path: Path, name: str, text: str, remedy: str) -> None:
    (fault,) = faults(tmp_path, ENOUGH | {name: text})
    assert fault.key == name
    assert remedy in fault.remedy


# The key


def test_the_key_can_lie_in_a_file_and_is_never_printed(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(f"{KEY}\n")
    by_file = read(tmp_path, ENOUGH | {"DIGEST_DRAFT_KEY_FILE": "key"})
    by_name = read(tmp_path, ENOUGH | {"DIGEST_DRAFT_KEY": KEY})
    assert by_file.draft.key == by_name.draft.key == KEY
    assert KEY not in repr(by_file)


@pytest.mark.parametrize("content", [None, b"\xff", b"", b"two words"], ids=["missing", "no text", "empty", "no key"])
def test_a_file_without_a_key_is_a_fault(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "key").write_bytes(content)
    (fault,) = faults(tmp_path, ENOUGH | {"DIGEST_DRAFT_KEY_FILE": "key"})
    assert fault.key == "DIGEST_DRAFT_KEY_FILE"


def test_two_keys_are_one_too_many(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, ENOUGH | {"DIGEST_DRAFT_KEY_FILE": "key", "DIGEST_DRAFT_KEY": KEY})
    assert (fault.key, fault.remedy) == ("DIGEST_DRAFT_KEY", "unset one of the two")


def test_a_key_in_digest_yaml_is_refused_with_its_line(tmp_path: Path) -> None:
    (fault,) = faults(written(tmp_path, f"draft:\n  url: http://localhost/v1\n  key: {KEY}\n"), {})
    assert (fault.place, fault.line, fault.key) == ("digest.yaml", 3, "draft.key")
    assert "DIGEST_DRAFT_KEY" in fault.remedy


def test_the_key_is_read_only_where_something_is_drafted(tmp_path: Path) -> None:
    config = read(tmp_path, ENOUGH | {"DIGEST_DRAFT_KEY_FILE": "nowhere"}, needs_draft=False)
    assert config.draft.key == ""
