"""The day that the data speak of."""

from collections.abc import Iterable
from datetime import UTC, date, datetime


def data_day(told: Iterable[date | None]) -> date:
    """Return the newest of the days on which a source was published or a member joined, else today."""
    today = datetime.now(UTC).date()
    return max((day for day in told if day is not None and day <= today), default=today)
