"""`user`: who may use a service, and what they may do."""

import click

from api import one_time
from api.cli.context import Context
from api.users import Role, Users


@click.group()
def user() -> None:
    """Say who may use the service; while there is a user or a token, nobody gets in without."""


@user.command()
@click.argument("name")
@click.option(
    "--role",
    type=click.Choice([str(role) for role in Role]),
    default=str(Role.READ),
    show_default=True,
    help="judge may also say who is who, load may also change what is loaded and see all.",
)
@click.option("--confidential", is_flag=True, help="May see fees and natural persons.")
@click.option("--app", is_flag=True, help="Must also give the number that an authenticator app shows.")
@click.pass_obj
def add(context: Context, name: str, role: str, *, confidential: bool, app: bool) -> None:
    """Add a user, or give one another role and secret. The secret is printed once and kept nowhere."""
    key = one_time.new_key() if app else ""
    secret = Users(context.settings.home).add(name, Role(role), confidential=confidential, app=key)
    click.echo(f"The secret of {name.strip()}, which is told this once:", err=True)
    click.echo(secret)
    if key:
        click.echo("What the authenticator app is given, as text or as a QR code of it, this once too:", err=True)
        click.echo(one_time.address(name.strip(), key))


@user.command()
@click.argument("name")
@click.pass_obj
def remove(context: Context, name: str) -> None:
    """Remove a user; who is logged in as that user is logged out."""
    Users(context.settings.home).remove(name)
    click.echo(f"{name.strip()} is no user any more.", err=True)


@user.command("list")
@click.pass_obj
def list_users(context: Context) -> None:
    """List the users with their roles."""
    for one in Users(context.settings.home).all().values():
        click.echo(f"{one.name}\t{one.role}{' confidential' if one.confidential else ''}{' app' if one.app else ''}")
