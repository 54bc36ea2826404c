"""A command group that imports a command when it is called, so that one command does not pay for what another needs."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click


class LazyGroup(click.Group):
    """A group with commands of its own, and commands of other modules: `module:name` by command."""

    def __init__(self, *, elsewhere: Mapping[str, str] | None = None, **settings: Any) -> None:
        super().__init__(**settings)
        self._elsewhere = elsewhere or {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return all commands by name."""
        return sorted([*super().list_commands(ctx), *self._elsewhere])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, imported if need be; None where there is none of this name."""
        if cmd_name not in self._elsewhere:
            return super().get_command(ctx, cmd_name)
        module, name = self._elsewhere[cmd_name].split(":")
        found: click.Command = getattr(import_module(module), name)
        return found
