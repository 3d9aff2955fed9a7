"""The guided acts that end a membership or let it go over, for random lives; all people and places are invented."""

from sqlalchemy.orm import Session

from app.boardroom import actions as boardroom
from app.core.values import PartyKind, Role
from app.departures import actions as departures
from app.departures.rules import NoticeKind
from app.members import queries as members
from app.members.models import Member
from app.organs import queries as organs
from app.organs.rules import Choice, Organ
from app.parties.rules import PartyFacts
from app.removals import actions as removals
from app.removals import queries as removal_queries
from app.removals.models import Removal
from app.removals.rules import RemovalKind, RemovalState
from tests.archive.factories import made
from tests.boardroom.factories import a_circular, as_officer
from tests.departures.factories import given
from tests.factories import OFFICE, TODAY
from tests.flows.cast import AFTER, WHY, Cast, Held, Undo, backwards, only_if
from tests.removals.factories import PROOF, a_successor, dead, followed, heard, reported


def give_notice(session: Session, cast: Cast, who: int, _number: int) -> Undo:
    """A member gives notice: in the end it holds nothing."""
    member, held = cast.one(who)
    notice = given(session, member, now=cast.now)
    held.leaves = True
    return lambda: departures.reverse(session, notice, WHY, OFFICE, AFTER)


def give_up_shares(session: Session, cast: Cast, who: int, number: int) -> Undo:
    """A member gives up some shares for later."""
    member, held = cast.one(who)
    notice = given(session, member, NoticeKind.PARTIAL, cast.now, shares=number)
    held.given_up += number
    return lambda: departures.reverse(session, notice, WHY, OFFICE, AFTER)


def _undo(session: Session, removal: Removal) -> Undo:
    return lambda: removals.reverse(session, removal, WHY, OFFICE, AFTER)


def exclude(session: Session, cast: Cast, who: int, _number: int) -> Undo:
    """A member is heard and answers, is excluded by the board, and gets the letter."""
    member, held = cast.one(who)
    removal = heard(session, member, cast.now)
    removals.note_answer(session, removal, TODAY, "Wir haben gezahlt.", None, OFFICE, cast.now)
    removals.propose_exclusion(session, removal, OFFICE, cast.now)
    item = removal_queries.find_item(session, removal)
    assert item is not None
    a_circular(session, item, now=cast.now)
    for office in organs.offices_on(session, Organ.BOARD, TODAY):
        if item.is_open:
            boardroom.vote(
                session, item, office.party_id, Choice.YES, "", as_officer(office.party, Role.BOARD), cast.now
            )
    session.refresh(removal)
    made(session, removal.letter_id)
    removals.dispatch(session, removal, TODAY, "RR 1234 5678 9DE", None, OFFICE, cast.now)
    held.leaves = True
    return _undo(session, removal)


def dissolve(session: Session, cast: Cast, who: int, _number: int) -> Undo:
    """A town is dissolved: the membership ends with the year."""
    member, held = cast.one(who)
    removal = removals.report(session, member, reported(RemovalKind.DISSOLUTION), PROOF, OFFICE, cast.now)
    held.leaves = True
    return _undo(session, removal)


def merge(session: Session, cast: Cast, who: int, _number: int) -> Undo:
    """A town goes over into another: the successor's membership ends with the year."""
    member, held = cast.one(who)
    successor = PartyFacts(PartyKind.MUNICIPALITY, name="Gemeinde Tannengrund")
    removal = removals.report(
        session, member, reported(RemovalKind.SUCCESSION), PROOF, OFFICE, cast.now, successor=successor
    )
    held.leaves = True
    return _undo(session, removal)


def die(session: Session, cast: Cast, _who: int, _number: int) -> Undo:
    """The person dies; nothing ends while heirs may go on."""
    return _undo(session, dead(session, cast.person, now=cast.now))


def die_without_heirs(session: Session, cast: Cast, _who: int, _number: int) -> Undo:
    """The person dies, and no heir goes on."""
    removal = dead(session, cast.person, now=cast.now)
    only_if(removal.state is RemovalState.UNDECIDED)
    removals.let_end(session, removal, OFFICE, cast.now)
    cast.books.of(cast.person.id).leaves = True
    return _undo(session, removal)


def _death(session: Session, cast: Cast) -> tuple[Removal, Undo]:
    """The death of the person, noted now where it is not yet."""
    known = [each for each in removal_queries.removals_of(session, cast.person.id) if each.kind is RemovalKind.DEATH]
    standing = [each for each in known if each.state is not RemovalState.REVERSED]
    if standing:
        return standing[0], backwards()
    removal = dead(session, cast.person, now=cast.now)
    return removal, _undo(session, removal)


def name_an_heir(session: Session, cast: Cast, _who: int, number: int) -> Undo:
    """An heir of the person is entered with the proof."""
    removal, undo = _death(session, cast)
    return backwards(undo, _named(session, cast, removal, number))


def _named(session: Session, cast: Cast, removal: Removal, number: int) -> Undo:
    followed(session, removal, facts=a_successor(("Rosalinde", "Kunibert", "Walburga")[number - 1]), now=cast.now)
    heir = removal_queries.heirs_of(removal)[-1]
    return lambda: removals.take_back_follower(session, removal, heir.id, WHY, OFFICE, AFTER)


def go_on(session: Session, cast: Cast, _who: int, number: int) -> Undo:
    """An heir, named now where nobody is, goes on: it has the shares, what is paid and what is owed on them."""
    removal, undo = _death(session, cast)
    if not removal_queries.heirs_of(removal):
        undo = backwards(undo, _named(session, cast, removal, number))
    heir = removal_queries.heirs_of(removal)[0]
    removals.continue_with(session, removal, heir.id, OFFICE, cast.now)
    _go_over(cast, _member_of(session, heir.party_id))
    return backwards(undo, lambda: removals.undo_continuation(session, removal, WHY, OFFICE, AFTER))


def _member_of(session: Session, party_id: int) -> Member:
    member = members.find_member_of_party(session, party_id)
    assert member is not None
    return member


def _go_over(cast: Cast, heir: Member) -> None:
    dead_one, books = cast.books.of(cast.person.id), cast.books
    credit = min(dead_one.credit, dead_one.shares * books.share)
    books.held[heir.id] = Held(
        dead_one.shares, dead_one.given_up, credit=credit, coming=dead_one.coming, owed=dead_one.owed,
        ahead=dead_one.ahead,
    )
    books.held[cast.person.id] = Held(leaves=True, credit=dead_one.credit - credit, other=dead_one.other)
