"""Links that Markdown does not see and a reader does: put right before the text is parsed.

Every pattern stops at what the next match would begin with, so that none takes longer than the text is long.
"""

import re

_ADDRESS = r"https?://"
_REPAIRS = (
    # [name]([https://…) and [name]([https://…](https://…))
    (re.compile(rf"\]\(\s?\[({_ADDRESS}[^\s\[\]()]++)(?:\]\([^()\s]*+\)|\])?\)?"), r"](\1)"),
    # [title] (https://…), and in Chinese brackets
    (re.compile(rf"\]\s{{1,3}}\((?={_ADDRESS})"), "]("),
    (re.compile(rf"\]\s{{0,3}}（({_ADDRESS}[^\s（）()]++)[）)]"), r"](\1)"),
    (re.compile(rf"【([^【】\[\]\n]{{1,300}})】\s?(?=\({_ADDRESS})"), r"[\1]"),
    # [title](https://… with nothing behind the address
    (re.compile(rf"\]\(({_ADDRESS}[^\s()<>\[\]]++)(?=\[|\s*$|\s(?![\"'(]|[^\s()\[\]]*\)))", re.MULTILINE), r"](\1)"),
    # [title(https://…)
    (re.compile(rf"\[([^\[\]()\n]{{1,300}})\(({_ADDRESS}[^\s()\[\]]++)\)(?!\])"), r"[\1](\2)"),
    # title](https://…)
    (re.compile(rf"^([^\[\]\n]{{1,300}})\]\((?={_ADDRESS})", re.MULTILINE), r"[\1]("),
)
_SPACED = re.compile(rf"\]\(({_ADDRESS}[^\s()<>\[\]]++(?: [^\s()<>\[\]\"']++){{1,3}})\)")


def mended(text: str) -> str:
    """The text with such links as Markdown writes them; others stay as they are."""
    if "http" not in text:
        return text
    text = _SPACED.sub(lambda link: f"]({link[1].replace(' ', '%20')})", text)
    for pattern, link in _REPAIRS:
        text = pattern.sub(link, text)
    return text
