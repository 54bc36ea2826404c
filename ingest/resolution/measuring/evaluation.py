"""How good entity resolution is: precision, recall and F1 on pairs of which it is known whether they are one."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from graph.judgements import MatchEvidence
from graph.messages import Message
from ingest.resolution import agreement, comparison, names
from ingest.resolution.measuring import alone, labelled
from ingest.resolution.measuring.alone import Named, Outcome
from ingest.resolution.measuring.labelled import Address, Pair
from ingest.resolution.surroundings import partner_evidence, place_evidence


@dataclass(frozen=True, slots=True)
class ResolutionQuality:
    """One line: a set of pairs, judged at one threshold of probability.

    `decides` is what happens from the threshold on: joined without asking (names must also leave no word unexplained),
    taken for one where nobody can be asked, or shown to a person. A set of positives alone has a recall only. Low and
    high are 95 % intervals (Wilson 1927).
    """

    pairs_of: str
    decides: str
    precision: float | None
    recall: float | None
    f1: float | None
    pairs: int
    positives: int
    threshold: float
    precision_low: float | None = None
    precision_high: float | None = None
    recall_low: float | None = None
    recall_high: float | None = None


METHOD = Message(
    "Names alone: each name is a record without country and address, decided as a load decides. CORDIS names are in "
    "the list of their year and the PIC is the truth, so that a participant registered twice counts as an error; of "
    "one in four organisations of ROR each kind and language of name is a list. Organisations are dealt out by a hash: "
    "rules are made while looking at the errors of one half, the held-out half is only counted (legal forms and "
    "thresholds were chosen while looking at all of CORDIS, before there were halves). "
    "Intervals take pairs of one group for as alike as they are (Wilson, with a design effect). Elsewhere "
    "pairs of names are scored by their words and letters alone (Fellegi-Sunter, weights fitted on the names of other "
    "organisations); precision, recall and F1 count the pairs at or above the threshold, and what is joined without "
    "asking must also leave no word unexplained. CORDIS: names of one PIC in four yearly lists; a variant has a token "
    "sort ratio of 80 or more, a rename of less than 50. Negatives are the names nearest to these by letter groups, "
    "which is harder than chance. Of changed and renamed organisations recall alone is shown, with names alone, with "
    "address, and with address and shared partners (their projects dealt out in turn to two records). Of an "
    "affiliation the part between commas that fits best counts."
)


def quality(data: Path, pairs: Path | None = None) -> list[ResolutionQuality]:
    """Return the quality on the file of pairs, or else on the open data in a folder.

    Raise NotLoadedError where that folder is not there.
    """
    if pairs is not None:
        return _lines(pairs.name, labelled.of_file(pairs))
    return [
        *of_names_alone("CORDIS, names alone", alone.cordis_names(data)),
        *of_names_alone("ROR, names and aliases alone", alone.ror_names(data)),
        *of_cordis(data),
        *_lines("ROR, names and aliases", labelled.of_ror(data)),
        *_lines("Crossref affiliations", labelled.of_crossref(data)),
    ]


def of_names_alone(name: str, named: Sequence[Named]) -> list[ResolutionQuality]:
    """Return what the program itself decides of names in lists, by half: joined without asking, and joined or asked.

    A pair counts as joined where its records end in one group; "joined or asked" has no precision of its own, for a
    person answers.
    """
    found = alone.decided(named)
    return [line for half, outcome in found.items() for line in _of_outcome(f"{name}, {half}", outcome)]


def _of_outcome(name: str, found: Outcome) -> Iterator[ResolutionQuality]:
    told, joined, reached = found.precision, found.joined, found.reached
    f1 = 2 * told.right / (told.of + joined.of) if told.of and joined.of else None
    line = ResolutionQuality(
        name, "joined without asking", told.value, joined.value, f1, joined.of, joined.of, comparison.SAME,
        told.low, told.high, joined.low, joined.high,
    )  # fmt: skip
    yield line
    yield replace(
        line, decides="joined or asked", precision=None, f1=None, recall=reached.value, threshold=comparison.REVIEW,
        precision_low=None, precision_high=None, recall_low=reached.low, recall_high=reached.high,
    )  # fmt: skip


def of_cordis(data: Path) -> list[ResolutionQuality]:
    """Return the quality on CORDIS's names alone: of variants, of changed names, and of organisations renamed."""
    pairs = labelled.of_cordis(data)
    variants = [pair for pair in pairs if pair.kind == "variant" or not pair.same]
    changed = [pair for pair in pairs if pair.kind == "changed"]
    renamed = [pair for pair in pairs if pair.kind == "renamed"]
    return [
        *_lines("CORDIS, variants of a name", variants),
        *_lines("CORDIS, changed names", changed),
        *_lines("CORDIS, renamed", renamed),
        *_lines("CORDIS, renamed, with address", renamed, _with_address),
        *_lines("CORDIS, renamed, with address and partners", renamed, _with_partners),
    ]


def version(data: Path, pairs: Path | None = None) -> str:
    """Return what tells one file of pairs from another, as an answer's data version."""
    where = pairs or data / "cordis_h2020" / "organisation_names.csv.gz"
    return hashlib.sha256(where.read_bytes()).hexdigest()[:12] if where.is_file() else "none"


def _lines(name: str, pairs: Sequence[Pair], score: Callable[[Pair], float] | None = None) -> list[ResolutionQuality]:
    likely = [(score or _probability)(pair) for pair in pairs]
    joined = [
        p if p < comparison.SAME or _agree(pair) else comparison.LIKELY for p, pair in zip(likely, pairs, strict=True)
    ]
    return [
        _line(name, "taken for one", pairs, likely, comparison.LIKELY),
        _line(name, "joined without asking", pairs, joined, comparison.SAME),
        _line(name, "shown to a person", pairs, likely, comparison.REVIEW),
    ]


def _line(
    name: str, decides: str, pairs: Sequence[Pair], likely: Sequence[float], threshold: float
) -> ResolutionQuality:
    found = [p >= threshold for p in likely]
    positives = sum(pair.same for pair in pairs)
    right = sum(pair.same and hit for pair, hit in zip(pairs, found, strict=True))
    joined = sum(found) if positives < len(pairs) else None
    return replace(_counted(name, decides, right, joined, positives, threshold), pairs=len(pairs))


def _counted(
    name: str, decides: str, right: int, joined: int | None, positives: int, threshold: float
) -> ResolutionQuality:
    """Return the shares of counts: of `joined` pairs `right` are of one organisation, of `positives` in all."""
    precise, recalled = alone.wilson(right, joined or 0), alone.wilson(right, positives)
    return ResolutionQuality(
        name,
        decides,
        right / joined if joined else None,
        right / positives if positives else None,
        2 * right / (joined + positives) if joined is not None and positives else None,
        positives,
        positives,
        threshold,
        *(precise or (None, None)),
        *(recalled or (None, None)),
    )


def _with_address(pair: Pair) -> float:
    found = comparison.compare(names.parse(pair.a), names.parse(pair.b))
    return comparison.probability((*found, *_address(pair.addresses)))


def _with_partners(pair: Pair) -> float:
    found = comparison.compare(names.parse(pair.a), names.parse(pair.b))
    return comparison.probability((*found, *_address(pair.addresses), *partner_evidence(pair.partners)))


def _probability(pair: Pair) -> float:
    """Return how likely the names are one; of an affiliation the part that fits best counts."""
    parts = [part for part in pair.a.split(",") if part.strip()] if pair.in_parts else [pair.a]
    return max(comparison.probability(comparison.compare(names.parse(part), names.parse(pair.b))) for part in parts)


def _agree(pair: Pair) -> bool:
    return agreement.agree(names.parse(pair.a), names.parse(pair.b))


def _address(addresses: tuple[Address, Address]) -> list[MatchEvidence]:
    a, b = addresses
    return list(
        place_evidence(
            ("country", a.country, b.country),
            ("town", names.folded(a.town), names.folded(b.town)),
            ("postcode", names.folded(a.postcode), names.folded(b.postcode)),
            ("street", names.folded(a.street), names.folded(b.street)),
        )
    )
