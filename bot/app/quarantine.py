"""Lets entries out of quarantine: whose card Telegram does not take is tried again once somebody has changed it."""

import logging

from bot.app.admins import Admins
from bot.domain.catalog import Catalog
from bot.domain.ports import Plans

log = logging.getLogger(__name__)


def topic(key: str) -> str:
    """Under which the admins are told that an entry's card is not taken."""
    return f"card {key}"


async def release_changed(catalog: Catalog, plans: Plans, admins: Admins) -> list[str]:
    """At the start and after each reload: release the entries that were changed or have gone; their keys.

    The admins hear that it is over. Raises StoreError.
    """
    changed: list[str] = []
    gone: list[str] = []
    for quarantined in await plans.quarantined():
        entry = catalog.get(quarantined.key)
        if entry and entry.edition == quarantined.edition:
            continue
        await plans.release(quarantined.key)
        await admins.over(topic(quarantined.key))
        log.info("%s is let out of quarantine: it %s", quarantined.key, "was changed" if entry else "has gone")
        (changed if entry else gone).append(quarantined.key)
    if changed or gone:
        await admins.tell("alert_released", changed=changed, gone=gone)
    return [*changed, *gone]
