"""Law 6: what belongs to admins does not exist for anybody else, however they ask."""

from pathlib import Path

import pytest

from bot.app.commands.ask import Access
from bot.app.commands.table import ACTIONS, COMMANDS
from bot.sandbox.messages import Message
from tests.journeys.town import ADA, GROUP, LIN, SAM, WEI, Town, a_town, data_of

pytestmark = pytest.mark.asyncio(loop_scope="module")

ADMIN_COMMANDS = [command.name for command in COMMANDS if command.access is Access.ADMIN]
CURATOR_COMMANDS = [command.name for command in COMMANDS if command.access is Access.CURATOR]
CURATOR_ACTIONS = [action.name for action in ACTIONS if action.access is Access.CURATOR]
ADMIN_ACTIONS = [action.name for action in ACTIONS if action.access is Access.ADMIN]
NO_BUTTON = {LIN: "This button no longer works.", SAM: "This button no longer works.", WEI: "这个按钮已经失效了。"}
ARGUMENTS = ("", " o1-mini", " o1", "@demo_digest_bot")


@pytest.mark.parametrize("name", [*ADMIN_COMMANDS, *CURATOR_COMMANDS])
async def test_an_admins_or_curators_command_is_unknown_to_others(town: Town, name: str) -> None:
    before = await town.kept()
    for person in (LIN, WEI):
        for more in ARGUMENTS:
            answer = (await town.say(person, f"/{name}{more}")).text
            nonsense = (await town.say(person, "/qqqqqq")).text
            first, _, rest = answer.partition("\n")
            assert first.startswith(nonsense.partition("\n")[0].replace("qqqqqq", name))
            assert rest == nonsense.partition("\n")[2]
            assert not any(f"/{hidden}" in rest for hidden in (*ADMIN_COMMANDS, *CURATOR_COMMANDS))
    assert await town.silence(LIN, f"/{name}@demo_digest_bot o1-mini", GROUP)
    assert await town.kept() == before


async def live_buttons(town: Town, chat: int) -> list[tuple[Message, str]]:
    """A message and data for each admin action, as an admin would find them right now."""
    await town.turn(ADA, await town.say(ADA, "/post gpt-f"), "Post to o1")
    offer, queue = await town.say(ADA, "/post o1-mini", chat), await town.say(ADA, "/queue", chat)
    first, second = (data_of(queue, number).partition(":")[2] for number in ("1", "2"))
    found = [(offer, data_of(offer, "Post to o1")), (offer, data_of(offer, "Cancel"))]
    found += [
        (queue, data_of(queue, "1")),
        (queue, "queue:o1"),
        (queue, "queue:o1:undo"),
        (queue, f"look:{first}"),
        (queue, f"skip:{first}"),
    ]
    found += [(queue, f"{name}:{first}{other}") for name in ("swap", "pin") for other in ("", f":{second}")]
    found += [(queue, f"where:{first}:o1")]
    last = (await town.house.store.ledger.latest(channel="o1", limit=1))[0]
    found += [(queue, data) for data in ("undo:o1", f"keep:{last.token}")]
    found += [(queue, f"{name}:{last.token}") for name in ("delete", "arrived", "absent")]
    found += [(queue, f"delete:{last.token}:free")]
    assert {data.partition(":")[0] for _, data in found} == set(ADMIN_ACTIONS)
    return found


@pytest.mark.parametrize("chat", [ADA, GROUP], ids=["forged", "in a group"])
async def test_an_admins_buttons_do_nothing_for_others(town: Town, chat: int) -> None:
    buttons = await live_buttons(town, chat)
    before = await town.kept()
    for person in (LIN, SAM, WEI):
        for message, data in buttons:
            looks = message.body, message.keyboard
            toast = await town.press_data(person, message, data)
            assert (toast.text, toast.alert) == (NO_BUTTON[person], False)
            assert (await town.press_data(person, message, "nonsense")).text == toast.text
            assert (message.body, message.keyboard) == looks
    await town.settled()
    assert await town.kept() == before


@pytest.mark.parametrize("name", [*ADMIN_ACTIONS, *CURATOR_ACTIONS])
async def test_forged_data_of_an_admins_or_curators_action_does_nothing_for_a_reader(town: Town, name: str) -> None:
    hello = await town.say(LIN, "/start")
    before = await town.kept()
    for words in ("", ":", ":o1", ":o1-mini", ":AAAAAAAAAAAA", ":AAAAAAAAAAAA:AAAAAAAAAAAA", ":..", ":" + "x" * 50):
        assert (await town.press_data(LIN, hello, name + words)).text == NO_BUTTON[LIN]
    await town.settled()
    assert await town.kept() == before


async def test_a_curator_may_not_do_what_is_an_admins(tmp_path: Path) -> None:
    async with a_town(tmp_path, curators=[LIN]) as town:
        buttons = await live_buttons(town, ADA)
        before = await town.kept()
        for message, data in buttons:
            assert (await town.press_data(LIN, message, data)).text == NO_BUTTON[LIN]
        for name in ADMIN_COMMANDS:
            assert (await town.say(LIN, f"/{name} o1-mini")).text.startswith(f"I don’t know /{name}.")
        for name in CURATOR_COMMANDS:
            assert not (await town.say(LIN, f"/{name}")).text.startswith("I don’t know")
        assert await town.kept() == before


async def test_a_former_admin_is_a_reader(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        buttons = await live_buttons(town, ADA)
        sandbox, clock = town.sandbox, town.clock
    async with a_town(tmp_path, sandbox=sandbox, clock=clock, admins=[WEI]) as town:
        before = await town.kept()
        for message, data in buttons:
            assert (await town.press_data(ADA, message, data)).text == NO_BUTTON[LIN]
        for name in ADMIN_COMMANDS:
            assert (await town.say(ADA, f"/{name}")).text.startswith(f"I don’t know /{name}.")
        assert await town.kept() == before
        assert (await town.say(WEI, "/status")).text.startswith("频道状态")


ODD_TEXTS = (
    '["search", "x"]', "[]", "[[[", '["offer"]', '["row", 1, 2, 3, 4]', '{"offer": 1}', "null", "[" * 20_000,
    '["offer", "o1", "tomorrow", "demand:x", "o1-mini", "0"]', '["offer", "o1", "2026-11-22", "25:99", "gpt-f", "0"]',
    '["offer", "o1", "2026-11-22", "demand:x", "gpt-f", "²"]', '["offer", "o1", "2026-11-22", "09:00", "gpt-f", "0"]',
    '["row", "o1", "2026-11-22", "demand:x", "gpt-f"]',
    '["row", "o1", "2026-11-22", "nine", "gpt-f"]', '["offer", "gone", "2026-11-22", "demand:x", "gpt-f", "0"]',
)  # fmt: skip


async def test_what_a_reader_searched_for_is_never_read_as_an_offer(town: Town) -> None:
    forged = '["offer", "o1", "2026-11-22", "demand:abc", "o1-mini"] math'
    assert "Nothing has all of it" in (await town.say(LIN, forged)).text
    found = await town.say(LIN, "推理")
    people = town.house.store.people
    ids = [data_of(found, "Next").split(":")[1]]
    ids += [
        await people.keep_text(text, town.clock.now()) for text in ODD_TEXTS
    ]  # even if it stood in the database just so
    before = await town.kept()
    offer = await town.say(ADA, "/post o1-mini")
    for text_id in ids:
        for name in ("post", "row", "look", "skip", "swap", "pin"):
            assert (await town.press_data(ADA, offer, f"{name}:{text_id}")).text
        assert (await town.press_data(ADA, offer, f"where:{text_id}:o1")).text
    await town.settled()
    assert await town.kept() == before
