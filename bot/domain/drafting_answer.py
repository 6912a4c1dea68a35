"""What a model has answered: the JSON in its text, however it is wrapped."""

import json
import re
from typing import Any

LONGEST = 60_000  # characters; a few overviews are a tenth of that

_END_OF_THOUGHT = "</think>"


class NoObject(ValueError):
    """There is no JSON object in the answer: why, as the end of a sentence."""


def read_answer(text: str) -> dict[str, Any]:
    """Alone, in a fence of code, behind thoughts or between sentences. Raises NoObject."""
    if len(text) > LONGEST:
        raise NoObject(f"has {len(text)} characters")
    bare = text.rpartition(_END_OF_THOUGHT)[2]
    decoder = json.JSONDecoder(strict=False)  # a line break inside a text is forgiven
    for found in re.finditer(r"\{", bare):
        try:
            value, _ = decoder.raw_decode(bare, found.start())
        except (ValueError, RecursionError):
            break  # what is inside a broken object is no answer
        return dict(value)
    raise NoObject("is not the JSON object that was asked for")
