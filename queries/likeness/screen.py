"""What there is already that a new application resembles."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, ClassVar

import numpy as np

from graph.errors import BadInputError
from graph.messages import Message
from graph.progress import track
from graph.store import Store
from graph.store.answers import kept
from queries.asking.question import FromFile, Rows, question
from queries.likeness.aligned import Aligned, aligned
from queries.likeness.applications import Application, by_name, read, typed
from queries.likeness.duplicates import Compared, Duplicate, LikenessEvidence, ranked
from queries.likeness.index import Index, index
from queries.likeness.initiative import Initiative, initiatives
from queries.lookup.entities import Entity, entities, resolve

BEFORE = "precursor"
WORTH_A_LOOK = 0.05
"""What is likelier than this to be one initiative or its sequel is shown, though chance be the likelier kind."""
NOTHING = "nothing_alike"


@dataclass(frozen=True, slots=True)
class Screened:
    """An initiative that an application resembles: how, why, whom both name, and what was already paid for it.

    `kind` is as in `duplicates`, but `precursor` where the initiative came first and the application goes on with it,
    and `cannot_tell` where chance is the likeliest and the score says that it may be one or its sequel.
    Of an application of which nothing is said there is one row without an initiative and with rank 0: `cannot_tell`
    where it says too little, else `nothing_alike`.
    `paid_eur` is its grant, null where unknown. `aligned` are the sentences of both that say the same, the
    application's first.
    """

    BRIEF: ClassVar = tuple("application title rank name kind score partners paid_eur start aligned".split())

    application: int
    title: str
    rank: int
    id: str | None
    name: str | None
    kind: str
    score: float | None
    bits: float | None = None
    evidence: tuple[LikenessEvidence, ...] = ()
    partners: tuple[str, ...] = ()
    paid_eur: float | None = None
    start: date | None = None
    end: date | None = None
    aligned: tuple[Aligned, ...] = ()
    sources: tuple[str, ...] = ()


@question
def screen(
    store: Store,
    *,
    title: Annotated[str | None, "the title of one application"] = None,
    abstract: Annotated[str | None, "what it is about"] = None,
    partners: Annotated[str | None, "who applies: names apart by ';'"] = None,
    start: Annotated[str | None, "when it would start (YYYY-MM-DD)"] = None,
    instrument: Annotated[str | None, "under which instrument (name or id)"] = None,
    file: Annotated[
        str | None, "a list of applications: title, abstract, partners, start", FromFile(told_whole=False, needed=True)
    ] = None,
    most: Annotated[int, "so many initiatives an application"] = 5,
    seed: Annotated[int, "which random pairs show how common a likeness is"] = 0,
) -> list[Screened]:
    """What exists that is the same as a new application, precedes it, or runs beside it, with the evidence.

    Each application is compared, as `duplicates` compares two initiatives, with the ten most like it in title, text and
    partners: what words weigh, how common a likeness is and the prior are those of the initiatives that are loaded.
    Sentences that say the same stand side by side (cosine of character 3- to 5-grams of at least 0.35). A partner
    counts as known where its name, case and accents aside, is a name of one organisation or cluster alone. Where there
    is too little text and no partner in common, that is all that is said of the application. Where chance is the
    likeliest, but a score of 0.05 or more says that it may be one or its sequel, it is shown as cannot_tell. It finds
    what resembles, it does not judge: a precursor may be the best reason to fund, and what is not loaded is not found.
    """
    applications = _asked(title, abstract, partners, start, file)
    under = frozenset([resolve(entities(store), instrument).id]) if instrument else frozenset[str]()
    if len(initiatives(store)) < 2:
        return Rows(notes=[Message("There are no projects in the store to compare with: load a source of projects.")])
    known = index(store, seed)
    rows: list[Screened] = []
    for one in track(applications, "applications screened", len(applications)):
        asked = one.initiative(_names(store), under)
        rows += _screened(store, known, one, asked, most) or [_silent(one, asked)]
    return Rows(rows, _notes(len(applications), [row for row in rows if not row.rank]))


def _silent(asked: Application, one: Initiative) -> Screened:
    return Screened(asked.number, asked.title, 0, None, None, NOTHING if one.legible else "cannot_tell", None)


def _asked(
    title: str | None, abstract: str | None, partners: str | None, start: str | None, file: str | None
) -> list[Application]:
    if file is not None:
        return read(file)
    if not (title or "").strip() and not (abstract or "").strip():
        raise BadInputError("There is nothing to screen: give a title, an abstract, or a list of applications.")
    return [typed(title or "", abstract, partners, start)]


@kept
def _names(store: Store) -> Mapping[str, Entity]:
    return by_name(entities(store).values())


def _screened(store: Store, known: Index, asked: Application, one: Initiative, most: int) -> list[Screened]:
    places = known.near(one)
    if not places:
        return []
    beside, vectors = known.beside(one, places)
    compared = Compared(beside, vectors, known.by_chance)
    theirs = np.arange(len(places), dtype=np.int64)
    found = compared.rows(theirs, np.full(len(places), len(places), dtype=np.int64), speaking=True)
    told = ranked(replace(row, kind=kind) for row in found if (kind := _kind(row)) is not None)
    by_id = {initiative.id: initiative for initiative in beside}
    return [_row(store, known, asked, one, by_id[row.a], row, rank) for rank, row in enumerate(told[:most], 1)]


def _kind(row: Duplicate) -> str | None:
    """Return the kind to show; None of what nothing but chance makes alike, and of what says too little."""
    if row.kind not in ("coincidental", "cannot_tell"):
        return row.kind
    return "cannot_tell" if (row.score or 0.0) >= WORTH_A_LOOK else None


def _row(
    store: Store, known: Index, asked: Application, one: Initiative, other: Initiative, row: Duplicate, rank: int
) -> Screened:
    earlier = one.start is None or other.start is None or other.start <= one.start
    names = entities(store)
    return Screened(
        asked.number,
        asked.title,
        rank,
        other.id,
        other.name,
        BEFORE if row.kind == "follow_up" and earlier else row.kind,
        row.score,
        row.bits,
        row.evidence,
        tuple(sorted(names[who].name for who in one.participants & other.participants)),
        other.amounts[0],
        other.start,
        other.end,
        aligned(known.corpus, one.text, other.text),
        other.sources,
    )


def _notes(count: int, silent: list[Screened]) -> Iterable[Message]:
    few = tuple(Message("%(number)s (%(title)s)", number=one.application, title=one.title) for one in silent[:10])
    if nothing := sum(one.kind == NOTHING for one in silent):
        yield Message(
            "Of %(count)s applications %(nothing)s resemble nothing that is loaded.", count=count, nothing=nothing
        )
    if mute := len(silent) - nothing:
        yield Message("%(mute)s say too little to compare: fewer than two words, and no partner in common.", mute=mute)
    if silent:
        yield Message("Nothing is said of: %(few)s.", few=few)
