"""Toy ecosystems, small enough to work out every answer by hand.

`TRIANGLE` has three clusters around two hosts and three projects:

    host-x runs A and B; host-y runs B and C
    p1: A, B        p2: A, B        p3: B, C, firm-1
    A: water, air   B: water        C: fire

So A-B share two projects and a host, B-C one project and a host, A-C nothing; B is on the only path from A to C.
"""

import shutil
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from graph.facts import Facts
from graph.schema import (
    About,
    Cluster,
    ContinuesIn,
    FundedBy,
    FundingInstrument,
    Hosts,
    MemberOf,
    Node,
    Organisation,
    ParticipatesIn,
    Project,
    Relation,
    Source,
    Theme,
)
from graph.store import Store, open_store

REPORT = "source:toy:report"
PLACE = (f"{REPORT}#Table 1",)

A, B, C = "cluster:toy:a", "cluster:toy:b", "cluster:toy:c"
X, Y, FIRM = "organisation:toy:x", "organisation:toy:y", "organisation:toy:firm-1"
P1, P2, P3 = "project:toy:p1", "project:toy:p2", "project:toy:p3"
WATER, AIR, FIRE = "theme:toy:water", "theme:toy:air", "theme:toy:fire"
FUND = "instrument:toy:fund"


def _nodes() -> list[Node]:
    return [
        Source(id=REPORT, title="A toy report", published=date(2020, 1, 1), sources=PLACE),
        Cluster(id=A, name="Alpha", aliases=("Álpha", "A-team"), kind="IBN", call="1", model="independent",
                end_date=date(2020, 6, 30), members_reported=30, sources=PLACE),
        Cluster(id=B, name="Beta", kind="IBN", call="1", model="embedded", end_date=date(2020, 6, 30), sources=PLACE),
        Cluster(id=C, name="Gamma", kind="SPC", end_date=date(2026, 12, 31), sources=PLACE),
        Organisation(id=X, name="Host X", kind="federation", sources=PLACE),
        Organisation(id=Y, name="Host Y", kind="federation", sources=PLACE),
        Organisation(id=FIRM, name="Firm 1", kind="firm", sources=PLACE),
        Project(id=P1, title="Clean water for dairy farms", kind="intercluster", sources=PLACE),
        Project(id=P2, title="Clean water for dairy farms II", kind="intercluster", sources=PLACE),
        Project(id=P3, title="Steel bridges", kind="collaboration", sources=PLACE),
        Theme(id=WATER, label="water", sources=PLACE),
        Theme(id=AIR, label="air", sources=PLACE),
        Theme(id=FIRE, label="fire", sources=PLACE),
        FundingInstrument(id=FUND, name="The Fund", sources=PLACE),
    ]  # fmt: skip


def _relations() -> list[Relation]:
    hosts = [Hosts(start=s, end=e, sources=PLACE) for s, e in ((X, A), (X, B), (Y, B), (Y, C))]
    taking_part = ((A, P1), (B, P1), (A, P2), (B, P2), (B, P3), (C, P3), (FIRM, P3))
    projects = [ParticipatesIn(start=s, end=e, sources=PLACE) for s, e in taking_part]
    themes = [About(start=s, end=e, sources=PLACE) for s, e in ((A, WATER), (A, AIR), (B, WATER), (C, FIRE))]
    funding = [
        FundedBy(start=A, end=FUND, amount_eur=100_000.0, call="1", sources=PLACE),
        FundedBy(start=B, end=FUND, call="1", sources=PLACE),
        FundedBy(start=P1, end=FUND, amount_eur=5_000.0, call="2017", confidence=0.5, sources=PLACE),
    ]
    return [*hosts, *projects, *themes, *funding, ContinuesIn(start=A, end=X, outcome="absorbed", sources=PLACE)]


def triangle() -> Facts:
    """Return the triangle; no membership lists."""
    return Facts([*_nodes(), *_relations()])


def with_members() -> Facts:
    """Return the triangle with members: A has 1, 2, 3; B has 2, 3, 4; C has 4. A's list says that it is whole."""
    facts = triangle()
    facts.claim(A, "members_complete", "yes", REPORT, "Table 1")
    members = {A: (1, 2, 3), B: (2, 3, 4), C: (4,)}
    for number in range(1, 5):
        facts.add(Organisation(id=f"organisation:toy:m{number}", name=f"Member {number}", kind="firm", sources=PLACE))
    for cluster, numbers in members.items():
        facts.add(*(MemberOf(start=f"organisation:toy:m{n}", end=cluster, sources=PLACE) for n in numbers))
    return facts


def stored(folder: Path, facts: Facts) -> Store:
    """Return an embedded store in the folder that holds the facts; what was built once, in this order, is copied."""
    url = f"ladybug://{folder.as_posix()}"
    key = tuple(facts)
    if key in _BUILT and not (folder.is_dir() and any(folder.iterdir())):
        shutil.copytree(_BUILT[key], folder, dirs_exist_ok=True)
        return open_store(url)
    store = open_store(url)
    store.load(facts)
    if key not in _BUILT:
        _BUILT[key] = Path(_ROOM.name) / str(len(_BUILT))
        shutil.copytree(folder, _BUILT[key])
    return store.current()


_BUILT: dict[tuple[Node | Relation, ...], Path] = {}
_ROOM = TemporaryDirectory()
