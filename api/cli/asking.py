"""`ask` and `evaluate`: one command a question, derived from its description."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import click

from api.answers import cited, to_csv, to_json, to_table
from api.cli.context import write
from api.cli.engines import engine_option
from api.cli.lazily import LazyGroup
from api.cli.progress import track
from graph.errors import BadInputError, NotFoundError
from graph.progress import shown_by
from queries.asking.question import Answer, FileText, FromFile, Parameter, Question
from queries.lookup.summary import Summary, summary

TABLE_ROWS = 20


class QuestionGroup(LazyGroup):
    """A command group whose commands are the questions."""

    def __init__(self, *, questions: Mapping[str, Question[..., Any]], noun: str, **settings: Any) -> None:
        super().__init__(**settings)
        self._questions = questions
        self._noun = noun

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the questions in their own order, then commands of their own."""
        return [*self._questions, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        """Return the command of a question; raise NotFoundError, which is no wrong usage, where there is none."""
        if own := super().get_command(ctx, cmd_name):
            return own
        if cmd_name not in self._questions:
            choices = ", ".join(self.list_commands(ctx))
            raise NotFoundError(
                "There is no %(noun)s '%(cmd_name)s': choose from %(choices)s.",
                noun=self._noun,
                cmd_name=cmd_name,
                choices=choices,
            )
        return _command(self._questions[cmd_name])


def _command(question: Question[..., Any]) -> click.Command:
    @click.pass_obj
    def ask(
        context: Any, /, *, limit: int | None, format: str, as_json: bool, output: Path | None, **values: Any
    ) -> None:
        shown = Output(limit, format, as_json, output)
        with context.store() as store, shown_by(track):
            shown.deliver(context.desk.ask(question, store, **values), lambda: summary(store))

    return click.Command(
        question.name,
        callback=ask,
        params=[*(parameter(one) for one in question.parameters), *output_options()],
        help=f"{question.answers}.\n\n{question.method}",
        short_help=question.answers,
    )


@dataclass(frozen=True, slots=True)
class Output:
    """How an answer is shown, as `output_options` say; raise BadInputError where they do not go together."""

    limit: int | None
    format: str
    as_json: bool
    output: Path | None

    def __post_init__(self) -> None:
        if (self._chosen == "xlsx") != (self.output is not None):
            raise BadInputError("A spreadsheet is written to a file: --format xlsx -o FILE.xlsx.")

    @property
    def _chosen(self) -> str:
        return "json" if self.as_json else self.format

    def deliver(self, answer: Answer[Any], known: Callable[[], Summary]) -> None:
        """Print an answer as a table, JSON or CSV, or write a spreadsheet, which names the sources that are `known`."""
        if self.output:
            from api.workbook import to_xlsx  # here: nothing else needs what writes spreadsheets

            write(self.output, to_xlsx(answer, known(), self.limit))
        else:
            show(answer, self._chosen, self.limit)


def show(answer: Answer[Any], format: str, limit: int | None) -> None:
    """Print an answer as a table, JSON or CSV."""
    if format == "json":
        click.echo(to_json(answer, limit))
    elif format == "csv":
        click.echo(to_csv(answer.rows[:limit], answer.row), nl=False)
        for line in (*answer.notes, cited(answer)):
            click.echo(line, err=True)
    else:
        click.echo(to_table(answer, TABLE_ROWS if limit is None else limit), nl=False)


def parameter(one: Parameter) -> click.Parameter:
    """Return a parameter of a question as one of its command."""
    if one.on_command_line:
        return engine_option()
    kind = click.Choice(one.choices) if one.choices else one.kind
    if one.required:
        return click.Argument([one.name], type=kind)
    flag = f"--{one.name.replace('_', '-')}"
    shown = one.default is not None
    read = partial(_text_or_file, one.from_file) if one.from_file else None
    if kind is bool:
        return click.Option([f"{flag}/--no-{flag[2:]}"], default=one.default, show_default=shown, help=one.meaning)
    return click.Option([flag], type=kind, default=one.default, show_default=shown, help=one.meaning, callback=read)


def _text_or_file(mark: FromFile, context: click.Context, _: click.Parameter, value: str | None) -> str | None:
    """Return a text, or what the file of that name holds, or the usual one; a text has a "=" in it."""
    if value is None and mark.usual:
        usual = context.obj.settings.data / mark.usual
        return _read(usual, usual=True) if usual.is_file() else None
    return value if not value or "=" in value else _read(Path(value))


def _read(path: Path, *, usual: bool = False) -> FileText:
    try:
        return FileText.of(path.read_text(encoding="utf-8-sig"), path.name, usual=usual)
    except (OSError, UnicodeDecodeError):
        raise BadInputError("'%(path)s' is not a text file that can be read.", path=path) from None


def output_options() -> list[click.Parameter]:
    """Return the options that say how an answer is shown."""
    formats = click.Choice(["table", "json", "csv", "xlsx"])
    return [
        click.Option(["--limit"], type=click.IntRange(min=1), help="At most so many rows (a table shows 20)."),
        click.Option(["--format"], type=formats, default="table", show_default=True),
        click.Option(["--json", "as_json"], is_flag=True, help="Short for --format json."),
        click.Option(["-o", "--output"], type=click.Path(dir_okay=False, path_type=Path), help="FILE.xlsx"),
    ]
