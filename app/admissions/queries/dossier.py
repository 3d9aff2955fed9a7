"""What the office sees of an application: its checklist, likely duplicates, who is biased, what still lacks."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.admissions.models import Application, ApplicationUpload, ChecklistTick, DeclaredClause
from app.admissions.queries.applications import find_application, shares_on, shown_shares, subject_of, typed_of
from app.admissions.queries.scale import owed_by
from app.admissions.rules import (
    DECIDED,
    POINT_WORDS,
    ApplicationState,
    Arrived,
    ClauseKind,
    InvestingStep,
    Point,
    Typed,
    check_member_class,
    check_nothing_stops,
    clauses_under,
    lacks_clauses,
    missing_for_investing,
    need_may_be_served,
    points_of,
    proof_of,
    sounds_conditional,
)
from app.archive import queries as archive
from app.archive.models import IssuedDocument, PrintItem
from app.core import journal, outbox
from app.core.formats import fold
from app.core.journal import JournalLine
from app.core.outbox import OutgoingMail
from app.core.values import German, PartyKind, WrittenForm
from app.members import queries as members
from app.members.models import Member
from app.members.rules import MemberClass, check_not_yet_member
from app.organs import queries as organs
from app.organs.models import Item
from app.organs.rules import ItemKind, Organ, Outcome, barred_members
from app.parties import queries as parties
from app.parties.models import Party
from app.parties.rules import Profile, likely_same
from app.shares.rules import Owed, calls_for_warning, check_number_of_shares, check_owed_taken
from app.statutes import queries as statutes
from app.statutes.rules import Statute

SUPERVISORS = Organ.SUPERVISORY_BOARD


def profile_of(typed: Typed) -> Profile:
    """What tells the applicant from others."""
    who = typed.who
    number = f"{who.get('register_court', '')} {who.get('register_number', '')}" if typed.has_register_data else ""
    address = typed.address
    return Profile(typed.kind, typed.name, address.street, address.postcode, number, who.get("email", ""))


@dataclass(frozen=True)
class Likeness:
    """Somebody who may be the applicant already: a known party (a member or not), or another application."""

    party: Party | None = None
    member: Member | None = None
    application: Application | None = None


def likenesses(session: Session, application: Application) -> list[Likeness]:
    """Parties and open applications that seem to be the same, to be pointed out and never merged."""
    typed = typed_of(application)
    if not typed.name:
        return []
    profile = profile_of(typed)
    known = [
        Likeness(party, members.find_member_of_party(session, party.id))
        for party in parties.likely_duplicates(session, profile)
    ]
    return known + [Likeness(application=other) for other in _similar(session, application, profile)]


def others_alike(session: Session, application: Application) -> list[Likeness]:
    """The same without who the office has found the applicant to be."""
    return _apart_from_known(application, likenesses(session, application))


def _apart_from_known(application: Application, found: Sequence[Likeness]) -> list[Likeness]:
    return [each for each in found if each.party is None or each.party.id != application.party_id]


def _similar(session: Session, application: Application, profile: Profile) -> list[Application]:
    waiting = (ApplicationState.SUBMITTED, ApplicationState.RETURNED, ApplicationState.PROPOSED)
    found = select(Application).where(Application.state.in_(waiting), Application.id != application.id)
    others = session.scalars(found.order_by(Application.id)).all()
    return [other for other in others if likely_same(profile, profile_of(typed_of(other)))]


@dataclass(frozen=True)
class CheckedPoint:
    """A point of the checklist with what lies there and who ticked it."""

    point: Point
    uploads: tuple[ApplicationUpload, ...]
    tick: ChecklistTick | None


def checklist_of(
    session: Session, application: Application, found: Sequence[Likeness], day: date
) -> list[CheckedPoint]:
    """The checklist of an application, judged by what has arrived, what the office ticked and the statute of the day.

    R-ADM-13; of an application that is decided nothing is asked any more.
    """
    typed, ticks = typed_of(application), {tick.point: tick for tick in application.ticks}
    same = _apart_from_known(application, found)
    unconfirmed = [each for each in application.declarants if each.confirmed_at is None]
    arrived = Arrived(
        kind=typed.kind, channel=application.channel, written_form=application.written_form or WrittenForm.TEXTFORM,
        authorities=typed.authorities, unconfirmed_declarants=len(unconfirmed),
        email_confirmed=application.email_confirmed_at is not None,
        original_received=application.original_received_on is not None, has_duplicates=bool(same),
        is_member=_is_member(session, application, day), lacks_clauses=_lacks_clauses(session, application, day),
        has_register_data=typed.has_register_data, uploads=frozenset(each.purpose for each in application.uploads),
        ticked=frozenset(ticks), lacks_quantity=_lacks_quantity(session, application, day),
    )
    return [CheckedPoint(point, _uploads_for(application, point), ticks.get(point.key)) for point in points_of(arrived)]


def check_ready(session: Session, application: Application, day: date) -> None:
    """Refuse an application that may not be laid before the board yet, or not at all, by the statute of the day.

    R-ADM-13, R-SHR-01, R-SHR-05, R-INV-01, R-REG-02.
    """
    statute = statutes.statute_on(session, day)
    check_nothing_open(session, application, day)
    owed, taken = owed_by(session, application, statute, day), shares_on(session, application, day)
    check_fits(application, statute, owed, taken, is_member=_is_member(session, application, day))


def check_fits(application: Application, statute: Statute, owed: Owed, taken: int, *, is_member: bool) -> None:
    """Refuse an application by number of shares, class or membership, by a statute (R-SHR-01, R-INV-01, R-REG-02)."""
    check_owed_taken(owed, taken)
    check_number_of_shares(taken, statute, owed.shares)
    check_member_class(application.member_class, statute, typed_of(application).will_use_services)
    check_not_yet_member(is_member)


def check_nothing_open(
    session: Session, application: Application, day: date, apart_from: Collection[str] = ()
) -> None:
    """Refuse an application while a point of its checklist is open, by the statute of the day (R-ADM-13)."""
    points = checklist_of(session, application, likenesses(session, application), day)
    check_nothing_stops([each.point for each in points if each.point.key not in apart_from], POINT_WORDS)


def lacking_shares(session: Session, application: Application, day: date) -> int:
    """How many shares an application lacks of those that the statute's scale asks for (§ 7a (2) GenG; R-SHR-05)."""
    owed = owed_by(session, application, statutes.statute_on(session, day), day)
    return _lacking(owed, shown_shares(session, application, day))


def _lacking(owed: Owed, taken: int) -> int:
    return owed.lacking(taken) if owed.scale and not owed.is_unknown else 0


def _is_member(session: Session, application: Application, day: date) -> bool:
    """Whether the party that the applicant is known as is a member already."""
    if application.party_id is None or application.state in DECIDED:
        return False
    return members.is_member_on(session, application.party_id, day)


def _lacks_quantity(session: Session, application: Application, day: date) -> bool | None:
    """Whether the statute's scale asks for a quantity that nobody has noted; None where it has none, or all is over."""
    if application.state in DECIDED or application.erased_at is not None:
        return None
    owed = owed_by(session, application, statutes.statute_on(session, day), day)
    return owed.is_unknown if owed.scale else None


def _lacks_clauses(session: Session, application: Application, day: date) -> bool:
    """Whether the statute of the day asks for a clause that was not declared."""
    if application.submitted_at is None or application.state in DECIDED or application.erased_at is not None:
        return False
    return lacks_clauses(clauses_under(statutes.statute_on(session, day)), declared_kinds(application))


def declared_kinds(application: Application) -> frozenset[ClauseKind]:
    """The kinds of clauses that an application declares."""
    return frozenset(declared.clause.kind for declared in application.clauses)


def _uploads_for(application: Application, point: Point) -> tuple[ApplicationUpload, ...]:
    return tuple(upload for upload in application.uploads if upload.purpose == proof_of(point.key))


def missing_consents(session: Session, application: Application, day: date) -> tuple[InvestingStep, ...]:
    """What the admission of an investing member lacks on a day; nothing for an ordinary one (§ 8 (2); R-INV-03)."""
    if application.member_class is not MemberClass.INVESTING:
        return ()
    consent = organs.find_item(session, ItemKind.INVESTING_CONSENT, application.id)
    agreed = consent.organ if consent is not None and consent.outcome is Outcome.ACCEPTED else None
    board = organs.find_item(session, ItemKind.ADMISSION, application.id)
    return missing_for_investing(
        statutes.statute_on(session, day).investing_consent_by,
        board_approved=board is not None and board.outcome is Outcome.ACCEPTED,
        gv_consent=agreed is Organ.GENERAL_ASSEMBLY,
        sb_consent=agreed in (Organ.SUPERVISORY_BOARD, Organ.GENERAL_ASSEMBLY),
    )


def biased_officers(session: Session, application: Application, day: date) -> dict[int, str]:
    """Whose vote in board or supervisory board does not count by the statute, with the ground (R-ORG-04).

    The ground names nobody: it stays with the resolution as long as nobody knows how it ends.
    """
    typed = typed_of(application)
    concerned: dict[int, str] = {}
    representing: dict[int, str] = {}
    for office in (*organs.offices_on(session, Organ.BOARD, day), *organs.offices_on(session, SUPERVISORS, day)):
        if _is_applicant(session, application, typed, office.party):
            concerned[office.party_id] = German("Eigener Antrag")
        elif _is_declarant(session, typed, office.party):
            representing[office.party_id] = German("Erklärt den Beitritt für die Antragstellerin")
        elif _represents(session, application, typed, office.party_id, day):
            representing[office.party_id] = German("Vertritt die Antragstellerin")
    rule = statutes.statute_on(session, day).bias_rule
    barred = barred_members(rule, frozenset(), frozenset(concerned), frozenset(representing))
    return {party_id: ground for party_id, ground in (concerned | representing).items() if party_id in barred}


def _is_applicant(session: Session, application: Application, typed: Typed, officer: Party) -> bool:
    if officer.id == application.party_id:
        return True
    if typed.kind is not PartyKind.NATURAL_PERSON:
        return False
    plain = f"{typed.who.get('first_names', '')} {typed.who.get('last_name', '')}"
    return fold(plain) == _plain_name(session, officer) or _same(session, typed, officer)


def _same(session: Session, typed: Typed, party: Party) -> bool:
    return any(found.id == party.id for found in parties.likely_duplicates(session, profile_of(typed)))


def _plain_name(session: Session, officer: Party) -> str:
    """An officer's first names and last name without title, folded."""
    borne = parties.names_of(session, officer.id)[0]
    return fold(f"{borne.first_names} {borne.last_name}")


def _is_declarant(session: Session, typed: Typed, officer: Party) -> bool:
    names = {fold(f"{signer.first_names} {signer.last_name}") for signer in typed.signers}
    return _plain_name(session, officer) in names


def _represents(session: Session, application: Application, typed: Typed, officer_id: int, day: date) -> bool:
    represented = parties.organisations_of_on(session, officer_id, day)
    return any(
        held.organisation_id == application.party_id or _same(session, typed, held.organisation) for held in represented
    )


@dataclass(frozen=True)
class Dossier:
    """All that is known about an application, for the pages that show it; `refusal` is the letter of its rejection.

    `shares` are those applied for, in those of the day (R-SHR-09). `item` lies before its organ since `proposed_at`.
    """

    application: Application
    typed: Typed
    declaration: IssuedDocument | None
    refusal: IssuedDocument | None
    refusal_copies: Sequence[PrintItem]
    clauses: tuple[DeclaredClause, ...]
    points: tuple[CheckedPoint, ...]
    likenesses: tuple[Likeness, ...]
    consents: tuple[InvestingStep, ...]
    item: Item | None
    proposed_at: datetime | None
    consent_item: Item | None
    member: Member | None
    has_doubtful_need: bool
    may_serve_needs: bool
    has_several_unpaid: bool
    shares: int
    owed: Owed
    lines: Sequence[JournalLine]
    mails: Sequence[OutgoingMail]

    @property
    def lacks_shares(self) -> int:
        """How many shares lack of those that the statute's scale asks for (§ 7a (2) GenG; R-SHR-05)."""
        return _lacking(self.owed, self.shares)

    @property
    def stops(self) -> list[CheckedPoint]:
        """The points that the board must wait for."""
        return [each for each in self.points if each.point.stops]

    @property
    def is_ready(self) -> bool:
        """Whether nothing is open that the board must wait for."""
        return not self.stops and not self.lacks_shares

    @property
    def is_decided(self) -> bool:
        """Whether the board has decided."""
        return self.application.state in DECIDED


def dossier(session: Session, application_id: int, day: date) -> Dossier | None:
    """The dossier of an application as of a day; None where there is no such application."""
    application = find_application(session, application_id)
    if application is None:
        return None
    typed, subject = typed_of(application), subject_of(application.id)
    found = [] if application.state in DECIDED else likenesses(session, application)
    declaration = archive.find_document(session, application.declaration_document_id or 0)
    refusal = archive.find_document(session, application.refusal_document_id or 0)
    statute = statutes.statute_on(session, day)
    owed = owed_by(session, application, statute, day)
    taken = shown_shares(session, application, day)
    item = organs.find_item(session, ItemKind.ADMISSION, application.id)
    return Dossier(
        application=application, typed=typed, declaration=declaration, refusal=refusal,
        refusal_copies=archive.items_of(session, refusal.id) if refusal else (),
        clauses=tuple(sorted(application.clauses, key=lambda each: each.clause_id)),
        points=tuple(checklist_of(session, application, found, day)), likenesses=tuple(found),
        consents=() if application.state in DECIDED else missing_consents(session, application, day),
        item=item, proposed_at=organs.first_proposals(session, [item])[item.id] if item else None,
        consent_item=organs.find_item(session, ItemKind.INVESTING_CONSENT, application.id),
        member=members.get_member(session, application.member_id) if application.member_id else None,
        has_doubtful_need=any(sounds_conditional(str(need)) for need in typed.needs),
        may_serve_needs=need_may_be_served(application.member_id is not None, statute),
        has_several_unpaid=calls_for_warning(taken, statute, owed.shares), shares=taken, owed=owed,
        lines=[line for line in journal.lines_about(session, subject) if line.summary()],
        mails=outbox.mails_about(session, subject),
    )
