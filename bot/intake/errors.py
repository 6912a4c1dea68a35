"""What keeps an importer from its source: nothing about the records in it, which are skipped one by one."""


class SourceError(Exception):
    """A source could not be read, or not to its end; prints as ``what: remedy`` and names no secret."""

    def __init__(self, what: str, remedy: str) -> None:
        self.what = what
        self.remedy = remedy
        super().__init__(f"{what}: {remedy}")
