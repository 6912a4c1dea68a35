"""digestbot: a curated bilingual reading list, posted to Telegram one card a day, exactly once.

The floors, top to bottom; imports go down only (``tests/test_house.py`` says so):

========== =====================================================================================
cli        the commands of the shell; thin
demo       sandbox and bot in one process, for `digestbot demo` and the tests
app        use cases and start-up; ``app/wiring.py`` alone names concrete adapters
sandbox    the stand-in for Telegram: a Bot API server and a page; imports nothing of the bot
intake     importers: what people have written elsewhere becomes candidates for the catalog
adapters   one outside thing each, named role_technology
formats    reading marked YAML, reporting faults by file and line, replacing files whole or not at all
domain     entries, slots, selections, cards, deliveries, ports; pure: no await, clock or I/O
========== =====================================================================================
"""

__version__ = "0.1.0"
