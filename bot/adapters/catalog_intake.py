"""Entries that have been judged go into the read model, each under a new id, and into the columns of their file."""

from collections.abc import Sequence

import numpy as np

from bot.adapters.catalog_columns import DRAFT, FAULTY, READY, UNREVIEWED, FileColumns, Growing
from bot.adapters.catalog_judges import Judged
from bot.adapters.catalog_model import Model
from bot.domain.glances import Likes


class Intake:
    """Of one reading."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._next = model.next_id()
        self._likes = {likes: id for id, likes in model.likes()}
        self._languages = model.languages()
        self._last_likes = max(self._likes.values(), default=-1)

    def take(self, places: Sequence[int], entries: Sequence[Judged], new: Growing) -> None:
        """The entries at these places of a file."""
        self._model.put(self._next, entries)
        for place, one in zip(places, entries, strict=True):
            glance = one.glance
            flags = READY * glance.ready | UNREVIEWED * glance.unreviewed | DRAFT * glance.draft
            new.fill(
                place,
                ids=self._next,
                likes=self._id_of(glance.likes),
                published=glance.published,
                language=self._language(glance.language),
                flags=flags if one.good else FAULTY,
            )
            self._next += 1

    def forget_unused(self, columns: FileColumns) -> None:
        """What no entry of the catalog is like any more."""
        used = set(np.unique(columns.likes).tolist())
        self._model.drop_likes(id for id in self._likes.values() if id not in used)

    def _id_of(self, likes: Likes) -> int:
        id = self._likes.get(likes)
        if id is None:
            id = self._last_likes = self._last_likes + 1
            self._likes[likes] = id
            self._model.put_likes(likes, id)
        return id

    def _language(self, code: str) -> int:
        id = self._languages.get(code)
        if id is None:
            id = self._languages[code] = len(self._languages)
            self._model.put_language(code, id)
        return id
