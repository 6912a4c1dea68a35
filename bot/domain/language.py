"""The two languages, and a pair of texts in them."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field


class Language(StrEnum):
    """A language the product speaks; the value is Telegram's two-letter code (never ``zh-hans``)."""

    EN = "en"
    ZH = "zh"

    @classmethod
    def of(cls, code: str | None) -> Self:
        """The language for an IETF tag as Telegram sends it (``zh-hans``, ``en``, ``pt-br``); English if unsure."""
        return cls("zh") if (code or "").lower().replace("_", "-").split("-")[0] == "zh" else cls("en")

    @property
    def other(self) -> "Language":
        return Language.ZH if self is Language.EN else Language.EN


class Bilingual(BaseModel):
    """A text in both languages. Either may be missing while its entry is a draft."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    en: str | None = None
    zh: str | None = None

    def __getitem__(self, language: Language) -> str:
        """The text in ``language``, or the other one where it is missing, or the empty string."""
        first, second = (self.en, self.zh) if language is Language.EN else (self.zh, self.en)
        return first or second or ""

    @property
    def complete(self) -> bool:
        return bool(self.en and self.zh)


class BothNames(BaseModel):
    """A name that must exist in both languages."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    en: Annotated[str, Field(min_length=1, max_length=100)]
    zh: Annotated[str, Field(min_length=1, max_length=100)]

    def __getitem__(self, language: Language) -> str:
        return self.en if language is Language.EN else self.zh
