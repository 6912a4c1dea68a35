"""Reads one page in a process of its own: lxml and trafilatura on hostile HTML may take for ever, or all memory.

In: a line of JSON about the page, then its bytes. Out: its Facts as JSON. ``page_reading`` starts it and ends it.
"""

import json
import sys
from contextlib import suppress

from bot.intake.page_facts_html import facts_of

_MEMORY = 1 << 30  # bytes of address space; an ordinary page needs a fifth of it


def main() -> None:
    """``argv[1]``: seconds of the processor it may use."""
    with suppress(ImportError):  # on Windows
        import resource

        limits = {resource.RLIMIT_AS: _MEMORY, resource.RLIMIT_CPU: int(sys.argv[1]), resource.RLIMIT_CORE: 0}
        for what, most in limits.items():
            with suppress(ValueError, OSError):
                resource.setrlimit(what, (most, resource.getrlimit(what)[1]))
    about = json.loads(sys.stdin.buffer.readline())
    facts = facts_of(sys.stdin.buffer.read(), url=about["url"], type=about["type"], charset=about["charset"])
    sys.stdout.write(facts.model_dump_json(ensure_ascii=True))


if __name__ == "__main__":
    main()
