"""Whether the proofs are to be as long as they can be: CI has ten minutes, and plays a part of them each time."""

import os

WHOLE = bool(os.environ.get("DIGEST_TEST_WHOLE"))
