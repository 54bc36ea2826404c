"""Sentences that the program says in English wherever it speaks, and how a page finds one of them again in a text.

Questions, loads and errors speak English: the command line and the API show their words as they are. A page that shows
them to a Dutch reader looks for the sentence here that a text is an instance of, and fills its translation from the
catalogue with the values. What a value is called says how it is shown: `number`, `day`, `term` (of the vocabulary),
`sentence` (another one of these), `columns` and `choices`; all others as they are. Digits behind tell two apart.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from api.web.words.terms import N_

SENTENCES = (
    # what queries say of a row
    N_("unknown"),
    N_("none found"),
    N_("%(names)s and %(number)s more"),
    N_("one of %(number)s hosts"),
    N_("its host"),
    N_("sits in its steering group"),
    N_("stated niche of the target"),
    N_("stated overlap"),
    N_("%(name)s reports %(number)s members"),
    N_("%(name)s lists %(number)s members"),
    N_("%(term)s beside %(term2)s"),
    N_("as reported; how many are in both is not listed, together %(sentence)s"),
    N_("at most %(number)s"),
    N_("in both: %(names)s"),
    N_("in both: %(names)s and %(number)s more"),
    N_("none in both"),
    N_("unknown how many are in both"),
    N_("subsidy of the cluster; euro"),
    N_("fees of listed members; euro"),
    N_("rank %(number)s of %(number2)s clusters together"),
    N_("universities"),
    N_("knowledge institutions"),
    N_("the %(number)s largest organisations"),
    N_("one candidate pair in a hundred is one initiative"),
    N_("none / %(words)s"),
    N_("%(words)s / none"),
    N_("none / none"),
    N_("the same"),
    N_("different"),
    N_("one follows the other"),
    N_("at the same time"),
    N_("far apart"),
    N_("%(number)s %% alike"),
    N_("%(number)s of %(number2)s in common"),
    # why each weight is what it is (queries/consolidation_weights.csv)
    N_("The target already employs the team and carries the overhead, so folding in changes least."),
    N_("A public source places the cluster inside the target's domain; policy asked for the link."),
    N_("Members that the target serves anyway lose nothing and pay once."),
    N_("The target knows the work and its members from the steering group."),
    N_("The target works on the same subjects, through the other clusters that it runs."),
    N_("The two have shown that they can work together."),
    N_("A cluster with few members cannot carry its own overhead."),
    N_("An independent association loses its own board inside an established organisation."),
    N_("Firms that pay twice for much the same are served by one cluster."),
    N_("A public source states that the two overlap."),
    N_("The two work on the same subjects."),
    N_("One organisation runs both, so one team can."),
    N_("Both cover a niche of one larger cluster."),
    N_("The smaller of the two has few members to carry its overhead."),
    N_("One is run by an established organisation, the other is independent: boards and fees differ."),
    # what each question answers
    N_("Which clusters (or organisations) work together: shared projects, members and hosts, with the projects named"),
    N_(
        "Who is central and who brokers: degree, strength, betweenness, closeness, PageRank, core, "
        "constraint, community"
    ),
    N_("Every pair of clusters: what they share, Jaccard, containment each way, and whether it is more than chance"),
    N_(
        "What two, three and more clusters have in common, and whether that is more than chance: rows of an UpSet chart"
    ),
    N_("Clusters worth joining or folding into a host, ranked, each with its reasons and counter-reasons"),
    N_("What the members, themes, projects, money and place in the network would be if two were one"),
    N_("How far each rank of an answer depends on universities, on the largest organisations, and on each source"),
    N_("Initiatives that look alike, ranked, with the evidence side by side and the kind of likeness"),
    N_("What each instrument paid for: clusters and projects, amounts, calls and periods"),
    N_("Where sources disagree: each property with values that cannot all be true, and who says what where"),
    N_("What is known and what is missing, per source and property"),
    N_("Does the graph add up to what the evaluation report says of its own tables?"),
    N_("Would the consolidation score have pointed at what really happened? Rank of the real target, hits and MRR"),
    # how far a load is
    N_("Comparing organisations"),
    N_("Reading %(file)s"),
    # what is understood of a list
    N_("Left out: %(sentence)s"),
    N_("Understood %(file)s: header in row %(number)s; %(columns)s."),
    N_("Understood %(file)s (%(encoding)s, cells separated by %(sign)s): header in row %(number)s; %(columns)s."),
    N_("Not used in %(file)s: %(headings)s."),
    N_("... and %(number)s more notes like these."),
    N_("%(file)s, row %(number)s, column '%(heading)s': %(sentence)s; it stays unknown."),
    N_("%(file)s: %(number)s of %(number2)s rows (%(number3)s %%) are bad; the first is %(sentence)s."),
    N_("row %(number)s: %(sentence)s"),
    N_("%(sentence)s Load without them with --skip-bad-rows."),
    N_("it has no %(term)s"),
    N_("it has %(number)s cells, the header has %(number2)s"),
    N_("expected a date, found '%(cell)s'"),
    N_("expected an amount, found '%(cell)s'"),
    N_("expected an amount with '%(sign)s' as decimal sign, found '%(cell)s'"),
    N_("expected a country, found '%(cell)s'"),
    N_("'%(cell)s' is not an enterprise number: its check digits (mod 97) are wrong"),
    # what is wrong with a list
    N_("%(file)s does not say whose members these are: name the cluster with --cluster, or with a column 'cluster'."),
    N_(
        "%(file)s: no row among the first %(number)s has a column for '%(term)s', such as %(headings)s; say "
        "which it is with --mapping."
    ),
    N_(
        "%(file)s: no row among the first %(number)s has a column for '%(term)s', such as %(headings)s; say "
        "which it is with --mapping, or choose a sheet of %(sheets)s."
    ),
    N_("%(file)s: the mapping's column '%(heading)s' is not in row %(number)s; found %(headings)s."),
    N_("%(file)s, row %(number)s: %(number2)s columns are called '%(heading)s'; rename all but the one that counts."),
    N_("%(file)s has %(number)s rows, so none is header_row %(number2)s."),
    N_("The mapping names the field '%(field)s'; the fields are: %(fields)s."),
    N_("%(file)s is empty."),
    N_("%(file)s holds no cells."),
    N_("%(file)s holds no cells on sheet %(sheet)s."),
    N_("%(file)s has no sheet '%(sheet)s'; its sheets are: %(sheets)s."),
    N_("%(file)s is a text file and has no sheet '%(sheet)s'."),
    N_("%(file)s is no table: expected a file of the kinds %(kinds)s."),
    N_("%(file)s is not a text file, though its name says so."),
    N_("%(file)s is not a gzip file, or a damaged one: %(error)s."),
    N_("%(file)s is not a zip file, or a damaged one; download it again."),
    N_("%(file)s is not a spreadsheet of its kind, or a damaged or locked one; save it anew without a password."),
    N_("%(file)s cannot be read as a spreadsheet (%(error)s); save it anew, without a password."),
    N_("%(file)s defines XML entities, which is not safe to read; save it anew."),
    N_("%(file)s, cell %(cell)s: a formula without a value; open the file in a spreadsheet program and save it."),
    N_("%(file)s: byte %(number)s is no %(encoding)s; save the file as UTF-8."),
    N_("%(file)s, row %(number)s: a cell has more than %(number2)s characters."),
    N_("%(file)s, line %(number)s: %(error)s."),
    N_("%(file)s cannot be read: %(error)s."),
    N_("%(file)s does not exist."),
    N_("%(file)s holds no file."),
    N_("%(file)s in %(folder)s is a link to a file outside that folder; copy the file into it."),
    N_("%(file)s holds '%(name)s', a path outside itself; it is not read."),
    N_("%(file)s changed while it was being read; try again when it is complete."),
    N_("%(file)s cannot be unpacked: %(error)s."),
    N_("The mapping %(file)s cannot be read: %(error)s."),
    N_('The mapping %(file)s may hold `sheet` (text), `header_row` (a number) and [columns] with field = "heading".'),
    N_("%(file)s has %(number)s bytes; at most %(number2)s are read."),
    N_(
        "%(file)s unpacks to %(number)s bytes or more from %(number2)s, like a zip bomb; it is not read. "
        "Unpack it by hand if you trust it."
    ),
    N_(
        "'%(source)s' holds %(number)s records of %(type)s; expected %(number2)s to %(number3)s. Nothing was "
        "loaded: is it the right file, and whole?"
    ),
    # what a page cannot do
    N_("There is no such candidate: nothing that is known ties these two together."),
    N_("Two different entities can be compared, of which at least one is a cluster."),
    N_("'%(text)s' is no weight."),
    N_("'%(text)s' is no weight: expected for instance '%(example)s'."),
    N_("'%(text)s' has no weight: choose from %(names)s."),
    N_("Another load is under way; try again when it is done."),
    N_("There is no such job any more; what it loaded, if it was finished, is loaded."),
    N_("It stopped on an error that should not happen (%(error)s)."),
    N_("Say who you are first: a judgement carries its author's name."),
    N_("Choose at least one pair of the list first; a pair that is not in it cannot be judged."),
    N_("'%(text)s' is no number of a row."),
    N_("Choose a file first."),
    N_("The upload does not say how large it is."),
    N_("This upload is gone; upload the file again."),
    N_("The file is larger than %(number)s MB; load it with 'intercluster load members=FILE'."),
    N_("A page of another site may not change anything here."),
    N_("Nobody has judged '%(a)s' and '%(b)s', so there is nothing to undo."),
    N_("'%(verdict)s' is no verdict: choose from %(verdicts)s."),
    N_("No entity is called '%(text)s'."),
    N_("No entity is called '%(text)s'; nearest: %(names)s."),
    N_("'%(text)s' could be several entities: %(names)s; use the id."),
    N_("'%(text)s' is no cluster: what is folded or joined is one."),
    N_("'%(text)s' is neither a cluster nor an organisation."),
    N_("A cluster and itself are one already."),
    N_("No entity is of type or kind '%(kind)s'; there are: %(kinds)s."),
    N_("There is no relation type '%(name)s'; there are: %(names)s."),
    N_("No membership lists loaded: which organisations are members of which cluster is unknown."),
    N_("Not Found"),
    # what a parameter must be (pydantic)
    N_("%(field)s: %(sentence)s."),
    N_("Input should be %(choices)s"),
    N_("Input should be a valid integer, unable to parse string as an integer"),
    N_("Input should be a valid number, unable to parse string as a number"),
    N_("Input should be less than or equal to %(number)s"),
    N_("Input should be greater than or equal to %(number)s"),
    N_("String should have at most %(number)s characters"),
    N_("Field required"),
)

_VALUE = re.compile(r"%\((\w+)\)s")
_FORMS = {
    "number": r"[-+]?\d[\d,]*(?:\.\d+)?",
    "day": r"\d{4}-\d\d-\d\d",
    "field": r"\w+",
    "term": r"[\w ]+",
    "file": r"[^:]+",
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, with what finds it; `said` is its text before any value is filled in."""

    said: str
    pattern: re.Pattern[str]

    @classmethod
    def of(cls, said: str) -> "Sentence":
        """Return a sentence with its pattern."""
        literal, *rest = _VALUE.split(said)
        pattern = re.escape(literal.replace("%%", "%"))
        for name, after in zip(rest[::2], rest[1::2], strict=True):
            pattern += f"(?P<{name}>{_FORMS.get(kind(name), '.+')}){re.escape(after.replace('%%', '%'))}"
        return cls(said, re.compile(pattern, re.DOTALL))

    @property
    def weight(self) -> int:
        """How many letters of its own it has: the more, the surer that a text is this sentence."""
        return len(_VALUE.sub("", self.said))


def kind(name: str) -> str:
    """Return what a value is by its name, without the digits that tell two of one kind apart."""
    return name.rstrip("0123456789")


@cache
def _sentences() -> tuple[Sentence, ...]:
    return tuple(sorted(map(Sentence.of, SENTENCES), key=lambda one: -one.weight))


@lru_cache(maxsize=20_000)
def readings(text: str) -> tuple[tuple[str, Mapping[str, str]], ...]:
    """Return each sentence that a text can be an instance of, the likeliest first, with the values in it."""
    found = ((sentence.said, sentence.pattern.fullmatch(text)) for sentence in _sentences())
    return tuple((said, match.groupdict()) for said, match in found if match)
