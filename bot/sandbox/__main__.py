"""``python -m bot.sandbox [--port 8766]``: an example world for working on the page."""

import argparse
import asyncio
import contextlib

from bot.sandbox.example import serve_example


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bot.sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=8766)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve_example(parser.parse_args().port))


if __name__ == "__main__":
    main()
