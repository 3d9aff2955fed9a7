"""A transfer is declared, on paper or in the portal, and laid before the board, or entered where it needs no consent.

§ 76 GenG, § 126b BGB; R-TRF-01.
"""

from datetime import date, datetime

from sqlalchemy.orm import Session

from app.admissions import actions as admissions
from app.admissions import queries as applications
from app.admissions.models import Application
from app.core import files, journal
from app.core.db import next_number
from app.core.formats import day as written
from app.core.formats import local, member_number
from app.core.told import Told
from app.core.uploads import CheckedFile, check_upload, clean_filename
from app.core.values import Actor, Cents, DeclarationChannel
from app.members.models import Member
from app.organs import actions as organs
from app.organs import queries as organ_queries
from app.organs.rules import ItemKind, Organ
from app.shares import actions as shares
from app.shares.rules import so_many_shares, worded_shares
from app.statutes import queries as statutes
from app.statutes.actions import keep_shares_unsplit
from app.transfers import queries
from app.transfers.actions.booking import book
from app.transfers.actions.letters import tell
from app.transfers.models import Transfer
from app.transfers.queries import Acquirer
from app.transfers.rules import (
    EXTENT_WORDS,
    NOT_NOW,
    AboutAcquirer,
    Declared,
    Extent,
    TransferState,
    check_declared,
    check_meant,
    check_offered,
    consequences_of,
    transfer_number,
)


def subjects_of(transfer: Transfer) -> list[str]:
    """How the journal calls whom a transfer is about: both sides, so that it stands in the timeline of each."""
    found = [f"member:{each.id}" for each in transfer.members]
    return found if transfer.acquirer else [*found, f"application:{transfer.application_id}"]


def tell_journal(
    session: Session, transfer: Transfer, act: str, summary: Told, actor: Actor, now: datetime, **about: object
) -> None:
    """Write what was done into the journal of both."""
    for subject in subjects_of(transfer):
        journal.record(session, actor, act, subject, now, summary, transfer=transfer.id, **about)


def lock_both(session: Session, transferor: Member, acquirer: Acquirer | None) -> None:
    """Let nobody else change the ledgers of either meanwhile, nor the application by which one joins.

    An application is locked before members, these in one order, so that two transfers never block; who applies again
    is a member of old. Where somebody may join, no shares are split meanwhile.
    """
    if isinstance(acquirer, Application):
        keep_shares_unsplit(session)
        application = applications.get_application(session, acquirer.id, lock=True)
        other = applications.find_known_member(session, application)
    else:
        other = acquirer
    shares.lock_many(session, [member.id for member in (transferor, other) if member is not None])


def declare(
    session: Session, transferor: Member, acquirer: Acquirer, declared: Declared, paper: CheckedFile, actor: Actor,
    now: datetime,
) -> Transfer:
    """Record an agreement on paper, and lay it before the board or enter it (R-TRF-01, R-SHR-01); refused if need be.

    Where an applicant acquires, its application goes with it from now on (§ 76 (1) GenG).
    """
    transfer = _record(session, transferor, acquirer, declared, paper, actor, now)
    if isinstance(acquirer, Application):
        admissions.bind(session, acquirer, transfer.id, transfer.number, actor, now)
    _carry_on(session, transfer, actor, now)
    return transfer


def declare_own(
    session: Session, transferor: Member, acquirer: Member, declared: Declared, is_meant: bool, actor: Actor,
    now: datetime,
) -> Transfer:
    """Record what a member, or who acts for it, declares in the portal; it waits for the acquirer (§ 126b BGB)."""
    hindrance = queries.hindrance_of(session, transferor, actor.party_id, local(now).date())
    if hindrance is not None:
        raise hindrance
    check_meant(is_meant)
    try:
        return _record(session, transferor, acquirer, declared, None, actor, now)
    except AboutAcquirer:
        raise NOT_NOW from None


def agree_own(
    session: Session, acquirer: Member, transfer_id: int, is_meant: bool, actor: Actor, now: datetime
) -> Transfer:
    """Agree in the portal for the acquirer, who takes the shares with it that it needs (§§ 15b, 76 GenG; R-TRF-01).

    Then the board decides, or the transfer is entered where it needs no consent.
    """
    transfer = queries.get_transfer_to(session, acquirer.id, transfer_id)
    lock_both(session, transfer.transferor, acquirer)
    session.refresh(transfer)
    check_offered(transfer.state)
    today = local(now).date()
    hindrance = (
        queries.hindrance_of(session, acquirer, actor.party_id, today)
        or queries.stands_against_agreeing(session, transfer, today)
    )
    if hindrance is not None:
        raise hindrance
    check_meant(is_meant)
    transfer.agreed_at, transfer.agreed_by, transfer.state = now, actor.name, TransferState.PROPOSED
    session.flush()
    summary = Told("Übertragung {number}: Die Erwerberin stimmt zu", number=transfer.number)
    tell_journal(session, transfer, "agree_to_transfer", summary, actor, now)
    _carry_on(session, transfer, actor, now)
    return transfer


def _carry_on(session: Session, transfer: Transfer, actor: Actor, now: datetime) -> None:
    """Lay before the board what both have declared, or enter it on the agreed day where it needs no consent."""
    today, acquirer = local(now).date(), transfer.acquirer
    declared = queries.declared_of(session, transfer, today)
    known = queries.circumstances_of(session, transfer.transferor, transfer.taker, declared, today, transfer)
    meant = consequences_of(declared, known)
    if meant.needs_consent or acquirer is None:
        propose(session, transfer, actor, now)
        return
    book(session, transfer, acquirer, meant, actor, now)
    summary = Told("Übertragung {number} eingetragen, ohne dass es einen Beschluss braucht", number=transfer.number)
    tell_journal(session, transfer, "enter_transfer", summary, actor, now)
    tell(session, transfer, actor, now)


def _record(
    session: Session, transferor: Member, acquirer: Acquirer, declared: Declared, paper: CheckedFile | None,
    actor: Actor, now: datetime,
) -> Transfer:
    lock_both(session, transferor, acquirer)
    today = local(now).date()
    known = queries.circumstances_of(session, transferor, acquirer, declared, today)
    check_declared(queries.counted_then(session, declared, today), known)
    year, joins = local(now).year, isinstance(acquirer, Application)
    transfer = Transfer(
        number=transfer_number(year, next_number(session, f"transfer:{year}")), transferor_id=transferor.id,
        acquirer_id=None if joins else acquirer.id, application_id=acquirer.id if joins else None,
        shares=declared.shares, written_form=declared.written_form,
        state=TransferState.PROPOSED if paper else TransferState.OFFERED,
        channel=DeclarationChannel.OFFICE if paper else DeclarationChannel.PORTAL, declared_by=declared.declared_by,
        dated_on=declared.dated_on, received_on=declared.received_on, wanted_on=declared.wanted_on, recorded_at=now,
        recorded_by=actor.name, statute_version_id=statutes.get_version_on(session, declared.received_on).id,
    )
    if paper is not None:
        kind = check_upload(paper.content)
        transfer.paper_name, transfer.paper_type = clean_filename(paper.name, kind), kind.value
        transfer.paper_sha256 = files.keep(session, paper.content)
    session.add(transfer)
    session.flush()
    session.refresh(transfer)
    about = {"number": transfer.number, "extent": extent_of(transfer), "day": written(transfer.received_on)}
    if isinstance(acquirer, Application):
        summary = Told("Übertragung {number} an Antrag {application}: {extent}, eingegangen am {day}", **about,
                       application=acquirer.number)
    else:
        summary = Told("Übertragung {number} an Nr. {acquirer}: {extent}, eingegangen am {day}", **about,
                       acquirer=member_number(acquirer.number))
    tell_journal(session, transfer, "declare_transfer", summary, actor, now)
    return transfer


def extent_of(transfer: Transfer) -> str:
    """What is handed on, in words."""
    return EXTENT_WORDS[Extent.WHOLE] if transfer.shares is None else so_many_shares(transfer.shares)


def propose(session: Session, transfer: Transfer, actor: Actor, now: datetime) -> None:
    """Lay a transfer before the board: it agrees to it and admits the shares taken for it (§§ 15b, 76 GenG).

    Where an applicant acquires, the same decision admits it. The text calls it by the number of its application: the
    item outlives one that is erased (R-ADM-09).
    """
    some = worded_shares(transfer.shares or 0, "Anteil", _amount_then(session, transfer.statute_version_id))
    what = "das ganze Geschäftsguthaben" if transfer.is_whole else f"Geschäftsguthaben mit {some}"
    today = local(now).date()
    text = (
        f"Der Übertragung {transfer.number} wird zugestimmt: {_named(transfer.transferor)} überträgt {what} auf"
        f" {_taker_named(transfer)} zum {written(transfer.wanted_on)}, frühestens am Tag dieses Beschlusses;"
        f" {_admitted_with_it(session, transfer)}. {queries.become_of(session, transfer, today)}"
    ).strip()
    biased = biased_in(session, transfer, today)
    organs.propose(session, ItemKind.TRANSFER, transfer.id, text, Organ.BOARD, biased, actor, now)


def _named(member: Member) -> str:
    return f"{member.party.display_name} (Nr. {member_number(member.number)})"


def _taker_named(transfer: Transfer) -> str:
    taker = transfer.taker
    return f"die Antragstellerin des Antrags {taker.number}" if isinstance(taker, Application) else _named(taker)


def _amount_then(session: Session, version_id: int | None) -> Cents:
    """The amount of a share by the version of the statute that was in force when somebody declared."""
    return statutes.statute_of(statutes.get_version(session, version_id or 0)).share_amount


def _admitted_with_it(session: Session, transfer: Transfer) -> str:
    """What the board admits beside its consent: somebody, or further shares of a member."""
    applied = transfer.application
    if applied is None:
        return "die dafür nötigen Geschäftsanteile der Erwerberseite werden zugelassen (§§ 15b, 76 GenG)"
    number = worded_shares(applied.shares or 0, "Geschäftsanteil", _amount_then(session, applied.statute_version_id))
    return (
        f"die Antragstellerin wird mit Wirkung vom folgenden Tag als Mitglied zugelassen und mit {number} beteiligt"
        " (§§ 15, 76 GenG)"
    )


def biased_in(session: Session, transfer: Transfer, today: date) -> dict[int, str]:
    """Whose vote does not count because of either of the two (R-ORG-04)."""
    taker = transfer.taker
    of_taker = (
        applications.biased_officers(session, taker, today) if isinstance(taker, Application)
        else organ_queries.biased_officers(session, taker, today)
    )
    return {**organ_queries.biased_officers(session, transfer.transferor, today), **of_taker}
