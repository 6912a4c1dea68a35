"""``tags.yaml``: the controlled vocabulary."""

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.adapters.catalog_complaints import KEY_REMEDY, Complaint, text_complaints
from bot.adapters.catalog_text import pruned
from bot.domain.catalog import Tag
from bot.domain.entry import KEY
from bot.domain.faults import Fault
from bot.domain.folding import bare
from bot.domain.hashtag import hashtag
from bot.domain.language import Bilingual, Language
from bot.domain.script import wrong_script
from bot.formats.marked_yaml import Document
from bot.formats.nearest import did_you_mean, shown
from bot.formats.sentences import complaints_of

NAME_LIMIT = 40  # as a hashtag on a card
NOTE_LIMIT = 300


class TagFields(BaseModel):
    """What the file says of a tag, under its key."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    en: str = Field(description="English name. Becomes a hashtag: letters, digits, spaces and hyphens.")
    zh: str = Field(description="Chinese name, likewise.")
    note: Bilingual = Field(Bilingual(), description="For curators: when to use the tag, in both languages.")


def read_tags(document: Document) -> tuple[list[Tag], set[str], list[Fault]]:
    """The good tags, the keys of all (a faulty tag is still a known one), and the faults."""
    head = document.value if isinstance(document.value, dict) else {}
    faults = [
        document.fault((name,), what=f"unknown field {shown(name)}", remedy=did_you_mean(name, ["tags"], otherwise=""))
        for name in head
        if name != "tags"
    ]
    written = head.get("tags")
    if not isinstance(written, dict) or not written:
        return (
            [],
            set(),
            [*faults, document.fault((), what="names no tags", remedy="write `tags:` with a field per tag")],
        )
    tags: list[Tag] = []
    names: dict[tuple[Language, str], str] = {}
    for key, value in written.items():
        tag, complaints = _read(key, pruned(value))
        if tag:
            complaints += _same_names(tag, names)
            tags.append(tag)
        label = shown(key) if not KEY.fullmatch(key) else key
        faults += (
            document.fault(("tags", key, *path), key=label, what=what, remedy=remedy)
            for path, what, remedy in complaints
        )
    return tags, set(written), faults


def _read(key: str, fields: object) -> tuple[Tag | None, list[Complaint]]:
    complaints: list[Complaint] = []
    if not KEY.fullmatch(key):
        complaints.append(((), f"the key {shown(key)} is malformed", KEY_REMEDY))
    if not isinstance(fields, dict):
        return None, [*complaints, ((), "has no names", "write {en: …, zh: …}")]
    complaints += text_complaints(fields)
    for language in Language:
        complaints += _name_complaints(fields.get(language), language)
    for name, note in _notes(fields):
        if len(note) > NOTE_LIMIT:
            what = f"note.{name} has {len(note)} characters, over its limit of {NOTE_LIMIT}"
            complaints.append((("note", name), what, "shorten it"))
    try:
        written = TagFields.model_validate(fields)
    except ValidationError as error:
        said = {path for path, _, _ in complaints}
        return None, complaints + [found for found in complaints_of(error, TagFields) if found[0] not in said]
    return Tag(key=key, en=written.en, zh=written.zh, note=written.note), complaints


def _notes(fields: dict[str, object]) -> list[tuple[str, str]]:
    notes = fields.get("note")
    return [(name, text) for name, text in notes.items() if isinstance(text, str)] if isinstance(notes, dict) else []


def _name_complaints(name: object, language: Language) -> list[Complaint]:
    if not isinstance(name, str):
        return []
    path = (language.value,)
    if len(name) > NAME_LIMIT:
        return [(path, f"{language} has {len(name)} characters, over its limit of {NAME_LIMIT}", "shorten it")]
    if not hashtag(name) or not all(letter.isalnum() or letter in " -_·'’" for letter in name):
        remedy = "use letters, digits, spaces and hyphens, at least one letter"
        return [(path, f"{language} {shown(name)} makes no hashtag", remedy)]
    if language is Language.EN and (found := wrong_script(name, language)):
        return [(path, f"en {found}", "write the English name, or swap en and zh")]
    return []


def _same_names(tag: Tag, names: dict[tuple[Language, str], str]) -> list[Complaint]:
    """Two tags of one name would be one hashtag. ``names`` gathers whose name is whose."""
    owners = ((language, names.setdefault((language, bare(tag.names[language])), tag.key)) for language in Language)
    return [
        ((language.value,), f"{language} is also the name of {owner}", "give one of them another name")
        for language, owner in owners
        if owner != tag.key
    ]
