"""The bot's name and descriptions, per language, and its files."""

from typing import Any

from bot.sandbox import rules
from bot.sandbox.menus import checked_language
from bot.sandbox.parameters import Parameters
from bot.sandbox.rules import bad_request
from bot.sandbox.state import World


def set_my_name(world: World, given: Parameters) -> bool:
    return _set(world, world.profile.names, given, "name", rules.NAME_LIMIT, "BOT_TITLE_INVALID")


def get_my_name(world: World, given: Parameters) -> dict[str, str]:
    return {"name": _get(world.profile.names, given) or world.profile.name}


def set_my_description(world: World, given: Parameters) -> bool:
    limit = rules.DESCRIPTION_LIMIT
    return _set(world, world.profile.descriptions, given, "description", limit, "BOT_DESCRIPTION_INVALID")


def get_my_description(world: World, given: Parameters) -> dict[str, str]:
    return {"description": _get(world.profile.descriptions, given)}


def set_my_short_description(world: World, given: Parameters) -> bool:
    limit = rules.SHORT_DESCRIPTION_LIMIT
    texts = world.profile.short_descriptions
    return _set(world, texts, given, "short_description", limit, "BOT_SHORT_DESCRIPTION_INVALID")


def get_my_short_description(world: World, given: Parameters) -> dict[str, str]:
    return {"short_description": _get(world.profile.short_descriptions, given)}


def _set(world: World, texts: dict[str, str], given: Parameters, name: str, limit: int, refusal: str) -> bool:
    text, language = given.text(name), checked_language(given.text("language_code"))
    if len(text) > limit:
        raise bad_request(refusal)
    if text:
        texts[language] = text
    else:
        texts.pop(language, None)
    world.changed()
    return True


def _get(texts: dict[str, str], given: Parameters) -> str:
    """The text of a language; that for everybody where the language has none."""
    return texts.get(checked_language(given.text("language_code"))) or texts.get("", "")


def get_file(world: World, given: Parameters) -> dict[str, Any]:
    file_id = given.text("file_id")
    if not file_id:
        raise bad_request("file_id not specified")
    photo = world.files.by_file_id(file_id)
    if photo is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    (size,) = [found for found in photo.sizes() if found["file_id"] == file_id] or photo.sizes()[-1:]
    described = {name: size[name] for name in ("file_id", "file_unique_id", "file_size")}
    return described | {"file_path": photo.file_path}


METHODS = {
    "setMyName": set_my_name,
    "getMyName": get_my_name,
    "setMyDescription": set_my_description,
    "getMyDescription": get_my_description,
    "setMyShortDescription": set_my_short_description,
    "getMyShortDescription": get_my_short_description,
    "getFile": get_file,
}
