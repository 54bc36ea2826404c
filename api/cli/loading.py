"""`load`, `unload`, `sources` and `template`: data in and out of the graph, from the command line."""

import gc
from pathlib import Path

import click

from api.cli.context import Context, write
from api.cli.engines import with_engine
from api.cli.progress import track
from graph.errors import InterclusterError
from graph.measures.engine import LOCAL, Engine
from graph.store import Store, is_loaded
from graph.wording import count
from ingest import loading
from ingest.apart import read_all
from ingest.changes import Changes, changes
from ingest.reading.audit import Audit
from ingest.reading.entries.mapping import NO_MAPPING, read_mapping
from ingest.reading.reading import ImportOptions
from ingest.reading.template import LANGUAGES, TEMPLATES, template
from ingest.sources.registry import SOURCES, requested

MOST_NAMED = 5


@click.command()
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option("--cluster", help="Whose members a list holds, where no column says it.")
@click.option("--sheet", help="The sheet of a spreadsheet; otherwise the one that looks most like a list.")
@click.option(
    "--mapping",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A TOML file that says what a list's columns mean; --dry-run prints one.",
)
@click.option("--complete", is_flag=True, help="The list names all members: none is missing.")
@click.option("--with-persons", is_flag=True, help="Take a register's natural persons in, too.")
@click.option("--skip-bad-rows", is_flag=True, help="Leave out, and count, rows that cannot be used.")
@click.option("--dry-run", is_flag=True, help="Say what would be loaded and change nothing.")
@with_engine
@click.option("--if-empty", is_flag=True, help="Do nothing where something is loaded already.")
@click.pass_obj
def load(
    context: Context,
    sources: tuple[str, ...],
    *,
    cluster: str | None = None,
    sheet: str | None = None,
    mapping: Path | None = None,
    complete: bool = False,
    with_persons: bool = False,
    skip_bad_rows: bool = False,
    dry_run: bool = False,
    if_empty: bool = False,
    engine: Engine = LOCAL,
) -> None:
    """Load sources: NAME, NAME=PATH or NAME:LABEL=PATH; all built-in ones where none is named.

    What such a source said before is replaced; the other sources stay. `intercluster sources` lists them.
    """
    # A load makes many records and no cycles of them: looking for cycles took a fifth of its time.
    gc.disable()
    requests = requested(sources)
    said = read_mapping(mapping) if mapping else NO_MAPPING
    options = ImportOptions(cluster, sheet, said, complete=complete, with_persons=with_persons)
    audit = Audit(skip_bad_rows=skip_bad_rows)
    with context.store() as store:
        if if_empty and is_loaded(store):
            click.echo(f"{store.url} holds data version {store.data_version}; nothing to do.", err=True)
            return
        try:
            facts = read_all(requests, audit, options, track)
        except InterclusterError:
            # What was understood so far can be corrected, and given with --mapping.
            _show(audit)
            raise
        for line in audit.lines():
            click.echo(line, err=True)
        if dry_run:
            told = f"{sum(map(len, facts.values())):,} facts of {', '.join(facts)}"
            click.echo(f"Would load {told}, before any are joined.", err=True)
            _say_changes(changes(store, context.judgements, facts))
            _say_new(loading.new_clusters(store, facts))
            _show(audit)
            return
        _say(store, loading.load(store, context.judgements, facts, track, engine), "Loaded")


@click.command()
@click.argument("name")
@click.option("--dry-run", is_flag=True, help="Say what would go with it and change nothing.")
@click.pass_obj
def unload(context: Context, name: str, *, dry_run: bool) -> None:
    """Take a source out of the graph; the others stay as they are."""
    with context.store() as store:
        if dry_run:
            _say_changes(changes(store, context.judgements, {}, loading.named(store, name)))
            return
        _say(store, loading.unload(store, context.judgements, name, track), f"Unloaded {name};")


@click.command("sources")
@click.pass_obj
def list_sources(context: Context) -> None:
    """List the sources that can be loaded, and those that are."""
    for source in SOURCES:
        name = source.name if source.takes == "nothing" else f"{source.name}={source.takes}"
        counts = ", ".join(f"{kind.__name__} {least:,}-{most:,}" for kind, (least, most) in source.expected.items())
        click.echo(
            f"{name}: {source.title}; {source.publisher}; {source.licence}; {source.url or 'no address'}; "
            f"expects {counts}"
        )
    with context.store() as store:
        loaded = list(store.snapshots())
    click.echo(f"Loaded in {store.url}: {', '.join(loaded) or 'nothing'}.", err=True)


@click.command("template")
@click.argument("name", type=click.Choice(TEMPLATES))
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="FILE.xlsx")
@click.option("--language", type=click.Choice(LANGUAGES), default=LANGUAGES[0], show_default=True)
def write_template(name: str, output: Path | None, language: str) -> None:
    """Write a list (.xlsx) to fill in, with an example row and drop-downs."""
    write(output or Path(f"{name}-template.xlsx"), template(name, language))


def _show(audit: Audit) -> None:
    """Print what was understood of lists, in a form that --mapping takes."""
    for listing in audit.listings:
        click.echo(listing)


def _say_changes(found: Changes) -> None:
    """Say what comes to and goes from the graph that joins all sources."""
    again = f"; it replaces {', '.join(found.again)}" if found.again else ""
    come = _told(found.come, found.entities_come, found.ties_come)
    go = _told(found.go, found.entities_go, found.ties_go)
    click.echo(f"The joined graph would gain {come}, and lose {go}{again}.", err=True)


def _told(names: tuple[str, ...], entities: int, ties: int) -> str:
    shown = f" ({', '.join(names[:MOST_NAMED])}{' ...' if entities > MOST_NAMED else ''})" if names else ""
    return f"{count(entities, 'entity', 'entities')}{shown} and {count(ties, 'tie', 'ties')}"


def _say(store: Store, done: loading.Loaded, verb: str) -> None:
    click.echo(
        f"{verb} {done.facts:,} facts in {store.url}: data version {done.data_version}; "
        f"sources: {', '.join(done.sources) or 'none'}.",
        err=True,
    )
    _say_new(done.new_clusters)
    if done.merged or done.to_review:
        click.echo(
            f"{count(done.merged, 'pair of records is', 'pairs of records are')} one organisation; "
            f"{done.to_review:,} wait for 'intercluster review'.",
            err=True,
        )


def _say_new(clusters: tuple[str, ...]) -> None:
    if clusters:
        more = f" and {len(clusters) - MOST_NAMED:,} more" if len(clusters) > MOST_NAMED else ""
        named = ", ".join(clusters[:MOST_NAMED])
        click.echo(f"No other source knows these clusters, so they are new: {named}{more}.", err=True)
