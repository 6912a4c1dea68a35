"""A question: what somebody typed to be found, read by the one grammar."""

from dataclasses import dataclass

from bot.app.commands.desk import Services
from bot.app.grammar import read
from bot.domain.query import Query, QueryError

QUERY_LIMIT = 200  # characters of a query that are looked at; nobody types more
TOLD = 3  # slips that are named


@dataclass(frozen=True, kw_only=True)
class Question:
    """The text with its query; ``posted`` is fetched only for a query that asks for it."""

    text: str
    query: Query
    slips: tuple[QueryError, ...]
    posted: frozenset[str]

    @property
    def told(self) -> list[tuple[QueryError, str]]:
        """The slips to name, each with the piece of the text in which it stands."""
        return [(slip, self.text[slip.position : slip.position + slip.length]) for slip in self.slips[:TOLD]]


async def question_of(services: Services, words: str) -> Question:
    """The question of what was typed, on one line. Raises nothing whatever the words."""
    text = " ".join(words.split())[:QUERY_LIMIT].strip()
    query, slips = read(text, services.shelf.catalog)
    posted = await services.ledger.posted() if query.asks_posted else frozenset()
    return Question(text=text, query=query, slips=slips, posted=posted)
