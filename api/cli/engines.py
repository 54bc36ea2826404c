"""`--engine`: who computes what grows with pairs. Only the command line offers it: a request starts no program."""

from typing import Any

import click

from api.cli.context import Context
from graph.measures.engine import LOCAL, Engine


def _engine(click_context: click.Context, _: click.Parameter, word: str) -> Engine:
    """Return the engine of a word; nothing starts before there is something to compute."""
    if word == LOCAL.name:
        return LOCAL
    from graph.spark.engine import SparkEngine

    context: Context = click_context.obj
    found = SparkEngine(context.settings.spark)
    click_context.call_on_close(found.close)
    return found


_SETTINGS: dict[str, Any] = {
    "type": click.Choice((LOCAL.name, "spark")),
    "default": LOCAL.name,
    "show_default": True,
    "callback": _engine,
    "help": "Who computes: this machine, or Apache Spark on the master that INTERCLUSTER_SPARK names.",
}

with_engine = click.option("--engine", **_SETTINGS)
"""Gives a command the option; its value is an Engine, let go of when the command ends."""


def engine_option() -> click.Option:
    """Return the option for a question's command."""
    return click.Option(["--engine"], **_SETTINGS)
