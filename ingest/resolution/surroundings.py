"""What is around two records, as evidence for or against: their addresses, and with whom they took part in what."""

from collections.abc import Iterator

from graph.judgements import MatchEvidence
from ingest.resolution.names import folded
from ingest.resolution.records import OrganisationRecord, Partners, domain

AGREES = {"country": 1.0, "town": 3.0, "postcode": 3.0, "street": 5.0, "website": 7.0}
DIFFERS = {"country": -8.0, "town": -1.5, "postcode": -1.0, "street": -0.5, "website": -1.0}
"""Bits for and against; an organisation has several addresses, and rarely two countries. Judgements of ours, rounded:
two Belgian firms share a town one time in ten, a street and number or a website one time in hundreds."""

PARTNER_WEIGHT, MOST_PARTNERS = 2.0, 3
SIDE_BY_SIDE = -6.0
"""Against: one list or project names both records, and would hardly name an organisation twice."""


def surrounding(a: OrganisationRecord, b: OrganisationRecord, partners: Partners) -> Iterator[MatchEvidence]:
    """Yield what the addresses and the partners of two records say."""
    yield from place_evidence(*zip(AGREES, places(a), places(b), strict=True))
    if together := a.events & b.events:
        yield MatchEvidence("named side by side", min(together), SIDE_BY_SIDE)
    yield from partner_evidence(partners.shared(a, b))


def places(record: OrganisationRecord) -> tuple[str, ...]:
    """Return a record's country, town, postcode, street and website as they are compared; "" where it has none."""
    return (
        record.country or "",
        *(folded(place) if place else "" for place in (record.town, record.postcode, record.street)),
        domain(record.website),
    )


def place_evidence(*told: tuple[str, str | None, str | None]) -> Iterator[MatchEvidence]:
    """Yield what two addresses say, feature by feature; a town says nothing more where both postcodes are known."""
    known = {feature for feature, left, right in told if left and right}
    for feature, left, right in told:
        if left and right and not (feature == "town" and "postcode" in known):
            same = left == right
            weight = AGREES[feature] if same else DIFFERS[feature]
            yield MatchEvidence(feature, left if same else f"{left} / {right}", weight)


def partner_evidence(shared: int) -> Iterator[MatchEvidence]:
    """Yield what shared partners say; more than MOST_PARTNERS say no more."""
    if shared:
        yield MatchEvidence("shared partners", str(shared), PARTNER_WEIGHT * min(shared, MOST_PARTNERS))
