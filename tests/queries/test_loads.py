"""What the last load changed of what sources say, on both stores."""

from dataclasses import replace

import pytest

from graph.errors import BadInputError
from graph.facts import Facts
from graph.schema import Cluster, MemberOf
from graph.store import Store
from graph.store.snapshots import SAID, pack
from queries.asking.desk import Desk
from queries.time.loads import loads
from tests.support import toys
from tests.support.toys import REPORT, B, C

NEW = "cluster:toy:new"


def later() -> Facts:
    """The toy's members without C's one, with a new cluster and another end of B."""
    kept = [one for one in toys.with_members() if not (isinstance(one, MemberOf) and one.end == C)]
    end = toys.with_members().node(Cluster, C)
    assert end is not None
    changed = [replace(one, end_date=end.end_date) if isinstance(one, Cluster) and one.id == B else one for one in kept]
    return Facts([*changed, Cluster(id=NEW, name="New", sources=(f"{REPORT}#Table 2",))])


def test_what_came_went_and_changed(store: Store) -> None:
    same = pack(Facts([Cluster(id="cluster:toy:else", name="Else")]))
    for facts in (toys.with_members(), later()):
        store.load(facts, {"members:toy": pack(facts), "other": same})
    with store.current() as now:
        answer = Desk().ask(loads, now)
        rows = [(row.source, row.what, row.kind, row.a, row.b, row.properties) for row in answer.rows]
        assert rows == [
            ("members:toy", "appeared", "Cluster", NEW, None, ()),
            ("members:toy", "ended", "MEMBER_OF", "organisation:toy:m4", C, ()),
            ("members:toy", "changed", "Cluster", B, None, ("end_date",)),
        ]
        assert (answer.rows[1].a_name, answer.rows[1].b_name) == ("Member 4", "Gamma")
        assert list(answer.notes) == ["The last load: 1 entities and ties came, 1 went, 1 have other values."]
        assert not Desk().ask(loads, now, of="other").rows
        assert set(now.earlier()) == {"members:toy", "other"}


def test_loading_the_same_again_keeps_what_was_before(store: Store) -> None:
    for facts in (toys.triangle(), later(), later()):
        store.load(facts, {"toy": pack(facts)})
    with store.current() as now:
        assert now.earlier() == {"toy": pack(toys.triangle())}


def test_the_last_versions_are_kept_of_what_sources_say(store: Store) -> None:
    """Eight loads, each with one cluster more; loading again, and a graph of the same sources, count for nothing."""
    said = [Facts(Cluster(id=f"cluster:toy:{k}", name=str(k)) for k in range(n)) for n in range(1, 9)]
    for facts in (*said, said[-1]):
        store.load(facts, {"toy": pack(facts)})
    store.load(said[0], {"toy": pack(said[-1])})
    with store.current() as now:
        kept = [now.earlier(back) for back in range(1, 8)]
        assert kept == [{"toy": pack(facts)} for facts in reversed(said[-SAID:-1])] + [{}] * (8 - SAID)
        assert [row.a_name for row in Desk().ask(loads, now, back=3).rows] == ["5", "6", "7"]
        between = Desk().ask(loads, now, back=4, to=2)
        assert [row.a_name for row in between.rows] == ["4", "5"]
        assert between.notes == (
            "From 4 loads ago to 2 loads ago: 2 entities and ties came, 0 went, 0 have other values.",
        )
        assert Desk().ask(loads, now, back=7).notes[0] == (
            "What the sources said 7 loads ago is not kept; at most the last 6 versions are."
        )
        for back, to in ((0, 0), (1, 1), (2, 3), (1, -1)):
            with pytest.raises(BadInputError, match="is not after"):
                Desk().ask(loads, now, back=back, to=to)


def test_after_the_first_load_nothing_earlier_is_known(store: Store) -> None:
    store.load(toys.triangle(), {"toy": pack(toys.triangle())})
    with store.current() as now:
        assert now.earlier() == {}
        assert Desk().ask(loads, now).notes[0] == "Of no load before the last is it known what the sources said."


def test_an_answer_of_loads_is_not_kept_with_the_version(store: Store) -> None:
    """First, second and first again: the version is that of the first load, the load before is another."""
    one, other = toys.triangle(), later()
    desk = Desk()
    store.load(one, {"toy": pack(one)})
    with store.current() as now:
        assert not desk.ask(loads, now).rows
        for facts in (other, one):
            now.load(facts, {"toy": pack(facts)})
        with now.current() as newest:
            assert desk.ask(loads, newest).rows
