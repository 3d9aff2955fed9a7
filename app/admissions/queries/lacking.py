"""Which applications cannot be admitted any more, though they lacked nothing when they were laid before the board."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.admissions.models import Application, DeclaredClause
from app.admissions.queries.applications import shares_on, typed_of
from app.admissions.queries.dossier import check_fits, declared_kinds, others_alike, profile_of
from app.admissions.queries.scale import owed_by
from app.admissions.rules import (
    UNDECIDED,
    ApplicationState,
    Confirmation,
    clauses_under,
    lacks_clauses,
)
from app.core.formats import local
from app.core.values import Refusal
from app.members import queries as members
from app.parties import queries as parties
from app.parties.rules import Profile, likely_same, traits_of
from app.shares.rules import Owed, owed_shares
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
    if not found:
        return ()
    alike, judged = _with_likenesses(session, found), _Judged.on(session, found, statute, day)
    return [each for each in found if each.id in alike or _lacks_by(session, each, judged)]


@dataclass(frozen=True)
class _Judged:
    """By what they are judged, asked once for all of them: this is asked on every page.

    `split_until`: what came in later was declared in the shares of today.
    """

    statute: Statute
    day: date
    members: frozenset[int]
    split_until: date

    @classmethod
    def on(cls, session: Session, applications: Sequence[Application], statute: Statute, day: date) -> "_Judged":
        linked = {each.party_id for each in applications if each.party_id is not None}
        return cls(statute, day, members.members_among(session, linked, day), _last_splitting(session))

    def owed(self, session: Session, application: Application) -> Owed:
        """What an applicant owes; where all owe alike nobody need be asked."""
        if self.statute.mandatory_per_share is None:
            return owed_shares(self.statute, (), self.day)
        return owed_by(session, application, self.statute, self.day)

    def taken(self, session: Session, application: Application) -> int:
        """The shares applied for, in those of the day (R-SHR-09)."""
        came_in = application.submitted_at
        if came_in is not None and local(came_in).date() > self.split_until:
            return application.shares or 0
        return shares_on(session, application, self.day)


def _last_splitting(session: Session) -> date:
    """The last day on which shares can have been split, or a splitting been corrected."""
    if not statutes.days_of_splittings(session):
        return date.min
    known = [(each.registered_on, each.registered_at) for each in statutes.versions(session)]
    return max(max(day, local(at).date()) for day, at in known if day is not None and at is not None)


def _lacks_by(session: Session, application: Application, judged: _Judged) -> bool:
    """Whether an application lacks something apart from its likenesses, as `check_ready` says."""
    if lacks_clauses(clauses_under(judged.statute), declared_kinds(application)):
        return True
    try:
        owed, taken = judged.owed(session, application), judged.taken(session, application)
        check_fits(application, judged.statute, owed, taken, is_member=application.party_id in judged.members)
    except Refusal:
        return True
    return False


def _with_likenesses(session: Session, applications: Sequence[Application]) -> set[int]:
    """The ids of those for whom somebody has come since they were looked at that may be the same, and not ticked since.

    Only who came since is compared, and only who shares a trait: this is asked on every page. Whoever seems alike is
    judged as the checklist does, which knows one rule.
    """
    cleared = Confirmation.NO_DUPLICATE
    looked_at = [each for each in applications if all(tick.point != cleared for tick in each.ticks)]
    if not looked_at:
        return set()
    since = min(each.proposed_at or each.created_at for each in looked_at)
    newcomers = _by_trait((party.id, parties.profile_of(party)) for party in parties.added_since(session, since))
    later = select(Application).where(Application.state.in_(UNDECIDED), Application.submitted_at >= since)
    applied = _by_trait((each.id, profile_of(typed_of(each))) for each in session.scalars(later))
    alike = [each for each in looked_at if _resembles(each, newcomers, applied)]
    return {each.id for each in alike if others_alike(session, each)}


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
