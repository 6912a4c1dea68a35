"""How long a nasty text is. CI has ten minutes: its are short, but a quadratic importer would still stand still."""

from tests.whole import WHOLE

NASTY_SIZE = 10_000_000 if WHOLE else 200_000  # bytes, or characters
