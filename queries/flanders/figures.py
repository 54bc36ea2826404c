"""Figures that a source states about a programme and that its own tables add up to.

A figure is a property that a source claims of a funding instrument, and a function that computes the same from the
graph. `contradictions` and `evaluate report` compare the two.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import partial

from graph.messages import Message
from queries.flanders.programme import Computed, Programme

Figure = Callable[[Programme], Computed]

MAXIMUM_GRANT = 450_000
REPORTED = date(2020, 5, 14)
TERM_DAYS = 3 * 365.25


def clusters(programme: Programme) -> Computed:
    """How many clusters the instrument supports."""
    return Computed(len(programme.clusters), "Tabel 3", "counted")


def of_call(number: str, programme: Programme) -> Computed:
    """How many clusters a call supported."""
    return Computed(sum(c.call == number for c in programme.clusters), "Tabel 3", "counted")


def of_model(model: str, programme: Programme) -> Computed:
    """How many clusters have a model."""
    return Computed(sum(c.model == model for c in programme.clusters), "Tabel 7", "counted")


def members(programme: Programme, model: str | None = None) -> Computed:
    """Members reported, of the clusters of a model or of all; targets of those that have not reported do not count."""
    return _sum({c.name: c.members for c in programme.clusters if model in (None, c.model)}, "Tabel 7")


def collaborations(programme: Programme) -> Computed:
    """Collaborations reported, of the clusters that have reported."""
    return _sum({c.name: c.collaborations for c in programme.clusters}, "Tabel 7")


def grants(programme: Programme, call: str | None = None) -> Computed:
    """The grants of a call, or of all."""
    return _sum({c.name: c.grant_eur for c in programme.clusters if call in (None, c.call)}, "Tabel 8", bound=True)


def grants_where(test: Callable[[float], bool], programme: Programme) -> Computed:
    """How many grants pass a test."""
    amounts = {c.name: c.grant_eur for c in programme.clusters}
    known = [amount for amount in amounts.values() if amount is not None]
    return Computed(
        sum(test(amount) for amount in known),
        "Tabel 8",
        "counted",
        _missing(amounts),
        bound=len(known) < len(amounts),
    )


def members_where_grant(test: Callable[[float], bool], programme: Programme) -> Computed:
    """Members of the clusters whose grant passes a test."""
    chosen = {c.name: c.members for c in programme.clusters if c.grant_eur is not None and test(c.grant_eur)}
    return _sum(chosen, "Tabel 7 and 8")


def share_of_members(test: Callable[[float], bool], programme: Programme) -> Computed:
    """Members of the clusters whose grant passes a test, as a percentage of those of all clusters with a grant."""
    counted = [(c.members, c.grant_eur) for c in programme.clusters if c.members and c.grant_eur]
    chosen = sum(number for number, amount in counted if test(amount))
    value = 100 * chosen / sum(number for number, _ in counted)
    return Computed(round(value, 1), "Tabel 7 and 8", "divided", tolerance=0.05)


def smallest_grant(programme: Programme) -> Computed:
    """Which cluster has the smallest grant that is known."""
    known = [(c.grant_eur, c.name) for c in programme.clusters if c.grant_eur is not None]
    return Computed(min(known)[1], "Tabel 8", "ranked")


def equal_fees(programme: Programme) -> Computed:
    """How many clusters ask the same fee of every member."""
    return Computed(
        sum(c.fee_min is not None and c.fee_min == c.fee_max for c in programme.clusters), "Tabel 8", "counted"
    )


def ended_by(day: date, programme: Programme, after: date = date.min) -> Computed:
    """How many clusters' funding ended after one day and by another."""
    ends = [c.end_date for c in programme.clusters if c.end_date]
    return Computed(sum(after < end <= day for end in ends), "Tabel 7", "counted")


def applications(programme: Programme) -> Computed:
    """How many projects between clusters there are."""
    return Computed(len(programme.projects()), "Tabel 10", "counted")


def applications_between(kinds: set[str], programme: Programme) -> Computed:
    """How many projects between clusters have participants of all of these kinds."""
    having = [{programme.kinds[c] for c in who} for who in programme.projects().values()]
    return Computed(sum(kinds <= found for found in having), "Tabel 10", "counted")


def participations(model: str, programme: Programme) -> Computed:
    """How often clusters of a model take part in projects between clusters."""
    chosen = {c.id for c in programme.clusters if c.model == model}
    return Computed(sum(who in chosen for who, _ in programme.participations), "Tabel 7 and 10", "counted")


def without_project(call: str, programme: Programme) -> Computed:
    """Which clusters of a call take part in no project between clusters."""
    active = {who for who, _ in programme.participations}
    idle = [c.name for c in programme.clusters if c.call == call and c.id not in active]
    return Computed(", ".join(sorted(idle)), "Tabel 10", "counted")


def largest(number: int, programme: Programme) -> Computed:
    """The clusters with the most members, by name."""
    counted = sorted((-(c.members or 0), c.name) for c in programme.clusters)
    return Computed(", ".join(sorted(name for _, name in counted[:number])), "Tabel 7", "ranked")


def share(part: str, whole: str, locator: str, programme: Programme) -> Computed:
    """One claimed figure as a percentage of another."""
    value = 100 * programme.claimed[(part, locator)] / programme.claimed[(whole, locator)]
    return Computed(round(value, 1), locator, "divided", tolerance=0.05)


def total(parts: tuple[str, ...], locator: str, programme: Programme, tolerance: float | None = None) -> Computed:
    """The sum of claimed figures; the roundings of its parts add up to `tolerance`."""
    value = _plain(sum(programme.claimed[(part, locator)] for part in parts))
    return Computed(value, locator, "summed", tolerance=tolerance)


def at_maximum(programme: Programme) -> Computed:
    """How many grants are the highest that may be.

    Where all grants over 400,000 euro that are claimed are known, none of the unknown ones can be.
    """
    counted = grants_where(lambda amount: amount >= MAXIMUM_GRANT, programme)
    large = grants_where(lambda amount: amount > 400_000, programme)
    is_whole = large.value == programme.claimed.get(("grants_over_400k", "3.1"))
    return replace(counted, bound=False, note="") if is_whole else counted


def in_first_half(call: str, programme: Programme) -> Computed:
    """How many clusters of a call were in the first half of three years when the report came out."""
    ends = [c.end_date for c in programme.clusters if c.call == call and c.end_date]
    return Computed(sum((end - REPORTED).days > TERM_DAYS / 2 for end in ends), "Tabel 7", "counted")


_FIGURES: Mapping[str, Figure | tuple[Figure, ...]] = {
    "clusters": clusters,
    "clusters_call_1": partial(of_call, "1"),
    "clusters_call_2": partial(of_call, "2"),
    "clusters_embedded": partial(of_model, "embedded"),
    "clusters_independent": partial(of_model, "independent"),
    "clusters_ended_by_end_2019": partial(ended_by, date(2019, 12, 31)),
    "clusters_ended_in_first_quarter_2020": partial(ended_by, date(2020, 3, 31), after=date(2019, 12, 31)),
    "clusters_ending_second_half_2021": partial(ended_by, date(2021, 12, 31), after=date(2021, 6, 30)),
    "clusters_with_most_members": partial(largest, 3),
    "members_total": (members, partial(total, ("members_independent", "members_embedded"), "3.1")),
    "members_independent": partial(members, model="independent"),
    "members_embedded": partial(members, model="embedded"),
    "members_of_grants_over_400k": partial(members_where_grant, lambda amount: amount > 400_000),
    "members_of_grants_up_to_400k": partial(members_where_grant, lambda amount: amount <= 400_000),
    "members_share_of_grants_over_400k_percent": partial(share_of_members, lambda amount: amount > 400_000),
    "smallest_grant": smallest_grant,
    "members_share_of_target_percent": partial(share, "members_total", "members_target_total", "Tabel 5"),
    "new_members_share_of_target_percent": partial(share, "new_members_total", "new_members_target_total", "Tabel 5"),
    "new_members_total": partial(total, ("new_members_independent", "new_members_embedded"), "3.1"),
    "collaborations_total": collaborations,
    "collaborations_share_of_target_percent": partial(
        share, "collaborations_total", "collaborations_target_total", "Tabel 5"
    ),
    "grant_total_call_1": partial(grants, call="1"),
    "grant_total_call_2": partial(grants, call="2"),
    # Members pay as much as the government does (1.2), so the grants of both calls are the members' money too.
    "cofinancing_total_eur": partial(total, ("grant_total_call_1", "grant_total_call_2"), "1.2", tolerance=100_000),
    "clusters_call_2_in_first_half": partial(in_first_half, "2"),
    "grants_at_maximum": at_maximum,
    "grants_under_300k": partial(grants_where, lambda amount: amount < 300_000),
    "grants_over_400k": partial(grants_where, lambda amount: amount > 400_000),
    "clusters_with_equal_fees": equal_fees,
    "applications_total": applications,
    "applications_with_spc": partial(applications_between, {"IBN", "SPC"}),
    "participations_embedded": partial(participations, "embedded"),
    "participations_independent": partial(participations, "independent"),
    "call_1_clusters_without_application": partial(without_project, "1"),
    "approved_total": partial(total, ("approved_call_2017", "approved_call_2018"), "3.2"),
    "response_share_percent": partial(share, "survey_responses", "survey_invited", "1.3"),
}

FIGURES: Mapping[str, tuple[Figure, ...]] = {
    name: ways if isinstance(ways, tuple) else (ways,) for name, ways in _FIGURES.items()
}
"""The ways to compute each figure that a source may claim of an instrument, by the claim's property."""


def _sum(values: Mapping[str, float | None], places: str, *, bound: bool = False) -> Computed:
    known = [value for value in values.values() if value is not None]
    return Computed(_plain(sum(known)), places, "summed", _missing(values), bound=bound and len(known) < len(values))


def _plain(value: float) -> int | float:
    return int(value) if float(value).is_integer() else value


def _missing(values: Mapping[str, float | None]) -> str:
    names = sorted(name for name, value in values.items() if value is None)
    return Message("without %(names)s, for which nothing is reported", names=", ".join(names)) if names else ""
