"""Both legs of a transfer in register and ledgers, in one act; and their undoing in one (§ 76 GenG; R-REG-05, -06)."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from app.admissions import actions as admissions
from app.admissions.models import Application
from app.core.formats import day as written
from app.core.formats import member_number
from app.core.values import Actor, Refusal
from app.departures import actions as departures
from app.departures import queries as notices
from app.departures.models import Notice
from app.members import actions as members
from app.members import queries as member_queries
from app.members.models import Member
from app.members.rules import ExitGround
from app.removals import actions as removals
from app.shares import actions as shares
from app.shares import queries as share_queries
from app.transfers import queries
from app.transfers.models import Transfer
from app.transfers.rules import Consequences, TransferState, check_nothing_left


def book(
    session: Session, transfer: Transfer, acquirer: Member, meant: Consequences, actor: Actor, now: datetime
) -> None:
    """Enter a transfer: on the day the transferor still holds, from the next the acquirer; never both, never none.

    With the whole credit the membership ends and nothing is settled (§ 76 (1) GenG; R-TRF-01). A notice or an exclusion
    that would take effect later gives way; where shares are kept it takes effect again for them.
    """
    was_excluded = removals.give_way(session, transfer.transferor, meant.day, transfer.number, actor, now)
    ahead = _standing_in_the_way(session, transfer, meant.day)
    departures.give_way(session, ahead, transfer.number, actor, now)
    legs = shares.hand_over(
        session, transfer.transferor, acquirer, meant.shares, meant.amount, meant.day, transfer.number, actor,
        now, meant.gained, joins=transfer.application_id is not None,
    )
    if transfer.is_whole:
        members.end(
            session, transfer.transferor, meant.day, ExitGround.TRANSFER, transfer.number, actor, now,
        )
    else:
        departures.revive(session, transfer.transferor, transfer.number, actor, now)
    if was_excluded:
        removals.take_effect(session, transfer.transferor, actor, now)
    credit_given, credit_taken = legs.credit
    assert credit_given is not None
    assert credit_taken is not None
    transfer.state, transfer.effective_on, transfer.given_entry_id = TransferState.ENTERED, meant.day, legs.given.id
    transfer.acquirer_id = acquirer.id
    transfer.taken_entry_id = legs.taken.id if legs.taken else None
    transfer.credit_given_id, transfer.credit_taken_id = credit_given.id, credit_taken.id
    session.flush()
    session.refresh(transfer)


def _standing_in_the_way(session: Session, transfer: Transfer, day: date) -> list[Notice]:
    """The notices about credit that is handed on before: all of them, or what ends the membership of who keeps some."""
    ahead = notices.notices_from(session, transfer.transferor_id, day)
    return [each for each in ahead if transfer.is_whole or each.ends_membership]


def unbook(session: Session, transfer: Transfer, why: str, actor: Actor, now: datetime) -> None:
    """Undo both legs and the end of the membership; what had given way takes effect again (R-REG-05).

    An acquirer who became a member by it has been one on no day, as is known from then on; no entry is ever taken out.
    """
    if transfer.is_whole:
        _check_not_joined_again(session, transfer)
        members.undo_end(session, transfer.transferor, why, transfer.number, actor, now)
    else:
        day = transfer.effective_on or transfer.wanted_on
        removals.give_way(session, transfer.transferor, day, transfer.number, actor, now)
        ahead = _standing_in_the_way(session, transfer, day)
        _check_not_ended_otherwise(session, transfer, day, ahead)
        departures.give_way(session, ahead, transfer.number, actor, now)
    shares.undo_handing_over(session, queries.legs_of(session, transfer), why, actor, now)
    departures.revive(session, transfer.transferor, transfer.number, actor, now)
    if transfer.application is not None and transfer.acquirer is not None:
        _strike(session, transfer, transfer.acquirer, transfer.application, why, actor, now)


def _strike(
    session: Session, transfer: Transfer, acquirer: Member, application: Application, why: str, actor: Actor,
    now: datetime,
) -> None:
    """Strike the membership that began with the transfer; refused where anything was entered on top of it."""
    held = share_queries.holding_of(session, acquirer.id, date.max)
    began = member_queries.get_period_on(session, acquirer.id, date.max).first_day
    credit = share_queries.credit_of_membership(session, acquirer.id, began)
    check_nothing_left(member_number(acquirer.number), held.shares, credit)
    members.strike(session, acquirer, transfer.number, actor, now)
    admissions.note_struck(session, application, why, actor, now)


def _check_not_joined_again(session: Session, transfer: Transfer) -> None:
    day = transfer.effective_on or transfer.wanted_on
    last = member_queries.get_period_on(session, transfer.transferor_id, date.max)
    if last.first_day > day:
        raise Refusal("Das Mitglied ist seitdem neu beigetreten. Diese Übertragung bleibt, wie sie ist.")


def _check_not_ended_otherwise(session: Session, transfer: Transfer, day: date, ahead: list[Notice]) -> None:
    """Refuse to give shares back after a membership that ended by neither notice nor exclusion (R-TRF-01, R-REG-04)."""
    last_day = member_queries.get_period_on(session, transfer.transferor_id, day).last_day
    if last_day is not None and last_day not in {each.last_day for each in ahead}:
        raise Refusal(
            "Die Mitgliedschaft endet am {day}, aber weder durch Kündigung noch durch Ausschluss. Stornieren Sie zuerst"
            " dieses Ende.",
            day=written(last_day),
        )
