"""The words that the explorer's script speaks, in the reader's language."""

from api.words.language import Language
from api.words.terms import N_
from graph.marks import CHOICES, MARKS
from graph.picture.selection import Filters

OTHERS = {choice: MARKS[name].word for name, choice in CHOICES.items() if choice.startswith("other_")}
"""What a filter of entities without a mark of their own is called."""

WORDS = {
    "entity": N_("entity"),
    "entities": N_("entities"),
    "tie": N_("tie"),
    "ties": N_("ties"),
    "leftOut": N_("{count} more are not drawn: narrow the filters to see them"),
    "drawing": N_("Drawing …"),
    "noneFound": N_("None found: nothing fits these filters."),
    "failed": N_("This could not be shown: {reason}"),
    "nothingSelected": N_("Nothing is selected. Click a mark, search a name, or walk with the arrow keys."),
    "facts": N_("Facts"),
    "noFacts": N_("No facts beside its ties are known."),
    "sources": N_("Sources"),
    "computed": N_("computed"),
    "tiesOf": N_("Ties"),
    "noTies": N_("No ties under these filters."),
    "openPage": N_("Open page"),
    "around": N_("Show what is around it"),
    "deselect": N_("Deselect"),
    "more": N_("Show {count} more"),
    "sharedTie": N_("in common"),
    "inferred": N_("inferred, not stated outright"),
    "byChance": N_("no more than chance"),
    "unknown": N_("unknown"),
    "matrixMost": N_("Only the {count} with the most ties are in the matrix: filters show others."),
    "measures": N_("Measures"),
    "madeOf": N_("What it is made of"),
    "noMore": N_("No more is known of it."),
    "openIt": N_("Open it"),
    "expand": N_("Show what is around it here"),
    "hide": N_("Hide"),
    "only": N_("Only these"),
    "path": N_("How they are connected"),
    "whatIf": N_("What if they were one"),
    "chosen": N_("Chosen: {count}"),
    "version": N_("Intercluster, data version {version}"),
    "elsewhere": N_("not drawn: show what is around it"),
    "noMatch": N_("No name is like this"),
    "open": N_("dashed, since a missing date leaves open whether they were there: {entities}, {ties}"),
    "allDays": N_("all that is known"),
    "play": N_("Play"),
    "stop": N_("Stop"),
}


TITLES = (
    N_("The ecosystem"),
    N_("Clusters and what they have in common"),
    N_("Communities of organisations"),
    N_("Organisations that work together"),
    N_("Clusters and their members"),
    N_("Who takes part in what"),
    N_("Which organisations work together"),
    N_("How two are connected"),
    N_("Two as they would be as one"),
)


def described(filters: Filters, lang: Language) -> str:
    """Return the filters as a reader reads them."""
    kinds = [lang.text(OTHERS[k]) if k in OTHERS else lang.term(k) for k in filters.kinds]
    parts = [", ".join(kinds)] if kinds else []
    parts += [", ".join(map(lang.term, filters.relations))] if filters.relations else []
    parts += [lang.text("from %(day)s on", day=lang.day(filters.since))] if filters.since else []
    parts += [lang.text("until %(day)s", day=lang.day(filters.until))] if filters.until else []
    parts += [lang.text("at most %(count)s ties away", count=filters.depth)] if filters.ego else []
    parts += [lang.text("weight at least %(weight)s", weight=f"{filters.min_weight:g}")] if filters.min_weight else []
    return "; ".join(parts)


def words_for(lang: Language) -> dict[str, str]:
    """Return the words, translated."""
    return {name: lang.text(word) for name, word in WORDS.items()}
