"""What the boardroom shows: the vote on an item person by person, the matter behind it, what follows from a Yes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.admissions import queries as admissions
from app.admissions.models import Application as Application
from app.admissions.queries import Dossier as Dossier
from app.admissions.rules import JUDGED_AT_ENTRY, ApplicationState
from app.archive import queries as archive
from app.boardroom.rules import consequence_of, is_declared_anew, overtakes, reason_of, would_decide
from app.core import journal
from app.core.formats import day as written
from app.core.formats import euro, member_number, shortened
from app.core.journal import JournalLine
from app.core.told import Told
from app.core.values import German, NotFound, PartyKind, Refusal
from app.departures import queries as notices
from app.members import queries as members
from app.members.rules import MemberClass
from app.organs import queries as organs
from app.organs.models import Bias, Vote
from app.organs.models import Item as Item
from app.organs.models import Resolution as Resolution
from app.organs.rules import (
    ABOUT_APPLICATIONS,
    ABOUT_NOTICES,
    ABOUT_TRANSFERS,
    ItemKind,
    Organ,
    OrganFunction,
    Outcome,
    Procedure,
    Standing,
)
from app.removals import queries as removals
from app.shares.rules import payments_due, so_many_shares
from app.statutes import queries as statutes
from app.subscriptions import queries as subscriptions
from app.transfers import queries as transfers
from app.transfers.models import Transfer
from app.transfers.rules import Consequences


@dataclass(frozen=True)
class Seat:
    """One member of the organ on one item: `stand` is yes, no, abstain, biased, absent or open."""

    party_id: int
    name: str
    function: OrganFunction | None
    stand: str
    at: datetime | None = None
    words: str = ""
    is_declared_bias: bool = False
    is_own: bool = False


@dataclass(frozen=True)
class Ballot:
    """The vote on one item as one person sees it."""

    item: Item
    standing: Standing
    seats: tuple[Seat, ...]
    may_vote: bool
    is_last_vote: bool

    @property
    def own(self) -> Seat | None:
        """The person's own row, if it has a seat."""
        return next((seat for seat in self.seats if seat.is_own), None)

    @property
    def must_vote(self) -> bool:
        """Whether the person's vote is still missing."""
        return self.may_vote and self.own is not None and self.own.stand == "open"

    @property
    def missing(self) -> int:
        """Votes in favour that are still missing to settle it."""
        return max(0, (self.standing.needed or 0) - self.standing.tally.in_favour)


def ballot_of(session: Session, item: Item, party_id: int | None, today: date) -> Ballot:
    """The vote on an item: of a decided one, with those in office on the day of the decision."""
    day = item.decided_on or (item.resolution.voting_day(today) if item.resolution else today)
    standing = organs.standing_of(session, item, day)
    rows = tuple(_seats(session, item, standing, party_id, day))
    runs = is_running(item.resolution, today) and item.is_open and not standing.objected
    may_vote = runs and party_id in standing.voters
    is_last = may_vote and party_id is not None and would_decide(standing, party_id)
    return Ballot(item, standing, rows, may_vote, is_last)


def is_running(resolution: Resolution | None, today: date) -> bool:
    """Whether votes may come today: open, and within the days of the circular or from the day of the meeting on."""
    if resolution is None or resolution.closed_at is not None or resolution.procedure is Procedure.RECORDED:
        return False
    too_late = resolution.deadline_on is not None and today > resolution.deadline_on
    too_early = resolution.meeting_on is not None and today < resolution.meeting_on
    return not (too_late or too_early)


def _seats(session: Session, item: Item, standing: Standing, party_id: int | None, day: date) -> Sequence[Seat]:
    offices = organs.offices_on(session, item.organ, day)
    functions = {office.party_id: office.function for office in offices}
    votes = {vote.party_id: vote for vote in item.votes}
    biases = {bias.party_id: bias for bias in item.biases}
    names = {**{vote.party_id: vote.voter_name for vote in item.votes}, **organs.names_of(session, offices, day)}
    order = [*functions, *(voter for voter in votes if voter not in functions)]
    return [
        Seat(
            voter, names[voter], functions.get(voter),
            **_stand(biases.get(voter), votes.get(voter), voter in standing.absent), is_own=voter == party_id,
        )
        for voter in order
    ]


def _stand(bias: Bias | None, vote: Vote | None, is_absent: bool) -> dict[str, Any]:
    """How somebody stands: biased before all else, then the vote, then whether it may still come."""
    if bias is not None:
        return {
            "stand": "biased", "at": bias.noted_at, "words": bias.ground, "is_declared_bias": bias.is_declared,
        }
    if vote is not None:
        return {"stand": vote.choice.value, "at": vote.cast_at, "words": vote.reason}
    return {"stand": "absent" if is_absent else "open"}


def matter_of(session: Session, item: Item, today: date) -> Dossier | None:
    """The application behind an item, as long as it is there to be shown and is what was decided about (R-ADM-09)."""
    if item.kind not in ABOUT_APPLICATIONS or item.reference is None or is_superseded(session, item):
        return None
    found = admissions.dossier(session, item.reference, today)
    return None if found is None or found.application.erased_at else found


def is_superseded(session: Session, item: Item) -> bool:
    """Whether the application behind an item was given back after the vote on it: what is declared now is another one.

    It is laid before the organ anew then; what takes up an undecided item is about the same declaration (R-ADM-01).
    """
    return item.id in _superseded(session, [item])


def _superseded(session: Session, items: Sequence[Item]) -> set[int]:
    about_any = [item for item in items if item.kind in ABOUT_APPLICATIONS and not item.is_open]
    over = {item: item.reference for item in about_any if item.reference is not None}
    if not over:
        return set()
    about = set(over.values())
    laid, stages = organs.laid_anew(session, ABOUT_APPLICATIONS, about), admissions.stages_of(session, about)
    found = set()
    for item, reference in over.items():
        later = [each for each in laid if each.reference == reference]
        is_given_back = reference in stages and is_declared_anew(*stages[reference])
        if is_given_back or overtakes(later, item.kind, item.id, item.decided_at or item.dropped_at):
            found.add(item.id)
    return found


def anew(session: Session, item: Item) -> Item | None:
    """The item that lays what a superseded one was about before an organ again; None as long as there is none.

    Where no consent is asked for any more, it is the one before the board.
    """
    found = (organs.find_item(session, kind, item.reference) for kind in (item.kind, ItemKind.ADMISSION))
    return next((each for each in found if each and each.id > item.id), None)


def asked_about(session: Session, item: Item) -> frozenset[Organ]:
    """The organs before which the application behind an item lies or lay; none where it is about something else."""
    if item.kind not in ABOUT_APPLICATIONS or item.reference is None:
        return frozenset()
    about = [each for kind in ABOUT_APPLICATIONS for each in organs.items_about(session, kind, item.reference)]
    return frozenset(each.organ for each in about if each.dropped_at is None)


def words_of(session: Session, matter: Dossier | None) -> list[tuple[str, bool]]:
    """The clauses of the declaration behind an item as they were declared, and what stood out (R-ADM-05)."""
    return admissions.declared_words(session, matter.application) if matter else []


LONGEST_NAME = 90
"""How much of a text names its item, in signs."""


def names_of(session: Session, items: Sequence[Item]) -> dict[int, str]:
    """What items are called on the screen, by id: the applicant's name while there is one, else how the text begins.

    R-ADM-09. The whole text stands below. A superseded one is not called by the name in the later declaration.
    """
    about = {item.id: item.reference for item in items if item.kind in ABOUT_APPLICATIONS and item.reference}
    for item_id in _superseded(session, items):
        del about[item_id]
    known = admissions.names_of(session, set(about.values()))
    return {item.id: known.get(about.get(item.id, 0)) or shortened(item.text, LONGEST_NAME) for item in items}


def name_of(session: Session, item: Item) -> str:
    """What one item is called on the screen."""
    return names_of(session, [item])[item.id]


def text_of(session: Session, item: Item, day: date) -> str:
    """The wording of an item, and what the shares named in it have become by a day (§ 22b GenG; R-SHR-09)."""
    since = ""
    if item.kind is ItemKind.FURTHER_SHARES and item.reference is not None:
        since = subscriptions.become_of(session, subscriptions.get_subscription(session, item.reference), day)
    elif item.kind is ItemKind.TRANSFER and item.reference is not None:
        since = transfers.become_of(session, transfers.get_transfer(session, item.reference), day)
    return item.text if since in item.text else f"{item.text} {since}"


def enters(session: Session, item: Item) -> bool:
    """Whether an item about an application would bring it to its entry; a consent does once the board has admitted.

    The board waits for what is open even where a consent lacks still (R-ADM-13, R-INV-03).
    """
    if item.kind is ItemKind.ADMISSION:
        return True
    if item.kind is not ItemKind.INVESTING_CONSENT:
        return False
    admission = organs.find_item(session, ItemKind.ADMISSION, item.reference)
    return admission is not None and admission.outcome is Outcome.ACCEPTED


def admitting(session: Session, item: Item) -> Application | None:
    """The waiting application that an item would bring to its entry, by itself or with a transfer (§§ 15, 76 GenG)."""
    if item.reference is None:
        return None
    application = None
    if item.kind in ABOUT_APPLICATIONS and enters(session, item):
        application = admissions.get_application(session, item.reference)
    elif item.kind in ABOUT_TRANSFERS:
        application = transfers.get_transfer(session, item.reference).application
    return application if application and application.state is ApplicationState.PROPOSED else None


def hindrance_of(session: Session, item: Item, day: date) -> Refusal | None:
    """What keeps an item from being carried out if it is accepted on a day, as an application lacks it (R-ADM-13).

    A transfer to somebody whose declaration does not do any more is turned down; it waits for the office's look only.
    Neither does a declaration on further shares that lacks a clause of the statute of that day (R-SHR-04).
    """
    if item.kind is ItemKind.FURTHER_SHARES and item.reference is not None:
        return subscriptions.lacks_clause(session, subscriptions.get_subscription(session, item.reference), day)
    application = admitting(session, item)
    if application is None:
        return None
    try:
        if item.kind in ABOUT_TRANSFERS:
            admissions.check_nothing_open(session, application, day, JUDGED_AT_ENTRY)
        else:
            admissions.check_ready(session, application, day)
    except Refusal as hindrance:
        return hindrance
    return None


def consequences_of(session: Session, item: Item, matter: Dossier | None, today: date) -> list[Told]:
    """List what follows when an item is accepted, today or in a meeting to come (look: say it before it happens)."""
    meets_on = item.resolution.meeting_on if item.resolution else None
    day = max(today, meets_on or today)
    protocol = Told("Protokoll zur Unterschrift im Druckkorb")
    if item.kind is ItemKind.ADMISSION and matter is not None:
        return [*_of_admission(session, matter, day, day == today), protocol]
    if item.kind is ItemKind.INVESTING_CONSENT:
        return [*_of_consent(session, item, matter, day, day == today), protocol]
    if item.kind in ABOUT_NOTICES and item.reference is not None:
        return [*_of_notice(session, item, item.reference), protocol]
    if item.kind is ItemKind.FURTHER_SHARES and item.reference is not None:
        return [*_of_subscription(session, item, item.reference, day), protocol]
    if item.kind is ItemKind.TRANSFER and item.reference is not None:
        return [*_of_transfer(session, item, item.reference, today), protocol]
    if item.kind is ItemKind.EXCLUSION and item.reference is not None:
        return [*_of_exclusion(session, item.reference, day), protocol]
    return [consequence_of(item.kind), protocol]


def _of_notice(session: Session, item: Item, reference: int) -> Sequence[Told]:
    """The membership ends early, or the notice is undone; either is told by letter (R-EXIT-05, R-EXIT-13)."""
    notice = notices.get_notice(session, reference)
    day = written(notice.last_day or notice.received_on)
    letter = Told("Brief an das Mitglied im Druckkorb")
    if item.kind is ItemKind.EARLY_EXIT:
        return [Told("Die Mitgliedschaft endet am {day}", day=day), letter]
    undone = Told("Die Kündigung {number} ist aufgehoben; zum {day} endet nichts", number=notice.number, day=day)
    return [undone, letter]


def _of_subscription(session: Session, item: Item, reference: int, day: date) -> Sequence[Told]:
    """The shares are entered, what falls due on them, certificate and letter follow (§ 15b GenG; R-SHR-04)."""
    subscription = subscriptions.get_subscription(session, reference)
    if hindrance := hindrance_of(session, item, day):
        return [Told("Noch werden auch mit Ihrem Ja keine Anteile zugelassen: {reason}", reason=reason_of(hindrance))]
    if hindrance := subscriptions.stands_against(session, subscription, day):
        return [
            Told("Auch mit Ihrem Ja werden keine Anteile zugelassen: {reason}",
                 reason=Told(hindrance.message, **hindrance.values)),
            Told("Brief mit der Ablehnung im Druckkorb"),
        ]  # fmt: skip
    meant = subscriptions.meant_by(session, subscription, day)
    if meant is None:
        return [Told("Die Erklärung {number} ist erledigt", number=subscription.number)]
    return [
        Told(
            "Anteile: {before}, ab {day} {after}",
            before=meant.shares_before, after=meant.shares_after, day=written(day),
        ),
        *([Told("Geschuldet bleiben noch {shares}", shares=so_many_shares(meant.lacking))] if meant.lacking else []),
        Told("Einzuzahlen sind {amount}", amount=euro(sum(due.amount for due in meant.dues))),
        Told("Neue Urkunde, Brief und Zahlungsaufforderung im Druckkorb"),
    ]


def _of_transfer(session: Session, item: Item, reference: int, today: date) -> Sequence[Told]:
    """Both legs are entered, certificates and letters follow; with the whole credit one leaves (§ 76; R-TRF-01)."""
    transfer = transfers.get_transfer(session, reference)
    if hindrance := hindrance_of(session, item, today):
        return [Told("Noch wird auch mit Ihrem Ja nichts übertragen: {reason}", reason=reason_of(hindrance))]
    if hindrance := transfers.stands_against(session, transfer, today):
        return [
            Told("Auch mit Ihrem Ja wird nichts übertragen: {reason}",
                 reason=Told(hindrance.message, **hindrance.values)),
            Told("Brief mit der Ablehnung an beide im Druckkorb"),
        ]  # fmt: skip
    meant = transfers.meant_by(session, transfer, today)
    if meant is None:
        return [Told("Die Übertragung {number} ist erledigt", number=transfer.number)]
    names = {"one": transfer.transferor.party.display_name, "other": transfer.taker_name}
    days = {"day": written(meant.day), "since": written(meant.since)}
    left = Told("Die Mitgliedschaft von {one} endet am {day}; ausgezahlt wird nichts", **names, **days)
    return [
        Told("{amount} gehen von {one} an {other}", amount=euro(meant.amount), **names),
        Told("Am {day} hält noch {one}, ab {since} {other}", **names, **days),
        *([left] if meant.is_whole else []), *_of_joining(session, transfer, meant),
        Told("Neue Urkunden und Briefe an beide im Druckkorb"),
    ]


def _of_joining(session: Session, transfer: Transfer, meant: Consequences) -> Sequence[Told]:
    """Who acquires and is no member yet becomes one with the next day, and pays what is missing (§§ 15, 76 GenG)."""
    if transfer.application is None:
        return []
    number = member_number(_number(session, transfer.application.party_id))
    shares = so_many_shares(meant.gained)
    about = {"other": transfer.taker_name, "number": number, "since": written(meant.since), "shares": shares}
    owed = meant.missing + meant.entry_fee
    return [
        Told("{other} wird ab {since} Mitglied Nr. {number} mit {shares}", **about),
        *([Told("Einzuzahlen bleiben {amount}", amount=euro(owed))] if owed else []),
    ]


def _of_exclusion(session: Session, reference: int, day: date) -> Sequence[Told]:
    """The letter is written; register and rights follow its dispatch (§ 68 GenG; R-EXIT-09)."""
    removal = removals.get_removal(session, reference)
    last_day = removals.preview_exclusion(session, removal.member, day, removal).ending.last_day
    return [
        Told("Brief über den Ausschluss {number}, eingeschrieben abzusenden", number=removal.number),
        Told("Mit der Absendung enden Teilnahme und eigene Ämter; die Mitgliedschaft endet am {day}",
             day=written(last_day) if last_day else "–"),
    ]  # fmt: skip


def _of_admission(session: Session, matter: Dossier, day: date, is_today: bool) -> Sequence[Told]:
    if any(step.value != "board_approval" for step in matter.consents):
        return [Told("Die Zulassung ist beschlossen; eingetragen wird mit der Zustimmung nach § 8 Abs. 2 GenG")]
    return _of_entry(session, matter, day, is_today)


def _of_consent(
    session: Session, item: Item, matter: Dossier | None, day: date, is_today: bool
) -> Sequence[Told]:
    """The consent enters the investing member where the board has admitted it, else the board may (R-INV-03)."""
    if matter is not None and enters(session, item):
        return [Told("Die Zulassung ist schon beschlossen; mit der Zustimmung wird eingetragen"),
                *_of_entry(session, matter, day, is_today)]
    return [Told("Über die Zulassung ist noch zu entscheiden; eingetragen wird, sobald auch sie beschlossen ist")]


def effect_of(session: Session, item: Item, outcome: Outcome) -> Told:
    """What came of a vote: nothing yet, refused, carried out, or waiting for the other organ (R-INV-03)."""
    values = {"number": item.resolution.number if item.resolution else ""}
    if outcome is Outcome.OPEN:
        return Told("Eingetragen. Noch ist nichts entschieden.")
    if outcome is Outcome.REJECTED:
        return Told("Abgelehnt mit {number}.", **values)
    reference = item.reference if item.kind in ABOUT_APPLICATIONS else None
    application = admissions.find_application(session, reference) if reference is not None else None
    if application is None or application.member_id is not None:
        return Told("Angenommen mit {number} und ausgeführt.", **values)
    if item.kind is ItemKind.INVESTING_CONSENT:
        return Told("Angenommen mit {number}. Eingetragen wird, sobald der Vorstand zulässt.", **values)
    return Told("Angenommen mit {number}. Eingetragen wird mit der Zustimmung nach § 8 Abs. 2 GenG.", **values)


_ENTERED = {
    (MemberClass.ORDINARY, True): German("Mitglied Nr. {number} ab heute, {day}"),
    (MemberClass.ORDINARY, False): German("Mitglied Nr. {number} ab dem Tag der Sitzung, {day}"),
    (MemberClass.INVESTING, True): German("Investierendes Mitglied Nr. {number} ab heute, {day}"),
    (MemberClass.INVESTING, False): German("Investierendes Mitglied Nr. {number} ab dem Tag der Sitzung, {day}"),
}
"""From when somebody is a member, by class and by whether the vote is today's."""


def _of_entry(session: Session, matter: Dossier, day: date, is_today: bool) -> Sequence[Told]:
    application = matter.application
    statute, shares = statutes.statute_on(session, day), admissions.shown_shares(session, application, day)
    due = payments_due(statute, shares, day)
    first = sum(payment.amount for payment in due if payment.due_on == due[0].due_on)
    values: dict[str, object] = {
        "number": member_number(_number(session, matter.application.party_id)), "day": written(day), "shares": shares,
        "amount": euro(first), "until": written(due[0].due_on),
    }
    return [
        Told(_ENTERED[application.member_class, is_today], **values),
        Told("Eintragung mit einem Anteil ins Register") if shares == 1
        else Told("Eintragung mit {shares} Anteilen ins Register", **values),
        Told("Brief und Zahlungsbitte über {amount} bis {until} im Druckkorb", **values),
        Told("Nachricht mit der Einladung zum eigenen Zugang per E-Mail"),
    ]


def _number(session: Session, party_id: int | None) -> int:
    """The number the member will have: who was a member before keeps it."""
    former = members.find_member_of_party(session, party_id) if party_id else None
    return former.number if former else members.number_to_come(session)


def is_organisation(matter: Dossier) -> bool:
    """Whether others declare for the applicant."""
    return matter.typed.kind is not PartyKind.NATURAL_PERSON


def questions_about(session: Session, item: Item) -> list[JournalLine]:
    """Questions and answers about an item, oldest first."""
    lines = journal.lines_about(session, f"item:{item.id}")
    return [line for line in reversed(lines) if line.act == "ask" and line.summary()]


def neighbours(waiting: Sequence[Item], item: Item) -> tuple[int, Item | None, Item | None]:
    """Where an item stands among those that wait for a person: its place (0: none), the one before, the one after."""
    ids = [each.id for each in waiting]
    if item.id not in ids:
        return 0, None, waiting[0] if waiting else None
    at = ids.index(item.id)
    return at + 1, waiting[at - 1] if at else None, waiting[at + 1] if at + 1 < len(ids) else None


def state_of(resolution: Resolution) -> str:
    """How a resolution stands as a whole: open, accepted, rejected, mixed, or undecided (closed with an item open)."""
    outcomes = {item.outcome for item in resolution.items}
    if resolution.closed_at is None:
        return "open"
    if outcomes == {Outcome.OPEN}:
        return "undecided"
    return outcomes.pop().value if len(outcomes) == 1 else "mixed"


@dataclass(frozen=True)
class Pending:
    """What waits to be taken up by an organ, what the waiting items are called, and since when each lies before it."""

    organ: Organ
    items: tuple[tuple[Item, str, datetime], ...]


def pending(session: Session) -> list[Pending]:
    """What was proposed to each organ and stands in no resolution yet."""
    waiting = {organ: organs.pending_items(session, organ) for organ in Organ}
    every = [item for items in waiting.values() for item in items]
    names, since = names_of(session, every), organs.first_proposals(session, every)
    return [
        Pending(organ, tuple((item, names[item.id], since[item.id]) for item in items))
        for organ, items in waiting.items()
    ]


def protocol_pdf(session: Session, resolution: Resolution) -> bytes:
    """The bytes of a resolution's protocol; NotFound while there is none."""
    if resolution.protocol_document_id is None:
        raise NotFound("Das Protokoll entsteht, wenn der Beschluss geschlossen ist.")
    return archive.content_of(archive.get_document(session, resolution.protocol_document_id))


def declaration_pdf(session: Session, item: Item) -> bytes:
    """The frozen declaration of the application an item is about; NotFound where that is another one by now."""
    if item.reference is None or is_superseded(session, item):
        raise NotFound
    return admissions.declaration_pdf(session, admissions.get_application(session, item.reference))
