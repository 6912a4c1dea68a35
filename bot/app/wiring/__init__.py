"""Builds everything; only here are concrete adapters named. ``library`` is light, ``house`` is the whole bot."""
