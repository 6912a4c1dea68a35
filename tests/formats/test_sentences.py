"""pydantic's findings in our words."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from bot.formats.marked_yaml import read_marked
from bot.formats.sentences import faults_of, fields_at, named


class BadZone(ValueError):
    remedy = "write an IANA name such as Europe/Berlin"


class Channel(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str
    silent: bool = False
    thread: int | None = None
    zone: str = "UTC"

    @field_validator("zone")
    @classmethod
    def _known(cls, zone: str) -> str:
        if "/" not in zone and zone != "UTC":
            raise BadZone(f"{zone} is no time zone")
        return zone


class Settings(BaseModel):
    model_config = ConfigDict(extra="forbid")

    channels: tuple[Channel, ...]
    by_name: dict[str, Channel] = Field(default_factory=dict)
    order: Literal["listed", "newest"] = "listed"
    days: Annotated[tuple[str, ...], Field(max_length=2)] = ()
    nested: Channel | None = None


TEXT = """\
channels:
  - name: daily
    silnet: yes
  - silent: perhaps
    thread: seven
    zone: Mars
by_name:
  a: {name: x, nam: y}
order: newst
days: [a, b, c]
nested: none
chanels: 1
"""


def test_every_finding_becomes_a_fault_with_its_line_in_our_words() -> None:
    document, _ = read_marked(TEXT, "digest.yaml")
    assert document is not None
    try:
        Settings.model_validate(document.value)
    except ValidationError as error:
        printed = sorted(map(str, faults_of(error, Settings, document)))
    assert printed == sorted(
        [
            "digest.yaml:3: unknown field “silnet” in channels (item 1), did you mean silent?",
            "digest.yaml:4: channels (item 2).name is missing, add it",
            "digest.yaml:4: channels (item 2).silent is neither true nor false, write true or false",
            "digest.yaml:5: channels (item 2).thread is not a whole number, write it in digits",
            "digest.yaml:6: channels (item 2).zone Mars is no time zone, write an IANA name such as Europe/Berlin",
            "digest.yaml:8: unknown field “nam” in by_name.a, did you mean name?",
            "digest.yaml:9: order “newst” is unknown, did you mean newest?",
            "digest.yaml:10: days has 3 items, over its limit of 2, remove 1 of them",
            "digest.yaml:11: nested is a bare text, write {name: …, silent: …, thread: …, zone: …}",
            "digest.yaml:12: unknown field “chanels”, did you mean channels?",
        ]
    )


def test_a_field_is_named_as_a_person_would_look_for_it() -> None:
    assert named(("entries", 2, "title", "zh")) == "entries (item 3).title.zh"
    assert named(()) == ""


def test_the_known_fields_of_any_place_in_a_model_are_found() -> None:
    assert fields_at(Settings, ())[0] == "channels"
    inner = ("name", "silent", "thread", "zone")
    assert fields_at(Settings, ("channels", 3)) == inner
    assert fields_at(Settings, ("by_name", "any")) == inner
    assert fields_at(Settings, ("nested",)) == inner
    assert fields_at(Settings, ("order", "deeper")) == ()
