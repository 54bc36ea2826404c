"""What a user's own Cypher may be: one reading statement, bounded in length and nesting.

The embedded store's read-only mode lets through statements that read files, change settings or break later openings,
so text is let in by what it may be and not kept out by what it may not: every token must be one of a small language,
every function is named here, and a name may not follow a name, so no clause hides behind an identifier.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from graph.errors import QueryError

MOST_CHARACTERS = 5_000
MOST_TOKENS = 1_000
DEEPEST = 8
LONGEST_PATH = 5
MOST_CASES = 5

KEYWORDS = frozenset(
    """match optional with unwind where return order by skip limit union all distinct as asc desc ascending descending
    and or xor not in is null true false starts ends contains case when then else end""".split()
)
STARTS = frozenset({"match", "optional", "with", "unwind", "return"})
FUNCTIONS = frozenset(
    """count sum avg min max collect size coalesce tolower toupper lower upper trim abs round floor ceil sqrt ln log10
    exp labels label length nodes relationships rels head last substring left right replace split reverse tostring
    tointeger tofloat date""".split()
)
NEVER = frozenset(
    """create merge set delete detach remove drop alter copy load from to export import database attach use install
    uninstall update extension call yield checkpoint begin commit rollback transaction explain profile comment macro
    table sequence foreach shortest exists graph foreign read write into show describe kill grant revoke""".split()
)

_TOKEN = re.compile(
    r"""(?P<blank>[ \t\r\n]+)
    |(?P<string>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
    |(?P<number>\d+(?:\.(?!\.)\d+)?(?:[eE][+-]?\d+)?)
    |(?P<name>[A-Za-z_][A-Za-z0-9_]*)
    |(?P<comment>//|/\*)
    |(?P<symbol><>|<=|>=|=~|\.\.|[()\[\]{},.:|;+\-*/%=<>])""",
    re.VERBOSE | re.DOTALL,
)
_CLOSING = {")": "(", "]": "[", "}": "{"}


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text: its kind (name, keyword, number, string, symbol) and itself, keywords in lower case."""

    kind: str
    text: str


def check(cypher: str) -> None:
    """Let a reading statement through; raise QueryError with one sentence that says what is refused and why."""
    if len(cypher) > MOST_CHARACTERS:
        raise QueryError(
            "The query has %(count)s characters; at most %(most_characters)s are allowed.",
            count=len(cypher),
            most_characters=MOST_CHARACTERS,
        )
    tokens = list(_tokens(cypher))
    if tokens and tokens[-1] == Token("symbol", ";"):
        tokens.pop()
    if not tokens:
        raise QueryError("The query is empty.")
    if len(tokens) > MOST_TOKENS:
        raise QueryError(
            "The query has %(count)s parts; at most %(most_tokens)s are allowed.",
            count=len(tokens),
            most_tokens=MOST_TOKENS,
        )
    if tokens[0].text not in STARTS:
        raise QueryError(
            "A query begins with MATCH, OPTIONAL MATCH, WITH, UNWIND or RETURN, not '%(text)s'.", text=tokens[0].text
        )
    _check_words(tokens)
    if Token("keyword", "return") not in tokens:
        raise QueryError("The query returns nothing: it needs a RETURN.")
    _check_neighbours(tokens)
    _check_nesting(tokens)


def _tokens(cypher: str) -> Iterator[Token]:
    position = 0
    while position < len(cypher):
        found = _TOKEN.match(cypher, position)
        if found is None:
            shown = cypher[position]
            raise QueryError(
                "'%(shown)s' at character %(number)s is not allowed in a query outside quotes.",
                shown=shown,
                number=position + 1,
            )
        position = found.end()
        kind, text = str(found.lastgroup), found.group()
        if kind == "comment":
            raise QueryError("Comments are not allowed in a query.")
        if kind == "name" and text.lower() in KEYWORDS:
            yield Token("keyword", text.lower())
        elif kind != "blank":
            yield Token(kind, text)


def _check_words(tokens: list[Token]) -> None:
    for position, token in enumerate(tokens):
        if token.text == ";":
            raise QueryError("Only one statement is allowed.")
        if token.kind == "name" and token.text.lower() in NEVER and not _is_property(tokens, position):
            raise QueryError("'%(text)s' is not allowed: a query may only read the graph.", text=token.text)
    if sum(token == Token("keyword", "case") for token in tokens) > MOST_CASES:
        raise QueryError("At most %(most_cases)s CASE expressions are allowed.", most_cases=MOST_CASES)


def _is_property(tokens: list[Token], position: int) -> bool:
    """After a full stop a word is a property's name, whatever it says: n.call, n.from."""
    return position > 0 and tokens[position - 1].text == "."


def _check_neighbours(tokens: list[Token]) -> None:
    """Two values cannot stand side by side, so no clause hides behind a name; only known functions are called."""
    for position, token in enumerate(tokens):
        before = tokens[position - 1] if position else Token("symbol", "")
        after = tokens[position + 1] if position + 1 < len(tokens) else Token("symbol", "")
        value_before = before.kind in ("name", "number", "string") or before.text in (")", "]", "}")
        if value_before and token.kind in ("name", "number", "string"):
            raise QueryError("'%(text)s' cannot follow '%(text_2)s'.", text=token.text, text_2=before.text)
        called = token.kind == "name" and after.text == "(" and before.text not in (":", "|")
        if called and token.text.lower() not in FUNCTIONS:
            raise QueryError(
                "The function '%(text)s' is not allowed; allowed are %(functions)s.",
                text=token.text,
                functions=", ".join(sorted(FUNCTIONS)),
            )


def _check_nesting(tokens: list[Token]) -> None:
    """Brackets must match and not nest deeply; braces only hold properties of a pattern; paths are bounded."""
    opened: list[str] = []
    for position, token in enumerate(tokens):
        before = tokens[position - 1] if position else Token("symbol", "")
        if token.kind == "string":
            continue
        if token.text in ("(", "[", "{"):
            if token.text == "{" and not (opened and opened[-1] != "{" and before.kind == "name"):
                raise QueryError("Braces may only hold the properties of a node or relation in a pattern.")
            in_pattern = token.text == "[" and before.text == "-"
            opened.append("relation" if in_pattern else token.text)
            if len(opened) > DEEPEST:
                raise QueryError("The query nests more than %(deepest)s brackets.", deepest=DEEPEST)
        elif token.text in _CLOSING:
            last = opened.pop() if opened else ""
            if last != _CLOSING[token.text] and not (last == "relation" and token.text == "]"):
                raise QueryError("A '%(text)s' closes nothing.", text=token.text)
        elif token.text == "*" and opened and opened[-1] == "relation":
            _check_path(tokens[position + 1 : position + 4])
    if opened:
        raise QueryError("A bracket is not closed.")


def _check_path(after: list[Token]) -> None:
    """A path of varying length needs an upper bound: *2, *1..3 or *..3."""
    found = re.match(r"(?:\d*\.\.)?(\d+)(?!\d*\.)", "".join(token.text for token in after))
    if found is None or int(found.group(1)) > LONGEST_PATH:
        raise QueryError(
            "A path of varying length needs an upper bound of at most %(longest_path)s: *1..3.",
            longest_path=LONGEST_PATH,
        )
