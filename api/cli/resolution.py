"""`evaluate resolution`: how well organisations are recognised. It reads labelled pairs and no store."""

from pathlib import Path

import click

from api.cli.asking import output_options, show
from api.cli.context import Context
from ingest.resolution import evaluation
from ingest.resolution.evaluation import ResolutionQuality
from queries.asking.question import Answer


@click.command("resolution", short_help="How well are organisations recognised by their names?")
@click.option(
    "--pairs",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A CSV of name_a, name_b, same (1 or 0), instead of the open data.",
)
@click.pass_obj
def resolution(context: Context, *, pairs: Path | None, limit: int | None, format: str, as_json: bool) -> None:
    """How well are organisations recognised by their names? Precision, recall and F1 on labelled pairs.

    The first row of a set counts what is taken for one where nobody can be asked, the second what is joined without
    asking, the third what a person is shown.
    """
    data = context.settings.data
    rows = evaluation.quality(data, pairs)
    chosen = {"pairs": pairs.name if pairs else None}
    answer = Answer("resolution", ResolutionQuality, chosen, evaluation.version(data, pairs), evaluation.METHOD, rows)
    show(answer, "json" if as_json else format, limit)


resolution.params += output_options()
