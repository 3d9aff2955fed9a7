"""Letters about a removal: invited to be heard, excluded, lifted, to heirs and successors (R-DOC-05)."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.archive import actions as archive
from app.archive import queries as archived
from app.archive.models import IssuedDocument
from app.archive.rules import is_speaking
from app.changes import queries as changes
from app.changes.rules import Matter
from app.core.formats import local
from app.core.values import Actor, German, Refusal
from app.departures import queries as notices
from app.departures.rules import payable_by
from app.members import queries as members
from app.members.models import Member
from app.members.rules import ExitGround
from app.organs.rules import Organ
from app.parties import queries as parties
from app.removals import queries
from app.removals.actions.recording import note_step
from app.removals.models import Removal
from app.removals.rules import (
    Circumstances,
    Ending,
    FollowerRole,
    RemovalKind,
    RemovalState,
    StepKind,
    is_told_lifted,
)
from app.shares import actions as shares
from app.shares import queries as share_queries
from app.shares.actions import Addressee
from app.shares.rules import PaymentPurpose, transfer_text
from app.statutes.rules import ONE_DAY
from documents import entry_undone, registry
from documents.estate_letter import EstateFacts
from documents.exclusion_letter import ExclusionFacts
from documents.exclusion_lifted import LiftedFacts
from documents.exclusion_refused import NotExcludedFacts
from documents.facts import EndedBy, Later, Payment
from documents.hearing_invitation import HearingFacts
from documents.letter import Letter
from documents.membership_continued import Cancelled, ContinuedFacts
from documents.succession_letter import SuccessionFacts

REGISTERED = "Einschreiben"
_BY_ORGAN: Mapping[Organ | None, str] = {
    Organ.BOARD: "der Vorstand", Organ.SUPERVISORY_BOARD: "der Aufsichtsrat",
    Organ.GENERAL_ASSEMBLY: "die Generalversammlung",
}
_UNKNOWN = {RemovalKind.DEATH: "Erben nach {name}", RemovalKind.SUCCESSION: "Rechtsnachfolge nach {name}"}
"""Who is written to while nobody knows who follows."""
_ENDED_BY: Mapping[ExitGround, EndedBy] = {
    ExitGround.TRANSFER: EndedBy.TRANSFER, ExitGround.NOTICE: EndedBy.NOTICE, ExitGround.EXCLUSION: EndedBy.EXCLUSION,
    ExitGround.SPECIAL_TERMINATION: EndedBy.NOTICE, ExitGround.DEATH: EndedBy.LAW, ExitGround.DISSOLUTION: EndedBy.LAW,
    ExitGround.SUCCESSION: EndedBy.LAW,
}
_TITLES = {
    "hearing_invitation": German("Anhörung"), "exclusion_refused": German("Kein Ausschluss"),
    "membership_continued": German("Fortsetzung der Mitgliedschaft"), "exclusion_letter": German("Ausschluss"),
    "exclusion_lifted": German("Ausschluss aufgehoben"), "estate_letter": German("Brief an die Erben"),
    "succession_letter": German("Ende der Mitgliedschaft"),
}
"""How the letters are called."""


def write_letter(session: Session, removal: Removal, actor: Actor, now: datetime) -> None:
    """Write the letter that could not be printed before; refused where there is one, or something is missing still."""
    if queries.lacks_correction(session, removal):
        correct(session, removal, actor, now)
        shares.check_written(not queries.lacks_correction(session, removal))
        return
    if removal.letter_id is not None:
        raise Refusal("Dazu gibt es schon einen Brief.")
    tell(session, removal, actor, now)
    shares.check_written(removal.letter_id is not None)


def correct(session: Session, removal: Removal, actor: Actor, now: datetime) -> None:
    """Tell whoever holds a letter about what was entered by mistake that there was nothing (R-REG-05, R-DOC-05).

    Heirs or a successor who were written to about a death or a succession get this letter too; what went to the
    member's own address, as nobody knew who follows, is corrected to the member. One to each, whatever was written
    before.
    """
    undone = shares.Undone(entry_undone.Matter.REMOVAL, removal.number, removal.end_reason)
    told, lives = dict[str, IssuedDocument](), _lives(session, removal.member, local(now).date())
    for letter in sorted(queries.letters_of(session, removal).values(), key=lambda each: each.id, reverse=True):
        to_another = removal.kind is not RemovalKind.EXCLUSION and not (lives and _went_home(removal, letter))
        recipient = str((letter.facts or {}).get("letter", {}).get("recipient")) if to_another else ""
        if recipient not in told:
            if new := shares.correct_letter(session, removal.member, letter.id, undone, actor, now, to_another):
                told[recipient] = new
        elif archived.lacks_correction(session, letter.id):
            archive.name_correction(session, letter, told[recipient], removal.end_reason, actor, now)
    shares.correct_statements(session, removal.member, removal.end_reason, actor, now)


def _lives(session: Session, member: Member, today: date) -> bool:
    """Whether a member can be written to itself: nobody follows it by another removal, and its address is known."""
    return queries.find_followed(session, member.id) is None and bool(queries.address_of(session, member.party, today))


def _went_home(removal: Removal, letter: IssuedDocument) -> bool:
    """Whether a letter went to the member's own address, as nobody knew who follows (§ 77 (3) GenG)."""
    said = letter.facts or {}
    name = said.get("deceased") or said.get("organisation") or ""
    recipient = said.get("letter", {}).get("recipient") or [""]
    return bool(recipient[0] == _UNKNOWN.get(removal.kind, "{name}").format(name=name))


def tell_anew(session: Session, removal: Removal, reason: str, actor: Actor, now: datetime) -> None:
    """Withdraw the letter that nobody has posted yet, and write what holds now."""
    archive.withdraw(session, removal.letter_id, reason, actor, now)
    removal.letter_id = None
    tell(session, removal, actor, now)


def tell(session: Session, removal: Removal, actor: Actor, now: datetime) -> None:
    """Write the letter that its state asks for, as far as addressee and house have what a letter needs (R-DOC-05).

    It tells of an end, or of who follows; what was written about an exclusion lifted before has to say the same, and
    who holds the statement of what was settled of that is told too.
    """
    _write(session, removal, actor, now)
    if _tells_of_lifting(removal):
        shares.correct_statements(session, removal.member, removal.end_reason, actor, now)
    correct_lifted(session, removal.member, actor, now)


def correct_lifted(session: Session, member: Member, actor: Actor, now: datetime) -> None:
    """Write anew what tells of a lifted exclusion, where by now something else ends the membership, or others follow.

    § 68 GenG, R-EXIT-09. One that is out stays, unless it went to who follows somebody that lives after all.
    """
    for removal in queries.removals_of(session, member.id):
        if _tells_of_lifting(removal) and _is_wrong_by_now(session, removal, local(now).date()):
            archive.withdraw(session, removal.letter_id, German("Durch einen neuen Brief ersetzt"), actor, now)
            removal.letter_id = None
            _write(session, removal, actor, now)


def _tells_of_lifting(removal: Removal) -> bool:
    return is_told_lifted(removal.kind, removal.state, removal.event_on)


def _is_wrong_by_now(session: Session, removal: Removal, today: date) -> bool:
    letter = archived.find_document(session, removal.letter_id) if removal.letter_id else None
    if letter is None or not is_speaking(letter.standing, letter.erased_at):
        return False
    said = registry.load(letter.kind, letter.facts or {})
    if not isinstance(said, LiftedFacts):
        return False
    holds, to = _lifted(session, removal, said.letter, today), _addressee(session, removal, today)
    if _is_out(session, letter):
        return bool(said.member) and not holds.member
    return said != holds or to is None or said.letter.recipient != to.field


def _is_out(session: Session, letter: IssuedDocument) -> bool:
    return any(copy.posted_at is not None for copy in archived.items_of(session, letter.id))


def _write(session: Session, removal: Removal, actor: Actor, now: datetime) -> None:
    today = local(now).date()
    to = _addressee(session, removal, today)
    if to is None:
        return
    kind, facts_of = _letter_of(session, removal, today)
    letter = shares.issue_letter_if_possible(session, removal.member, kind, _TITLES[kind], facts_of, actor, now, to)
    if letter is not None:
        removal.letter_id = letter.id
        note_step(session, removal, StepKind.WRITTEN, today, actor, now, reference=letter.number or "")


def _letter_of(session: Session, removal: Removal, today: date) -> tuple[str, Callable[[Letter], object]]:
    if removal.state is RemovalState.HEARING:
        return "hearing_invitation", lambda letter: _hearing(removal, letter)
    if removal.state is RemovalState.REJECTED:
        return "exclusion_refused", lambda letter: _not_excluded(session, removal, letter)
    if removal.state is RemovalState.CONTINUED:
        return "membership_continued", lambda letter: _continued(session, removal, letter, today)
    if _tells_of_lifting(removal):
        return "exclusion_lifted", lambda letter: _lifted(session, removal, letter, today)
    if removal.kind is RemovalKind.EXCLUSION:
        return "exclusion_letter", lambda letter: _exclusion(session, removal, letter, today)
    if removal.kind is RemovalKind.DEATH:
        return "estate_letter", lambda letter: _estate(session, removal, letter, today)
    return "succession_letter", lambda letter: _succession(session, removal, letter, today)


def _addressee(session: Session, removal: Removal, today: date) -> Addressee | None:
    """To whom the letter goes; None where no address is known."""
    if _tells_of_lifting(removal) and (to := who_follows(session, removal.member, today)) is not None:
        return to
    if removal.kind is RemovalKind.EXCLUSION:
        if parties.address_on(session, removal.member.party_id, today) is None:
            return None
        sent_as = REGISTERED if removal.state is RemovalState.RESOLVED else ""
        return replace(shares.addressee_of(session, removal.member, today), sent_as=sent_as)
    if removal.state is RemovalState.CONTINUED:
        heir = queries.find_continuing(session, removal)
        is_reached = heir is not None and parties.address_on(session, heir.party_id, today) is not None
        return shares.addressee_of(session, heir, today) if heir is not None and is_reached else None
    return successor_of(session, removal, today)


def who_follows(session: Session, member: Member, today: date) -> Addressee | None:
    """Who is written to in place of a member that died, or went over into another (§§ 77, 77a GenG); None of others."""
    followed = queries.find_followed(session, member.id)
    return successor_of(session, followed, today) if followed else None


def successor_of(session: Session, removal: Removal, today: date) -> Addressee | None:
    """Whose the credit is, where that person lives; while nobody knows, the heirs at the last address (§ 77 (3))."""
    payee, name = queries.payee_of(removal), share_queries.printed_name(session, removal.member.party_id, today)
    where = queries.address_of(session, payee, today) if payee else ()
    if payee is not None and where:
        who = share_queries.printed_name(session, payee.id, today)
        is_for_heirs = removal.kind is RemovalKind.DEATH
        return Addressee(
            (who, *([f"für die Erben nach {name}"] if is_for_heirs else []), *where),
            f"Guten Tag {who}," if is_for_heirs else Addressee(()).salutation,
        )
    last = queries.address_of(session, removal.member.party, today)
    return Addressee((_UNKNOWN.get(removal.kind, "{name}").format(name=name), *last)) if last else None


def _hearing(removal: Removal, letter: Letter) -> HearingFacts:
    if removal.answer_until is None:
        raise Refusal("Es fehlt, bis wann das Mitglied sich äußern kann.")
    return HearingFacts(
        letter=letter, removal=removal.number, clause=removal.clause, reasons=removal.reasons,
        organ=_BY_ORGAN[removal.organ], answer_until=removal.answer_until,
    )


def _exclusion(session: Session, removal: Removal, letter: Letter, today: date) -> ExclusionFacts:
    """What the letter says if it is sent today; the register follows its dispatch."""
    meant = queries.preview_exclusion(session, removal.member, today, removal)
    resolved = queries.step_of(removal, StepKind.RESOLVED)
    if meant.ending.last_day is None or meant.payable_by is None or resolved is None:
        raise Refusal("Der Ausschluss ist noch nicht beschlossen.")
    removal.last_day = meant.ending.last_day
    return ExclusionFacts(
        letter=letter, removal=removal.number, resolution=removal.resolution_number, resolved_on=resolved.happened_on,
        organ=_BY_ORGAN[queries.organ_of(session, removal)], clause=removal.clause, reasons=removal.reasons,
        last_day=meant.ending.last_day, payable_by=meant.payable_by, appeal_days=meant.appeal_days,
        is_officer=bool(meant.offices), has_account=_has_account(session, removal),
    )


def _lifted(session: Session, removal: Removal, letter: Letter, today: date) -> LiftedFacts:
    """By what the exclusion was lifted, a decision or as a mistake, and what ends the membership now."""
    decided, appealed = queries.lifted_by(removal), queries.step_of(removal, StepKind.APPEALED)
    is_on_appeal = decided is not None and decided.kind is StepKind.APPEAL_DECIDED
    period = members.get_period_on(session, removal.member_id, _event_of(removal))
    is_followed = queries.find_followed(session, removal.member_id) is not None
    return LiftedFacts(
        letter=letter, removal=removal.number,
        appealed_on=appealed.happened_on if appealed and is_on_appeal else None,
        decided_on=decided.happened_on if decided else local(_undone_at(removal)).date(),
        decision=decided.reference if decided else "", is_mistake=decided is None,
        is_officer=queries.step_of(removal, StepKind.OFFICE_ENDED) is not None,
        last_day=period.last_day, ended_by=_ended_by(period.exit_ground),
        member=share_queries.printed_name(session, removal.member.party_id, today) if is_followed else "",
        payment=_asked_back(session, removal.member),
    )


def _asked_back(session: Session, member: Member) -> Payment | None:
    """What was paid out of the credit though the membership had not ended, and is to be paid back (§ 812 BGB)."""
    back = share_queries.payouts_asked_back(session, member.id)
    if not back:
        return None
    purpose = transfer_text(member.number, [PaymentPurpose.SHARES])
    return Payment(sum(each.open for each in back), "Rückzahlung von ausgezahltem Guthaben", back[0].due_on, purpose)


def _undone_at(removal: Removal) -> datetime:
    if removal.ended_at is None:
        raise Refusal("Über den Ausschluss ist nicht entschieden.")
    return removal.ended_at


def _not_excluded(session: Session, removal: Removal, letter: Letter) -> NotExcludedFacts:
    resolved = queries.step_of(removal, StepKind.RESOLVED)
    if resolved is None:
        raise Refusal("Der Ausschluss ist noch nicht beschlossen.")
    return NotExcludedFacts(
        letter=letter, removal=removal.number, organ=_BY_ORGAN[queries.organ_of(session, removal)],
        resolution=removal.resolution_number, resolved_on=resolved.happened_on,
    )


def _continued(session: Session, removal: Removal, letter: Letter, today: date) -> ContinuedFacts:
    """What went over, as the ledgers of the heir say it."""
    heir, died_on = queries.find_continuing(session, removal), _event_of(removal)
    if heir is None or removal.last_day is None:
        raise Refusal("Es ist nicht mehr zu erkennen, wer die Mitgliedschaft fortsetzt.")
    since = removal.last_day + ONE_DAY
    day = max(today, since)
    gone = queries.gone_over(session, removal, day)
    return ContinuedFacts(
        letter=replace(letter, member_number=heir.number), removal=removal.number,
        deceased=share_queries.printed_name(session, removal.member.party_id, today), died_on=died_on,
        since=since, member_number=heir.number, shares=gone.shares, credit=gone.credit,
        shares_after=share_queries.shares_held(session, heir.id, day),
        dues=tuple(Later(each.open, each.due_on) for each in gone.dues),
        cancelled=tuple(
            Cancelled(given_up, each.last_day)
            for each in notices.notices_from(session, removal.member_id, since)
            if each.last_day and (given_up := notices.shares_given_up(session, each))
        ),
    )


def _estate(session: Session, removal: Removal, letter: Letter, today: date) -> EstateFacts:
    died_on, known = _event_of(removal), queries.followers_of(removal)
    held = queries.circumstances_of(session, removal.member, died_on, today, removal)
    acting = next((each.party_id for each in known if each.role is FollowerRole.REPRESENTATIVE), None)
    goes_on, ending = removal.state is RemovalState.UNDECIDED, queries.ending_of(removal, held)
    return EstateFacts(
        letter=letter, removal=removal.number,
        deceased=share_queries.printed_name(session, removal.member.party_id, today), died_on=died_on,
        shares=held.shares, credit=held.credit, last_day=None if goes_on else removal.last_day,
        payable_by=None if goes_on else _payable_by(ending, held), goes_on=goes_on, ended_by=_ended_by(ending.ground),
        might_go_on=held.statute.heirs_continue, heirs_until=None if ending.ground else removal.heirs_until,
        heirs=sum(each.role is FollowerRole.HEIR for each in known),
        representative=share_queries.printed_name(session, acting, today) if acting else "",
        has_account=_has_account(session, removal),
    )


def _succession(session: Session, removal: Removal, letter: Letter, today: date) -> SuccessionFacts:
    event_on = _event_of(removal)
    held = queries.circumstances_of(session, removal.member, event_on, today, removal)
    ending = queries.ending_of(removal, held)
    if removal.last_day is None:
        raise Refusal("Es fehlt der Tag, mit dem die Mitgliedschaft endet.")
    successor = next((each for each in queries.followers_of(removal) if each.role is FollowerRole.SUCCESSOR), None)
    return SuccessionFacts(
        letter=letter, removal=removal.number,
        organisation=share_queries.printed_name(session, removal.member.party_id, today), event_on=event_on,
        shares=held.shares, credit=held.credit, last_day=removal.last_day,
        payable_by=_payable_by(ending, held), ended_by=_ended_by(ending.ground),
        is_taken_over=removal.kind is RemovalKind.SUCCESSION,
        successor=share_queries.printed_name(session, successor.party_id, today) if successor else "",
        has_account=_has_account(session, removal),
    )


def _has_account(session: Session, removal: Removal) -> bool:
    """Whether who is paid has named an account: one on record from whatever day on, or one that waits (R-PAY-07)."""
    payee = queries.payee_of(removal)
    if payee is None:
        return False
    another = None if payee.id == removal.member.party_id else payee.id
    proposed = changes.changes_of(session, removal.member_id, Matter.BANK_ACCOUNT, another)
    newest = parties.bank_accounts_of(session, payee.id)[:1]
    return any(each.iban for each in newest) or any(each.outcome is None for each in proposed)


def _event_of(removal: Removal) -> date:
    if removal.event_on is None:
        raise Refusal("Es fehlt der Tag des Ereignisses.")
    return removal.event_on


def _payable_by(ending: Ending, known: Circumstances) -> date | None:
    return payable_by(ending.last_day, known.statute) if ending.last_day and ending.is_settled else None


def _ended_by(ground: ExitGround | None) -> EndedBy | None:
    return _ENDED_BY.get(ground, EndedBy.OTHER) if ground else None
