"""The days that the explorer's slider goes through, and the phases of funding under it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from api.web.charts.phases import Phase, Timeline
from graph.days import DATED_NODES, Calendar, Period
from graph.schema import FundedBy, FundingInstrument, Project
from graph.store import Store
from graph.store.answers import all_facts, kept
from graph.wording import name_of

MOST_PHASES = 8
LONG = 25
"""So many years are gone through by quarters, more by whole years."""


@kept
def timeline(store: Store) -> Timeline | None:
    """Return the time that the data speak of; None where they name no two days."""
    facts = all_facts(store)
    calendar = Calendar(facts)
    if calendar.span is None or calendar.span[0] == calendar.span[1]:
        return None
    names = {one.id: name_of(one) for one in facts.nodes(FundingInstrument)}
    found: dict[tuple[str, str | None], list[Period]] = defaultdict(list)
    projects = {one.id for one in facts.nodes(Project)}
    funded = {one.id: one for kind in DATED_NODES for one in facts.nodes(kind)}
    for tie in facts.relations(FundedBy):
        # A project is paid for while it runs; of a cluster that runs on, an undated support tells nothing.
        if tie.since or tie.until or tie.start in projects:
            found[names[tie.end], tie.call].append(_within(calendar.period(tie), calendar.period(funded[tie.start])))
    phases = [phase for (name, call), periods in found.items() if (phase := _phase(name, call, periods))]
    largest = sorted(phases, key=lambda one: (-one.number, one.name, one.call or ""))[:MOST_PHASES]
    return Timeline(_days(*calendar.span), sorted(largest, key=lambda one: (one.start, one.end, one.name)))


def _phase(name: str, call: str | None, periods: Sequence[Period]) -> Phase | None:
    """Return the phase that these periods make; None where no start, or no end, is known of any."""
    starts = [day for one in periods if (day := one.start or one.not_before)]
    ends = [day for one in periods if (day := one.end or one.not_after)]
    if not starts or not ends:
        return None
    is_open = any(one.start is None or one.end is None for one in periods)
    return Phase(name, call, len(periods), min(starts), max(ends), is_open)


def _within(own: Period, whole: Period) -> Period:
    """Return a period with the bounds of the whole that it lies in, where its own first or last day is not known."""
    return replace(own, not_before=whole.start or whole.not_before, not_after=whole.end or whole.not_after)


def _days(first: date, last: date) -> list[date]:
    months = (1, 4, 7, 10) if last.year - first.year <= LONG else (1,)
    return [first, *_between(first, last, months), last]


def _between(first: date, last: date, months: Iterable[int]) -> list[date]:
    every = (date(year, month, 1) for year in range(first.year, last.year + 1) for month in months)
    return [day for day in every if first < day < last]
