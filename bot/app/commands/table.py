"""The one table of commands and buttons. Everything that lists commands derives from it."""

from bot.app.commands import (
    about,
    adding,
    deciding,
    doubting,
    editing,
    finding,
    picturing,
    posting,
    queueing,
    reading,
    reviewing,
    suggesting,
    topics,
    undoing,
    watching,
)
from bot.app.commands.ask import Access
from bot.app.commands.command import Action, Command, Handler
from bot.app.commands.in_private import in_private
from bot.domain.language import BothNames


def _command(
    name: str,
    en: str,
    zh: str,
    handler: Handler,
    *,
    usage: tuple[str, str] | None = None,
    admin: bool = False,
    curator: bool = False,
) -> Command:
    return Command(
        name=name,
        says=BothNames(en=en, zh=zh),
        handler=handler,
        access=Access.ADMIN if admin else Access.CURATOR if curator else Access.EVERYONE,
        usage=BothNames(en=usage[0], zh=usage[1]) if usage else None,
    )


def _review(name: str, handler: Handler) -> Action:
    return Action(name=name, handler=in_private(handler), access=Access.CURATOR)


COMMANDS: tuple[Command, ...] = (
    _command("start", "Say hello", "开始", about.start),
    _command("today", "Today’s card", "今天的卡片", reading.today),
    _command("latest", "The latest cards", "最近的卡片", reading.latest),
    _command("random", "A random entry", "随机一篇", reading.random, usage=("[filter]", "[筛选]")),
    _command("search", "Search in Chinese or English", "中英文搜索", finding.search, usage=("words", "关键词")),
    _command("topics", "Browse by topic", "按主题浏览", topics.topics),
    _command("entry", "Open an entry by its key", "按代号打开条目", reading.entry, usage=("key", "代号")),
    _command(
        "picture",
        "A card as a picture to pass on",
        "把卡片画成图片",
        picturing.picture,
        usage=("[key] [theme] [format]", "[代号] [主题] [尺寸]"),
    ),
    _command("saved", "What you have saved", "我的收藏", reading.saved),
    _command(
        "suggest",
        "Suggest something for the list",
        "推荐一篇文章",
        suggesting.suggest,
        usage=("address [note]", "网址 [留言]"),
    ),
    _command("lang", "Choose the language", "选择语言", about.lang, usage=("[en|zh]", "[en|zh]")),
    _command("help", "What I can do", "我能做什么", about.help_),
    _command("about", "What this is", "关于这份清单", about.about),
    _command(
        "review",
        "Review the next draft",
        "审下一篇草稿",
        in_private(reviewing.review),
        usage=("[key]", "[代号]"),
        curator=True,
    ),
    _command(
        "add",
        "Add a document as a draft",
        "把一篇文档添加为草稿",
        in_private(adding.add),
        usage=("address", "网址"),
        curator=True,
    ),
    _command(
        "post", "Post a card now", "立即发布", posting.post, usage=("[key] [channel]", "[代号] [频道]"), admin=True
    ),
    _command(
        "preview", "See a card as it will be posted", "预览卡片", posting.preview, usage=("[key]", "[代号]"), admin=True
    ),
    _command("undo", "Delete the last post", "撤回最近的发布", undoing.undo, usage=("[channel]", "[频道]"), admin=True),
    _command(
        "queue", "The next 14 days", "未来 14 天的排期", queueing.queue, usage=("[channel]", "[频道]"), admin=True
    ),
    _command(
        "pause", "Stop the daily posts", "暂停每日发布", watching.pause, usage=("[channel]", "[频道]"), admin=True
    ),
    _command(
        "resume",
        "Go on with the daily posts",
        "恢复每日发布",
        watching.resume,
        usage=("[channel]", "[频道]"),
        admin=True,
    ),
    _command("status", "How the channels are", "频道状态", watching.status, usage=("[channel]", "[频道]"), admin=True),
    _command("reload", "Read the collections again", "重新读取条目", watching.reload, admin=True),
)

ACTIONS: tuple[Action, ...] = (
    Action(name="entry", handler=reading.entry),
    Action(name="picture", handler=picturing.picture),
    Action(name="random", handler=reading.random),
    Action(name="today", handler=reading.today),
    Action(name="latest", handler=reading.latest),
    Action(name="saved", handler=reading.saved),
    Action(name="save", handler=reading.save),
    Action(name="unsave", handler=reading.unsave),
    Action(name="find", handler=finding.page),
    Action(name="topics", handler=topics.topics),
    Action(name="topic", handler=topics.topic),
    Action(name="lang", handler=about.lang),
    _review("review", reviewing.review),
    _review("approve", deciding.approve),
    _review("reject", deciding.reject),
    _review("later", deciding.later),
    _review("edit", editing.edit),
    _review("field", editing.field),
    _review("clear", editing.clear),
    _review("kind", editing.kind),
    _review("tick", editing.tick),
    Action(name="post", handler=posting.confirm, access=Access.ADMIN),
    Action(name="where", handler=posting.where, access=Access.ADMIN),
    Action(name="cancel", handler=posting.cancel, access=Access.ADMIN),
    Action(name="undo", handler=undoing.undo, access=Access.ADMIN),
    Action(name="delete", handler=undoing.delete, access=Access.ADMIN),
    Action(name="keep", handler=undoing.keep, access=Access.ADMIN),
    Action(name="arrived", handler=doubting.arrived, access=Access.ADMIN),
    Action(name="absent", handler=doubting.absent, access=Access.ADMIN),
    Action(name="queue", handler=queueing.queue, access=Access.ADMIN),
    Action(name="row", handler=queueing.row, access=Access.ADMIN),
    Action(name="look", handler=queueing.look, access=Access.ADMIN),
    Action(name="skip", handler=queueing.skip, access=Access.ADMIN),
    Action(name="swap", handler=queueing.swap, access=Access.ADMIN),
    Action(name="pin", handler=queueing.pin, access=Access.ADMIN),
)

ANSWERING = _review("answer", editing.answered)  # a reply to what the bot has asked for
