"""What a text is about: its terms, in both languages, for telling whether two texts can be about one thing."""

import re
from collections.abc import Iterator
from functools import lru_cache
from operator import add

from bot.domain.folding import folded
from bot.domain.language import Bilingual, Language
from bot.domain.script import HAN

FEW = 3  # a text of fewer terms says too little to be judged
_LONGEST = 50  # letters that are looked at of a word
STEM = 5  # letters that the forms of a word share: reasoning, reasons; verify, verifiers
BRIDGES = 2  # so many terms of a title we must know in the other language before we miss them there

_LATIN = re.compile(r"[A-Za-z0-9\u00c0-\u024f]+")
_HAN_RUN = re.compile(f"[{HAN}]+")

# Words without a topic, and those that any overview has.
_SAYS_NOTHING = (
    "about above after again all also and another any are article author authors because been before being between "
    "blog both but can could did does each even every first for from get had has have her here his how into its itself "
    "just let like made make many may more most much must new not now off one only other our out over own paper papers "
    "part post posts read same second shall she should show shows since some still study such than that the their them "
    "then there these they this those through too two under upon use used uses using very via was way were what when "
    "where whether which while who whose why will with within without work would yet you your"
)
_BETWEEN = dict.fromkeys(map(ord, "的了是在和与及或等对为被把将这那其之也都而就还又但并"), " ")
_PAIRS_THAT_SAY_NOTHING = (
    "一种 一个 一些 一篇 可以 如何 我们 他们 它们 进行 通过 文章 论文 介绍 作者 提出 方法 研究 问题 博客 本文 这篇 "
    "文中 能够 更好 从而 以及 使用 利用 发布 讨论 关于 没有 什么 怎样 怎么 已经 由于 因此 所以 其中 包括 内容 工作"
)
_STOPS = frozenset(f"{_SAYS_NOTHING} {_PAIRS_THAT_SAY_NOTHING}".split())
# Only what the titles of our field are made of: a bridge from a Chinese text to an English one.
_MEANINGS = {
    "推理": "reasoning inference", "思维链": "chain thought", "思考": "thinking thought", "学习": "learning",
    "强化": "reinforcement", "微调": "finetuning fine tuning", "训练": "training pretraining",
    "预训练": "pretraining", "规划": "planning", "搜索": "search", "在线": "online", "可扩展": "scalable",
    "扩展": "scalable scaling scale", "模型": "model", "语言": "language", "生成": "generation generative",
    "提示": "prompt", "验证": "verify verifier", "批评": "critic critique", "监督": "supervision supervised",
    "奖励": "reward", "过程": "process", "步骤": "step", "一步": "step", "逐步": "step", "数学": "math mathematics",
    "定理": "theorem", "证明": "proof prove proving", "自动": "automated automatic", "错误": "mistake error bug",
    "缺陷": "bug flaw", "人类": "human", "评估": "evaluate", "评测": "benchmark evaluate", "基准": "benchmark",
    "数据": "data dataset", "代码": "code coding", "编程": "programming", "智能体": "agent", "工具": "tool",
    "记忆": "memory", "检索": "retrieval", "注意力": "attention", "多模态": "multimodal", "视觉": "vision visual",
    "图像": "image", "视频": "video", "图神经": "graph", "网络": "network", "对齐": "alignment", "偏好": "preference",
    "反馈": "feedback", "安全": "safety", "游戏": "game", "博弈": "game", "机器人": "robot", "知识": "knowledge",
    "蒸馏": "distillation", "压缩": "compress", "计算": "compute", "算力": "compute", "测试时": "test",
    "长上下文": "context", "上下文": "context", "解码": "decoding", "采样": "sampling", "策略": "policy",
    "优化": "optimization", "问答": "question answer", "对话": "dialogue chat", "翻译": "translation",
    "科学": "science scientific", "解释": "interpretability explanation", "涌现": "emergent", "定律": "law",
    "综述": "survey review", "逆向": "reverse", "自我": "self", "辩论": "debate", "树": "tree", "世界": "world",
}  # fmt: skip


def terms_of(text: str) -> frozenset[str]:
    """Stems of its Latin words and acronyms, pairs of 汉字, and stems of what the Chinese words mean."""
    return frozenset(_terms(text))


def _terms(text: str) -> Iterator[str]:
    yield from _latin_terms(text)
    yield from _pairs(text)
    yield from _meant(text)


def strays(overview: str, title: Bilingual, language: Language) -> bool:
    """Whether an overview in this language shares no term with the title in either.

    False where that says nothing: hardly any terms, or the title is in the other language alone and made of words
    that we cannot look for in this one.
    """
    titles = [text for text in (title.en, title.zh) if text]
    named = frozenset[str]().union(*map(terms_of, titles))
    if not named:
        return False
    about: set[str] = set()
    for term in _terms(overview):
        if term in named:  # as nearly always, and mostly soon
            return False
        about.add(term)
    comparable = title.en if language is Language.EN else title.zh
    if len(about) < FEW or not (comparable or len(named & _BRIDGES) >= BRIDGES):
        return False
    return about.isdisjoint(term for text in titles for term in _initials(text))


def _latin_terms(text: str) -> Iterator[str]:
    return filter(None, (_term(found[0][:_LONGEST]) for found in _LATIN.finditer(text)))


@lru_cache(maxsize=8192)  # the words of a field are few, and come again and again
def _term(word: str) -> str:
    """The word's stem, or "" where it says nothing."""
    acronym = len(word) == 2 and word.isupper()
    name = len(word) > 1 and not word.isalpha()  # o1, R1, GSM8K
    if not (len(word) > 2 or acronym or name) or word.isdigit():
        return ""
    plain = folded(word)
    return "" if plain in _STOPS else _stem(plain)


def _stem(word: str) -> str:
    plural = len(word) > 3 and word.endswith("s") and not word.endswith("ss")
    return word[:-1][:STEM] if plural else word[:STEM]


def _pairs(text: str) -> Iterator[str]:
    if text.isascii():
        return
    for run in _HAN_RUN.findall(text.translate(_BETWEEN)):
        yield from (pair for pair in map(add, run, run[1:]) if pair not in _STOPS)


def _meant(text: str) -> Iterator[str]:
    if not text.isascii():
        for word, stems in _STEMS.items():
            if word in text:
                yield from stems


def _initials(title: str) -> Iterator[str]:
    """``cot`` and ``llm`` of Chain-of-Thought … Large Language Models."""
    letters = "".join(folded(word)[:1] for word in _LATIN.findall(title))
    return (letters[at : at + length] for length in range(2, STEM + 1) for at in range(len(letters) - length + 1))


_STEMS = {word: frozenset(_latin_terms(meanings)) for word, meanings in _MEANINGS.items()}
_BRIDGES = frozenset[str]().union(*_STEMS.values())
