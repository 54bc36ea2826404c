"""Which pairs of records are one organisation: registry ids first, then names, then names with address and graph.

The score is a sum of log2 likelihood ratios (Fellegi and Sunter 1969, doi 10.1080/01621459.1969.10501049), one a
feature. Above SAME the pair is joined without asking; from REVIEW on a person is asked; nothing below is kept.
"""

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
from rapidfuzz import fuzz

from graph.facts import Facts
from graph.judgements import Decision, Judgement, MatchEvidence, Verdict
from graph.measures.engine import LOCAL, Engine, Places
from graph.messages import Message
from graph.progress import Track, silently
from graph.schema import Organisation
from ingest.reading.registers import SCHEMES
from ingest.resolution import candidates, comparison, names
from ingest.resolution.agreement import may_join
from ingest.resolution.candidates import Sought, distinct
from ingest.resolution.commonness import Borne, Commonness
from ingest.resolution.compared import NOTHING, Compared, digest_of, fingerprint
from ingest.resolution.comparison import REVIEW, SAME
from ingest.resolution.contradictions import consistent, numbers_differ
from ingest.resolution.groups import Pair
from ingest.resolution.names import folded
from ingest.resolution.prospects import promising
from ingest.resolution.records import SETTLED, OrganisationRecord, Partners, domain, records_of, spellings, telling
from ingest.resolution.surroundings import surrounding

REGISTRY_WEIGHT = 30.0
"""A registry id that was checked is as good as certain: one error in a billion."""

REGISTRIES = SETTLED - SCHEMES
"""Of these the pairs found alike are kept from load to load."""

CROWD = 8
"""More organisations than this at one address are an incubator's tenants, and on one website a platform's users."""

WORTH_COMPARING = 2
"""Of all pairs of spellings of two records so many, the nearest by letters, are compared word by word."""


def decide(
    sources: Sequence[Facts],
    judgements: Iterable[Judgement] = (),
    track: Track = silently,
    engine: Engine = LOCAL,
    compared: Compared = NOTHING,
) -> list[Decision]:
    """Return what can be said of the sources' organisations, pair by pair, in order of their ids.

    A pair that a person has judged is left to that person. `compared` keeps what was found alike between registries;
    where these are unchanged they are not compared again, and the result is the same.
    """
    schemes = {node.id.split(":")[1] for facts in sources for node in facts.nodes(Organisation)}
    if len(schemes) <= 1 and schemes <= SETTLED:
        return []
    records = records_of(sources)
    said = [judgement for judgement in judgements if judgement.verdict != Verdict.UNSURE]
    told = {(judgement.a, judgement.b) for judgement in said}
    different = [(judgement.a, judgement.b) for judgement in said if judgement.verdict == Verdict.DIFFERENT]
    found = {(d.a, d.b): d for d in _by_registry(records)}
    found |= {(d.a, d.b): d for d in _by_name(records, track, engine, compared) if (d.a, d.b) not in found}
    decided = consistent((found[pair] for pair in found if pair not in told), records, different)
    return sorted(decided, key=lambda one: (one.a, one.b))


def _by_registry(records: dict[str, OrganisationRecord]) -> Iterator[Decision]:
    """Yield the pairs that share a registry's number, each record with the first that has it."""
    holders: defaultdict[tuple[str, str], list[OrganisationRecord]] = defaultdict(list)
    for record in records.values():
        for item in record.registry.items():
            holders[item].append(record)
    for (scheme, value), group in holders.items():
        first, *others = sorted(group, key=lambda record: record.id)
        for other in others:
            if not numbers_differ(first, other):
                shared = (MatchEvidence(scheme, value, REGISTRY_WEIGHT),)
                found = Decision(first.id, other.id, "review", comparison.probability(shared), 1.0, shared)
                yield _decided(found, first, other, same=True)


def _by_name(
    records: dict[str, OrganisationRecord], track: Track, engine: Engine, compared: Compared
) -> Iterator[Decision]:
    partners = Partners(records)
    looked = _looked(records, compared)
    commonness = Commonness(
        (looked[record.names[0]][0].split() for record in records.values() if record.names),
        _registered(records.values(), looked),
    )
    known, pairs = _known_and_open(records, partners, engine, compared, looked)
    fresh = {group: _alike(records, group_pairs, partners, track) for group, group_pairs in pairs.items()}
    for group, found in fresh.items():
        if group:
            compared.keep(group, found)
    for one in sorted((one for found in (*known, *fresh.values()) for one in found), key=lambda one: (one.a, one.b)):
        a, b = records[one.a], records[one.b]
        sure = one.verdict == "same" or (
            one.probability >= SAME and may_join(a, b, _nearest(a, b, _least(a, b, partners)), commonness)
        )
        yield _decided(one, a, b, same=sure)


def _looked(records: Mapping[str, OrganisationRecord], compared: Compared) -> dict[str, Sought]:
    """Return how each name is looked for, worked out once."""
    kept = compared.looked(name for record in records.values() if _group(record) for name in telling(record))
    names = dict.fromkeys(name for record in records.values() for name in telling(record))
    return {name: kept.get(name) or candidates.sought(name) for name in names}


def _registered(records: Iterable[OrganisationRecord], looked: Mapping[str, Sought]) -> Iterator[Borne]:
    """Yield each organisation of a register once by the words of each of its names."""
    for record in records:
        if record.scheme in SETTLED:
            for words in {looked[name][0] for name in telling(record)}:
                yield record.scheme, record.country, words


def worth_a_look(records: dict[str, OrganisationRecord], engine: Engine = LOCAL) -> list[Pair]:
    """Return the pairs of ids that are compared: names alike, one address or one website."""
    _, pairs = _known_and_open(records, Partners(records), engine, NOTHING, _looked(records, NOTHING))
    ids = sorted(records)
    return sorted({(ids[a], ids[b]) for found in pairs.values() for a, b in found.tolist()})


def _known_and_open(
    records: dict[str, OrganisationRecord],
    partners: Partners,
    engine: Engine,
    compared: Compared,
    looked: Mapping[str, Sought],
) -> tuple[list[tuple[Decision, ...]], dict[str, Places]]:
    """Return what was found alike before among records that are unchanged, and the pairs to compare by group.

    Pairs are places among the sorted ids. The group of pairs between two registries is named by all that their
    comparison depends on; that of lists, "", is compared each time.
    """
    known: list[tuple[Decision, ...]] = []
    pairs: defaultdict[str, list[Places]] = defaultdict(list)
    schemes: defaultdict[str, list[OrganisationRecord]] = defaultdict(list)
    for record in records.values():
        schemes[_group(record)].append(record)
    digests = {name: digest_of(group, partners) for name, group in schemes.items() if name and compared.keeps}
    places = {one: place for place, one in enumerate(sorted(records))}
    for left, right in itertools.combinations_with_replacement(sorted(schemes), 2):
        if left == right and left:
            continue
        key = fingerprint(digests.get(left, left), digests.get(right, right)) if left else ""
        before = compared.before(key) if key else None
        if before is not None:
            known.append(before)
        else:
            here, there = schemes[left], schemes[right]
            pairs[key] += [_pairs(here, there, engine, looked, places), _neighbours(here, there, engine, places)]
    return known, {key: distinct(np.concatenate(found)) for key, found in pairs.items()}


def _alike(
    records: dict[str, OrganisationRecord], pairs: Places, partners: Partners, track: Track
) -> tuple[Decision, ...]:
    """Return the pairs that are alike enough for a person, with the evidence; the value is 0 or 1.

    The verdict is "same" only where it is so however common the name is, which all other names tell.
    """
    kept = []
    likely_ones = promising(records, pairs, partners)
    for a, b in track(likely_ones, Message("Comparing organisations"), len(likely_ones)):
        if numbers_differ(a, b):
            continue
        around = tuple(surrounding(a, b, partners))
        nearest = _nearest(a, b, comparison.bits_for(REVIEW) - _total(around))
        found = (*(comparison.compare(*nearest) if nearest else ()), *around)
        likely = comparison.probability(found)
        if likely >= REVIEW:
            # Thirty numbered sites make hundreds of pairs, of which hardly any is one: they are asked after all others.
            last = nearest is not None and comparison.differ_by_number(*nearest)
            sure = likely >= SAME and may_join(a, b, nearest)
            kept.append(Decision(a.id, b.id, "same" if sure else "review", likely, 0.0 if last else 1.0, found))
    return tuple(kept)


def _least(a: OrganisationRecord, b: OrganisationRecord, partners: Partners) -> float:
    """Return how many bits two names must give to be shown to a person."""
    return comparison.bits_for(REVIEW) - _total(tuple(surrounding(a, b, partners)))


def _group(record: OrganisationRecord) -> str:
    """Return the registry of a record; "" for lists, and for national registers, of which there are many small ones."""
    return scheme if (scheme := record.scheme) in REGISTRIES else ""


def _pairs(
    here: Sequence[OrganisationRecord],
    there: Sequence[OrganisationRecord],
    engine: Engine,
    looked: Mapping[str, Sought],
    places: Mapping[str, int],
) -> Places:
    """Return the pairs worth a look: names alike, and not both of a registry that tells them apart."""
    left = [(record, name) for record in here for name in telling(record)]
    right = left if here is there else [(record, name) for record in there for name in telling(record)]
    others = None if here is there else [name for _, name in right]
    found = candidates.pairs([name for _, name in left], others, engine, looked)
    return _of_two(found, [record for record, _ in left], [record for record, _ in right], places)


def _of_two(
    found: Places,
    here: Sequence[OrganisationRecord],
    there: Sequence[OrganisationRecord],
    places: Mapping[str, int],
) -> Places:
    """Return pairs of places in two lists as places of two records, not both of a publisher that keeps them apart."""
    publishers = {scheme: number for number, scheme in enumerate(SETTLED)}
    sides = ((here, found[:, 0]), (there, found[:, 1]))
    of = [np.array([places[one.id] for one in side], np.int64)[at] for side, at in sides]
    keeper, other = (np.array([publishers.get(one.scheme, -1) for one in side], np.int64)[at] for side, at in sides)
    kept: Places = np.stack(of, axis=1)[(keeper != other) | (keeper < 0)]
    return kept


def _neighbours(
    here: Sequence[OrganisationRecord],
    there: Sequence[OrganisationRecord],
    engine: Engine,
    places: Mapping[str, int],
) -> Places:
    """Return the pairs at one address or website, whatever their names: an organisation may have been renamed."""
    left = [_places(one.street, one.postcode, one.website) for one in here]
    right = [_places(one.street, one.postcode, one.website) for one in there] if any(left) else []
    holders = Counter(place for places in (left if here is there else [*left, *right]) for place in places)
    few = [[place for place in places if holders[place] <= CROWD] for places in right]
    return _of_two(engine.same_key(left, few, CROWD), here, there, places)


@lru_cache(maxsize=200_000)
def _places(street: str | None, postcode: str | None, website: str | None) -> frozenset[str]:
    """Return the address of a record, where it has a number, and its website."""
    road, host = folded(street or ""), domain(website)
    numbered = postcode and any(letter.isdigit() for letter in road)
    return frozenset((f"{road} {folded(postcode or '')}" if numbered else "", host)) - {""}


def _nearest(a: OrganisationRecord, b: OrganisationRecord, least: float) -> tuple[names.Name, names.Name] | None:
    """Return the two spellings that fit best; None where none can give so many bits."""
    worth = [pair for pair in _spellings(a, b) if comparison.may_reach(*pair, least)]
    if len(worth) < 2:
        return worth[0] if worth else None
    return max(worth, key=lambda pair: _total(comparison.compare(*pair)))


def _spellings(a: OrganisationRecord, b: OrganisationRecord) -> list[tuple[names.Name, names.Name]]:
    """Return the pairs of spellings worth a full comparison: the nearest by letters, and what may be an acronym."""
    here, there = ([names.parse(name) for name in spellings(record)] for record in (a, b))
    if len(here) == len(there) == 1:
        return [(here[0], there[0])]
    ranked = sorted(itertools.product(here, there), key=lambda pair: -fuzz.ratio(pair[0].ordered, pair[1].ordered))
    rest = (pair for pair in ranked[WORTH_COMPARING:] if _may_be_acronym(*pair) or _may_be_acronym(*pair[::-1]))
    return [*ranked[:WORTH_COMPARING], *rest]


def _may_be_acronym(short: names.Name, long: names.Name) -> bool:
    return len(short.compact) <= 8 and len(long.words) >= 3 and long.compact.startswith(short.compact[:1])


def _decided(found: Decision, a: OrganisationRecord, b: OrganisationRecord, *, same: bool) -> Decision:
    weight = 1.0 if same else found.value
    value = weight * (1.0 + min(len(a.events), len(b.events)))
    return replace(found, verdict="same" if same else "review", value=value)


def _total(found: Sequence[MatchEvidence]) -> float:
    return sum(one.weight for one in found)
