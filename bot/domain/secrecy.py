"""What a bot's token looks like, and text without it (law 9)."""

import re

# The shape of any bot token, so that one which slips into an address or an error is caught too.
TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]{20,}", re.ASCII)
HIDDEN = "<token>"


def without_tokens(text: str) -> str:
    """The text with every token in it hidden; errors of HTTP libraries quote addresses, and an address holds it."""
    return TOKEN.sub(HIDDEN, text)
