"""Who is meant as proxy or as concerned: a member by its number, who acts for one, somebody else by name (R-PRX-01)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.assemblies.models import Assembly
from app.attendance import queries
from app.attendance.actions.proxies import Stranger, party_of
from app.attendance.rules import AboutComing, AboutNamesake, AboutProxy, AboutProxyName
from app.core.formats import fold, local, member_number
from app.core.values import Actor, PartyKind
from app.members import queries as members
from app.parties import queries as parties
from app.parties.models import Party


@dataclass(frozen=True)
class Named:
    """How somebody is named on a form; with a number the last name tells which person of an organisation is meant.

    `is_checked`: the last name has to fit the number, so that nobody learns names by trying numbers. `is_same`:
    whoever is known here by this name is meant; `is_another`: it is somebody else.
    """

    number: int | None = None
    first_names: str = ""
    last_name: str = ""
    email: str = ""
    is_checked: bool = False
    is_another: bool = False
    is_same: bool = False


def person_meant(session: Session, named: Named, today: date) -> Party | Stranger:
    """Find who is meant: the member of a number or who acts for it, else somebody by name (§ 43 (5) GenG; R-PRX-01)."""
    if named.number is not None:
        return _of_member(session, named, today)
    if not named.last_name.strip() or not named.first_names.strip():
        raise AboutProxyName("Geben Sie die Mitgliedsnummer oder Vor- und Nachnamen an.")
    known = queries.known_by_name(session, named.first_names, named.last_name)
    if known and not named.is_another:
        return _same(known, named)
    if named.is_same and named.is_another:
        raise AboutNamesake("Wählen Sie nur eines: Entweder ist es diese Person, oder es ist jemand anderes.")
    email = fold(named.email.strip())
    if email and email in {fold(each.email) for each in known}:
        raise AboutNamesake("Unter diesem Namen und dieser E-Mail-Adresse ist die Person schon eingetragen.")
    return Stranger(named.first_names.strip(), named.last_name.strip(), named.email.strip())


def _of_member(session: Session, named: Named, today: date) -> Party:
    member = members.get_by_number(session, named.number)
    people = [member.party] if member.party.kind is PartyKind.NATURAL_PERSON else [
        each.person for each in parties.representations_on(session, member.party_id, today)
    ]
    people = list({each.id: each for each in people}.values())
    if named.last_name.strip() or named.is_checked:
        wanted = fold(named.last_name)
        people = [each for each in people if wanted and _last_name_of(session, each, today) == wanted]
    if not people:
        number = member_number(member.number)
        raise AboutProxyName("Unter der Nummer {number} ist niemand mit diesem Nachnamen eingetragen.", number=number)
    if len(people) > 1:
        raise AboutProxyName("Für dieses Mitglied handeln mehrere. Geben Sie auch den Nachnamen an.")
    return people[0]


def _last_name_of(session: Session, party: Party, today: date) -> str:
    return fold(parties.name_on(session, party.id, today).last_name)


def _same(known: Sequence[Party], named: Named) -> Party:
    """Whoever is known is not entered a second time unknowingly: two places more, and no ban (R-PRX-02, R-VOTE-06)."""
    if not named.is_same:
        raise AboutNamesake(
            "Unter diesem Namen ist schon jemand eingetragen: als Mitglied, als Vertretung eines Mitglieds oder mit"
            " einem Amt. Sagen Sie, ob es diese Person ist oder jemand anderes."
        )
    if len(known) > 1:
        raise AboutNamesake(
            "Diesen Namen tragen hier mehrere. Geben Sie die Nummer des Mitglieds an, das die Person ist oder vertritt."
        )
    return known[0]


def somebody_coming(session: Session, assembly: Assembly, named: Named, actor: Actor, now: datetime) -> Party:
    """Who stands at the door and is not in its list: somebody known here, else a stranger, entered now (R-VOTE-06, 09).

    Nobody comes by a bare name: a ban would not find whom it is about.
    """
    if named.number is None and not (named.first_names.strip() and named.last_name.strip()):
        raise AboutComing("Geben Sie Vor- und Nachnamen an, oder die Mitgliedsnummer.")
    return party_of(session, assembly, person_meant(session, named, local(now).date()), actor, now)


def party_meant(session: Session, named: Named, today: date) -> Party:
    """The same of somebody who has to be known here: a member, or who acts for one (§ 43 (6) GenG; R-VOTE-06)."""
    found = person_meant(session, named, today)
    if isinstance(found, Party):
        return found
    raise AboutProxy("Betroffen ist hier nur, wer Mitglied ist oder für eines handelt. Geben Sie die Nummer an.")
