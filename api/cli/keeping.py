"""`verify`, `backup` and `restore`: that nothing is lost, from the command line."""

import contextlib
from pathlib import Path

import click

from api.cli.context import Context
from api.cli.progress import track
from graph.actions import Actions
from graph.errors import EmptyStoreError, StoreError
from graph.settings import Settings
from graph.store import Store, open_store
from graph.store.repair import salvaged, set_aside
from graph.wording import count
from ingest import loading
from ingest.keeping import put_back, read_backup, taken, write_backup

FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.pass_obj
def verify(context: Context) -> None:
    """Read all that is kept, the graph, its sources and people's judgements, and say whether it is as it was stored."""
    told = context.judgements.all()
    Actions(context.judgements).all()
    with context.store() as store:
        _verify(store)
    click.echo(f"{count(len(told), 'judgement', 'judgements')} in {context.settings.home}: as stored.")


@click.command()
@click.argument("file", type=FILE)
@click.pass_obj
def backup(context: Context, file: Path) -> None:
    """Write all that cannot be made again to FILE: what the sources said, people's judgements, the settings.

    A server may run, and a load too: what is backed up is the graph that was there when this began.
    """
    with context.store() as store:
        made = taken(store, context.judgements, _settings(context.settings, store))
    write_backup(file, made)
    click.echo(
        f"Wrote {file}: {count(len(made.sources), 'source', 'sources')}, "
        f"{count(len(made.judgements), 'judgement', 'judgements')}, data version {made.data_version or 'none'}.",
        err=True,
    )


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@click.pass_obj
def restore(context: Context, file: Path | None) -> None:
    """Build the graph anew from a backup; without FILE from the sources that a damaged store still keeps.

    Judgements that stand in the place of the backup's, and a store that cannot be opened, are set aside, not deleted.
    """
    if file is None:
        _rebuild(context)
        return
    kept = read_backup(file)
    _say_aside("The judgements that were there are", put_back(kept, context.judgements))
    _say_aside("The store that could not be opened is", set_aside(context.store_url))
    with context.store() as store:
        if not kept.sources:
            click.echo(f"{file} holds no sources; the graph in {store.url} is as it was.", err=True)
            return
        done = loading.restore(store, context.judgements, kept.sources, track)
    same = "the same as" if done.data_version == kept.data_version else f"not {kept.data_version}, which was there"
    why = "" if done.data_version == kept.data_version else " (judgements not applied then, or another version of this)"
    click.echo(
        f"Restored {done.facts:,} facts and {count(len(kept.judgements), 'judgement', 'judgements')}: data version "
        f"{done.data_version}, {same} when the backup was made{why}.",
        err=True,
    )
    if kept.settings:
        click.echo("It was set so: " + ", ".join(f"{name}={value}" for name, value in kept.settings.items()), err=True)


def _rebuild(context: Context) -> None:
    with contextlib.suppress(StoreError, EmptyStoreError), context.store() as store:
        store.verify()
        click.echo(f"{store.url} is as it was loaded; there is nothing to restore.", err=True)
        return
    sources = salvaged(context.store_url)
    _say_aside("The store that could not be opened is", set_aside(context.store_url))
    with open_store(context.store_url) as store:
        done = loading.restore(store, context.judgements, sources, track)
    click.echo(
        f"Built {done.facts:,} facts anew from {', '.join(done.sources)}: data version {done.data_version}.", err=True
    )


def _verify(store: Store) -> None:
    try:
        version = store.data_version
    except EmptyStoreError:
        click.echo(f"Nothing is loaded in {store.url}.")
        return
    store.verify()
    sources = count(len(store.snapshots()), "source", "sources")
    click.echo(f"{store.url}: data version {version} with {sources}, as loaded.")


def _settings(settings: Settings, store: Store) -> dict[str, str]:
    """Return what is set, without secrets: a store's URL is told without its password, a token not at all."""
    return {"INTERCLUSTER_STORE": store.url, "INTERCLUSTER_DATA": str(settings.data)}


def _say_aside(what: str, where: Path | None) -> None:
    if where:
        click.echo(f"{what} now {where}.", err=True)
