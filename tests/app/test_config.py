"""The configuration: environment and digest.yaml, all faults at once, and never a secret in sight."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import shipped
from bot.app.channels import CHANNEL_KEYS, PREVIEW_KEYS
from bot.app.config import TOP_KEYS, Config, filter_faults, read_config, theme_faults
from bot.app.endpoint import DRAFT_KEYS
from bot.app.settings import SETTINGS
from bot.domain.channel import ALWAYS, EVERY_DAY, SKIP, Channel, LinkPreview, Order, Style
from bot.domain.faults import Fault, FaultsError
from bot.domain.language import Language
from bot.domain.picture import Format, Look
from bot.domain.query import Query

SECOND = dt.timedelta(seconds=1)
TOKEN = "42:TEST-token-of-the-sandbox"
ENOUGH = {"TELEGRAM_BOT_TOKEN": TOKEN, "DIGEST_CHANNEL": "@daily_digest"}

EVERYTHING = """\
admins: [1002, "1003"]
curators: 1004, 1005
edit_window: 30d
reconcile_after: 2m
reconcile_pace: 0.2s
low_queue: 14d
log_chat: "@our_log"
data: reading
fonts: reading
state: memory
database: postgresql://bot:pa55word@db/digest
api_url: http://localhost:8081/
draft: {url: http://localhost:11434/v1, model: small, price: 1/2}
channels:
  - chat: "@morning_digest"
    name: morning
    at: [21:30, 7:05]
    days: [mon-fri, sunday]
    time_zone: Asia/Shanghai
    languages: [en, zh]
    filter: tag:reasoning -kind:thread
    catch_up: 90m
    thread: 17
    silent: yes
    pin: on
    unreviewed: yes
    style: both
    theme: my-own
    format: long
    order: newest
    preview: {show: true, prefer_large_media: true, show_above_text: yes}
  - chat: -1001234567890
"""


def read(folder: Path, environ: Mapping[str, str] = ENOUGH, **needs: bool) -> Config:
    return read_config(environ, folder, **needs)


def faults(folder: Path, environ: Mapping[str, str] = ENOUGH, **needs: bool) -> list[Fault]:
    with pytest.raises(FaultsError) as raised:
        read_config(environ, folder, **needs)
    return list(raised.value.faults)


def written(folder: Path, text: str) -> Path:
    (folder / "digest.yaml").write_text(text, encoding="utf-8")
    return folder


# What can be said


def test_a_token_and_a_channel_are_enough(tmp_path: Path) -> None:
    config = read(tmp_path)
    assert config == Config(
        token=TOKEN,
        channels=(
            Channel(
                name="daily-digest",
                chat="@daily_digest",
                at=(dt.time(9),),
                zone=ZoneInfo("UTC"),
                days=EVERY_DAY,
                languages=(Language.ZH, Language.EN),
                filter=Query(),
                catch_up=dt.timedelta(hours=6),
                order=Order.BALANCED,
                preview=LinkPreview(show=True, prefer_large_media=False, show_above_text=False),
            ),
        ),
        admins=frozenset(),
        data=shipped.data(),
        templates=None,
        state=tmp_path / "state",
        database=None,
        api_url="https://api.telegram.org",
        edit_window=dt.timedelta(days=7),
        reconcile_after=dt.timedelta(seconds=90),
        reconcile_pace=dt.timedelta(seconds=1),
        log_chat=None,
    )


def test_the_environment_alone_says_everything_for_one_channel(tmp_path: Path) -> None:
    (tmp_path / "reading").mkdir()
    environ = ENOUGH | {
        "DIGEST_CHANNEL": "-1001234567890",
        "DIGEST_ADMINS": "1002, 1003，1004",
        "DIGEST_AT": "21:30, 9:00, 09:00",
        "DIGEST_TIME_ZONE": "Europe/Berlin",
        "DIGEST_LANGUAGES": "EN",
        "DIGEST_CATCH_UP": "1d",
        "DIGEST_STYLE": "Picture",
        "DIGEST_THEME": "night",
        "DIGEST_FORMAT": "square",
        "DIGEST_FONTS": "reading",
        "DIGEST_DATA": "reading",
        "DIGEST_STATE": "/var/lib/digestbot",
        "DIGEST_DATABASE": "postgresql://db/digest",
        "DIGEST_API_URL": "http://localhost:8081/",
        "DIGEST_EDIT_WINDOW": "off",
        "DIGEST_RECONCILE_AFTER": "5s",
        "DIGEST_RECONCILE_PACE": "0.01s",
        "DIGEST_LOG_CHAT": "-1009876543210",
        "DIGEST_CURATORS": "1005",
    }
    config = read(tmp_path, environ)
    (channel,) = config.channels
    assert (channel.chat, channel.at) == (-1001234567890, (dt.time(9), dt.time(21, 30)))
    assert (channel.zone, channel.languages) == (ZoneInfo("Europe/Berlin"), (Language.EN,))
    assert channel.catch_up == dt.timedelta(days=1)
    assert (channel.style, channel.look) == (Style.PICTURE, Look(theme="night", format=Format.SQUARE))
    assert config.fonts == tmp_path / "reading"
    assert config.admins == {1002, 1003, 1004}
    assert config.curators == {1005}
    assert (config.data, config.state) == (tmp_path / "reading", Path("/var/lib/digestbot"))
    assert (config.database, config.api_url) == ("postgresql://db/digest", "http://localhost:8081")
    assert (config.edit_window, config.log_chat) == (None, -1009876543210)
    assert (config.reconcile_after, config.reconcile_pace) == (5 * SECOND, SECOND / 100)


def test_digest_yaml_says_everything_for_many(tmp_path: Path) -> None:
    (tmp_path / "reading").mkdir()
    config = read(written(tmp_path, EVERYTHING), {"TELEGRAM_BOT_TOKEN": TOKEN})
    morning, other = config.channels
    assert morning == Channel(
        name="morning",
        chat="@morning_digest",
        at=(dt.time(7, 5), dt.time(21, 30)),
        days=frozenset({0, 1, 2, 3, 4, 6}),
        zone=ZoneInfo("Asia/Shanghai"),
        languages=(Language.EN, Language.ZH),
        filter=Query.parse("tag:reasoning -kind:thread"),
        catch_up=dt.timedelta(minutes=90),
        thread=17,
        silent=True,
        pin=True,
        style=Style.BOTH,
        look=Look(theme="my-own", format=Format.LONG),
        order=Order.NEWEST,
        unreviewed=True,
        preview=LinkPreview(show=True, prefer_large_media=True, show_above_text=True),
    )
    assert config.fonts == tmp_path / "reading"
    assert (other.style, other.look) == (Style.TEXT, Look())
    assert (other.name, other.chat, other.at) == ("1001234567890", -1001234567890, (dt.time(9),))
    assert config.low_queue == dt.timedelta(days=14)
    assert config.admins == {1002, 1003}
    assert config.curators == {1004, 1005}
    assert (config.data, config.state) == (tmp_path / "reading", tmp_path / "memory")
    assert (config.database, config.api_url) == ("postgresql://bot:pa55word@db/digest", "http://localhost:8081")
    assert (config.edit_window, config.log_chat) == (dt.timedelta(days=30), "@our_log")
    assert (config.reconcile_after, config.reconcile_pace) == (120 * SECOND, SECOND / 5)


def test_every_key_of_digest_yaml_is_in_that_example() -> None:
    words = EVERYTHING.replace("{", " ").replace(":", ": ").split()
    assert {key for key in (*TOP_KEYS, *CHANNEL_KEYS, *PREVIEW_KEYS, *DRAFT_KEYS) if f"{key}:" not in words} == set()


def test_the_environment_wins_and_fills_in_for_channels_of_digest_yaml(tmp_path: Path) -> None:
    text = "admins: [1]\nstate: there\nchannels:\n- chat: '@first'\n- chat: '@other'\n  at: 12:00\n  time_zone: UTC\n"
    environ = {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "DIGEST_ADMINS": "2",
        "DIGEST_STATE": "here",
        "DIGEST_AT": "08:00",
        "DIGEST_TIME_ZONE": "Asia/Shanghai",
    }
    config = read(written(tmp_path, text), environ)
    assert config.admins == {2}
    assert config.state == tmp_path / "here"
    assert [(channel.at, channel.zone.key) for channel in config.channels] == [
        ((dt.time(8),), "Asia/Shanghai"),
        ((dt.time(12),), "UTC"),
    ]


def test_empty_variables_are_as_good_as_none(tmp_path: Path) -> None:
    environ = ENOUGH | {"DIGEST_AT": " ", "DIGEST_DATA": "", "TELEGRAM_BOT_TOKEN_FILE": ""}
    assert read(tmp_path, environ) == read(tmp_path)


@pytest.mark.parametrize("text", ["", "# nothing but a comment\n", "---\n"])
def test_an_empty_digest_yaml_is_as_good_as_none(tmp_path: Path, text: str) -> None:
    assert read(written(tmp_path, text)) == read(tmp_path)


def test_digest_yaml_can_lie_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/ours.yaml").write_text("channels: [{chat: '@ours_here'}]")
    config = read(tmp_path, {"TELEGRAM_BOT_TOKEN": TOKEN, "DIGEST_CONFIG": "etc/ours.yaml"})
    assert config.channels[0].chat == "@ours_here"


def test_ones_own_data_and_templates_beside_the_configuration_are_taken(tmp_path: Path) -> None:
    (tmp_path / "data/entries").mkdir(parents=True)
    (tmp_path / "templates").mkdir()
    config = read(tmp_path)
    assert (config.data, config.templates) == (tmp_path / "data", tmp_path / "templates")


def test_some_commands_need_neither_token_nor_channel(tmp_path: Path) -> None:
    config = read(tmp_path, {}, needs_token=False, needs_channels=False)
    assert (config.token, config.channels) == ("", ())


# The token


def test_the_token_can_lie_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(f"{TOKEN}\n")
    environ = {"TELEGRAM_BOT_TOKEN_FILE": "token", "DIGEST_CHANNEL": "@daily_digest"}
    assert read(tmp_path, environ).token == TOKEN


@pytest.mark.parametrize(
    ("contents", "what"),
    [(None, "No such file"), (b"\xff\xfe", "not text"), (b"hello", "not a bot token"), (b"", "not a bot token")],
)
def test_a_token_file_that_holds_no_token_is_a_fault(tmp_path: Path, contents: bytes | None, what: str) -> None:
    if contents is not None:
        (tmp_path / "token").write_bytes(contents)
    (fault,) = faults(tmp_path, {"TELEGRAM_BOT_TOKEN_FILE": "token", "DIGEST_CHANNEL": "@daily_digest"})
    assert fault.key == "TELEGRAM_BOT_TOKEN_FILE"
    assert what in str(fault)


def test_two_tokens_are_one_too_many(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(TOKEN)
    (fault,) = faults(tmp_path, ENOUGH | {"TELEGRAM_BOT_TOKEN_FILE": "token"})
    assert (fault.key, fault.remedy) == ("TELEGRAM_BOT_TOKEN", "unset one of the two")


def test_a_missing_token_says_where_to_get_one(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, {"DIGEST_CHANNEL": "@daily_digest"})
    assert "@BotFather" in fault.remedy


def test_no_secret_is_ever_printed(tmp_path: Path) -> None:
    environ = ENOUGH | {"DIGEST_DATABASE": "postgresql://bot:pa55word@db/digest"}
    assert "TEST-token" not in repr(read(tmp_path, environ))
    assert "pa55word" not in repr(read(tmp_path, environ))
    bad = faults(tmp_path, environ | {"TELEGRAM_BOT_TOKEN": "42:short-secret", "DIGEST_AT": "x"})
    assert "short-secret" not in "\n".join(map(str, bad))


# Faults


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    text = "color: red\nstate: [a, b]\nchannels:\n- name: A b\n  at: [25:00]\n- chat: '@fine_here'\n  pin: perhaps\n"
    environ = {"DIGEST_CATCH_UP": "soon", "DIGEST_TIMEZONE": "UTC"}
    told = {(fault.place, fault.line, fault.key) for fault in faults(written(tmp_path, text), environ)}
    assert told == {
        ("environment", 0, "TELEGRAM_BOT_TOKEN"),
        ("environment", 0, "DIGEST_CATCH_UP"),
        ("environment", 0, "DIGEST_TIMEZONE"),
        ("digest.yaml", 1, "color"),
        ("digest.yaml", 2, "state"),
        ("digest.yaml", 4, "channels.0"),
        ("digest.yaml", 7, "channels.1.pin"),
    }


VARIABLES = [
    ("DIGEST_CHANNEL", "daily digest", "write its @name"),
    ("DIGEST_CHANNEL", "@x", "write its @name"),
    ("DIGEST_CHANNEL", "0", "write its @name"),
    ("DIGEST_ADMINS", "@ada", "write the number"),
    ("DIGEST_ADMINS", "1002,-5", "write the number"),
    ("DIGEST_ADMINS", "１００２", "write the number"),
    ("DIGEST_AT", "9", "as in 09:00"),
    ("DIGEST_AT", "24:00", "as in 09:00"),
    ("DIGEST_AT", "09:60", "as in 09:00"),
    ("DIGEST_AT", "9am", "as in 09:00"),
    ("DIGEST_AT", ",", "at least one"),
    ("DIGEST_TIME_ZONE", "Asia/Shangai", "did you mean Asia/Shanghai?"),
    ("DIGEST_TIME_ZONE", "asia/shanghai", "did you mean Asia/Shanghai?"),
    ("DIGEST_TIME_ZONE", "GMT+8 or so", "as in Asia/Shanghai"),
    ("DIGEST_LANGUAGES", "zh,fr", "use zh, en or both"),
    ("DIGEST_LANGUAGES", ",", "use zh, en or both"),
    ("DIGEST_CATCH_UP", "119s", "90m, 6h or 1d"),
    ("DIGEST_CATCH_UP", "1m", "90m, 6h or 1d"),
    ("DIGEST_CATCH_UP", "8d", "90m, 6h or 1d"),
    ("DIGEST_CATCH_UP", "-2h", "90m, 6h or 1d"),
    ("DIGEST_CATCH_UP", "never", "or skip, or always"),
    ("DIGEST_EDIT_WINDOW", "59m", "as 7d, or off"),
    ("DIGEST_EDIT_WINDOW", "366d", "as 7d, or off"),
    ("DIGEST_EDIT_WINDOW", "always", "as 7d, or off"),
    ("DIGEST_RECONCILE_AFTER", "0.9s", "90s or 2m"),
    ("DIGEST_RECONCILE_AFTER", "61m", "90s or 2m"),
    ("DIGEST_RECONCILE_AFTER", "90", "90s or 2m"),
    ("DIGEST_RECONCILE_PACE", "0s", "1s or 0.2s"),
    ("DIGEST_RECONCILE_PACE", "0.009s", "1s or 0.2s"),
    ("DIGEST_RECONCILE_PACE", "61s", "1s or 0.2s"),
    ("DIGEST_RECONCILE_PACE", ".2s", "1s or 0.2s"),
    ("DIGEST_RECONCILE_PACE", "١s", "1s or 0.2s"),
    ("DIGEST_LOG_CHAT", "our log", "write its @name"),
    ("DIGEST_LOG_CHAT", "@Daily_Digest", "that readers do not see"),
    ("DIGEST_DATA", "nowhere", "make it, or correct the path"),
    ("DIGEST_DATA", "x" * 5000, "make it, or correct the path"),
    ("DIGEST_STATE", "a-file", "name another"),
    ("DIGEST_API_URL", "api.telegram.org", "as https://api.telegram.org"),
    ("DIGEST_API_URL", "https://user:pw@host", "as https://api.telegram.org"),
    ("DIGEST_API_URL", "http://localhost:port", "as https://api.telegram.org"),
    ("DIGEST_API_URL", "http://[::1", "as https://api.telegram.org"),
    ("DIGEST_API_URL", "http://:80", "as https://api.telegram.org"),
    ("DIGEST_STYLE", "photo", "use one of text, picture, both, rich"),
    ("DIGEST_THEME", "Night!", "1 to 20 of a–z"),
    ("DIGEST_FORMAT", "sqare", "did you mean square?"),
    ("DIGEST_FONTS", "nowhere", "make it, or correct the path"),
    ("DIGEST_CONFIG", "nowhere.yaml", "correct the path"),
    ("DIGEST_TIMEZONE", "UTC", "did you mean DIGEST_TIME_ZONE?"),
    ("DIGEST_CHANNELS", "@one_here", "did you mean DIGEST_CHANNEL?"),
    ("TELEGRAM_BOT_TOKEN", "hello", "copy it whole from @BotFather"),
    ("TELEGRAM_BOT_TOKEN", "42:", "copy it whole from @BotFather"),
]


@pytest.mark.parametrize(("name", "text", "remedy"), VARIABLES)
def test_a_variable_that_cannot_be_meant_is_a_fault(tmp_path: Path, name: str, text: str, remedy: str) -> None:
    (tmp_path / "a-file").touch()
    (fault,) = faults(tmp_path, ENOUGH | {name: text})
    assert (fault.place, fault.key) == ("environment", name)
    assert remedy in fault.remedy


CHANNEL_FAULTS = [
    ("chat: [a]", "chat", "write it on one line"),
    ("name: Morning", "name", "1 to 20 of"),
    ("name: " + "x" * 21, "name", "1 to 20 of"),
    ("at: []", "at", "at least one"),
    ("at: [9:00, later]", "at", "as in 09:00"),
    ("at: {a: b}", "at", "write it as [one, two]"),
    ("at: [[9:00]]", "at", "write it as [one, two]"),
    ("days: [someday]", "days", "mon-fri or daily"),
    ("days: monkey", "days", "mon-fri or daily"),
    ("days: mon-", "days", "mon-fri or daily"),
    ("days: []", "days", "leave days out"),
    ("time_zone: Mars/Olympus", "time_zone", "Asia/Shanghai"),
    ("languages: [de]", "languages", "use zh, en or both"),
    ("filter: kind:papre", "filter", "filters"),
    ("filter: some words year:soon", "filter", "words and tag: kind: year: author: org: lang: is:posted"),
    ("catch_up: 1m", "catch_up", "90m, 6h or 1d"),
    ("thread: first", "thread", "number of the topic"),
    ("silent: maybe", "silent", "true or false"),
    ("pin: 2", "pin", "true or false"),
    ("order: random", "order", "shuffled"),
    ("style: photo", "style", "use one of text, picture, both, rich"),
    ("style: pictures", "style", "did you mean picture?"),
    ("theme: ../xuan", "theme", "1 to 20 of a–z"),
    ("theme: [xuan]", "theme", "one line"),
    ("format: sqare", "format", "did you mean square?"),
    ("format: 4x5", "format", "use one of portrait, square, long"),
    ("preview: large", "preview", "key: value"),
    ("preview: {show: perhaps}", "preview.show", "true or false"),
    ("preview: {large: yes}", "preview.large", ""),
    ("tme_zone: UTC", "tme_zone", "did you mean time_zone?"),
]


@pytest.mark.parametrize(("line", "key", "remedy"), CHANNEL_FAULTS)
def test_a_setting_of_a_channel_that_cannot_be_meant_is_a_fault(
    tmp_path: Path, line: str, key: str, remedy: str
) -> None:
    chat = "" if key == "chat" else "  chat: '@daily_digest'\n"
    text = f"channels:\n- \n{chat}  {line}\n"
    (fault,) = faults(written(tmp_path, text), {"TELEGRAM_BOT_TOKEN": TOKEN})
    assert (fault.place, fault.line, fault.key) == ("digest.yaml", 3 + bool(chat), f"channels.0.{key}")
    assert remedy in fault.remedy


TOP_FAULTS = [
    ("- a\n- b\n", "", "key: value"),
    ("channel: '@one_here'\n", "channel", "did you mean channels?"),
    ("channels: '@one_here'\n", "channels", "- chat: …"),
    ("channels: [just text]\n", "channels.0", "key: value"),
    ("channels: [{name: x}]\n", "channels.0", "@name or id"),
    ("data: nowhere\n", "data", "correct the path"),
    ("admins: [ada]\n", "admins", "write the number"),
    ("api_url: ftp://host\n", "api_url", "https://api.telegram.org"),
    ("edit_window: 7\n", "edit_window", "as 7d, or off"),
    ("reconcile_after: 2h\n", "reconcile_after", "90s or 2m"),
    ("reconcile_pace: fast\n", "reconcile_pace", "1s or 0.2s"),
    ("log_chat: [-1001]\n", "log_chat", "on one line"),
    ("log_chat: -1001\nchannels: [{chat: '@one_here'}, {chat: -1001}]\n", "log_chat", "that readers do not see"),
    ("state: a\nstate: b\n", "", "keep one of the two"),
    ("state: 'a\n", "", "close it"),
]


@pytest.mark.parametrize(("text", "key", "remedy"), TOP_FAULTS)
def test_a_fault_at_the_top_of_digest_yaml_has_its_line(tmp_path: Path, text: str, key: str, remedy: str) -> None:
    found = faults(written(tmp_path, text), {"TELEGRAM_BOT_TOKEN": TOKEN})
    mine = [fault for fault in found if fault.place == "digest.yaml" and fault.key == key]
    assert any(remedy in fault.remedy for fault in mine)
    assert all(fault.line for fault in mine)


def test_no_channel_is_a_fault(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, {"TELEGRAM_BOT_TOKEN": TOKEN})
    assert (fault.key, "digestbot init" in fault.remedy) == ("DIGEST_CHANNEL", True)


def test_a_channel_here_and_channels_there_are_a_fault(tmp_path: Path) -> None:
    (fault,) = faults(written(tmp_path, "channels: [{chat: '@one_here'}]"))
    assert (fault.key, "unset DIGEST_CHANNEL" in fault.remedy) == ("DIGEST_CHANNEL", True)


def test_two_channels_of_one_name_are_a_fault_at_the_second(tmp_path: Path) -> None:
    text = "channels:\n- name: nowhere\n- chat: '@one_here'\n  name: same\n- chat: '@two_here'\n  name: same\n"
    found = faults(written(tmp_path, text), {"TELEGRAM_BOT_TOKEN": TOKEN})
    assert [(fault.line, fault.key) for fault in found] == [(2, "channels.0"), (6, "channels.2.name")]


def test_a_folder_in_the_place_of_digest_yaml_is_a_fault(tmp_path: Path) -> None:
    """Docker makes one where a file to be mounted is missing."""
    (tmp_path / "digest.yaml").mkdir()
    (fault,) = faults(tmp_path)
    assert (fault.place, "Is a directory" in fault.what) == ("digest.yaml", True)


@pytest.mark.parametrize("chat", ["@daily_digest", "@Long_Name_Of_A_Channel_Of_Ours", "-1001234567890"])
def test_a_channel_keeps_its_name_when_it_moves_from_the_environment_to_digest_yaml(tmp_path: Path, chat: str) -> None:
    """Or the ledger would not know it again, and it would get a second card the same day."""
    (here,) = read(tmp_path, ENOUGH | {"DIGEST_CHANNEL": chat}).channels
    (there,) = read(written(tmp_path, f"channels: [{{chat: '{chat}'}}]"), {"TELEGRAM_BOT_TOKEN": TOKEN}).channels
    assert here == there


def test_two_channels_of_one_chat_are_a_fault_at_the_second(tmp_path: Path) -> None:
    text = """\
channels:
- {name: a, chat: "@One_Here"}
- {name: b, chat: -1001}
- name: c
  chat: "@one_here"
- {name: d, chat: -1001, thread: 7}
- {name: e, chat: -1001, thread: 8}
- {name: f, chat: -1001, thread: 7}
- {chat: "@ONE_HERE"}
"""
    found = faults(written(tmp_path, text), {"TELEGRAM_BOT_TOKEN": TOKEN})
    assert [(fault.line, fault.key, fault.what) for fault in found] == [
        (5, "channels.2.chat", "two channels post to @one_here"),
        (8, "channels.5.chat", "two channels post to -1001"),
        (9, "channels.6.chat", "two channels post to @ONE_HERE"),
    ]


def test_a_filter_on_a_tag_that_nobody_has_is_a_fault_at_its_line(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/ours.yaml").write_text(
        "channels:\n- chat: '@one_here'\n  filter: tag:resoning -tag:verifiers\n- chat: '@two_here'\n"
    )
    config = read(tmp_path, {"TELEGRAM_BOT_TOKEN": TOKEN, "DIGEST_CONFIG": "etc/ours.yaml"})
    (fault,) = filter_faults(config, ["reasoning", "verifiers"])
    assert (fault.place, fault.line, fault.key) == ("etc/ours.yaml", 3, "one-here.filter")
    assert fault.remedy == "did you mean reasoning?"


def test_a_theme_that_no_file_has_is_a_fault_at_its_line_or_of_the_environment(tmp_path: Path) -> None:
    text = "channels:\n- chat: '@one_here'\n  theme: nigth\n- chat: '@two_here'\n"
    config = read(written(tmp_path, text), {"TELEGRAM_BOT_TOKEN": TOKEN})
    (fault,) = theme_faults(config, ["night", "xuan"])
    assert (fault.place, fault.line, fault.key) == (config.file, 3, "one-here.theme")
    assert fault.remedy == "did you mean night?"
    (fault,) = theme_faults(read(tmp_path / "nothing", ENOUGH | {"DIGEST_THEME": "paper"}), ["night", "xuan"])
    assert (fault.place, fault.remedy) == ("environment", "use one of night, xuan")


@pytest.mark.parametrize(
    ("text", "length"),
    [("2m", 120), ("120s", 120), ("120 M", 7200), ("6h", 21600), ("1.5h", 5400), ("7d", 604800), ("168h", 604800)],
)
def test_a_catch_up_is_between_two_minutes_and_seven_days(tmp_path: Path, text: str, length: int) -> None:
    (channel,) = read(tmp_path, ENOUGH | {"DIGEST_CATCH_UP": text}).channels
    assert channel.catch_up == length * SECOND


@pytest.mark.parametrize(("word", "window"), [("skip", SKIP), ("Always", ALWAYS)])
def test_a_catch_up_can_be_a_word_here_and_in_digest_yaml(tmp_path: Path, word: str, window: dt.timedelta) -> None:
    (here,) = read(tmp_path, ENOUGH | {"DIGEST_CATCH_UP": word}).channels
    text = f"channels: [{{chat: '@one_here', catch_up: {word}}}]"
    (there,) = read(written(tmp_path, text), {"TELEGRAM_BOT_TOKEN": TOKEN}).channels
    assert here.catch_up == there.catch_up == window


@pytest.mark.parametrize("word", ["off", "no", "Off"])
def test_posted_cards_can_be_left_as_they_are(tmp_path: Path, word: str) -> None:
    folder = written(tmp_path, f"edit_window: {word}\nchannels: [{{chat: '@one_here'}}]")
    assert read(folder, {"TELEGRAM_BOT_TOKEN": TOKEN}).edit_window is None


def test_the_environment_wins_over_what_digest_yaml_says_of_reconciling(tmp_path: Path) -> None:
    folder = written(tmp_path, "reconcile_after: 5m\nreconcile_pace: 5s\nlog_chat: '@their_log'\nedit_window: off\n")
    environ = {"DIGEST_RECONCILE_AFTER": "1h", "DIGEST_LOG_CHAT": "@our_log", "DIGEST_EDIT_WINDOW": "1d"}
    config = read(folder, ENOUGH | environ)
    assert (config.reconcile_after, config.reconcile_pace) == (3600 * SECOND, 5 * SECOND)
    assert (config.log_chat, config.edit_window) == ("@our_log", dt.timedelta(days=1))


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("daily", EVERY_DAY),
        ("mon-fri", {0, 1, 2, 3, 4}),
        ("Fri-Mon", {4, 5, 6, 0}),
        ("Tuesday, thurs", {1, 3}),
        ("sun", {6}),
        ("wed-wed", {2}),
    ],
)
def test_days_are_written_as_people_write_them(tmp_path: Path, text: str, days: set[int]) -> None:
    folder = written(tmp_path, f"channels: [{{chat: '@one_here', days: '{text}'}}]")
    assert read(folder, {"TELEGRAM_BOT_TOKEN": TOKEN}).channels[0].days == days


@pytest.mark.parametrize("text", ["daily_digest", "@daily_digest", "https://t.me/daily_digest"])
def test_a_channel_is_named_as_people_name_it(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, ENOUGH | {"DIGEST_CHANNEL": text}).channels[0].chat == "@daily_digest"


# Any text at all

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)
PIECES = st.sampled_from(
    [*CHANNEL_KEYS, *TOP_KEYS, *PREVIEW_KEYS, ": ", "\n", "- ", "  ", "[", "]", "{", "}", "~", "9:00", "'"]
)


@given(text=st.one_of(ANY_TEXT, st.lists(PIECES, max_size=25).map("".join)))
def test_whatever_digest_yaml_says_there_is_a_configuration_or_faults(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    folder = written(tmp_path_factory.getbasetemp(), text)
    _configuration_or_faults(folder, {"TELEGRAM_BOT_TOKEN": TOKEN})


@given(values=st.dictionaries(st.sampled_from([setting.name for setting in SETTINGS]), ANY_TEXT, max_size=4))
def test_whatever_a_variable_says_there_is_a_configuration_or_faults(
    tmp_path_factory: pytest.TempPathFactory, values: dict[str, str]
) -> None:
    folder = tmp_path_factory.getbasetemp() / "empty"
    folder.mkdir(exist_ok=True)
    _configuration_or_faults(folder, ENOUGH | values)


def _configuration_or_faults(folder: Path, environ: Mapping[str, str]) -> None:
    try:
        found: Config | FaultsError = read_config(environ, folder)
    except FaultsError as broken:
        found = broken
    if isinstance(found, FaultsError):
        assert found.faults
        assert all(fault.what and fault.remedy for fault in found.faults)
    else:
        assert found.token == TOKEN
        assert found.channels
