"""The bot's words in a conversation, from ``templates/replies/<name>.html.j2``."""

import datetime as dt

from jinja2 import Environment

from bot.adapters.phrases_yaml import Phrases
from bot.adapters.templates_jinja import day_named, explained
from bot.domain.card import TEXT_LIMIT
from bot.domain.fit import cut_markup
from bot.domain.inert import even_lines
from bot.domain.language import Language
from bot.domain.reason import Reason


class Replies:
    """Implements the port ``Replies``."""

    def __init__(self, environment: Environment, phrases: Phrases) -> None:
        self._environment = environment
        self._phrases = phrases

    def render(self, name: str, language: Language, /, **values: object) -> str:
        template = self._environment.get_template(f"replies/{name}.html.j2")
        return cut_markup(even_lines(template.render(values, language=language)).strip(), TEXT_LIMIT)

    def phrase(self, key: str, language: Language, /, **values: object) -> str:
        return self._phrases(language, key, **values)

    def why(self, reason: Reason, language: Language) -> str:
        return explained(self._phrases, language, reason)

    def day(self, date: dt.date, language: Language) -> str:
        return day_named(self._phrases, language, date)
