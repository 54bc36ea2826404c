"""`judge`, `review`, `act` and `actions`: people decide who is who and what is to be done, on the command line."""

import contextlib
import getpass
from datetime import date, datetime
from functools import partial

import click

from api.cli.asking import show
from api.cli.context import Context
from api.cli.progress import track
from graph.actions import Actions, State
from graph.days import today
from graph.errors import BadInputError
from graph.judgements import DISTINCT, Verdict, author_of
from graph.store import Store
from ingest import loading
from ingest.judging import JOINED, Asked, Joined, ReviewDesk, waterfall
from ingest.resolution.records import OrganisationRecord
from queries.asking.question import Answer
from queries.lookup.to_do import METHOD, OPEN, ToDo, ends_of, to_do

ANSWERS = {
    "y": Verdict.SAME,
    "n": Verdict.DIFFERENT,
    "u": Verdict.UNSURE,
    "unsure": Verdict.UNSURE,
    "yes": Verdict.SAME,
    "no": Verdict.DIFFERENT,
}


def _author() -> str:
    with contextlib.suppress(OSError, KeyError):
        return getpass.getuser()
    return "unknown"


def _said(_context: click.Context, _option: click.Parameter, author: str) -> str:
    return author_of(author)


_as_author = partial(click.option, "--author", default=_author, callback=_said, show_default="you")


@click.command()
@click.argument("a")
@click.argument("b")
@click.argument("verdict", type=click.Choice([*map(str, Verdict), DISTINCT]))
@click.option("--note", default="", help="Why; kept with the judgement.")
@_as_author(help="Who says so.")
@click.pass_obj
def judge(context: Context, a: str, b: str, verdict: str, *, note: str, author: str) -> None:
    """Say whether A and B are the same: organisations or projects, by id or name.

    The newest word on a pair counts, and holds for every load. On projects it changes nothing in the graph; it stands
    beside their pair in `ask duplicates`.
    """
    with context.store() as store:
        desk = ReviewDesk.of(loading.sources_of(store), context.judgements, store.decisions())
        made = desk.judge(a, b, verdict, author=author, note=note)
        if verdict == Verdict.SAME:
            _warn(desk, made[0].a, made[0].b)
        for judgement in made:
            click.echo(f"{judgement.a} and {judgement.b}: {judgement.verdict} ({author}, {judgement.at})", err=True)
        if not desk.is_project(made[0].a):
            _rebuild(store, context)


@click.command()
@_as_author(help="Who decides.")
@click.option("--limit", type=click.IntRange(min=1), help="Ask at most so many, or list so many.")
@click.option("--joined", is_flag=True, help="List what was joined without asking, instead.")
@click.option("--json", "as_json", is_flag=True, help="With --joined: as JSON.")
@click.pass_obj
def review(context: Context, *, author: str, limit: int | None, joined: bool, as_json: bool) -> None:
    """Go through the pairs that may be one organisation, the most valuable first.

    Each answer is kept at once; quit whenever you like and go on later. With --joined nothing is asked: what the
    program joined by itself is listed, the least sure first.
    """
    if as_json and not joined:
        raise BadInputError("--json lists what was joined: give --joined with it.")
    with context.store() as store:
        desk = ReviewDesk.of(loading.sources_of(store), context.judgements, store.decisions())
        if joined:
            answer = Answer("joined", Joined, {}, store.data_version, JOINED, desk.joined_rows())
            return show(answer, "json" if as_json else "table", limit)
        queue = desk.queue()[:limit]
        click.echo(f"{len(queue):,} pairs to review." if queue else "Nothing to review.")
        answered = 0
        for number, asked in enumerate(queue, start=1):
            click.echo(_shown(asked, f"{number} of {len(queue)}"))
            verdict = _ask(desk, asked)
            if verdict is None:
                break
            context.judgements.add(asked.a.id, asked.b.id, verdict, author=author, evidence=asked.decision.evidence)
            answered += 1
        if answered:
            click.echo(f"{answered:,} judged.", err=True)
            _rebuild(store, context)
        return None


@click.command()
@click.argument("a")
@click.argument("b")
@click.argument("state", type=click.Choice([*map(str, State)]))
@click.option("--owner", default="", help="Who sees to it.")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="By when.")
@click.option("--note", default="", help="What is to be done, or was.")
@_as_author(help="Who says so.")
@click.pass_obj
def act(
    context: Context, a: str, b: str, state: str, *, owner: str, day: datetime | None, note: str, author: str
) -> None:
    """Say how far one is with A and B, initiatives that look alike or a candidate for consolidation, by id or name.

    The newest word on a pair counts; `dropped` takes it off the list. It changes nothing in the graph.
    """
    with context.store() as store:
        ends = ends_of(store, a, b)
        when: date | None = day.date() if day else None
        made = Actions(context.judgements).add(*ends, state, author=author, owner=owner, day=when, note=note)
        click.echo(f"{made.a} and {made.b}: {made.state} ({author}, {made.at})", err=True)


@click.command()
@click.option("--open", "only_open", is_flag=True, help="Only where something is still to be done.")
@click.option("--owner", help="Only what this person sees to.")
@click.option("--limit", type=click.IntRange(min=1), help="At most so many rows (a table shows 20).")
@click.option("--format", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Short for --format json.")
@click.pass_obj
def actions(
    context: Context, *, only_open: bool, owner: str | None, limit: int | None, format: str, as_json: bool
) -> None:
    """List what is to be done about pairs, by day."""
    with context.store() as store:
        rows = to_do(store, Actions(context.judgements).latest().values(), today())
        kept = [row for row in rows if (not only_open or row.state in OPEN) and owner in (None, row.owner)]
        answer = Answer("actions", ToDo, {"open": only_open, "owner": owner}, store.data_version, METHOD, kept)
    show(answer, "json" if as_json else format, limit)


def _ask(desk: ReviewDesk, asked: Asked) -> str | None:
    """Return the verdict, None to quit; a "yes" that goes against somebody's "different" is asked again."""
    while True:
        try:
            answer = click.prompt("The same? y / n / unsure / quit", default="quit", show_default=False).strip().lower()
        except click.Abort:
            return None
        if answer in ("q", "quit"):
            return None
        verdict = ANSWERS.get(answer)
        if (
            verdict == Verdict.SAME
            and _warn(desk, asked.a.id, asked.b.id)
            and not click.confirm("Say yes all the same?")
        ):
            continue
        if verdict:
            return verdict
        click.echo("Type y, n, unsure or quit.")


def _warn(desk: ReviewDesk, a: str, b: str) -> bool:
    """Say which judgements "different" stand between two records, and whether there are any."""
    obstacles = [found for found in desk.obstacles(a, b) if {found.a, found.b} != {a, b}]
    for found in obstacles:
        click.echo(
            f"Warning: this would join {found.a} and {found.b}, which {found.author} called different on "
            f"{found.at[:10]}{f' ({found.note})' if found.note else ''}; they stay apart while that stands.",
            err=True,
        )
    return bool(obstacles)


def _shown(asked: Asked, number: str) -> str:
    lines = [f"\n[{number}] {asked.decision.probability:.0%} likely the same"]
    for letter, record in (("A", asked.a), ("B", asked.b)):
        lines.append(f"  {letter}  {_record(record)}")
    return "\n".join([*lines, *(f"     {line}" for line in waterfall(asked.decision.evidence))])


def _record(record: OrganisationRecord) -> str:
    place = ", ".join(part for part in (record.street, record.postcode, record.town, record.country) if part)
    names = " | ".join(record.names[:4]) or "no name"
    return f"{names}  [{record.id}]{f'  {place}' if place else ''}  clusters and projects: {len(record.events)}"


def _rebuild(store: Store, context: Context) -> None:
    done = loading.rebuild(store, context.judgements, track)
    click.echo(f"The graph was built anew: data version {done.data_version}.", err=True)
