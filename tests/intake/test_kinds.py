"""What a document is, by its address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.entry import Kind
from bot.intake.kinds import kind_of


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://arxiv.org/abs/2201.11903", Kind.PAPER),
        ("http://www.arxiv.org/pdf/2201.11903v3.pdf", Kind.PAPER),
        ("https://export.arxiv.org/abs/cs/0501001", Kind.PAPER),
        ("https://openreview.net/forum?id=v8L0pN6EOi", Kind.PAPER),
        ("https://aclanthology.org/2023.acl-long.1/", Kind.PAPER),
        ("https://proceedings.neurips.cc/paper/2022/hash/1.html", Kind.PAPER),
        ("https://proceedings.mlr.press/v202/a.html", Kind.PAPER),
        ("https://doi.org/10.1145/3442188.3445922", Kind.PAPER),
        ("https://huggingface.co/papers/2201.11903", Kind.PAPER),
        ("https://github.com/openai/prm800k", Kind.REPO),
        ("https://GitHub.com/openai/prm800k/tree/main", Kind.REPO),
        ("https://gitlab.com/a/b", Kind.REPO),
        ("https://huggingface.co/datasets/openai/gsm8k", Kind.REPO),
        ("https://x.com/a/status/1", Kind.THREAD),
        ("https://mobile.twitter.com/a/status/1", Kind.THREAD),
        ("https://m.weibo.cn/status/1", Kind.THREAD),
        ("https://github.com/a/b/discussions/7", Kind.THREAD),
        ("https://www.youtube.com/watch?v=eaAonE58sLU", Kind.TALK),
        ("https://youtu.be/eaAonE58sLU", Kind.TALK),
        ("https://www.bilibili.com/video/BV1", Kind.TALK),
        ("https://vimeo.com/1", Kind.TALK),
        ("https://www.coursera.org/learn/x", Kind.COURSE),
        ("https://learn.deeplearning.ai/courses/x", Kind.COURSE),
        ("https://huggingface.co/learn/nlp-course", Kind.COURSE),
    ],
)
def test_the_host_tells_what_a_document_is(url: str, kind: Kind) -> None:
    assert kind_of(url) is kind


@pytest.mark.parametrize(
    "url",
    [
        "https://openai.com/index/learning-to-reason-with-llms/",
        "https://huggingface.co/blog/x",
        "https://info.arxiv.org/help/api",
        "https://www.deeplearning.ai/the-batch/issue-1/",
        "https://www.bilibili.com/read/cv1",
        "https://gist.github.com/a/1",
        "https://someone.github.io/post",
        "https://notarxiv.org/abs/2201.11903",
        "https://arxiv.org.example.com/abs/2201.11903",
        "https://netflix.com/",
    ],
)
def test_what_stands_elsewhere_is_a_post(url: str) -> None:
    assert kind_of(url) is Kind.POST


@given(st.text())
def test_what_is_no_address_is_a_post(text: str) -> None:
    assert kind_of(text) is Kind.POST
