"""How far the set-up has come, read off the other rooms."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.core.formats import fold, member_number
from app.core.values import PartyKind, Role
from app.members import queries as members
from app.members.models import Member, MembershipPeriod
from app.organs import queries as organs
from app.organs.rules import Organ
from app.parties import queries as parties
from app.parties.models import Party, Representation
from app.parties.rules import Authority, PartyFacts
from app.setup.rules import Gap, Step, StepKey, gaps_of_members, gaps_of_office, gaps_of_officers, gaps_of_statute
from app.shares import queries as shares
from app.statutes import queries as statutes
from app.statutes.models import StatuteVersion
from app.statutes.rules import SPECS, HouseItem, missing_house_data, missing_items

MOST_CANDIDATES = 200


def same_founder(session: Session, facts: PartyFacts) -> str:
    """The member of this kind, name and place that is entered already, in words; empty where none is."""
    named = select(Member).join(Party).where(Party.kind == facts.kind, Party.sort_name == facts.sort_name)
    for member in session.scalars(named.order_by(Member.number)):
        where = parties.last_recorded_address(session, member.party_id)
        if where is not None and (where.postcode, where.city) == (facts.address.postcode, facts.address.city):
            return f"{member.party.display_name} ({member_number(member.number)})"
    return ""

HOUSE_GAPS = {
    HouseItem.ADDRESS: Gap("Die Anschrift fehlt."),
    HouseItem.REGISTER_COURT: Gap("Das Registergericht fehlt."),
    HouseItem.REGISTER_NUMBER: Gap("Die Registernummer (GnR) fehlt."),
    HouseItem.AUDITING_ASSOCIATION: Gap("Der Prüfungsverband mit seinem Sitz fehlt."),
    HouseItem.BANK_ACCOUNT: Gap("Die Bankverbindung fehlt."),
    HouseItem.PRIVACY_NOTICE: Gap("Die Datenschutzhinweise für Anträge fehlen."),
}


def steps_on(session: Session, day: date) -> list[Step]:
    """Every step of the set-up with what is still missing on a day."""
    return [
        Step(StepKey.HOUSE, [HOUSE_GAPS[item] for item in missing_house_data(statutes.house_facts(session))]),
        Step(StepKey.STATUTE, _statute_gaps(session, day)),
        Step(StepKey.YEARS, _year_gaps(session, day)),
        Step(StepKey.FOUNDERS, gaps_of_members(members.count_on(session, day, include_investing=False))),
        Step(StepKey.OFFICERS, _officer_gaps(session, day)),
        Step(StepKey.OFFICE, gaps_of_office(bool(accounts.accounts_granted_on(session, Role.OFFICE, day)))),
        Step(StepKey.CHECK, [Gap(sentence) for sentence in shares.certificate_hindrances(session, day)]),
    ]


def version_to_complete(session: Session, day: date) -> StatuteVersion | None:
    """The version the set-up is about: the one in force, or else the latest recorded."""
    return statutes.find_version_on(session, day) or next(iter(statutes.versions(session)), None)


def _statute_gaps(session: Session, day: date) -> list[Gap]:
    version = version_to_complete(session, day)
    if version is None:
        return gaps_of_statute(False, False, (), False)
    unsaid = [SPECS[key].label for key in missing_items(statutes.values_of(version))]
    return gaps_of_statute(True, version.registered_on is not None, unsaid, version.document_sha256 is not None)


def _year_gaps(session: Session, day: date) -> list[Gap]:
    if any(year.covers(day) for year in statutes.fiscal_years(session)):
        return []
    return [Gap("Für heute ist noch kein Geschäftsjahr eingetragen.")]


def _officer_gaps(session: Session, day: date) -> list[Gap]:
    findings = [Gap(finding.message, finding.values) for finding in organs.findings_on(session, day)]
    if not findings and not organs.offices_on(session, Organ.BOARD, day):
        findings = [Gap("Der Vorstand ist noch nicht erfasst.")]
    officers = [office for organ in (Organ.BOARD, Organ.SUPERVISORY_BOARD)
                for office in organs.offices_on(session, organ, day)]
    logins = accounts.accounts_of_parties(session, [office.party_id for office in officers])
    return gaps_of_officers(
        findings, [office.party.display_name for office in officers if office.party_id not in logins]
    )


def candidates_on(session: Session, day: date, words: str = "") -> Sequence[Party]:
    """People who may hold an office: members, and who represents a member by law (§ 9 (2) GenG; R-ORG-02)."""
    member_parties = select(Member.party_id).join(MembershipPeriod).where(members.covers(day))
    representing = select(Representation.person_id).where(
        Representation.organisation_id.in_(member_parties),
        Representation.authority != Authority.POWER_OF_ATTORNEY,
        parties.covers(day),
    )
    found = select(Party).where(
        Party.kind == PartyKind.NATURAL_PERSON, or_(Party.id.in_(member_parties), Party.id.in_(representing))
    )
    for word in fold(words).split():
        found = found.where(Party.search_text.contains(word, autoescape=True))
    return session.scalars(found.order_by(Party.sort_name).limit(MOST_CANDIDATES)).all()
