"""Powers of attorney: form, how many, for whom (§ 43 (5) GenG; R-PRX-01 to R-PRX-04)."""

from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from app.attendance.rules.facts import WRITTEN_AS, Entitlement, ProxyForm, Relation
from app.core.formats import day as written
from app.core.values import Refusal
from app.organs.rules import form_is_sufficient
from app.parties.rules import Authority
from app.statutes.rules import Statute

MOST_PRINCIPALS = 2
"""How many members a proxy represents by law; the statute may want fewer (§ 43 (5) sentence 3 GenG; R-PRX-02)."""

SLOTS = range(1, MOST_PRINCIPALS + 1)

Person = TypeVar("Person")


class AboutProxy(Refusal):
    """Who is to be proxy is refused; shown at the field that names the person."""


class AboutProxyName(Refusal):
    """The name of a proxy is refused; shown at its field."""


class AboutNamesake(Refusal):
    """A proxy bears the name of somebody known here; shown at the field that says it is that person."""


class AboutPrincipal(Refusal):
    """Whom a proxy is to represent is refused; shown at the field that names the member."""


class AboutProxyForm(Refusal):
    """The form of a power of attorney is not enough; shown at its field."""


class AboutProxyDay(Refusal):
    """The day of a power of attorney is refused; shown at its field."""


class AboutConditions(Refusal):
    """The statute's personal conditions are not confirmed; shown at the field that does."""


class AboutRelation(Refusal):
    """How a proxy stands to the member is not said, though the statute asks; shown at the field that says it."""


def may_take_on(represented: Set[Person], principal: Person, most: int = MOST_PRINCIPALS) -> bool:
    """Say whether a proxy may represent one more member: two at most, not two votes (R-PRX-02, R-PRX-04).

    Who is represented as an organ is not among them (R-PRX-03).
    """
    return len({*represented, principal}) <= most


def votes_cast_by(
    proxy: Person, is_member: bool, as_organ_of: Collection[Person], principals: Collection[Person]
) -> int:
    """Say for how many members a person casts: as member itself, as organ, as proxy; each member once (R-PRX-02, 03).
    """
    return len({*as_organ_of, *principals, *((proxy,) if is_member else ())})


def slot_for(held: Mapping[int, Person], principal: Person, most: int) -> int:
    """The place of one more principal with a proxy, by the places taken; refused where there is none left (R-PRX-02).
    """
    if may_take_on(set(held.values()), principal, most):
        return next(slot for slot in SLOTS if slot not in held)
    if most == 1:
        raise AboutProxy("Diese Person vertritt schon ein Mitglied; mehr lässt die Satzung nicht zu.")
    raise AboutProxy("Diese Person vertritt schon zwei Mitglieder. Mehr lässt das Gesetz nicht zu (§ 43 Abs. 5 GenG).")


@dataclass(frozen=True)
class Permission:
    """What decides whether the form of a power of attorney is enough on its day."""

    statute: Statute
    textform_permitted: bool


def is_in_form(form: ProxyForm, dated_on: date, permission: Permission) -> bool:
    """Say whether a power of attorney has the form that law and statute want (§§ 43 (5), 177 (1) GenG; R-PRX-01)."""
    statute = permission.statute
    return form_is_sufficient(
        WRITTEN_AS[form], statute.form_proxy, dated_on, permission.textform_permitted,
        statute.textform_expressly_excluded,
    )


def check_form(form: ProxyForm, dated_on: date, permission: Permission) -> None:
    """Refuse a power of attorney whose form is not enough (§ 43 (5) sentence 2 GenG; R-PRX-01)."""
    if not is_in_form(form, dated_on, permission):
        raise AboutProxyForm(
            "Die Satzung verlangt für Vollmachten die Schriftform. Lassen Sie sich die unterschriebene Vollmacht geben."
        )


def check_dated(dated_on: date, today: date) -> None:
    """Refuse a power of attorney of a day to come."""
    if dated_on > today:
        raise AboutProxyDay("Der {day} liegt in der Zukunft. Prüfen Sie das Datum.", day=written(dated_on))


def check_principal(entitlement: Entitlement) -> None:
    """Refuse a power of attorney of somebody who attends no assembly itself (R-VOTE-05, R-VOTE-09)."""
    if entitlement is Entitlement.HEIRS_UNREPRESENTED:
        raise AboutPrincipal(
            "Die Erben haben noch keine gemeinsame Vertretung; nur sie kann Vollmacht erteilen (§ 77 Abs. 1 GenG)."
        )
    if entitlement not in (Entitlement.VOTES, Entitlement.ATTENDS):
        raise AboutPrincipal("Dieses Mitglied nimmt an der Versammlung nicht teil und kann niemanden bevollmächtigen.")


def acts_alone(rights: Collection[Authority | None]) -> bool:
    """Say whether somebody may declare for a member without anybody else (§ 43 (4), (5) GenG; R-PRX-01)."""
    return any(each is not Authority.JOINT for each in rights)


def check_acts_alone(rights: Collection[Authority | None]) -> None:
    """Refuse a declaration online by whom does not represent the member, or not without others (R-PRX-01)."""
    if not rights:
        raise AboutPrincipal(
            "Vollmachten erteilt und widerruft nur, wer das Mitglied gesetzlich vertritt. Sie handeln selbst mit einer"
            " Vollmacht."
        )
    if not acts_alone(rights):
        raise AboutPrincipal(
            "Sie vertreten dieses Mitglied nur gemeinsam mit anderen. Geben Sie die Erklärung mit allen Unterschriften"
            " auf Papier ab."
        )


def check_pair(is_same: bool, acts_anyway: bool) -> None:
    """Refuse a proxy who is the member itself, or acts for it by law and needs none (§ 43 (4), (5); R-PRX-03)."""
    if is_same:
        raise AboutProxy("Niemand braucht eine Vollmacht für sich selbst.")
    if acts_anyway:
        raise AboutProxy("Diese Person vertritt das Mitglied schon kraft Gesetzes und braucht keine Vollmacht.")


def check_conditions(conditions: str, relation: Relation | None, is_confirmed: bool) -> None:
    """Refuse a proxy of whom nobody confirmed that the statute lets it be one (§ 43 (5) sentence 4 GenG; R-PRX-04).

    Why it does, is kept with it: how the person stands to the member.
    """
    if conditions and relation is None:
        raise AboutRelation("Wählen Sie, in welchem Verhältnis die Person zum Mitglied steht; nach der Satzung kommt es"
                            " darauf an.")
    if conditions and not is_confirmed:
        raise AboutConditions("Bestätigen Sie, dass die Person die Voraussetzungen der Satzung erfüllt.")
