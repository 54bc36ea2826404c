"""The answer to a page's question in one sentence, out of the question's rows."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from graph.facts import Facts
from graph.messages import Euro, Message, Term, listed
from graph.schema import Cluster, Hosts, MemberOf, Organisation, Relation
from graph.wording import name_of
from queries.consolidating.consolidation import Consolidation
from queries.likeness.duplicates import Duplicate
from queries.likeness.kinds import CLAIMS
from queries.lookup.catalogue import Listed
from queries.lookup.happened import Happened
from queries.lookup.leads import LEADING
from queries.lookup.record import Connection, Record
from queries.networks.brokers import Broker
from queries.networks.collaboration import Collaboration
from queries.networks.funding import Funding
from queries.networks.path import MOST_PATHS, Step

MOST_NAMED = 4
MOST_LEADS = 3
MOST_REASONS = 3


def together(rows: Sequence[Collaboration]) -> Message:
    """Say who works together most, and on what."""
    if not rows:
        return Message("No two clusters are known to share a project, a host or a member.")
    first = rows[0]
    shared = [listed(first.projects, MOST_NAMED)] if first.projects else []
    shared += [Message("both run by %(hosts)s", hosts=listed(first.hosts, MOST_NAMED))] if first.hosts else []
    shared += [Message("members in common: %(count)s", count=first.shared_members)] if first.shared_members else []
    return Message(
        "%(a)s and %(b)s work together most: %(shared)s.", a=first.a_name, b=first.b_name, shared=tuple(shared)
    )


def connected(steps: Sequence[Step]) -> Message:
    """Say by how many ties two are connected, in how many ways, and what the first of them is."""
    if not steps:
        return Message("They are one and the same.")
    first = [step for step in steps if step.path == steps[0].path]
    ways = len({step.path for step in steps})
    return Message(
        "Ties between them: %(ties)s. Ways of that length: %(ways)s, such as %(way)s.",
        ties=len(first),
        ways=ways if ways < MOST_PATHS else Message("%(count)s or more", count=ways),
        way=" – ".join([first[0].a_name, *(step.b_name for step in first)]),
    )


def joined(rows: Sequence[Consolidation]) -> Message:
    """Say which candidate comes first, how sure that is, and what happened."""
    if not rows:
        return Message("No two have enough in common to be a candidate.")
    first = rows[0]
    said = Message(
        "Of %(count)s candidates %(cluster)s → %(target)s comes first, with a score of %(score).2f; by weights drawn "
        "between half and double its rank is %(low)s to %(high)s.",
        count=len(rows),
        cluster=first.cluster_name,
        target=first.target_name,
        score=first.score,
        low=first.rank_low,
        high=first.rank_high,
    )
    if not first.happened:
        return said
    became = tuple(map(_became, first.happened))
    return Message("%(said)s What happened, which no score reads: %(became)s.", said=said, became=became)


def _became(one: Happened) -> Message:
    """Say what became of a cluster."""
    what = Message("%(cluster)s: %(outcome)s", cluster=one.cluster_name, outcome=Term(one.outcome))
    return Message("%(what)s → %(target)s", what=what, target=one.target_name) if one.target_name else what


def should(row: Consolidation | None, a: str, b: str) -> Message:
    """Ask of a candidate whether it should be so, of two that are none whether they should be one."""
    if row and row.advice == "fold":
        return Message("Should %(cluster)s be folded into %(target)s?", cluster=a, target=b)
    return Message("Should %(a)s and %(b)s become one?", a=a, b=b)


def worth(row: Consolidation | None, rows: Sequence[Consolidation]) -> Message:
    """Say where a candidate stands among those of its kind, and what speaks for it most."""
    if row is None:
        return Message("Nothing that is known ties the two together, so nothing speaks for it.")
    strongest = tuple(Term(one.feature) for one in row.reasons if one.value)[:MOST_REASONS]
    return Message(
        "It is number %(rank)s of %(count)s such candidates, with a score of %(score).2f, most of all for: "
        "%(reasons)s; that is a reason to look, not a decision.",
        rank=row.rank,
        count=sum(other.advice == row.advice for other in rows),
        score=row.score,
        reasons=strongest or Message("none found"),
    )


def pair_name(row: Consolidation) -> str:
    """Return a candidate as it is written: `BIM → WTCB`, `BIM + EUKA`."""
    return f"{row.cluster_name} {'+' if row.advice == 'merge' else '→'} {row.target_name}"


def best_of(rows: Sequence[Consolidation]) -> Consolidation | None:
    """Return the candidate with the highest score."""
    return min(rows, key=lambda row: (-row.score, row.rank), default=None)


def standing(cluster: str, rows: Sequence[Consolidation], working: Sequence[Collaboration]) -> Message:
    """Say of a cluster which of its candidates scores highest, and with whom it works."""
    best, partners = best_of(rows), [row.b_name if row.a == cluster else row.a_name for row in working]
    together = listed(partners, MOST_NAMED) or Message("none found")
    if best is None:
        return Message("Nothing speaks for joining it with another; it works with: %(partners)s.", partners=together)
    return Message(
        "Of its %(count)s candidates %(candidate)s scores highest, %(score).2f, which is a reason to look and no "
        "decision; it works with: %(partners)s.",
        count=len(rows),
        candidate=pair_name(best),
        score=best.score,
        partners=together,
    )


def part_of(found: Record, rows: Sequence[Consolidation]) -> Message:
    """Say of an organisation what it runs, in how many projects it takes part, and what could be folded into it."""
    ends = {
        relation: {tie.other for tie in found.relations if (tie.relation, tie.direction) == (relation, "out")}
        for relation in ("HOSTS", "PARTICIPATES_IN")
    }
    return Message(
        "It runs %(hosted)s clusters and takes part in %(taking)s projects, as far as is known; %(rows)s clusters are "
        "candidates to be folded into it.",
        hosted=len(ends["HOSTS"]),
        taking=len(ends["PARTICIPATES_IN"]),
        rows=len(rows),
    )


def quality(sources: int, disagreeing: int, waiting: int) -> Message:
    """Say from how many sources all is, on how many facts they disagree, and how many names are in doubt."""
    return Message(
        "All that is shown is from %(sources)s sources; on %(disagreeing)s facts they contradict themselves or one "
        "another, and %(waiting)s pairs of names wait for a person to say whether they are one.",
        sources=sources,
        disagreeing=disagreeing,
        waiting=waiting,
    )


def twice(rows: Sequence[Duplicate]) -> Message:
    """Say whether anything is likely to be done twice."""
    likely = [row for row in rows if row.kind in CLAIMS]
    if likely:
        return Message(
            "%(likely)s of %(count)s pairs that look alike are likely to be one initiative or its sequel, most of all "
            "%(a)s and %(b)s.",
            likely=len(likely),
            count=len(rows),
            a=likely[0].a_name,
            b=likely[0].b_name,
        )
    best = max((row.score for row in rows if row.score is not None), default=None)
    if best is None:
        return Message("No likely duplicates: no two initiatives look alike.")
    return Message(
        "No likely duplicates: the best of %(count)s pairs scores %(best).3f of 1.", count=len(rows), best=best
    )


def not_chosen(count: int) -> Message:
    """Say that of pairs that look alike none has all that was chosen, which says nothing of the others."""
    return Message("None of the %(count)s pairs that look alike has all that is chosen.", count=count)


def brokering(rows: Sequence[Broker]) -> Message:
    """Say who brokers most, and what hangs on it."""
    if not rows or not rows[0].betweenness:
        return Message("Nobody: no shortest path between two clusters runs through a third.")
    return Message(
        "%(name)s brokers most: %(share).0f %% of the shortest paths between two others run through it.",
        name=rows[0].name,
        share=100 * rows[0].betweenness,
    )


def hosting(facts: Facts) -> Message:
    """Say which organisation runs most clusters."""
    found = _clusters_of(facts, Hosts)
    if not found:
        return Message("No source says who runs a cluster.")
    names, most = _leading(found)
    return Message(
        "%(count)s organisations run a cluster; most, %(most)s each, are run by %(names)s.",
        count=len(found),
        most=most,
        names=names,
    )


def several(facts: Facts) -> Message:
    """Say how many are members of more than one cluster."""
    found = {name: clusters for name, clusters in _clusters_of(facts, MemberOf).items() if len(clusters) > 1}
    if not facts.relations(MemberOf):
        return Message("Unknown: no list of members is loaded.")
    if not found:
        return Message("Nobody: no member is on the lists of two clusters.")
    names, most = _leading(found)
    return Message(
        "%(count)s members are in several clusters; in most, %(most)s each, are %(names)s.",
        count=len(found),
        most=most,
        names=names,
    )


def paid(rows: Sequence[Funding]) -> Message:
    """Say for how many clusters and projects an instrument paid, and how much of that is known."""
    if not rows:
        return Message("No source says what it paid for.")
    known = [row.amount_eur for row in rows if row.amount_eur is not None]
    clusters = len({row.funded for row in rows if row.funded.startswith("cluster:")})
    others = len({row.funded for row in rows}) - clusters
    if not known:
        return Message(
            "It paid for %(clusters)s clusters and %(others)s projects; how much is unknown.",
            clusters=clusters,
            others=others,
        )
    return Message(
        "It paid for %(clusters)s clusters and %(others)s projects; of %(known)s of them the amount is known, "
        "in all %(sum)s.",
        clusters=clusters,
        others=others,
        known=len(known),
        sum=Euro(sum(known)),
    )


def leading(rows: Sequence[Listed]) -> Message:
    """Say who leads most of some projects, and of how many that is known."""
    led = [row for row in rows if row.leads]
    if not led:
        return Message("No source says who leads these projects.")
    most = Counter(name for row in led for name in row.leads).most_common(MOST_LEADS)
    return Message(
        "Of %(known)s of %(count)s projects a source says who leads them; most often %(names)s.",
        known=len(led),
        count=len(rows),
        names=tuple(Message("%(name)s (%(count)s)", name=name, count=count) for name, count in most),
    )


def led(ties: Sequence[Connection]) -> Message:
    """Say who leads a project, and how many others take part."""
    partners = [tie for tie in ties if tie.relation == "PARTICIPATES_IN" and tie.direction == "in"]
    leads = {tie.other: tie.other_name for tie in partners if any(one.value in LEADING for one in tie.properties)}
    others = len({tie.other for tie in partners} - leads.keys())
    if not leads:
        return Message("No source says who leads it. Who take part: %(others)s.", others=others)
    return Message("Led by %(names)s. Others who take part: %(others)s.", names=tuple(leads.values()), others=others)


def _clusters_of(facts: Facts, kind: type[Relation]) -> Mapping[str, Sequence[str]]:
    """Return by organisation the names of the clusters that a relation ties it to, who has most of them first."""
    names = {node.id: name_of(node) for of in (Cluster, Organisation) for node in facts.nodes(of)}
    found: dict[str, set[str]] = defaultdict(set)
    for tie in facts.relations(kind):
        found[names[tie.start]].add(names[tie.end])
    return {name: sorted(found[name]) for name in sorted(found, key=lambda one: (-len(found[one]), one))}


def _leading(found: Mapping[str, Sequence[str]]) -> tuple[str, int]:
    """Return the names of those with the most clusters, and how many those are."""
    most = max(map(len, found.values()))
    return listed([name for name, clusters in found.items() if len(clusters) == most], MOST_NAMED), most
