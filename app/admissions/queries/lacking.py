"""Which applications cannot be admitted any more, though they lacked nothing when they were laid before the board."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.admissions.models import Application, DeclaredClause
from app.admissions.queries.applications import shown_shares, typed_of
from app.admissions.queries.dossier import check_fits, declared_kinds, profile_of
from app.admissions.queries.scale import owed_by
from app.admissions.rules import (
    UNDECIDED,
    ApplicationState,
    Confirmation,
    check_member_class,
    clauses_under,
    lacks_clauses,
)
from app.core.values import Refusal
from app.parties import queries as parties
from app.parties.rules import Profile, likely_same, traits_of
from app.shares.rules import check_number_of_shares
from app.statutes import queries as statutes
from app.statutes.rules import Statute

Known = Mapping[str, Sequence[tuple[int, Profile]]]
"""Profiles with the id of whose they are, by every trait that two of the same may share."""


def lacking_on(session: Session, day: date) -> Sequence[Application]:
    """The applications before the board that cannot be admitted by the statute of the day, oldest first (R-ADM-13).

    They lack a number, shares or a clause, do not fit the statute, or seem to be somebody who has come since. They did
    not when they were laid before it; what the office itself opens again it knows of.
    """
    statute = statutes.find_statute_on(session, day)
    if statute is None:
        return ()
    before_board = select(Application).where(Application.state == ApplicationState.PROPOSED)
    declared = selectinload(Application.clauses).joinedload(DeclaredClause.clause)
    loaded = before_board.options(declared, selectinload(Application.ticks))
    found = session.scalars(loaded.order_by(Application.proposed_at, Application.id)).all()
    alike = _with_likenesses(session, found)
    return [each for each in found if each.id in alike or _lacks_by(session, each, statute, day)]


def _lacks_by(session: Session, application: Application, statute: Statute, day: date) -> bool:
    if lacks_clauses(clauses_under(statute), declared_kinds(application)):
        return True
    owed = owed_by(session, application, statute, day) if statute.mandatory_per_share is not None else None
    if owed is not None and (owed.is_unknown or owed.lacking(shown_shares(session, application, day)) > 0):
        return True
    return _may_not_fit(application, statute) and not _fits(session, application, statute, day)


def _may_not_fit(application: Application, statute: Statute) -> bool:
    """Whether it is worth asking: most fit by what is known without asking anybody."""
    try:
        check_number_of_shares(application.shares or 0, statute)
        check_member_class(application.member_class, statute, typed_of(application).will_use_services)
    except Refusal:
        return True
    return application.party_id is not None


def _fits(session: Session, application: Application, statute: Statute, day: date) -> bool:
    try:
        check_fits(session, application, statute, day)
    except Refusal:
        return False
    return True


def _with_likenesses(session: Session, applications: Sequence[Application]) -> set[int]:
    """The ids of those for whom somebody has come since they were looked at that may be the same, and not ticked since.

    Only who came since is compared, and only who shares a trait: this is asked on every page.
    """
    cleared = Confirmation.NO_DUPLICATE
    looked_at = [each for each in applications if all(tick.point != cleared for tick in each.ticks)]
    if not looked_at:
        return set()
    since = min(each.proposed_at or each.created_at for each in looked_at)
    newcomers = _by_trait((party.id, parties.profile_of(party)) for party in parties.added_since(session, since))
    later = select(Application).where(Application.state.in_(UNDECIDED), Application.submitted_at >= since)
    applied = _by_trait((each.id, profile_of(typed_of(each))) for each in session.scalars(later))
    return {each.id for each in looked_at if _resembles(each, newcomers, applied)}


def _by_trait(profiles: Iterable[tuple[int, Profile]]) -> Known:
    known: dict[str, list[tuple[int, Profile]]] = defaultdict(list)
    for found in profiles:
        for trait in traits_of(found[1]):
            known[trait].append(found)
    return known


def _resembles(application: Application, newcomers: Known, applied: Known) -> bool:
    profile = profile_of(typed_of(application))
    traits = traits_of(profile)
    others = [other for trait in traits for key, other in applied.get(trait, ()) if key != application.id]
    come = [other for trait in traits for key, other in newcomers.get(trait, ()) if key != application.party_id]
    return any(likely_same(profile, each) for each in others) or any(parties.seem_same(profile, each) for each in come)
