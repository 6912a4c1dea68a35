"""``python -m bot.sandbox [--port 8766]``: an example world for working on the page."""

import argparse
import asyncio
import contextlib
import sys

from bot.sandbox.example import serve_example


def _announce(url: str) -> None:
    sys.stdout.write(f"{url}\n")
    sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bot.sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=8766)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve_example(parser.parse_args().port, _announce))


if __name__ == "__main__":
    main()
