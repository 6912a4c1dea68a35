"""The names and acronyms of a text, and whether a source has them, be it in the other language or spelled out."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.domain.drafting_numbers import plain
from bot.domain.folding import folded
from bot.domain.script import HAN

LONGEST_ACRONYM = 8

_TOKEN = re.compile(
    r"(?<![0-9])[A-Za-z\u00c0-\u024f][A-Za-z0-9\u00c0-\u024f]*(?:[-./+_&'’][A-Za-z0-9\u00c0-\u024f]+)*\+*"
)
_PARTS = re.compile(r"[-./+_&'’]+")
_POSSESSIVE = re.compile(r"['’]s?$")
_RUN = re.compile(r"[A-Za-z0-9\u00c0-\u024f]+")
# Behind these a sentence, a quotation or the like begins, whose first word has a capital anyhow.
_BEGINS = re.compile(r"(?:^|[.!?:;。！？：；\n][\s”\"’')\]]*|[“\"‘(（《「\[—–]\s*)$")
_SMALL_WORDS = ("a", "an", "and", "by", "for", "from", "in", "of", "on", "or", "the", "to", "via", "with")
# Words of the whole field, which no record need have said.
_ANYBODYS = ("ai", "api", "cpu", "gpu", "gpus", "internet", "llm", "llms", "ml", "nlp", "phd", "us", "web", "i")
# Names that are written differently in the two languages.
_BOTH = {
    "谷歌": "google", "微软": "microsoft", "英伟达": "nvidia", "脸书": "facebook", "苹果公司": "apple",
    "亚马逊": "amazon", "百度": "baidu", "阿里巴巴": "alibaba", "腾讯": "tencent", "字节跳动": "bytedance",
    "华为": "huawei", "深度求索": "deepseek", "智谱": "zhipu", "英特尔": "intel", "特斯拉": "tesla",
    "清华": "tsinghua", "北京大学": "peking", "北大": "peking", "复旦": "fudan", "浙江大学": "zhejiang",
    "浙大": "zhejiang", "上海交通大学": "jiao", "斯坦福": "stanford", "麻省理工": "mit", "伯克利": "berkeley",
    "哈佛": "harvard", "普林斯顿": "princeton", "牛津": "oxford", "剑桥": "cambridge", "卡内基": "carnegie",
    "康奈尔": "cornell", "耶鲁": "yale", "多伦多": "toronto", "华盛顿大学": "washington", "香港": "hong kong",
    "北京": "beijing", "上海": "shanghai", "中国": "china chinese", "中文": "chinese", "汉语": "chinese",
    "美国": "american america", "英国": "british", "欧洲": "europe european", "英文": "english", "英语": "english",
    "维基百科": "wikipedia", "推特": "twitter", "图灵": "turing", "贝叶斯": "bayesian bayes", "高斯": "gaussian gauss",
    "马尔可夫": "markov", "蒙特卡洛": "monte carlo", "蒙特卡罗": "monte carlo", "奥林匹克": "olympiad",
    "诺贝尔": "nobel",
}  # fmt: skip
_KNOWN = {name for names in _BOTH.values() for name in names.split()} | {
    "anthropic", "apple", "deepmind", "deepseek", "meta", "mistral", "openai", "qwen", "xai", "university",
}  # fmt: skip
_MEANT = {
    "大语言模型": "llm", "大模型": "llm", "强化学习": "rl", "思维链": "cot", "自然语言处理": "nlp", "人工智能": "ai",
    "人类反馈": "rlhf", "过程奖励": "prm", "结果奖励": "orm", "蒙特卡洛树搜索": "mcts", "蒙特卡罗树搜索": "mcts",
    "监督微调": "sft", "检索增强": "rag", "图神经网络": "gnn", "通用人工智能": "agi",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Names:
    """What a source has of Latin words and of names in 汉字, made comparable."""

    words: frozenset[str]
    acronyms: frozenset[str]
    han: str

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Names":
        words: set[str] = set()
        acronyms: set[str] = set()
        han: list[str] = []
        for text in map(plain, texts):
            words |= _words(text)
            acronyms |= _acronyms(text)
            han.append(text)
        whole = "\n".join(han)
        words.update(name for zh, names in _BOTH.items() if zh in whole for name in names.split())
        acronyms.update(name for zh, name in _MEANT.items() if zh in whole)
        return cls(words=frozenset(words), acronyms=frozenset(acronyms), han=whole)

    def has(self, name: str) -> bool:
        """As it is, in parts, in the plural, or by the initials of words that stand side by side."""
        return self._has_part(folded(name)) or all(map(self._has_part, filter(None, _PARTS.split(folded(name)))))

    def _has_part(self, part: str) -> bool:
        bare = "".join(filter(str.isalnum, part))
        single = bare.removesuffix("s")
        return (
            not {bare, single}.isdisjoint(self.words)
            or not {bare, single}.isdisjoint(self.acronyms)
            or bare in _ANYBODYS
            or bare.isdigit()  # judged as a number
        )


def unknown_names(text: str, source: Names, *, capitals: bool) -> Iterator[str]:
    """Names of the text that the source has not; each once, in its order.

    ``capitals``: a word with a capital inside a sentence is a name too. Not where there is nothing to compare it with,
    as in a translation from Chinese, or in a title, which may have capitals throughout.
    """
    text = plain(text)
    seen: set[str] = set()
    for found in _TOKEN.finditer(text):
        name = _POSSESSIVE.sub("", found[0])
        if name not in seen and _is_name(name, text[: found.start()], capitals=capitals):
            seen.add(name)
            if not source.has(name) and not all(_plain_word(part) or source.has(part) for part in _PARTS.split(name)):
                yield name
    for zh, names in _BOTH.items():
        if zh in text and zh not in source.han and source.words.isdisjoint(names.split()):
            yield zh


def _is_name(word: str, before: str, *, capitals: bool) -> bool:
    if any(letter.isdigit() for letter in word) or any(_has_inner_capital(part) for part in _PARTS.split(word)):
        return True
    if not word[0].isupper():
        return False
    if folded(word) in _KNOWN:
        return True
    if re.search(rf"[{HAN}]\s?$", before[-2:]):
        return True
    return capitals and not _BEGINS.search(before[-8:])


def _has_inner_capital(part: str) -> bool:
    return any(letter.isupper() for letter in part[1:])


def _plain_word(part: str) -> bool:
    """Of a compound such as GPT-4-based, a part that names nothing."""
    return part.isalpha() and part.islower()


def _words(text: str) -> set[str]:
    """Each as it is, in its parts, without a plural's s, and joined with the next: GPT 4 is GPT-4."""
    runs = [folded(run) for run in _RUN.findall(text)]
    tokens = {"".join(filter(str.isalnum, folded(token))) for token in _TOKEN.findall(text)}
    joined = {"".join(runs[at : at + count]) for count in (1, 2, 3) for at in range(len(runs) - count + 1)}
    found = tokens | joined
    return found | {word.removesuffix("s") for word in found}


def _acronyms(text: str) -> set[str]:
    """Initials of up to so many words in a row, with and without the small ones between."""
    words = [folded(run) for run in _RUN.findall(text)]
    rows = ("".join(word[0] for word in words), "".join(word[0] for word in words if word not in _SMALL_WORDS))
    return {
        row[at : at + length]
        for row in rows
        for length in range(2, LONGEST_ACRONYM + 1)
        for at in range(len(row) - length + 1)
    }
