"""What a document probably is, by where it is: a first guess for the person who reviews it."""

import re

from bot.domain.address import Address
from bot.domain.entry import Kind

# By host; a host counts for those below it too (blog.example.org for example.org), the longest one first.
_HOSTS: dict[str, Kind] = {
    **dict.fromkeys(
        (
            "aclanthology.org",
            "arxiv.org",
            "biorxiv.org",
            "cvpr.thecvf.com",
            "dl.acm.org",
            "doi.org",
            "dx.doi.org",
            "ieeexplore.ieee.org",
            "ijcai.org",
            "jmlr.org",
            "link.springer.com",
            "medrxiv.org",
            "openaccess.thecvf.com",
            "openreview.net",
            "papers.neurips.cc",
            "papers.nips.cc",
            "papers.ssrn.com",
            "proceedings.iclr.cc",
            "proceedings.mlr.press",
            "proceedings.neurips.cc",
            "pubmed.ncbi.nlm.nih.gov",
            "sciencedirect.com",
            "semanticscholar.org",
        ),
        Kind.PAPER,
    ),
    **dict.fromkeys(
        ("bitbucket.org", "codeberg.org", "gitee.com", "github.com", "gitlab.com", "huggingface.co", "modelscope.cn"),
        Kind.REPO,
    ),
    **dict.fromkeys(
        ("bsky.app", "mastodon.social", "threads.net", "twitter.com", "weibo.cn", "weibo.com", "x.com"), Kind.THREAD
    ),
    **dict.fromkeys(
        ("b23.tv", "bilibili.com", "ted.com", "videolectures.net", "vimeo.com", "youtu.be", "youtube.com"), Kind.TALK
    ),
    **dict.fromkeys(
        (
            "coursera.org",
            "course.fast.ai",
            "deeplearning.ai",
            "edx.org",
            "icourse163.org",
            "learn.deeplearning.ai",
            "ocw.mit.edu",
            "udacity.com",
            "udemy.com",
            "xuetangx.com",
        ),
        Kind.COURSE,
    ),
    # Below a host of another kind, and not of it.
    **dict.fromkeys(
        (
            "blog.arxiv.org",
            "blog.deeplearning.ai",
            "blog.x.com",
            "gist.github.com",
            "github.blog",
            "info.arxiv.org",
        ),
        Kind.POST,
    ),
}
# Parts of a site that are something else than the rest of it.
_PARTS: tuple[tuple[str, re.Pattern[str], Kind], ...] = (
    ("huggingface.co", re.compile(r"/papers/.+"), Kind.PAPER),
    ("huggingface.co", re.compile(r"/(?:blog|posts)(?:/.*)?"), Kind.POST),
    ("huggingface.co", re.compile(r"/learn(?:/.*)?"), Kind.COURSE),
    ("github.com", re.compile(r"/(?:orgs/[^/]+|[^/]+/[^/]+)/discussions/.+"), Kind.THREAD),
    ("deeplearning.ai", re.compile(r"/the-batch(?:/.*)?"), Kind.POST),
    ("bilibili.com", re.compile(r"/(?:read|opus)/.+"), Kind.POST),
)


def kind_of(url: str) -> Kind:
    """A post where nothing else is known, and for what is no address."""
    try:
        address = Address.of(url)
    except ValueError:
        return Kind.POST
    for host in _upwards(address.host):
        for site, path, kind in _PARTS:
            if host == site and path.fullmatch(address.path):
                return kind
        if host in _HOSTS:
            return _HOSTS[host]
    return Kind.POST


def _upwards(host: str) -> list[str]:
    """The host and those it lies below: www.blog.example.org, blog.example.org, example.org, org."""
    labels = host.split(".")
    return [".".join(labels[at:]) for at in range(len(labels))]
