"""The contract of the port Uploads."""

from bot.domain.ports import Uploads

BOT, OTHER_BOT = 42, 8_000_000_043
NAME, OTHER = "a" * 64, "b" * 64


async def test_a_picture_that_was_never_sent_has_no_id(uploads: Uploads) -> None:
    assert await uploads.file_id(BOT, NAME) is None


async def test_an_id_is_kept_under_its_picture_and_its_bot(uploads: Uploads) -> None:
    await uploads.keep(BOT, NAME, "AgAC1")
    assert await uploads.file_id(BOT, NAME) == "AgAC1"
    assert await uploads.file_id(BOT, OTHER) is None
    assert await uploads.file_id(OTHER_BOT, NAME) is None


async def test_all_of_a_bot_are_told_at_once(uploads: Uploads) -> None:
    assert await uploads.of(BOT) == {}
    await uploads.keep(BOT, NAME, "AgAC1")
    await uploads.keep(BOT, OTHER, "AgAC2")
    await uploads.keep(OTHER_BOT, NAME, "AgAC3")
    assert await uploads.of(BOT) == {NAME: "AgAC1", OTHER: "AgAC2"}


async def test_the_latest_id_counts(uploads: Uploads) -> None:
    await uploads.keep(BOT, NAME, "AgAC1")
    await uploads.keep(BOT, NAME, "AgAC2")
    assert await uploads.file_id(BOT, NAME) == "AgAC2"


async def test_a_forgotten_id_is_gone_and_the_others_stay(uploads: Uploads) -> None:
    for bot in (BOT, OTHER_BOT):
        await uploads.keep(bot, NAME, f"of {bot}")
    await uploads.forget(BOT, NAME)
    await uploads.forget(BOT, NAME)
    assert await uploads.file_id(BOT, NAME) is None
    assert await uploads.file_id(OTHER_BOT, NAME) == f"of {OTHER_BOT}"
