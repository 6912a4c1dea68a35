"""Whole pages, built as the sites build them that reading lists point at; the words are ours."""

import pytest

from bot.domain.candidate import Candidate
from bot.domain.entry import Kind
from bot.domain.language import Bilingual
from bot.domain.pages import PageError
from bot.intake.page_candidate import candidate_of
from bot.intake.page_facts_html import facts_of


def read(url: str, html: str) -> Candidate:
    return candidate_of(facts_of(html.encode(), url=url, type="text/html", charset="utf-8"), url, url)


def test_a_newsletter() -> None:
    found = read(
        "https://www.letters.ai/p/on-verifiers?utm_source=share&utm_medium=web",
        """<!DOCTYPE html><html lang="en"><head><title data-rh="true">On verifiers - by Ada Bell - Letters</title>
        <meta data-rh="true" property="og:title" content="On verifiers"/>
        <meta data-rh="true" name="author" content="Ada Bell"/>
        <meta data-rh="true" property="og:description" content="What a grader knows."/>
        <link data-rh="true" rel="canonical" href="https://www.letters.ai/p/on-verifiers"/>
        <script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle",
        "headline":"On verifiers","description":"What a grader knows.","datePublished":"2024-09-16T13:30:11+00:00",
        "dateModified":"2024-09-20T00:00:00+00:00","author":[{"@type":"Person","name":"Ada Bell","url":"https://x.com/a"}],
        "publisher":{"@type":"Organization","name":"Letters"}}</script></head>
        <body><h1>On verifiers</h1><h1>Discussion about this post</h1><p>Text.</p></body></html>""",
    )
    assert (found.title.en, found.authors, str(found.published)) == ("On verifiers", ("Ada Bell",), "2024-09-16")
    assert (found.url, found.venue) == ("https://www.letters.ai/p/on-verifiers", "Letters")
    assert found.abstract == "What a grader knows."


def test_an_article_of_wechat() -> None:
    found = read(
        "https://mp.weixin.qq.com/s/5C-wB8bzr-ysNO99Zg4DYQ",
        """<!DOCTYPE html><html><head><meta name="description" content="一份清单" />
        <meta name="author" content="安妮" />
        <meta property="og:title" content="读懂推理模型：十篇必读" />
        <meta property="og:url" content="http://mp.weixin.qq.com/s?__biz=MzA5&mid=26&idx=1&sn=07#rd" />
        <meta property="og:site_name" content="微信公众平台" /><title></title></head><body>
        <h1 class="rich_media_title" id="activity-name">读懂推理模型：十篇必读</h1><em id="publish_time"></em>
        <script>var ct = "1726192800"; var createTime = '2024-09-13 10:00';</script></body></html>""",
    )
    assert (found.title, found.language) == (Bilingual(zh="读懂推理模型：十篇必读"), "zh")
    assert (found.authors, str(found.published), found.kind) == (("安妮",), "2024-09-13", Kind.POST)
    assert found.url == "https://mp.weixin.qq.com/s/5C-wB8bzr-ysNO99Zg4DYQ"


def test_a_repository() -> None:
    found = read(
        "https://github.com/ada-lab/step-labels",
        """<!DOCTYPE html><html lang="en" data-color-mode="auto"><head>
        <title>GitHub - ada-lab/step-labels: 800 labels of steps</title>
        <meta name="description" content="800 labels of steps. Contribute to ada-lab/step-labels development by creating
         an account on GitHub."><link rel="canonical" href="https://github.com/ada-lab/step-labels">
        <meta property="og:site_name" content="GitHub"><meta property="og:title"
         content="GitHub - ada-lab/step-labels: 800 labels of steps"></head><body>
        <span class="author"><a rel="author" data-hovercard-type="organization" href="/ada-lab">ada-lab</a></span>
        <relative-time datetime="2024-09-12T00:00:00Z">Sep 12, 2024</relative-time></body></html>""",
    )
    assert (found.title.en, found.kind) == ("step-labels: 800 labels of steps", Kind.REPO)
    assert (found.organizations, found.authors, found.published) == (("ada-lab",), (), None)
    assert found.abstract == "800 labels of steps"


def test_a_paper_of_an_anthology() -> None:
    found = read(
        "https://aclanthology.org/2023.acl-long.1/",
        """<!doctype html><html lang=en-us><head><title>One Step at a Time - ACL Anthology</title>
        <meta content="One Step at a Time" name=citation_title><meta content="Ada Bell" name=citation_author>
        <meta content="Carl Dee" name=citation_author>
        <meta content="Proceedings of the 61st Annual Meeting" name=citation_conference_title>
        <meta content="2023/07" name=citation_publication_date>
        <meta content="10.18653/v1/2023.acl-long.1" name=citation_doi>
        <meta content="https://aclanthology.org/2023.acl-long.1.pdf" name=citation_pdf_url>
        <link rel=canonical href=https://aclanthology.org/2023.acl-long.1></head>
        <body><h2>One Step at a Time</h2></body></html>""",
    )
    assert (found.title.en, found.kind, found.authors) == ("One Step at a Time", Kind.PAPER, ("Ada Bell", "Carl Dee"))
    assert (found.ids.doi, str(found.published)) == ("10.18653/v1/2023.acl-long.1", "2023-07")
    assert found.links.pdf == "https://aclanthology.org/2023.acl-long.1.pdf"


def test_a_talk() -> None:
    found = read(
        "https://www.youtube.com/watch?v=eaAonE58sLU",
        """<!DOCTYPE html><html lang="en"><head><title>Learning to think - YouTube</title><meta name="title"
        content="Learning to think"><meta property="og:site_name" content="YouTube"><meta property="og:title"
        content="Learning to think"><link rel="canonical" href="https://www.youtube.com/watch?v=eaAonE58sLU">
        </head><body><div itemscope itemtype="http://schema.org/VideoObject"><meta itemprop="datePublished"
        content="2024-09-21T09:00:00-07:00"></div></body></html>""",
    )
    assert (found.title.en, found.kind, str(found.published)) == ("Learning to think", Kind.TALK, "2024-09-21")


def test_a_blog_without_any_tags() -> None:
    found = read(
        "https://ada.github.io/posts/2023-06-23-agents/",
        """<!DOCTYPE html><html lang="en"><head><title>How agents plan | Ada's Log</title></head><body><header>
        <h1>How agents plan</h1><time datetime="2023-06-23">June 23, 2023</time></header><p>Text.</p>
        <footer>© 2025 Ada</footer></body></html>""",
    )
    assert (found.title.en, str(found.published)) == ("How agents plan", "2023-06-23")


@pytest.mark.parametrize(
    "html",
    [
        "<title>Just a moment...</title><body>Enable JavaScript and cookies to continue</body>",
        "<title></title><body><noscript>You need to enable JavaScript to run this app.</noscript></body>",
        "<title>环境异常</title><body>当前环境异常，完成验证后即可继续访问。</body>",
        "<title>YouTube</title><body></body>",
        "",
    ],
)
def test_no_title_is_better_than_a_wrong_one(html: str) -> None:
    with pytest.raises(PageError):
        read("https://www.youtube.com/watch?v=eaAonE58sLU", html)
