"""What is run about logins: the first administrator, or one who lost every way in."""

from argparse import ArgumentParser, Namespace

from app.accounts import actions
from app.core import clock, links
from app.core.commands import Command
from app.core.db import transaction


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("email", metavar="EMAIL", help="Adresse, mit der sich die Person anmeldet")
    parser.add_argument("--name", default="", help="Vor- und Familienname; nötig, wenn es den Zugang noch nicht gibt")


def administrator(parsed: Namespace) -> int:
    """Make somebody an administrator and print the link to choose a password."""
    with transaction() as session:
        link = actions.make_administrator(session, parsed.email, parsed.name, clock.now())
    if not links.is_configured():
        print("Hinter der Adresse zu öffnen, die `serve` zeigt:")
    print(link)
    return 0


COMMANDS = (
    Command(
        "administrator",
        "Verwalterin oder Verwalter einrichten und den Link zum Passwort zeigen",
        (
            'administrator o.brandner@morgenau.example --name "Ottilie Brandner"',
            "administrator o.brandner@morgenau.example",
        ),
        administrator,
        _arguments,
    ),
)
