"""What question a network of the explorer answers, and the answer in a sentence where all of it is shown."""

from collections.abc import Callable, Mapping
from typing import Any

from api.web.explorer.asked import Asked
from api.words import sentences
from api.words.language import Language
from api.words.terms import N_
from graph.errors import InterclusterError
from graph.messages import Message
from graph.picture.selection import Filters
from graph.schema import Hosts
from graph.store import Store
from graph.store.answers import all_facts
from queries.asking.desk import Desk
from queries.asking.question import Question
from queries.consolidating.consolidation import consolidation
from queries.likeness.duplicates import duplicates
from queries.lookup.entities import entities, resolve
from queries.networks.brokers import brokers
from queries.networks.collaboration import collaboration
from queries.networks.path import path

QUESTIONS = {
    "clusters": N_("Who works together?"),
    "collaboration": N_("Who works together?"),
    "centrality": N_("Who brokers?"),
    "overlap": N_("What do clusters have in common?"),
    "consolidation": N_("What could be joined?"),
    "duplicates": N_("What is done twice?"),
    "members": N_("Who is a member of which cluster?"),
    "affiliation": N_("Who takes part in what?"),
    "communities": N_("Which organisations form communities?"),
    "organisations": N_("Which organisations work together?"),
    "all": N_("What is tied to what?"),
    "path": N_("How are the two connected?"),
    "what_if": N_("What if the two were one?"),
    "changes": N_("What changed between the two days?"),
}

HOSTING = Filters(relations=(Hosts.label,))
"""What the overview leads to for who runs what."""

ANSWERED: "Mapping[str, tuple[Question[..., Any], Callable[[Any], Message]]]" = {
    "clusters": (collaboration, sentences.together),
    "collaboration": (collaboration, sentences.together),
    "centrality": (brokers, sentences.brokering),
    "consolidation": (consolidation, sentences.joined),
    "duplicates": (duplicates, sentences.twice),
    "path": (path, sentences.connected),
}


def question_of(store: Store, asked: Asked, lang: Language) -> str:
    """Return the question that what is shown answers; of two entities it names them."""
    if asked.filters.ego:
        return lang.text("What is around %(name)s?", name=lang.named(entities(store)[asked.filters.ego].name))
    ends = [dict(asked.arguments).get(end) for end in ("a", "b")]
    if asked.network in ("path", "what_if") and all(ends):
        a, b = (lang.named(resolve(entities(store), end or "").name) for end in ends)
        if asked.network == "path":
            return lang.text("How are %(a)s and %(b)s connected?", a=a, b=b)
        return lang.text("What if %(a)s and %(b)s were one?", a=a, b=b)
    if asked.filters.relations == HOSTING.relations:
        return lang.text("Who runs which clusters?")
    return lang.text(QUESTIONS[asked.network])


def answer_of(store: Store, desk: Desk, asked: Asked, lang: Language) -> str:
    """Return the answer in a sentence; none where only a part is shown, or no sentence says it."""
    if asked.filters == HOSTING:
        return lang.said(sentences.hosting(all_facts(store)))
    if asked.filters != Filters() or (asked.arguments and asked.network != "path") or asked.network == "all":
        return ""
    if asked.network == "members":
        return lang.said(sentences.several(all_facts(store)))
    if asked.network not in ANSWERED:
        return ""
    question, sentence = ANSWERED[asked.network]
    try:
        rows = desk.ask(question, store, **dict(asked.arguments)).rows
    except InterclusterError:
        return ""
    if question is consolidation:
        rows = [row for row in rows if row.advice == "fold"]
    return lang.said(sentence(rows))
