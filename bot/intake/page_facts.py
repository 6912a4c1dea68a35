"""What a page says of itself, before anybody has judged it: texts as they are, but plain and on one line."""

from pydantic import BaseModel, ConfigDict


class Facts(BaseModel):
    """Empty where the page does not say. It goes from one process to another as JSON."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = ""  # perhaps with the site's name
    site: str = ""
    authors: tuple[str, ...] = ()
    organizations: tuple[str, ...] = ()
    published: str = ""  # as written, whatever that is
    language: str = ""
    canonical: str = ""  # absolute
    doi: str = ""
    arxiv: str = ""
    venue: str = ""  # conference or journal
    pdf: str = ""  # absolute
    abstract: str = ""
    scholarly: bool = False  # it has the tags of a paper
    owned_by: str = ""  # of a repository: "organization" or "user"
