"""Each page that a question leads to begins with the answer in one sentence, and the overview has them all."""

import re
from collections.abc import Sequence

import httpx
import pytest

from api.words import sentences
from api.words.language import Language
from graph.facts import Facts
from graph.messages import Message
from graph.schema import Cluster, Hosts, MemberOf, Organisation
from queries.networks.path import MOST_PATHS, Step
from tests.support.toys import PLACE

dutch = Language("nl")
ANSWERS = {
    "/consolidation": r"Of \d+ candidates BIM → WTCB comes first, with a score of 0\.39.*BIM: absorbed",
    "/duplicates": r"No likely duplicates: the best of \d+ pairs scores 0\.006 of 1\.",
    "/centrality": r"Digitising Manufacturing brokers most: 26 % of the shortest paths",
    "/outcomes": r"Of 26 clusters, sources say of 20 what became of them",
    "/entities/instrument:flanders:coock": r"No source says what it paid for\.",
    "/entities/instrument:flanders:ibn": r"It paid for 20 clusters and 0 projects; of 17 of them",
}


@pytest.mark.parametrize("path", ANSWERS)
def test_a_page_begins_with_its_answer(site: httpx.Client, path: str) -> None:
    page = site.get(path).text
    found = re.search(r"<p class=\"answer\" data-answer>(.*?)</p>", page)
    assert found
    assert re.match(ANSWERS[path], found[1]), found[1]
    heading = re.search(r"<h1>(.*?)</h1>", page)
    assert heading
    assert heading[1].endswith("?") or "/entities/" in path


def test_the_overview_answers_each_question_and_leads_to_its_page(site: httpx.Client) -> None:
    page = site.get("/").text
    answers = page[page.index("data-answers") : page.index("</dl>")]
    assert answers.count("<dd>") == 7
    for said in ("BIM and Bouwindustrialisatie work together most", "Sirris, WTCB", "no list of members is loaded"):
        assert said in answers
    for path in re.findall(r'href="(/[^"]*)"', answers):
        assert site.get(path.replace("&amp;", "&")).status_code == 200


def test_a_filter_that_leaves_nothing_says_nothing_of_the_rest(site: httpx.Client) -> None:
    answer = re.search(r"data-answer>(.*?)</p>", site.get("/duplicates?words=zzz").text)
    assert answer
    assert re.match(r"None of the \d+ pairs that look alike has all that is chosen\.", answer[1])


def ecosystem(kind: type[Hosts] | type[MemberOf], ties: Sequence[tuple[str, str]]) -> Facts:
    organisations = [Organisation(id=f"organisation:toy:{one}", name=one, sources=PLACE) for one in "xyz"]
    clusters = [Cluster(id=f"cluster:toy:{one}", name=one, sources=PLACE) for one in "abc"]
    tied = [kind(start=f"organisation:toy:{x}", end=f"cluster:toy:{a}", sources=PLACE) for x, a in ties]
    return Facts([*organisations, *clusters, *tied])


def test_who_runs_or_is_in_most_is_said_of_all_that_are_level() -> None:
    """x and y run two each, z one."""
    facts = ecosystem(Hosts, [("x", "a"), ("x", "b"), ("y", "b"), ("y", "c"), ("z", "a")])
    assert sentences.hosting(facts) == "3 organisations run a cluster; most, 2 each, are run by x, y."
    assert sentences.several(facts) == "Unknown: no list of members is loaded."
    members = ecosystem(MemberOf, [("x", "a"), ("x", "b"), ("y", "b")])
    assert sentences.several(members) == "1 members are in several clusters; in most, 2 each, are x."
    assert sentences.several(ecosystem(MemberOf, [("x", "a")])).startswith("Nobody")
    assert sentences.hosting(members) == "No source says who runs a cluster."


@pytest.mark.parametrize(
    "said", [sentences.together([]), sentences.joined([]), sentences.twice([]), sentences.brokering([])]
)
def test_nothing_found_is_said_too_and_in_dutch(said: Message) -> None:
    assert said.startswith("No")
    assert dutch.said(said) != said


@pytest.mark.parametrize(
    ("value", "said"), [(0.0, "0,000"), (1e-6, "< 0,001"), (0.006, "0,006"), (0.9997, "> 0,999"), (1.0, "1,000")]
)
def test_a_score_between_none_and_all_is_never_said_to_be_either(value: float, said: str) -> None:
    assert dutch.chance(value) == said


def test_how_two_are_connected_is_said_by_the_first_of_the_shortest_ways() -> None:
    def ways(count: int) -> list[Step]:
        ends = [("A", "P"), ("P", "B")]
        return [
            Step(way, step, a, a, "PARTICIPATES_IN", a, b, b, b, ())
            for way in range(1, count + 1)
            for step, (a, b) in enumerate(ends, start=1)
        ]

    said = dutch.said(sentences.connected(ways(3)))
    assert said == "Banden ertussen: 2. Wegen van die lengte: 3, zoals A – P – B."
    assert "10 of meer" in dutch.said(sentences.connected(ways(MOST_PATHS)))
    assert dutch.said(sentences.connected([])) == "Ze zijn een en hetzelfde."
