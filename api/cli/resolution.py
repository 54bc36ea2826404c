"""`evaluate resolution`: how well organisations are recognised. It reads labelled pairs and no store."""

from pathlib import Path
from typing import Any

import click

from api.cli.asking import Output, output_options
from api.cli.context import Context
from ingest.resolution.measuring import evaluation
from ingest.resolution.measuring.evaluation import ResolutionQuality
from queries.asking.question import Answer
from queries.lookup.summary import Summary


@click.command("resolution", short_help="How well are organisations recognised by their names?")
@click.option(
    "--pairs",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A CSV of name_a, name_b, same (1 or 0), instead of the open data.",
)
@click.pass_obj
def resolution(context: Context, /, *, pairs: Path | None, **output: Any) -> None:
    """How well are organisations recognised by their names? Precision, recall and F1 on labelled pairs.

    The first row of a set counts what is taken for one where nobody can be asked, the second what is joined without
    asking, the third what a person is shown.
    """
    shown = Output(**output)
    data = context.settings.data
    rows = evaluation.quality(data, pairs)
    chosen = {"pairs": pairs.name if pairs else None}
    answer = Answer("resolution", ResolutionQuality, chosen, evaluation.version(data, pairs), evaluation.METHOD, rows)
    shown.deliver(answer, lambda: Summary(answer.data_version, {}, 0, ()))


resolution.params += output_options()
