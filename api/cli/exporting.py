"""`export`: the whole graph, or a network with measures, in a format of another program."""

from pathlib import Path
from typing import get_args

import click

from api.cli.context import Context, write
from api.exports.formats import FORMATS, exporter
from api.pictures import Network, network_as_of
from graph.days import day_of
from graph.measures.network import Over
from queries.asking.past import past


@click.command()
@click.option("--format", "name", required=True, metavar="|".join(FORMATS), help="The other program's format.")
@click.option(
    "--network", type=click.Choice(get_args(Network)), help="This network alone, its nodes with their measures."
)
@click.option("--over", type=click.Choice(get_args(Over)), help="Of the network overlap: what the clusters may share.")
@click.option("--at", metavar="YYYY-MM-DD", help="As of this day; what has unknown dates stays in.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True)
@click.pass_obj
def export(
    context: Context, name: str, network: Network | None, over: Over | None, at: str | None, output: Path
) -> None:
    """Write the whole graph, or a network with measures, in a format of another program."""
    chosen = exporter(name)
    with context.store() as store:
        day = day_of(at) if at else None
        if network or over:
            found, there = network_as_of(context.desk, store, network or "overlap", over, day)
            write(output, chosen.network(found.network, found.measures, there.facts()))
        else:
            write(output, chosen.write((past(store, day).store if day else store).facts()))
