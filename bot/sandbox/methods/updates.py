"""getMe, getUpdates, the webhook and the end of a session."""

from typing import Any
from urllib.parse import urlsplit

from bot.sandbox.parameters import Parameters
from bot.sandbox.render import unix
from bot.sandbox.rules import bad_request
from bot.sandbox.state import World
from bot.sandbox.updates import Webhook


def get_me(world: World, given: Parameters) -> dict[str, Any]:
    return world.bot.as_json() | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": world.inline.on,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
        "can_manage_bots": False,
        "supports_guest_queries": False,
        "supports_join_request_queries": False,
    }


async def get_updates(world: World, given: Parameters) -> list[dict[str, Any]]:
    allowed = given.object("allowed_updates")
    if isinstance(allowed, list):
        world.updates.allowed = tuple(map(str, allowed)) or None
    return await world.updates.get(
        offset=given.integer("offset"),
        limit=given.integer("limit", 100),
        wait=given.integer("timeout"),
        now=world.now(),
    )


def set_webhook(world: World, given: Parameters) -> bool:
    """Takes plain HTTP to this machine too, which Telegram would not: there is no TLS here."""
    url = given.text("url")
    if url:
        parts = urlsplit(url)
        local = parts.hostname in ("127.0.0.1", "localhost")
        if parts.scheme != "https" and not (parts.scheme == "http" and local):
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    secret = given.text("secret_token")
    if secret and not (len(secret) <= 256 and all(c.isascii() and (c.isalnum() or c in "_-") for c in secret)):
        raise bad_request("secret token contains unallowed characters")
    allowed = given.object("allowed_updates")
    if isinstance(allowed, list):
        world.updates.allowed = tuple(map(str, allowed)) or None
    if given.flag("drop_pending_updates"):
        world.updates.drop()
    world.updates.set_webhook(
        Webhook(url=url, secret_token=secret or None, max_connections=given.integer("max_connections", 40))
    )
    world.changed()
    return True


def delete_webhook(world: World, given: Parameters) -> bool:
    if given.flag("drop_pending_updates"):
        world.updates.drop()
    world.updates.set_webhook(Webhook())
    world.changed()
    return True


def get_webhook_info(world: World, given: Parameters) -> dict[str, Any]:
    webhook = world.updates.webhook
    found: dict[str, Any] = {
        "url": webhook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates.pending),
    }
    if webhook.url:
        found["max_connections"] = webhook.max_connections
    if webhook.last_error and webhook.last_error_at:
        found |= {"last_error_date": unix(webhook.last_error_at), "last_error_message": webhook.last_error}
    if world.updates.allowed:
        found["allowed_updates"] = list(world.updates.allowed)
    return found


def log_out(world: World, given: Parameters) -> bool:
    return True


METHODS = {
    "getMe": get_me,
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "logOut": log_out,
    "close": log_out,
}
