"""`mcp`: answer an assistant over standard input and output."""

import click

from api.cli.context import Context
from graph.errors import InterclusterError


@click.command()
@click.pass_obj
def mcp(context: Context) -> None:
    """Answer an assistant over standard input and output (Model Context Protocol): every question is a tool.

    It may read what this command line may read, and changes nothing.
    """
    try:
        from api.mcp.server import serve
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("mcp", "mcp_types"):
            raise
        raise InterclusterError("'mcp' needs the package mcp: pip install 'intercluster[mcp]'.") from None
    with context.store() as store:
        serve(store, context.desk)
