"""`export`: the whole graph, or a network with measures, in a format of another program."""

from pathlib import Path
from typing import get_args

import click

from api.cli.context import Context, write
from api.drawing.pictures import Network
from api.exported import Asked, exported
from api.exports.formats import FORMATS, exporter
from graph.days import day_of
from graph.measures.network import Over
from queries.lookup.selected import selected


@click.command()
@click.option("--format", "name", required=True, metavar="|".join(FORMATS), help="The other program's format.")
@click.option(
    "--network", type=click.Choice(get_args(Network)), help="This network alone, its nodes with their measures."
)
@click.option("--over", type=click.Choice(get_args(Over)), help="Of the network overlap: what the clusters may share.")
@click.option("--at", metavar="YYYY-MM-DD", help="As of this day; what has unknown dates stays in.")
@click.option("--among", metavar="A,B,...", help="Only these entities and the ties between them: ids or names.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True)
@click.pass_obj
def export(
    context: Context,
    name: str,
    network: Network | None,
    over: Over | None,
    at: str | None,
    among: str | None,
    output: Path,
) -> None:
    """Write the whole graph, or a network with measures, in a format of another program, or what it has of some."""
    chosen, day = exporter(name), day_of(at) if at else None
    with context.store() as store:
        ids = frozenset(one.id for one in selected(store, among)) if among else None
        asked = Asked(chosen, network or ("overlap" if over else None), over, day, ids)
        write(output, exported(context.desk, store, asked))
