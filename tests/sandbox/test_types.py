"""Every reply and update of the sandbox is of the Bot API's types."""

import json
from typing import Any

import httpx
import pytest

from bot.sandbox import Rights, Sandbox
from bot.sandbox.methods import METHODS
from tests.sandbox.bot_api import REFERENCE, Api, faults_of, faults_of_reply, load
from tests.sandbox.conftest import ADMIN, CHANNEL, GROUP, READER, png
from tests.sandbox.inline_results import article
from tests.sandbox.rich_messages import EVERYTHING

API = load()
RICH = (
    '<b>b</b> <i>i</i> <u>u</u> <s>s</s> <tg-spoiler>s</tg-spoiler> <tg-emoji emoji-id="5">👍</tg-emoji> '
    '<a href="https://example.org">a</a> <a href="tg://user?id=1001">Lin</a> <code>c</code> '
    '<pre><code class="language-py">p</code></pre> <blockquote>q</blockquote> '
    "<blockquote expandable>e</blockquote> #标签 @o1_daily /cmd $USD a@example.org https://example.org/x"
)
BUTTONS = [
    [{"text": "data", "callback_data": "x"}, {"text": "url", "url": "https://example.org"}],
    [{"text": "copy", "copy_text": {"text": "x"}, "style": "primary"}],
    [{"text": "inline", "switch_inline_query_current_chat": "x"}],
]
MENU = [{"command": "search", "description": "Find"}]
PRIVATE = {"chat_id": READER}
POST = {"chat_id": CHANNEL}

# In order: message 1 of the reader's chat is a text, 2 a picture, 3 a reply; 1 to 3 of the channel are posts.
CALLS: list[tuple[str, dict[str, Any]]] = [
    ("getMe", {}),
    ("getUpdates", {}),
    ("sendMessage", PRIVATE | {"text": RICH, "parse_mode": "HTML", "reply_markup": {"inline_keyboard": BUTTONS}}),
    ("sendPhoto", PRIVATE | {"caption": RICH, "parse_mode": "HTML", "has_spoiler": True}),
    ("sendMessage", PRIVATE | {"text": "reply", "reply_parameters": {"message_id": 1}, "protect_content": True}),
    ("sendMessage", POST | {"text": "see https://example.org/x"}),
    ("sendMessage", POST | {"text": "x", "link_preview_options": {"is_disabled": True}}),
    (
        "sendRichMessage",
        POST | {"rich_message": {"html": EVERYTHING}, "reply_markup": {"inline_keyboard": BUTTONS[:2]}},
    ),
    ("editMessageText", PRIVATE | {"message_id": 1, "rich_message": {"html": EVERYTHING}}),
    ("editMessageText", PRIVATE | {"message_id": 1, "text": "edited"}),
    ("editMessageCaption", PRIVATE | {"message_id": 2, "caption": "edited", "show_caption_above_media": True}),
    ("editMessageReplyMarkup", PRIVATE | {"message_id": 1, "reply_markup": {"inline_keyboard": BUTTONS[:1]}}),
    ("editMessageMedia", PRIVATE | {"message_id": 2, "media": {"type": "photo", "media": "attach://photo"}}),
    ("forwardMessage", {"chat_id": READER, "from_chat_id": CHANNEL, "message_id": 1}),
    ("forwardMessage", {"chat_id": ADMIN, "from_chat_id": READER, "message_id": 1}),
    ("copyMessage", {"chat_id": READER, "from_chat_id": CHANNEL, "message_id": 1}),
    ("pinChatMessage", POST | {"message_id": 1}),
    ("getChat", POST),
    ("getChat", PRIVATE),
    ("getChat", {"chat_id": GROUP}),
    ("unpinChatMessage", POST | {"message_id": 1}),
    ("deleteMessage", POST | {"message_id": 1}),
    ("deleteMessages", POST | {"message_ids": [2]}),
    ("sendChatAction", PRIVATE | {"action": "typing"}),
    ("getChatMember", POST | {"user_id": 42}),
    ("getChatMember", POST | {"user_id": ADMIN}),
    ("getChatMember", PRIVATE | {"user_id": READER}),
    ("getChatMemberCount", POST),
    ("getChatAdministrators", POST),
    ("setMyCommands", {"commands": MENU}),
    ("getMyCommands", {}),
    ("deleteMyCommands", {}),
    ("setMyName", {"name": "N"}),
    ("getMyName", {}),
    ("setMyDescription", {"description": "D"}),
    ("getMyDescription", {}),
    ("setMyShortDescription", {"short_description": "S"}),
    ("getMyShortDescription", {}),
    ("setChatMenuButton", {"menu_button": {"type": "commands"}}),
    ("getChatMenuButton", {}),
    ("getWebhookInfo", {}),
    ("setWebhook", {"url": "https://example.org/hook", "allowed_updates": ["message"]}),
    ("getWebhookInfo", {}),
    ("deleteWebhook", {}),
    ("leaveChat", {"chat_id": CHANNEL}),
    ("getChatMember", POST | {"user_id": 42}),
    ("logOut", {}),
    ("close", {}),
]
# These need something that only the world can give first.
NEEDING_A_QUERY = {"answerCallbackQuery", "answerInlineQuery", "getFile", "stopMessageLiveLocation"}


@pytest.fixture
def call(raw: httpx.AsyncClient) -> Any:
    async def perform(method: str, **values: Any) -> dict[str, Any]:
        plain = {k: v if isinstance(v, str) else json.dumps(v) for k, v in values.items()}
        files = {"photo": ("p.png", png(400, 200))} if method in ("sendPhoto", "editMessageMedia") else None
        found: dict[str, Any] = (await raw.post(method, data=plain, files=files)).json()
        return found

    return perform


def test_every_method_is_replayed() -> None:
    assert {method for method, _ in CALLS} | NEEDING_A_QUERY == set(METHODS)
    assert set(METHODS) == set(API["methods"])


async def test_every_reply_is_of_the_promised_type(call: Any, sandbox: Sandbox) -> None:
    sandbox.channel(CHANNEL).rights = Rights(edit=True)
    sandbox.channel(GROUP).protected = True
    for method, values in CALLS:
        reply = await call(method, **values)
        assert reply["ok"], (method, reply)
        assert faults_of_reply(API, method, reply["result"]) == []
        assert set(values) <= set(API["methods"][method]["fields"])


async def test_files_and_answers_are_of_the_promised_type_too(call: Any, sandbox: Sandbox) -> None:
    photo = (await call("sendPhoto", chat_id=READER))["result"]["photo"][-1]
    pressed = await sandbox.press(READER, READER, 1, "x")
    typed = await sandbox.type_inline(READER, "x")
    for method, values in [
        ("getFile", {"file_id": photo["file_id"]}),
        ("answerCallbackQuery", {"callback_query_id": pressed}),
        ("answerInlineQuery", {"inline_query_id": typed, "results": []}),
    ]:
        reply = await call(method, **values)
        assert reply["ok"], (method, reply)
        assert faults_of_reply(API, method, reply["result"]) == []


async def test_every_update_is_an_update(call: Any, sandbox: Sandbox) -> None:
    channel = sandbox.channel(CHANNEL)
    channel.rights = Rights(edit=True)
    sent = (await call("sendMessage", **PRIVATE, text="x"))["result"]
    await call("sendMessage", **POST, text="x")
    await call("pinChatMessage", **POST, message_id=1)
    await sandbox.say(READER, "/search@demo_digest_bot x", chat=GROUP)
    await sandbox.say(READER, "re", reply_to=sent["message_id"])
    await sandbox.post(channel.id, "foreign")
    await sandbox.press(READER, READER, 1, "x")
    sandbox.inline.feedback = True
    query = await sandbox.type_inline(READER, "x")
    result = article(1, reply_markup={"inline_keyboard": BUTTONS})
    assert (await call("answerInlineQuery", inline_query_id=query, results=[result]))["ok"]
    chosen = await sandbox.choose_inline(READER, READER, query, "1")
    await sandbox.press(READER, READER, chosen.id, "x")
    edited = await call("editMessageText", inline_message_id=chosen.inline_id, text="y")
    assert faults_of_reply(API, "editMessageText", edited["result"]) == []
    sandbox.block(READER)
    sandbox.block(READER, blocked=False)
    sandbox.remove_bot(CHANNEL, kicked=True)
    sandbox.restore_bot(CHANNEL)
    sandbox.add_group(-77, "Old")
    sandbox.upgrade(-77, -1_002_000_000_077)
    updates = (await call("getUpdates"))["result"]
    assert len(updates) == 15
    for update in updates:
        assert faults_of(API, "Update", update, "update") == []


async def test_refusals_have_the_envelopes_fields(call: Any) -> None:
    reply = await call("sendMessage", chat_id="@nobody", text="x")
    assert set(reply) == {"ok", "error_code", "description"}


WRONG: list[tuple[str, Any, str]] = [
    ("User", {"id": 1, "is_bot": 0, "first_name": "x"}, "User.is_bot: expected Boolean, got 0"),
    ("User", {"id": True, "is_bot": True, "first_name": "x"}, "User.id: expected Integer, got True"),
    ("User", {"id": 1, "is_bot": True}, "User: User lacks first_name"),
    ("User", {"id": 1, "is_bot": True, "first_name": "x", "age": 3}, "User: User has no field age"),
    ("Array of User", [1], "Array of User[0]: expected User, got 1"),
    ("Game", {}, "Game: the type Game is not in bot_api_types.json"),
]


@pytest.mark.parametrize(("kind", "value", "fault"), WRONG)
def test_the_validator_names_what_is_wrong(kind: str, value: Any, fault: str) -> None:
    assert faults_of(API, kind, value, kind) == [fault]


@pytest.mark.skipif(not REFERENCE.exists(), reason="the machine-readable Bot API is not beside the repository")
def test_the_compact_types_agree_with_the_reference() -> None:
    reference: Api = json.loads(REFERENCE.read_text())

    def compact(fields: list[dict[str, Any]]) -> dict[str, Any]:
        return {field["name"]: [field["types"], field["required"]] for field in fields}

    assert API["version"] == reference["version"]
    for name, method in API["methods"].items():
        original = reference["methods"][name]
        assert method == {"returns": original["returns"], "fields": compact(original.get("fields", []))}
    for name, kind in API["types"].items():
        original = reference["types"][name]
        if "subtypes" in original:
            assert kind == {"any_of": original["subtypes"]}
        else:
            assert kind == {"fields": compact(original.get("fields", []))}
