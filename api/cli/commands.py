"""The command line: `intercluster COMMAND`. Every command is thin over a function of the packages."""

import json
from pathlib import Path

import click

from api.answers import plain
from api.cli.asking import QuestionGroup
from api.cli.context import Context, write
from api.cli.lazily import LazyGroup
from graph.settings import Settings
from graph.store import Limits, open_store
from queries import EVALUATIONS, QUESTIONS

ELSEWHERE = {
    "load": "api.cli.loading:load",
    "unload": "api.cli.loading:unload",
    "sources": "api.cli.loading:list_sources",
    "template": "api.cli.loading:write_template",
    "verify": "api.cli.keeping:verify",
    "backup": "api.cli.keeping:backup",
    "restore": "api.cli.keeping:restore",
    "export": "api.cli.exporting:export",
    "mcp": "api.mcp.command:mcp",
    "draw": "api.cli.drawing:draw",
    "brief": "api.cli.briefs:brief",
    "judge": "api.cli.deciding:judge",
    "review": "api.cli.deciding:review",
    "act": "api.cli.deciding:act",
    "actions": "api.cli.deciding:actions",
    "user": "api.cli.users:user",
}


@click.group(
    cls=LazyGroup,
    elsewhere=ELSEWHERE,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option("--store", "store_url", metavar="URL", help="Where the graph is: ladybug:///folder or neo4j://...")
@click.version_option(package_name="intercluster")
@click.pass_context
def cli(context: click.Context, store_url: str | None) -> None:
    """A knowledge graph of a cluster ecosystem: who works together, what could be joined, what is done twice."""
    settings = Settings.from_environment()
    context.obj = Context(settings, store_url or settings.store_url)


@cli.group(cls=QuestionGroup, questions=QUESTIONS, noun="question")
def ask() -> None:
    """Ask a question; `intercluster ask QUESTION --help` says what it answers and how."""


@cli.group(
    cls=QuestionGroup,
    questions=EVALUATIONS,
    noun="evaluation",
    elsewhere={"resolution": "api.cli.resolution:resolution"},
)
def evaluate() -> None:
    """Show how good the answers are."""


@cli.command()
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
def copy(source: str, target: str) -> None:
    """Copy the graph from one store to another, unchanged; both are URLs. What TO held before is replaced."""
    with open_store(source) as old, open_store(target) as new:
        facts = old.facts()
        new.load(facts, old.snapshots(), old.decisions())
        click.echo(
            f"Copied {len(facts):,} facts from {old.url} to {new.url}: data version {facts.version()}.", err=True
        )


@cli.command()
@click.argument("query")
@click.pass_obj
def cypher(context: Context, query: str) -> None:
    """Run a read-only Cypher query; the rows come as JSON, one object a row."""
    with context.store() as store:
        click.echo(json.dumps(plain(store.ask(query, Limits())), ensure_ascii=False, indent=2))


with_port = click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@with_port
@click.pass_obj
def serve(context: Context, host: str, port: int) -> None:
    """Serve the API and the pages until Ctrl-C."""
    # Imported here: no other command pays for a web framework.
    from api.cli.server import serve as run_server

    with context.store() as store:
        run_server(store, context.store_url, context.settings, host, port, _announce)


@cli.command()
@click.option(
    "-o", "--output", type=click.Path(file_okay=False, path_type=Path), help="Write pictures and tables here."
)
@click.option("--serve", "then_serve", is_flag=True, help="Then serve on http://127.0.0.1 and --port.")
@with_port
@click.pass_context
def demo(click_context: click.Context, output: Path | None, port: int, *, then_serve: bool) -> None:
    """Load the Flemish ecosystem and print the three answers."""
    from api.cli import demo as demonstration
    from api.cli.loading import load

    click_context.invoke(load, sources=("flanders",))
    context: Context = click_context.obj
    with context.store() as store:
        click.echo(demonstration.answers(context.desk, store))
        if output:
            for path, content in demonstration.files(context.desk, store).items():
                write(output / path, content)
    if then_serve:
        click_context.invoke(serve, port=port)


def _announce(address: str) -> None:
    click.echo(f"Serving on {address} (Ctrl-C ends it)", err=True)
