"""The words that the explorer's script speaks, in the reader's language."""

from api.web.language import Language
from api.web.terms import N_

MARK_WORDS = {
    "cluster": N_("Cluster"),
    "firm": N_("Firm"),
    "knowledge": N_("Knowledge institution"),
    "organisation": N_("Other organisation"),
    "project": N_("Project"),
    "instrument": N_("Funding instrument"),
    "theme": N_("Theme"),
}

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
    "elsewhere": N_("not drawn: show what is around it"),
    "noMatch": N_("No name is like this"),
}


def words_for(lang: Language) -> dict[str, str]:
    """Return the words, translated."""
    return {name: lang.text(word) for name, word in WORDS.items()}
