"""How long a nasty text is. CI has ten minutes: its are short, but a quadratic importer would still stand still."""

import os

WHOLE = bool(os.environ.get("DIGEST_TEST_WHOLE"))
NASTY_SIZE = 10_000_000 if WHOLE else 200_000  # bytes, or characters
