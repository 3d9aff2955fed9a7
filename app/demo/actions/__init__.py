"""The fictional cooperative: filled, begun anew, introduced."""

from app.demo.actions.anew import Story, forget_other_files, reset, tell_aside
from app.demo.actions.filling import fill, is_filled
from app.demo.actions.people import LOGINS
from app.demo.rules import PASSWORD

__all__ = ["Story", "fill", "forget_other_files", "is_filled", "reset", "tell_aside", "welcome"]


def welcome(address: str) -> str:
    """What the command prints: where the demo is, and who can sign in."""
    width = max(len(login.email) for login in LOGINS)
    people = "\n".join(
        f"  {login.email:<{width}}  {login.human.first_names} {login.human.last_name}: {login.note}" for login in LOGINS
    )
    return (
        f"Genokontor zeigt den erfundenen Digitalverbund Morgenau eG unter {address}\n\n"
        f"Anmelden mit einer dieser Adressen und dem Passwort {PASSWORD}\n{people}\n\n"
        f"Beitreten ohne Anmeldung: {address}/beitritt\n"
        "Es geht keine Post hinaus; die E-Mails zeigt die Geschäftsstelle unter „E-Mails“. Ende mit Strg C.\n"
    )
