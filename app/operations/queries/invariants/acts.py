"""Acts that left no trace where they should have left one, and work that nobody will ever finish."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from app.admissions.models import Application
from app.admissions.rules import ApplicationState
from app.assemblies import queries as assemblies
from app.attendance import queries as attendance
from app.changes.models import ChangeDecision, ProposedChange
from app.changes.rules import ChangeOutcome, Matter
from app.closing import queries as closing
from app.core.formats import day, euro, local, member_number
from app.core.jobs import OPEN_STATES, ItemState, Job, JobItem
from app.core.told import Kept
from app.core.values import German
from app.departures import queries as departures
from app.operations.rules import JOB_WORDS, CheckKey, Finding, Place
from app.organs.models import Item, Resolution
from app.organs.rules import Outcome
from app.parties.models import PartyBankAccount
from app.removals import queries as removals
from app.settlements import queries as settlements
from app.subscriptions import queries as subscriptions
from app.transfers import queries as transfers
from app.voting import queries as voting

LATE = timedelta(days=1)


def notices(session: Session, _now: datetime) -> Iterator[Finding]:
    """Notices of which register or share ledger do not say what they brought about."""
    for notice in departures.without_trace(session):
        values = {"number": notice.number, "day": day(notice.last_day or notice.received_on)}
        sentence = German("Kündigung {number}: Zum {day} steht in Register oder Anteilsblatt nichts.")
        yield Finding(CheckKey.NOTICE_TRACE, sentence, values, Place("notice", str(notice.id)))


def subscriptions_and_ledger(session: Session, _now: datetime) -> Iterator[Finding]:
    """Declarations on further shares that the share ledger contradicts."""
    for each in subscriptions.without_trace(session):
        sentence = German("Erklärung {number}: Stand und Anteilsblatt widersprechen sich.")
        yield Finding(
            CheckKey.SUBSCRIPTION_TRACE, sentence, {"number": each.number}, Place("subscription", str(each.id))
        )


def settlements_and_ledger(session: Session, _now: datetime) -> Iterator[Finding]:
    """Settlements that the credit ledger contradicts (R-PAY-02)."""
    for each in settlements.without_trace(session):
        sentence = German("Auseinandersetzung {number}: Was ihr abging, steht nicht so im Guthaben.")
        yield Finding(CheckKey.SETTLEMENT_TRACE, sentence, {"number": each.number}, Place("settlement", str(each.id)))


def settlements_without_cover(session: Session, now: datetime) -> Iterator[Finding]:
    """Settlements of which more is to be paid than the credit holds, as after a payment came back (R-SEPA-10)."""
    for each in settlements.uncovered(session, local(now).date()):
        sentence = German("Auseinandersetzung {number}: Offen sind {left}, so viel Guthaben ist dafür nicht mehr da.")
        values = {"number": each.number, "left": euro(each.left)}
        yield Finding(CheckKey.SETTLEMENT_COVERED, sentence, values, Place("settlement", str(each.id)))


def dividends_and_results(session: Session, _now: datetime) -> Iterator[Finding]:
    """Payouts of what no result brings the member, or not as much; what does not go with what it undoes (R-FIN-05)."""
    for each in closing.dividends_without_trace(session):
        sentence = German("Auszahlung {number}: Das Ergebnis dahinter gibt es so nicht.")
        yield Finding(CheckKey.DIVIDEND_TRACE, sentence, {"number": each.number}, Place("dividend"))
    for each in closing.dividends_unlike(session):
        sentence = German("Auszahlung {number}: Storno, Rückgabe und erneute Auszahlung passen nicht zusammen.")
        yield Finding(CheckKey.DIVIDEND_TRACE, sentence, {"number": each.number}, Place("dividend"))


def results_and_ledger(session: Session, _now: datetime) -> Iterator[Finding]:
    """Uses of a result that the credit ledger contradicts (R-FIN-05, R-FIN-06)."""
    for each in closing.results_without_trace(session):
        sentence = German("Ergebnisverwendung {number}: Was sie den Mitgliedern zuweist, steht nicht so im Guthaben.")
        yield Finding(CheckKey.RESULT_TRACE, sentence, {"number": each.number}, Place("result", str(each.year_end)))


def assemblies_and_tellings(session: Session, _now: datetime) -> Iterator[Finding]:
    """Assemblies convened or called off of which the members were told nothing, or another day (§ 46 GenG; R-GV-02)."""
    for each in assemblies.without_telling(session):
        sentence = German("Die Versammlung am {day} ist den Mitgliedern nicht so mitgeteilt, wie sie steht.")
        yield Finding(CheckKey.ASSEMBLY_TRACE, sentence, {"day": day(each.meets_on)}, Place("assembly", str(each.id)))


def presences_and_rights(session: Session, _now: datetime) -> Iterator[Finding]:
    """Members that were in an assembly without being members then, or by a power of attorney that had ended (§ 43)."""
    for each in attendance.without_right(session):
        sentence = German("Mitglied Nr. {number} war in einer Versammlung vertreten, ohne es sein zu dürfen.")
        values = {"number": member_number(each.member.number)}
        yield Finding(CheckKey.PRESENCE_TRACE, sentence, values, Place("assembly", str(each.assembly_id)))


def results_and_votes(session: Session, _now: datetime) -> Iterator[Finding]:
    """Polls whose stored votes give another result than was frozen, or are others, or whose roll was changed.

    R-MAJ-07, R-VOTE-04. And objections that are not those of which the course tells (§ 51 (2) GenG; R-MIN-07).
    """
    for each in voting.unlike_their_votes(session):
        sentence = German("Die Abstimmung vom {day} zu „{question}“: Ergebnis, Stimmen oder Stimmliste sind andere.")
        values = {"day": day(each.prepared_at), "question": each.question}
        yield Finding(CheckKey.RESULT_RECOUNTED, sentence, values, Place("assembly", str(each.assembly_id)))
    for assembly_id in voting.objections_unlike_told(session):
        sentence = German("Die Widersprüche der Versammlung vom {day} sind andere, als Verlauf und Journal sagen.")
        values = {"day": day(assemblies.get_assembly(session, assembly_id).meets_on)}
        yield Finding(CheckKey.RESULT_RECOUNTED, sentence, values, Place("assembly", str(assembly_id)))


def transfers_and_ledgers(session: Session, _now: datetime) -> Iterator[Finding]:
    """Transfers of the credit that the ledgers of the two members contradict."""
    for each in transfers.without_trace(session):
        sentence = German("Übertragung {number}: Stand und Anteilsblätter widersprechen sich.")
        yield Finding(CheckKey.TRANSFER_TRACE, sentence, {"number": each.number}, Place("transfer", str(each.id)))
    for each in transfers.without_application(session):
        sentence = German("Übertragung {number}: Der Antrag, mit dem die Erwerberin beitritt, gehört nicht dazu.")
        yield Finding(CheckKey.TRANSFER_TRACE, sentence, {"number": each.number}, Place("transfer", str(each.id)))


def removals_and_register(session: Session, _now: datetime) -> Iterator[Finding]:
    """Ends of membership without a notice of which register or share ledger do not say what they brought about."""
    for each in removals.without_trace(session):
        values = {"number": each.number, "day": day(each.last_day) if each.last_day else "–"}
        sentence = German("Ausscheiden {number}: Zum {day} steht in Register oder Anteilsblatt nichts.")
        yield Finding(CheckKey.REMOVAL_TRACE, sentence, values, Place("removal", str(each.id)))
    for each in removals.lifted_in_vain(session):
        sentence = German("Ausschluss {number}: Er ist aufgehoben, im Register steht das Ende aber noch.")
        yield Finding(CheckKey.REMOVAL_TRACE, sentence, {"number": each.number}, Place("removal", str(each.id)))


def applications(session: Session, _now: datetime) -> Iterator[Finding]:
    """Applications that were admitted without anybody becoming a member (R-ADM-10)."""
    admitted = (ApplicationState.ADMITTED, ApplicationState.NOTIFIED)
    lost = select(Application.id, Application.number).where(
        Application.state.in_(admitted), Application.member_id.is_(None), Application.erased_at.is_(None)
    )
    for application, number in session.execute(lost.order_by(Application.id)):
        sentence = German("Antrag {number} ist zugelassen, aber kein Mitglied gehört zu ihm.")
        yield Finding(CheckKey.APPLICATION_TRACE, sentence, {"number": number}, Place("application", str(application)))


def changes(session: Session, _now: datetime) -> Iterator[Finding]:
    """Bank accounts that a second person confirmed and that the member nevertheless does not have (R-SEPA-01)."""
    confirmed = select(ProposedChange).join(ChangeDecision, ChangeDecision.change_id == ProposedChange.id).where(
        ChangeDecision.outcome == ChangeOutcome.CONFIRMED, ProposedChange.matter == Matter.BANK_ACCOUNT,
        ProposedChange.erased_at.is_(None),
    )
    accounts = session.execute(select(PartyBankAccount.party_id, PartyBankAccount.iban))
    known = {(party, iban) for party, iban in accounts}
    for change in session.scalars(confirmed.order_by(ProposedChange.id)).unique():
        if (change.concerned.id, change.content.get("iban")) not in known:
            values = {"change": change.id, "number": member_number(change.member.number)}
            sentence = German("Änderung {change}: Das bestätigte Konto von Mitglied {number} ist nicht eingetragen.")
            yield Finding(CheckKey.CHANGE_TRACE, sentence, values, Place("change", str(change.id)))


def decisions(session: Session, _now: datetime) -> Iterator[Finding]:
    """Items that were decided and not carried out (Beschlussfassung, § 27 GenG)."""
    decided = select(Resolution.id, Resolution.number, Item.position).select_from(Resolution)
    decided = decided.join(Item, Item.resolution_id == Resolution.id)
    waiting = decided.where(Item.outcome != Outcome.OPEN, Item.carried_out_at.is_(None))
    for resolution, number, position in session.execute(waiting.order_by(Resolution.id, Item.position)):
        values = {"number": number, "position": position}
        sentence = German("Beschluss {number}: Gegenstand {position} ist entschieden, aber nicht ausgeführt.")
        yield Finding(CheckKey.DECISION_TRACE, sentence, values, Place("resolution", str(resolution)))


def jobs(session: Session, now: datetime) -> Iterator[Finding]:
    """Jobs that lost their steps, ended before them, or stand still for a day."""
    found = select(Job.id, Job.title, Job.kind).where(or_(_without_steps(now), _ended_early(), _stands_still(now)))
    for job, title, kind in session.execute(found.order_by(Job.id)):
        values = {"job": job, "title": Kept(title) if title else JOB_WORDS.get(kind, kind)}
        sentence = German("Auftrag {job} („{title}“) kommt nicht zu Ende: Schritte fehlen oder stehen still.")
        yield Finding(CheckKey.JOB_LOST, sentence, values, Place("job", str(job)))


_STEP = JobItem.job_id == Job.id
_OPEN = exists().where(_STEP, JobItem.state.in_(OPEN_STATES))


def _without_steps(now: datetime) -> ColumnElement[bool]:
    return and_(Job.finished_at.is_(None), Job.created_at < now - LATE, ~_OPEN)


def _ended_early() -> ColumnElement[bool]:
    return and_(Job.finished_at.is_not(None), _OPEN)


def _stands_still(now: datetime) -> ColumnElement[bool]:
    runs = and_(JobItem.state == ItemState.RUNNING, JobItem.lease_until < now - LATE)
    waits = and_(JobItem.state == ItemState.WAITING, JobItem.not_before < now - LATE)
    return and_(Job.paused_at.is_(None), exists().where(_STEP, or_(runs, waits)))
