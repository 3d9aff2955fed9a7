"""Special termination after an amendment of the statute (außerordentliches Kündigungsrecht, § 67a GenG)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.core.formats import day as written
from app.core.values import German, Refusal
from app.statutes.rules import FederalState, FiscalYear, months_after, working_day_on_or_after, year_end_of


class Amendment(StrEnum):
    """What a resolution changes in the statute (§ 16 (2), (3) GenG)."""

    OBJECT_MATERIAL = "object_of_enterprise_material"
    SHARE_INCREASE = "share_increase"
    MANDATORY_PARTICIPATION = "mandatory_participation_introduce"
    NACHSCHUSS = "nachschuss_introduce"
    LONG_NOTICE = "notice_period_over_two_years"
    MINIMUM_CAPITAL = "minimum_capital_introduce"
    PAYOUT_RESTRICTION = "payout_restriction_introduce"
    INVESTING_MEMBERS = "investing_members_introduce"
    SERVICE_DUTY = "duty_to_use_services"
    CONTRIBUTIONS = "current_contributions_introduce"
    OBJECT = "object_of_enterprise"
    RESERVE_PARTICIPATION = "reserve_participation_introduce"
    PLURAL_VOTES = "plural_votes_introduce"
    SHARE_SPLIT = "share_split"
    OTHER = "other_amendment"


OPENING = frozenset(
    {
        Amendment.OBJECT_MATERIAL,
        Amendment.SHARE_INCREASE,
        Amendment.MANDATORY_PARTICIPATION,
        Amendment.NACHSCHUSS,
        Amendment.LONG_NOTICE,
        Amendment.MINIMUM_CAPITAL,
        Amendment.PAYOUT_RESTRICTION,
        Amendment.INVESTING_MEMBERS,
        Amendment.SERVICE_DUTY,
        Amendment.CONTRIBUTIONS,
    }
)
"""§ 16 (2) nos. 2 to 5, 9 to 11, (3) GenG, and a material change of the object (§ 67a (1) GenG; R-EXIT-06)."""

AMENDMENT_WORDS: Mapping[Amendment, str] = {
    Amendment.OBJECT_MATERIAL: German("Wesentliche Änderung des Gegenstands des Unternehmens"),
    Amendment.SHARE_INCREASE: German("Erhöhung des Geschäftsanteils"),
    Amendment.MANDATORY_PARTICIPATION: German("Pflichtbeteiligung mit mehreren Anteilen"),
    Amendment.NACHSCHUSS: German("Nachschusspflicht, eingeführt oder erweitert"),
    Amendment.LONG_NOTICE: German("Kündigungsfrist über zwei Jahre"),
    Amendment.MINIMUM_CAPITAL: German("Mindestkapital, eingeführt oder erhöht"),
    Amendment.PAYOUT_RESTRICTION: German("Einschränkung der Auszahlung"),
    Amendment.INVESTING_MEMBERS: German("Zulassung investierender Mitglieder"),
    Amendment.SERVICE_DUTY: German("Pflicht, Leistungen der Genossenschaft zu nutzen"),
    Amendment.CONTRIBUTIONS: German("Laufende Beiträge"),
    Amendment.OBJECT: German("Änderung des Gegenstands, nicht wesentlich"),
    Amendment.RESERVE_PARTICIPATION: German("Beteiligung Ausscheidender an der Rücklage"),
    Amendment.PLURAL_VOTES: German("Mehrstimmrechte"),
    Amendment.SHARE_SPLIT: German("Zerlegung der Geschäftsanteile"),
    Amendment.OTHER: German("Andere Änderung der Satzung"),
}
"""How the amendments are called, on screens and in documents."""


@dataclass(frozen=True)
class OfferedRight:
    """A right that a resolution opened, as the form of a notice offers it; `objected`: the member did, on record."""

    id: int
    amendment: Amendment
    number: str
    resolved_on: date
    declarable_until: date
    objected: bool


def may_terminate_specially(
    amendment: Amendment, was_present: bool, objected: bool, was_kept_away: bool = False
) -> bool:
    """Say whether a member may leave because of an amendment (§ 67a (1) sentence 1 nos. 1, 2 GenG; R-EXIT-06).

    Whoever was present must have objected on record, or been refused the record; who took part online or in writing
    was present (§ 43b (7)). Whoever was absent must have been kept away: not admitted, or not duly convened.
    """
    return amendment in OPENING and (objected if was_present else was_kept_away)


class ResolvedRefusal(Refusal):
    """The day of the resolution is refused; shown at its field."""


class KnownRefusal(Refusal):
    """The day on which a member learnt of the resolution is refused; shown at its field."""


def check_opens(amendment: Amendment) -> None:
    """Refuse the right after an amendment that gives none (§ 67a (1) sentence 1 GenG; R-EXIT-06)."""
    if amendment not in OPENING:
        raise Refusal("Diese Änderung der Satzung gibt kein Recht zur außerordentlichen Kündigung (§ 67a Abs. 1 GenG).")


def check_stands(is_closed: bool) -> None:
    """Refuse a notice by a right that was closed (§ 67a (1) GenG; R-EXIT-06)."""
    if is_closed:
        raise ResolvedRefusal("Dieses Kündigungsrecht ist zurückgenommen. Laden Sie die Seite neu.")


def check_closable(is_closed: bool, notices: int) -> None:
    """Refuse to close a right twice, or one that a notice rests on (§ 67a GenG; R-EXIT-06)."""
    if is_closed:
        raise Refusal("Dieses Kündigungsrecht ist schon zurückgenommen.")
    if notices:
        raise Refusal("Auf diesem Recht beruht schon eine Kündigung. Stornieren Sie sie zuerst.")


def check_order_of_days(resolved_on: date, known_on: date | None, received_on: date) -> None:
    """Refuse days out of their order: resolved first, then known, then given notice (§ 67a (1) GenG; R-EXIT-06)."""
    if resolved_on > received_on:
        raise ResolvedRefusal("Erst wird beschlossen, dann gekündigt: Der Beschluss liegt nach dem Eingang. Prüfen Sie "
                              "die Tage.")
    if known_on is not None and not resolved_on <= known_on <= received_on:
        raise KnownRefusal("Erfahren wird davon zwischen dem Beschluss und der Kündigung. Prüfen Sie die Tage.")


def check_resolved_while_member(resolved_on: date, member_since: date) -> None:
    """Refuse a resolution from before the membership: who joins takes the statute as it is (§ 67a (1); R-EXIT-06)."""
    if resolved_on < member_since:
        raise ResolvedRefusal(
            "Die Mitgliedschaft besteht erst seit dem {day}; dieser Beschluss liegt davor. Prüfen Sie das Jahr.",
            day=written(member_since),
        )


def last_day_to_declare(begins_on: date, state: FederalState) -> date:
    """Name the last day of the month to declare it in (§ 67a (1) sentence 3 GenG, §§ 188, 193 BGB; R-DL-01, R-DL-02).

    The month begins with the resolution, for somebody kept away with the day it became known.
    """
    return working_day_on_or_after(months_after(begins_on, 1), state)


def last_day_by_amendment(years: Iterable[FiscalYear], declared_on: date) -> date:
    """Name the day a special notice takes effect: the end of the year in which it is declared (§ 67a; R-EXIT-06).

    Not of the year of the resolution: whoever declares in January what was resolved in December leaves with the year
    that runs, as nobody leaves with a year that is over.
    """
    return year_end_of(years, declared_on)
