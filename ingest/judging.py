"""A person's word on who is who: which records are meant, what stands in the way, and the queue of what to ask."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graph.errors import AmbiguousError, BadInputError, NotFoundError
from graph.facts import Facts
from graph.identity import key_of
from graph.judgements import Decision, Judgement, Judgements, MatchEvidence, Verdict
from graph.messages import Message
from graph.schema import Project
from ingest.assembly import groups_of
from ingest.resolution.groups import Groups
from ingest.resolution.records import OrganisationRecord, records_of


@dataclass(frozen=True, slots=True)
class Asked:
    """A pair that waits for a person: what the program found, and the two records."""

    decision: Decision
    a: OrganisationRecord
    b: OrganisationRecord


@dataclass(frozen=True, slots=True)
class Joined:
    """Two records that were joined without asking, how likely they are one, and why."""

    a: str
    b: str
    a_name: str
    b_name: str
    probability: float
    evidence: tuple[MatchEvidence, ...]


JOINED = Message(
    "Pairs of records that the program joined without asking anybody, those it was least sure of first. To take a pair "
    "apart, call it different: 'intercluster judge A B different', or the button on the page Who is who."
)


@dataclass(frozen=True, slots=True)
class ReviewDesk:
    """All that a judgement needs: the records as the sources gave them, what was decided, and what was said.

    `projects` holds the names of each project, title and acronym.
    """

    records: Mapping[str, OrganisationRecord]
    projects: Mapping[str, frozenset[str]]
    judgements: Judgements
    decisions: tuple[Decision, ...]

    @classmethod
    def of(
        cls, sources: Mapping[str, Facts], judgements: Judgements, decisions: tuple[Decision, ...] = ()
    ) -> "ReviewDesk":
        """Return the desk of a store's sources and of what the program decided of them."""
        projects = {
            node.id: frozenset(key_of(name) for name in (node.title, node.acronym) if name)
            for facts in sources.values()
            for node in facts.nodes(Project)
        }
        return cls(records_of(list(sources.values())), projects, judgements, decisions)

    def queue(self) -> list[Asked]:
        """Return what waits for a person, the most valuable first; what a person was unsure of does not come again."""
        told = self.judgements.latest()
        return [
            Asked(decision, self.records[decision.a], self.records[decision.b])
            for decision in self.waiting()
            if (decision.a, decision.b) not in told
        ]

    def waiting(self) -> list[Decision]:
        """Return the pairs that the program leaves to a person, judged or not, the most valuable first."""
        return [one for one in self.decisions if one.verdict == "review" and {one.a, one.b} <= self.records.keys()]

    def joined(self) -> list[Decision]:
        """Return the pairs that the program joined without asking, the least sure first."""
        found = [one for one in self.decisions if one.verdict == "same" and {one.a, one.b} <= self.records.keys()]
        return sorted(found, key=lambda one: (one.probability, one.a, one.b))

    def joined_rows(self) -> list[Joined]:
        """Return what was joined without asking as rows, with the records' names."""
        names = {key: record.names[0] if record.names else key for key, record in self.records.items()}
        return [Joined(d.a, d.b, names[d.a], names[d.b], d.probability, d.evidence) for d in self.joined()]

    def take_out(self, record: str, *, author: str, note: str = "") -> list[Judgement]:
        """Call a record different from every other record of its organisation; return what was stored.

        Raise NotFoundError where there is no such record, BadInputError where it is alone.
        """
        if record not in self.records:
            raise NotFoundError("There is no record '%(record)s'.", record=record)
        others = [one for one in self._groups().members(record) if one != record]
        if not others:
            raise BadInputError("'%(record)s' is joined with no other record.", record=record)
        evidence = {(d.a, d.b): d.evidence for d in self.decisions}
        pairs = [(min(record, other), max(record, other)) for other in sorted(others)]
        return [
            self.judgements.add(a, b, "different", author=author, note=note, evidence=evidence.get((a, b), ()))
            for a, b in pairs
        ]

    def obstacles(self, a: str, b: str) -> list[Judgement]:
        """Return the judgements "different" that saying "same" of two records would go against."""
        told = self.judgements.latest()
        return [told[min(pair), max(pair)] for pair in self._groups().obstacles(a, b)]

    def unbuilt(self, entities: Mapping[str, str]) -> int:
        """Return how many judged pairs a graph built now would join that this one does not, or the other way round.

        `entities` is record -> entity of the graph, for records whose entity has another id.
        """
        groups = self._groups()
        pairs = {(one.a, one.b) for one in self.judgements.all() if {one.a, one.b} <= self.records.keys()}
        together = {pair: entities.get(pair[0], pair[0]) == entities.get(pair[1], pair[1]) for pair in pairs}
        return sum((groups.root(a) == groups.root(b)) != together[a, b] for a, b in pairs)

    def judge(self, a: str, b: str, verdict: str, *, author: str, note: str = "") -> list[Judgement]:
        """Store a judgement on two entities by id or name; return what was stored, a line for each pair of records.

        "Different" holds between all records that the two names stand for. Raise NotFoundError for a name that no
        record has, AmbiguousError for one that records of several organisations or projects have, BadInputError where
        one is an organisation and the other a project.
        """
        first, second = self._meant(a), self._meant(b)
        if self.is_project(first[0]) != self.is_project(second[0]):
            raise BadInputError("Of '%(a)s' and '%(b)s' one is a project and the other an organisation.", a=a, b=b)
        if set(first) & set(second):
            raise BadInputError("'%(a)s' and '%(b)s' are the same record; a judgement is about two.", a=a, b=b)
        pairs = [tuple(sorted((x, y))) for x in first for y in second]
        if verdict == Verdict.SAME:
            told = self.judgements.latest()
            pairs = [pair for pair in pairs if pair in told] or pairs[:1]
        evidence = {(d.a, d.b): d.evidence for d in self.decisions}
        return [
            self.judgements.add(x, y, verdict, author=author, note=note, evidence=evidence.get((x, y), ()))
            for x, y in pairs
        ]

    def _groups(self) -> Groups:
        return groups_of([one for one in self.decisions if one.verdict == "same"], self.judgements.latest().values())

    def is_project(self, identifier: str) -> bool:
        """Say whether a record is a project; the graph is the same whatever people say of projects."""
        return identifier in self.projects

    def _meant(self, text: str) -> list[str]:
        """Return the ids of the records that an id or a name stands for: of one entity, as far as is known."""
        if text in self.records or text in self.projects:
            return [text]
        wanted = key_of(text)
        found = [key for key, record in self.records.items() if wanted in map(key_of, record.names)]
        projects = [key for key, names in self.projects.items() if wanted in names]
        if not found and not projects:
            raise NotFoundError(
                "No organisation or project is called '%(text)s'; 'ask search' finds names and ids.", text=text
            )
        groups = self._groups()
        if len({groups.root(key) for key in found}) + len(projects) > 1:
            several = ", ".join(sorted(found + projects))
            raise AmbiguousError(
                "'%(text)s' could be several records: %(several)s; use the id.", text=text, several=several
            )
        return sorted(found + projects)


def waterfall(evidence: Iterable[MatchEvidence]) -> list[str]:
    """Return evidence as lines, the weightiest first."""
    ordered = sorted(evidence, key=lambda one: (-abs(one.weight), one.feature))
    return [f"{one.weight:+6.1f} bits  {one}" for one in ordered]
