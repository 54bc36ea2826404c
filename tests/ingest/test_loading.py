"""Several sources, one graph: a load replaces what its source said and touches nothing else; decisions hold."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from graph.errors import AmbiguousError, BadInputError, NotFoundError, StoreError
from graph.facts import Facts
from graph.judgements import Judgements
from graph.schema import Cluster, MemberOf, Organisation, ParticipatesIn, Project, Statement
from graph.store import Store
from ingest import loading
from ingest.changes import changes
from ingest.judging import ReviewDesk
from ingest.reading.audit import Audit
from ingest.reading.reading import ImportOptions
from ingest.sources.registry import requested

PLACE = ("source:x:s#row 1",)


def firm(identifier: str, name: str, **more: str) -> Organisation:
    return Organisation(id=identifier, name=name, sources=(f"source:{identifier.split(':')[1]}:s#row 1",), **more)  # type: ignore[arg-type]


def register() -> Facts:
    return Facts(
        [
            firm("organisation:kbo:0403170701", "Alfa Technologies", kbo="0403170701", country="BE", kind="firm"),
            firm("organisation:kbo:0202239951", "Proximus", kbo="0202239951", country="BE"),
        ]
    )


def european() -> Facts:
    return Facts(
        [
            firm("organisation:pic:1", "ALFA TECHNOLOGIES NV", pic="1", kbo="0403170701", country="BE", kind="other"),
            firm("organisation:pic:2", "Zeta Robotics GmbH", pic="2", country="DE"),
            Project(id="project:cordis:7", title="Seven", sources=PLACE),
            ParticipatesIn(start="organisation:pic:1", end="project:cordis:7", role="coordinator", sources=PLACE),
            ParticipatesIn(start="organisation:pic:2", end="project:cordis:7", sources=PLACE),
        ]
    )


def member_list(*names: str) -> Facts:
    facts = Facts([Cluster(id="cluster:members:flux50", name="Flux 50", sources=PLACE)])
    for number, name in enumerate(names):
        member = firm(f"organisation:members-flux50:m{number}", name)
        facts.add(member, MemberOf(start=member.id, end="cluster:members:flux50", sources=PLACE))
    return facts


def desk_of(store: Store, judged: Judgements) -> ReviewDesk:
    now = store.current()
    return ReviewDesk.of(loading.sources_of(now), judged, now.decisions())


@pytest.fixture
def judged(tmp_path: Path) -> Judgements:
    return Judgements(tmp_path / "home")


def graph(store: Store) -> Facts:
    return store.current().facts()


def names(store: Store) -> set[str | None]:
    return {node.name for node in graph(store).nodes(Organisation)}


def test_a_load_replaces_its_source_and_touches_no_other(store: Store, judged: Judgements) -> None:
    loading.load(store, judged, {"kbo": register(), "members:flux50": member_list("Beta Works", "Gamma Works")})
    before = graph(store)
    done = loading.load(store, judged, {"members:flux50": member_list("Beta Works")})
    assert done.sources == ("kbo", "members:flux50")
    assert names(store) == {"Alfa Technologies", "Proximus", "Beta Works"}
    done = loading.load(store, judged, {"members:flux50": member_list("Beta Works", "Gamma Works")})
    assert list(graph(store)) == list(before)
    assert done.data_version == before.version()


def test_loading_again_changes_nothing(store: Store, judged: Judgements) -> None:
    first = loading.load(store, judged, {"kbo": register(), "cordis": european()})
    again = loading.load(store, judged, {"cordis": european()})
    assert first == again


def test_unload_takes_a_source_out(store: Store, judged: Judgements) -> None:
    loading.load(store, judged, {"kbo": register()})
    alone = graph(store)
    loading.load(store, judged, {"cordis": european(), "members:flux50": member_list("Beta Works")})
    loading.unload(store, judged, "members")
    loading.unload(store, judged, "cordis")
    assert list(graph(store)) == list(alone)
    with pytest.raises(NotFoundError, match="No source 'cordis' is loaded; loaded are: kbo"):
        loading.unload(store, judged, "cordis")


def test_a_shared_registry_number_makes_one_organisation(store: Store, judged: Judgements) -> None:
    done = loading.load(store, judged, {"kbo": register(), "cordis": european()})
    assert done.merged == 1
    found = {node.id: node for node in graph(store).nodes(Organisation)}
    alfa = found["organisation:kbo:0403170701"]
    assert "organisation:pic:1" not in found
    assert (alfa.name, alfa.pic, alfa.kind) == ("Alfa Technologies", "1", "firm")
    assert alfa.other_ids == ("organisation:pic:1",)
    assert alfa.aliases == ("ALFA TECHNOLOGIES NV",)
    assert len(alfa.sources) == 2
    starts = {tie.start for tie in graph(store).relations(ParticipatesIn)}
    assert starts == {"organisation:kbo:0403170701", "organisation:pic:2"}


def test_what_sources_say_is_kept_as_theirs(store: Store, judged: Judgements) -> None:
    loading.load(store, judged, {"kbo": register(), "cordis": european()})
    said = [(one.property, one.value, one.source_id) for one in graph(store).nodes(Statement)]
    assert sorted(one for one in said if one[0] in ("kind", "pic")) == [
        ("kind", "firm", "source:kbo:s"),
        ("kind", "other", "source:pic:s"),
        ("pic", "1", "source:pic:s"),
    ]
    assert {one.entity_id for one in graph(store).nodes(Statement)} == {"organisation:kbo:0403170701"}


def test_a_list_names_a_cluster_that_another_source_describes(store: Store, judged: Judgements) -> None:
    known = Facts([Cluster(id="cluster:flanders:flux50", name="Flux50", kind="SPC")])
    done = loading.load(store, judged, {"flanders": known, "members:flux50": member_list("Beta Works")})
    assert [tie.end for tie in graph(store).relations(MemberOf)] == ["cluster:flanders:flux50"]
    assert done.new_clusters == ()
    assert loading.unload(store, judged, "flanders").new_clusters == ()


def test_a_cluster_is_new_only_when_nothing_knew_it_before(store: Store, judged: Judgements) -> None:
    first = loading.load(store, judged, {"members:flux50": member_list("Beta Works")})
    assert first.new_clusters == ("Flux 50",)
    assert loading.load(store, judged, {"members:flux50": member_list("Gamma Works")}).new_clusters == ()


def test_names_alike_are_joined_and_a_person_may_part_them(store: Store, judged: Judgements) -> None:
    listed = {"kbo": register(), "members:flux50": member_list("ALFA Technologies n.v.", "Beta Works")}
    done = loading.load(store, judged, listed)
    assert (done.merged, names(store)) == (1, {"Alfa Technologies", "Proximus", "Beta Works"})
    (decision,) = store.current().decisions("same")
    assert decision.probability > 0.97
    assert any(one.feature == "same words" and one.weight > 0 for one in decision.evidence)

    desk = desk_of(store, judged)
    desk.judge("ALFA Technologies n.v.", "organisation:kbo:0403170701", "different", author="An", note="a branch")
    loading.rebuild(store, judged)
    assert "ALFA Technologies n.v." in names(store)
    loading.load(store, judged, listed)
    assert "ALFA Technologies n.v." in names(store), "a judgement survives a reload"

    desk.judge("ALFA Technologies n.v.", "organisation:kbo:0403170701", "same", author="Jan")
    loading.rebuild(store, judged)
    assert "ALFA Technologies n.v." not in names(store)
    assert [(j.verdict, j.author) for j in judged.all()] == [("different", "An"), ("same", "Jan")]


def test_a_person_joins_what_names_cannot(store: Store, judged: Judgements) -> None:
    loading.load(store, judged, {"kbo": register(), "members:flux50": member_list("Oude Naam")})
    desk_of(store, judged).judge("Oude Naam", "Proximus", "same", author="An")
    loading.rebuild(store, judged)
    (node,) = [node for node in graph(store).nodes(Organisation) if node.name == "Proximus"]
    assert node.aliases == ("Oude Naam",)
    loading.unload(store, judged, "members")
    assert len(judged.all()) == 1
    loading.load(store, judged, {"members:flux50": member_list("Oude Naam")})
    assert "Oude Naam" not in names(store)


def test_a_yes_that_joins_what_a_person_called_different(store: Store, judged: Judgements) -> None:
    loading.load(store, judged, {"members:flux50": member_list("Alfa Een", "Bravo Twee", "Cargo Drie")})
    desk = desk_of(store, judged)
    desk.judge("Alfa Een", "Cargo Drie", "different", author="An")
    desk.judge("Alfa Een", "Bravo Twee", "same", author="An")
    (made,) = desk.judge("Bravo Twee", "Cargo Drie", "same", author="Jan")
    (obstacle,) = desk.obstacles(made.a, made.b)
    assert (obstacle.author, obstacle.verdict) == ("An", "different")
    loading.rebuild(store, judged)
    # The "different" is never overruled: of the two "same" the earlier holds.
    assert names(store) == {"Alfa Een", "Cargo Drie"}


def test_a_judgement_needs_two_known_records(store: Store, judged: Judgements) -> None:
    loading.load(store, judged, {"cordis": european(), "members:flux50": member_list("Zeta", "Zeta")})
    desk = desk_of(store, judged)
    with pytest.raises(NotFoundError, match="No organisation or project is called 'nobody'"):
        desk.judge("nobody", "Zeta Robotics GmbH", "same", author="An")
    with pytest.raises(BadInputError, match="are the same record"):
        desk.judge("Zeta Robotics GmbH", "organisation:pic:2", "different", author="An")
    with pytest.raises(BadInputError, match="'maybe' is no verdict"):
        desk.judge("organisation:pic:1", "organisation:pic:2", "maybe", author="An")
    assert judged.all() == []


def test_a_name_of_several_records_is_ambiguous(store: Store, judged: Judgements) -> None:
    facts = Facts([firm("organisation:members-a:x", "Delta"), firm("organisation:pic:9", "Delta", pic="9")])
    judged.add("organisation:members-a:x", "organisation:pic:9", "different", author="An")
    loading.load(store, judged, {"cordis": facts, "members:flux50": member_list("Omega Works")})
    with pytest.raises(AmbiguousError, match="'Delta' could be several records"):
        desk_of(store, judged).judge("Delta", "Omega Works", "same", author="An")


def test_projects_are_judged_by_title_or_acronym(store: Store, judged: Judgements) -> None:
    first, second = "project:cordis:7", "project:cordis:8"
    described = Project(id=second, title="Seven for all", acronym="SEVEN II", sources=PLACE)
    loading.load(store, judged, {"cordis": Facts([*european(), described])})
    desk = desk_of(store, judged)
    (made,) = desk.judge("seven ii", "Seven", "related", author="An")
    assert (made.a, made.b, made.verdict) == (first, second, "related")
    assert desk.is_project(made.a)
    with pytest.raises(BadInputError, match="one is a project and the other an organisation"):
        desk.judge("Seven", "Zeta Robotics GmbH", "same", author="An")
    namesake = Project(id="project:cordis:9", title="Seven", sources=PLACE)
    with pytest.raises(AmbiguousError, match="'Seven' could be several records: project:cordis:7, project:cordis:9"):
        ReviewDesk.of({"cordis": Facts([*european(), namesake])}, judged).judge("Seven", second, "same", author="An")


def test_another_load_in_between_is_noticed(store: Store, judged: Judgements) -> None:
    loading.load(store, judged, {"kbo": register()})
    before = store.current().snapshots()
    loading.load(store, judged, {"cordis": european()})
    with pytest.raises(StoreError, match="Another load changed the graph"):
        store.load(register(), {}, replacing=before)
    assert "ALFA TECHNOLOGIES NV" in {alias for node in graph(store).nodes(Organisation) for alias in node.aliases}


def test_snapshots_come_back_as_they_were_loaded(store: Store, judged: Judgements) -> None:
    loading.load(store, judged, {"kbo": register(), "cordis": european()})
    found = loading.sources_of(store.current())
    assert {name: list(facts) for name, facts in found.items()} == {
        "kbo": list(register()),
        "cordis": list(european()),
    }


def test_requests_name_what_they_need() -> None:
    assert [request.name for request in requested(())] == ["flanders"]
    assert [request.name for request in requested(("cordis:ecsel=x",))] == ["cordis:ecsel"]
    for text, why in (
        ("cordis", "needs a path"),
        ("flanders=x", "takes no file"),
        ("cordis:A B=x", "cannot be a label"),
    ):
        with pytest.raises(BadInputError, match=why):
            requested((text,))
    with pytest.raises(NotFoundError, match="no source 'kob'"):
        requested(("kob=x",))


def test_a_count_outside_its_bounds_stops_the_load(tmp_path: Path) -> None:
    path = tmp_path / "project.csv"
    path.write_text("id,acronym,startDate\n1,A,2020-01-01\n", encoding="utf-8")
    with pytest.raises(BadInputError, match="'cordis' holds 0 records of Organisation; expected 1 to 500,000"):
        loading.read_all(requested((f"cordis={path}",)), Audit(), ImportOptions())


def test_judgements_of_many_threads_are_all_kept(judged: Judgements) -> None:
    def say(number: int) -> None:
        for other in range(5):
            judged.add(f"organisation:x:{number}", f"organisation:y:{other}", "same", author=str(number))

    threads = [threading.Thread(target=say, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(judged.all()) == 30


ACKNOWLEDGED = """
import sys, time
from pathlib import Path
from graph.judgements import Judgements
judgements = Judgements(Path(sys.argv[1]))
for number in range(1000):
    made = judgements.add("organisation:x:a", f"organisation:x:b{number}", "same", author="An")
    print(made.number, flush=True)
"""


@pytest.mark.skipif(os.name != "posix", reason="a process can only be killed so on POSIX")
def test_a_judgement_that_was_acknowledged_survives_a_kill(judged: Judgements, tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", ACKNOWLEDGED, str(tmp_path / "home")], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        told = [int(process.stdout.readline()) for _ in range(20)]
        process.send_signal(signal.SIGKILL)
        told += [int(line) for line in process.stdout if line.endswith("\n")]
    assert {judgement.number for judgement in judged.all()} >= set(told)


def test_what_changes_is_said_of_the_graph_of_all_sources(store: Store, judged: Judgements) -> None:
    loading.load(store, judged, {"kbo": register()})
    listed = {"members:flux50": member_list("Alfa Technologies", "Beta")}
    found = changes(store, judged, listed)
    assert (found.come, found.go, found.ties_come, found.ties_go) == (("Flux 50", "Beta"), (), 2, 0)
    loading.load(store, judged, listed)
    again = changes(store, judged, {"members:flux50": member_list("Alfa Technologies")})
    assert (again.again, again.come, again.go, again.ties_come, again.ties_go) == (
        ("members:flux50",), (), ("Beta",), 0, 1,
    )  # fmt: skip
    gone = changes(store, judged, {}, frozenset(("kbo",)))
    assert (gone.come, gone.go, gone.ties_come, gone.ties_go) == ((), ("Proximus",), 0, 0), "Alfa stays, by another id"


def test_of_two_entities_that_become_one_one_goes(store: Store, judged: Judgements) -> None:
    other = Facts([firm("organisation:projects-b:oude-naam", "Oude Naam"), Project(id="project:b:1", sources=PLACE)])
    other.add(ParticipatesIn(start="organisation:projects-b:oude-naam", end="project:b:1", sources=PLACE))
    loading.load(store, judged, {"members:flux50": member_list("Alfa Technologies"), "projects:b": other})
    richer = Facts([firm("organisation:kbo:0403170701", "Alfa Technologies", kbo="0403170701")])
    richer.add(firm("organisation:pic:1", "Oude Naam", pic="1", kbo="0403170701"))
    found = changes(store, judged, {"kbo": richer})
    assert (found.entities_come, found.entities_go, found.ties_come, found.ties_go) == (0, 1, 0, 0)
