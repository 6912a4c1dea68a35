"""Pages that stand before the document: logins, checks for robots, consent, errors that call themselves a success.

Their titles are worse than none, for they would go into the catalog.
"""

import re

from bot.domain.address import Address
from bot.domain.detour import Detour, detour_of

# Sites that show a post to those alone who are signed in, or whose pages are empty until scripts have run.
_CLOSED = {
    "x.com": "X", "twitter.com": "X", "linkedin.com": "LinkedIn", "facebook.com": "Facebook",
    "instagram.com": "Instagram", "threads.net": "Threads", "threads.com": "Threads", "weibo.com": "Weibo",
    "weibo.cn": "Weibo", "xiaohongshu.com": "Xiaohongshu", "discord.com": "Discord",
}  # fmt: skip
_OPEN = {"blog.x.com", "engineering.linkedin.com", "engineering.fb.com", "about.fb.com", "research.facebook.com"}

# Whole titles, but for what follows a sign: "Robots and humans" is a document.
_ROBOTS = (
    r"just a moment|attention required!?|checking your browser(?: before .*)?|one moment,? please|please wait|captcha|"
    r"verif(?:y|ying) (?:that )?you are (?:a )?human|are you (?:a )?(?:robot|human)\??|robot or human\??|ddos-guard|"
    r"(?:security|bot|human|browser) (?:check|verification)|access (?:to this page has been )?denied|client challenge|"
    r"please enable (?:js|javascript|cookies).*|javascript is (?:not available|disabled|required)|unusual traffic.*|"
    r"pardon our interruption|vercel security checkpoint|making sure you.re not a bot!?|"
    r"环境异常|安全验证|访问验证|验证码|百度安全验证|人机验证|请稍候|请开启 ?javascript.*"
)
_LOGINS = (
    r"(?:please )?(?:sign|log)[ -]?(?:in|up|on)(?: (?:to|with|or) .*| required| page)?|authentication required|"
    r"before you continue.*|(?:cookie )?consent(?: required)?|登录|请登录|用户登录|登录/注册|登录 ?[-_] ?.*"
)
_ERRORS = (
    r"(?:http )?(?:error )?(?:40[0134]|410|429|50[0234])(?: error)?(?:[ :,]+(?:page |file )?(?:not found|error|"
    r"forbidden|unauthorized|gone|too many requests|bad gateway|bad request|service unavailable|gateway time-?out|"
    r"页面.*))?|(?:the |this )?(?:page|file|article|post|repository|content)? ?(?:was |is |could |cannot be )?"
    r"not (?:be )?found|(?:page|article|video|content) (?:is )?(?:no longer available|unavailable|not available)|"
    r"oops!?|oops[!,.]* (?:something|that page|this page|page|we can).*|bad gateway|service unavailable|forbidden|"
    r"internal server error|gateway time-?out|too many requests|error|an error (?:has )?occurred|server error|"
    r"something went wrong|(?:this )?page (?:doesn.t|does not) exist|(?:this )?(?:domain|website) (?:is )?for sale|"
    r"(?:您访问的)?页面不存在|页面找不到.*|(?:该|此)?(?:内容|文章|页面|回答)已被.*|出错了|系统错误"
)
_EMPTY = (
    r"untitled(?: document| page)?|(?:new )?document|home(?:page)?|index(?: of .*)?|loading|redirecting|title|"
    r"welcome(?: to nginx)?|无标题(?:文档)?|首页|加载中|正在跳转"
)
_AFTER = r"(?:[.…!]*|\s*\|.*|\s+[–—-]\s.*)"
_KINDS = tuple(
    (re.compile(f"(?:{titles}){_AFTER}", re.IGNORECASE), why)
    for titles, why in (
        (_ROBOTS, "it asks whether you are a robot"),
        (_LOGINS, "it asks to sign in, or to consent"),
        (_ERRORS, "it is a page of errors"),
        (_EMPTY, "its title says nothing"),
    )
)
_LONGEST = 80  # characters; the title of a real document may begin with the same words, and goes on


def closed_site(url: str) -> str | None:
    """The name of a site that would show us nothing; the address is one that Address takes."""
    host = Address.of(url).host
    labels = host.split(".")
    if host in _OPEN:
        return None
    return next((name for at in range(len(labels)) if (name := _CLOSED.get(".".join(labels[at:])))), None)


def wall(url: str, title: str) -> str | None:
    """Why this is not the document, as the end of a message; None where it seems to be. ``url`` is where it was found,
    the title without the site's name.
    """
    if detour_of(url) is Detour.LOGIN or Address.of(url).host.startswith(("consent.", "login.")):
        return "it asks to sign in, or to consent"
    if len(title) > _LONGEST:
        return None
    return next((why for pattern, why in _KINDS if pattern.fullmatch(title)), None)
