"""The machine's clock. Besides the alarm nothing else in the app reads one: everybody is given ``now``."""

import datetime as dt


class SystemClock:
    """The Clock port."""

    def now(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC)
