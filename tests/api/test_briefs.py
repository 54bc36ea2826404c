"""A brief says the same in each format: question, answer, figure, reasons, what is unknown, sources, citation."""

import io
import re
from datetime import date
from pathlib import Path

import docx
import pypdf
import pytest

from api.briefs.asked import brief
from api.briefs.files import FORMATS, written
from api.briefs.spoken import Spoken, spoken
from api.service import create_app
from api.words.language import Language
from graph.errors import BadInputError, NotFoundError
from graph.facts import Facts
from graph.judgements import Judgements
from graph.schema import Claim, Cluster, Hosts, MemberOf, MustJoin, Organisation, ParticipatesIn, Project
from graph.store import Store
from graph.store.confidential import shown
from queries.asking.desk import Desk
from queries.consolidating.consolidation import consolidation
from queries.likeness.duplicates import duplicates
from tests.support import toys
from tests.support.command import call
from tests.support.service import Inside
from tests.support.toys import P1, P2, P3, PLACE, A, B, C, X, stored

DESK = Desk()
GREEK, POLISH, MARKUP = "Ελληνική Ένωση", "Łódź Żółw", "#strong[x] </p> *b* $1"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return stored(tmp_path_factory.mktemp("store"), toys.triangle())


def said(store: Store, *names: str, lang: str = "en", at: date | None = None) -> Spoken:
    return spoken(brief(DESK, store, names, at), Language(lang))


def texts(found: Spoken) -> dict[str, str]:
    """The words of each part under its heading."""
    return {
        part.title: " ".join(
            [line.text for line in part.lines]
            + [cell for row in (part.table.rows if part.table else ()) for cell in row]
        )
        for part in found.parts
    }


def words_of(content: bytes, format: str) -> str:
    if format == "pdf":
        return " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    if format == "docx":
        document = docx.Document(io.BytesIO(content))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return " ".join(
            [*(one.text for one in document.paragraphs), *cells, document.sections[0].footer.paragraphs[0].text]
        )
    return re.sub(r"<style>.*?</style>|<[^>]+>", " ", content.decode(), flags=re.DOTALL)


def test_a_candidate_is_a_question_with_its_reasons_and_their_places(store: Store) -> None:
    row = next(one for one in DESK.ask(consolidation, store).rows if (one.cluster, one.target) == (A, X))
    found = said(store, "Alpha", "Host X")
    assert found.question == "Should Alpha be folded into Host X?"
    assert Language("en").number(row.score, 2) in found.answer
    there = texts(found)
    for reason in row.reasons:
        if reason.value:
            assert Language("en").said(reason.detail) in there["For"]
    for reason in (*row.reasons, *row.against):
        if reason.value is None:
            assert reason.feature.replace("_", " ").split()[0] in there["What is unknown"]
    low, high = (Language("en").number(end, 2) for end in (row.score_low, row.score_high))
    assert f"from {low} to {high}" in there["How sure it is"]
    assert "absorbed" in there["What happened, which no score reads"]
    assert "members of Alpha: its list is not loaded" in there["What is unknown"]
    assert all(line.places == "[1: Table 1]" for part in found.parts if part.title == "For" for line in part.lines)
    assert found.sources.texts == ("[1] A toy report, 1 Jan 2020",)
    assert store.data_version in found.citing.texts[0]
    assert found.question in found.citing.texts[0]


def test_a_pair_is_named_in_whatever_order_and_way(store: Store) -> None:
    asked = [
        said(store, *names)
        for names in (("Alpha", "Host X"), ("Host X", "Alpha"), ("Alpha -> Host X",), (f"{A} → {X}",))
    ]
    assert len({one.question for one in asked}) == 1
    assert said(store, "Alpha + Gamma").question == "Should Alpha and Gamma become one?"


def test_two_that_nothing_ties_are_said_to_be_so(store: Store) -> None:
    found = said(store, A, C)
    assert not [row for row in DESK.ask(consolidation, store).rows if {row.cluster, row.target} == {A, C}]
    assert found.answer.startswith("Nothing that is known ties the two together")
    assert "What if the two were one" in texts(found)


def test_a_cluster_an_organisation_and_a_project(store: Store) -> None:
    cluster, host, project = texts(said(store, "Beta")), texts(said(store, "Host X")), texts(said(store, P1))
    assert "Alpha" in cluster["Works together with"]
    assert "Clean water for dairy farms II" in cluster["Works together with"]
    assert "Alpha → Host X" in host["Could be joined"]
    assert "2 clusters" in said(store, "Host X").answer
    assert "Clean water for dairy farms II: follow-up" in project["Initiatives that look alike"]


def test_a_selection_has_only_what_is_between_its_own(store: Store) -> None:
    found = said(store, "Alpha", "Beta", "Host X", P1)
    there = texts(found)
    assert found.question.startswith("What have these 4 in common: Alpha, Beta, Host X")
    assert "Alpha and Beta have most in common" in found.answer
    assert "Alpha – Beta: Clean water for dairy farms, Clean water for dairy farms II" in there["Work together"]
    assert "Gamma" not in there["Work together"]
    assert "Alpha → Host X" in there["Could be joined"]
    assert "Host Y" not in there["Could be joined"]
    assert {"Alpha", "Beta", "Host X"} <= set(found.figure.names)
    assert "Firm 1" not in found.figure.names, "it is tied to one of them only"
    assert "members of Beta: its list is not loaded" in there["What is unknown"]
    assert said(store, A, C, P3).answer.startswith("No two of them are known to work together; of their 4")


def test_two_projects_are_weighed_whether_or_not_they_look_alike(store: Store) -> None:
    row = next(one for one in DESK.ask(duplicates, store).rows if {one.a, one.b} == {P1, P2})
    found = said(store, P1, P2)
    assert row.kind.replace("_", "-") in found.answer
    assert "titles" in texts(found)["For"]
    assert not [one for one in DESK.ask(duplicates, store).rows if {one.a, one.b} == {P1, P3}]
    assert "Steel bridges" in said(store, P1, P3).question
    assert said(store, P3, P1).answer == said(store, P1, P3).answer


def test_what_has_no_brief(store: Store) -> None:
    for wrong in (("The Fund",), (A, A), (A, P1), (X, "Host Y")):
        with pytest.raises(BadInputError):
            brief(DESK, store, wrong)
    with pytest.raises(NotFoundError):
        brief(DESK, store, ["nobody at all"])
    with pytest.raises(NotFoundError):
        written(said(store, A), "odt")


@pytest.mark.parametrize("lang", ["en", "nl", "fr"])
@pytest.mark.parametrize("format", ["docx", "pdf", "html"])
def test_each_format_says_all_of_it(store: Store, format: str, lang: str) -> None:
    found = said(store, A, X, lang=lang)
    there = "".join(words_of(written(found, format), format).replace("&#39;", "'").split())
    wanted = [found.question, found.answer, found.foot, *found.sources.texts, *found.citing.texts, *found.methods.texts]
    wanted += [one.title for one in found.parts] + [line.text for part in found.parts for line in part.lines]
    wanted += [cell for part in found.parts if part.table for row in part.table.rows for cell in row]
    for text in wanted:
        # A page may break a word, and writes quotes as entities.
        bare = "".join(text.split()).replace("&", "&amp;") if format == "html" else "".join(text.split())
        assert bare.replace("-", "") in there.replace("-", ""), text


def test_names_are_whole_and_never_read_as_markup(tmp_path: Path) -> None:
    facts = Facts([
        Cluster(id=A, name=GREEK, sources=PLACE),
        Organisation(id=X, name=MARKUP, sources=PLACE),
        Cluster(id=B, name=POLISH, sources=PLACE),
        Hosts(start=X, end=A, sources=PLACE),
        MustJoin(start=A, end=B, imposed_by="the fund", sources=PLACE),
        Project(id=P1, title="p", sources=PLACE),
        ParticipatesIn(start=A, end=P1, sources=PLACE),
        ParticipatesIn(start=B, end=P1, sources=PLACE),
    ])  # fmt: skip
    found = said(stored(tmp_path, facts), GREEK, X)
    assert f"to join {POLISH}" in texts(found)["What happened, which no score reads"]
    for kind in ("pdf", "docx"):
        there = words_of(written(found, kind), kind)
        assert all(name in there for name in (GREEK, MARKUP, POLISH)), kind
    page = written(found, "html").decode()
    assert "</p> *b*" not in page
    assert "&lt;/p&gt; *b*" in page


def test_what_a_source_says_besides_is_in_the_readers_form(tmp_path: Path) -> None:
    def claim(number: int, what: str, value: str, unit: str | None = None) -> Claim:
        return Claim(
            id=f"claim:toy:{number}",
            entity_id=A,
            property=what,
            value=value,
            unit=unit,
            source_id="source:toy:list",
            locator="Tabel 1",
        )

    facts = Facts([
        Cluster(id=A, name="Alpha", sources=PLACE),
        claim(1, "start_not_before", "2016-07-01"),
        claim(2, "half_of_fees_from_pct", "37.5", "percent"),
        claim(3, "turnover", "12000", "eur"),
    ])  # fmt: skip
    known = texts(said(stored(tmp_path, facts), "Alpha", lang="nl"))["Wat bekend is"]
    assert "1 jul 2016" in known
    assert "37,50 %" in known
    assert "€ 12.000" in known


def test_a_word_document_has_a_title_headings_a_described_picture_and_tables(store: Store) -> None:
    found = said(store, A, X, lang="nl")
    document = docx.Document(io.BytesIO(written(found, "docx")))
    styles = [one.style.name for one in document.paragraphs if one.style]
    assert styles[0] == "Title"
    assert styles.count("Heading 1") == len(found.parts) + 3
    (picture,) = document.inline_shapes
    assert picture.width <= document.sections[0].page_width - 2 * document.sections[0].left_margin  # type: ignore[operator]
    assert found.figure.title in document.element.xml
    assert (document.core_properties.title, document.core_properties.language) == (found.question, "nl")


def test_fees_obey_the_viewers_rights(tmp_path: Path) -> None:
    facts = toys.triangle()
    for number, cluster in enumerate((A, B)):
        firm = f"organisation:toy:m{number}"
        facts.add(Organisation(id=firm, name=f"Member {number}", kind="firm", sources=PLACE))
        facts.add(MemberOf(start=firm, end=cluster, fee_eur=4321.0, sources=PLACE))
    store = stored(tmp_path, facts)
    whole, public = (texts(said(one, A, B))["What if the two were one"] for one in (store, shown(store).store))
    assert "4,321" in whole
    assert "4,321" not in public


def test_as_of_a_day(store: Store) -> None:
    found = said(store, C, at=date(2025, 1, 1))
    assert "1 Jan 2025" in found.foot
    with pytest.raises(NotFoundError):
        brief(DESK, store, [A], date(2025, 1, 1))


def test_command_page_and_api(store: Store, tmp_path: Path) -> None:
    client = Inside(create_app(store, Judgements(tmp_path)))
    answer = client.get(f"/api/v1/brief?a={A}&b={X}&lang=nl").json()
    assert answer["question"] == said(store, A, X, lang="nl").question
    assert {node["id"] for node in answer["picture"]["nodes"]} >= {A, X}
    for kind, one in FORMATS.items():
        sent = client.get(f"/api/v1/brief?a={A}&format={kind}")
        assert (sent.status_code, sent.headers["content-type"]) == (200, one.media_type), kind
    page = client.get(f"/brief?a={A}&b={X}&at=2020-01-01").text
    assert "Should Alpha be folded into Host X?" in page
    picture = re.search(r'<img src="([^"]+)"', page)
    assert picture
    assert client.get(picture[1].replace("&amp;", "&")).headers["content-type"] == "image/svg+xml"
    for where in (f"/entities/{A}", f"/consolidation/candidate?cluster={A}&target={X}", "/duplicates"):
        assert 'href="/brief?a=' in client.get(where).text
    assert client.get("/brief?a=nobody").status_code == 404
    several = client.get(f"/brief?among={A},{B},{C}").text
    assert "What have these 3 in common" in several
    assert f"among={A.replace(':', '%3A')}" in several, "its files are of the same selection"
    assert client.get(f"/api/v1/brief?among={A},{B},{C}&lang=en").json()["question"] == said(store, A, B, C).question
    assert client.get("/api/v1/brief").status_code == 422
    target = tmp_path / "x.docx"
    done = call(
        "--store", store.url, "brief", "Alpha", "Host X", "-o", str(target), "--language", "fr", home=tmp_path / "h"
    )
    assert done.returncode == 0, done.stderr
    assert docx.Document(str(target)).paragraphs[0].text == said(store, A, X, lang="fr").question
