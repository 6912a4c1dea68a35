"""The commands of the shell; each is thin, and what it does lives below."""

from bot.cli.root import app, main

__all__ = ["app", "main"]
