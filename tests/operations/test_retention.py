"""What need not be kept any more is erased in the night, and nothing before (R-RET-01, R-RET-02)."""

import os
from datetime import UTC, date, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app.archive.rules import letter_kept_until, may_be_over
from app.changes import actions as changes
from app.changes.models import ProposedChange
from app.core import files, journal
from app.core.jobs import Job, Worker
from app.core.uploads import CheckedFile
from app.core.values import Actor, PostalAddress, Role
from app.departures import actions as departures
from app.departures.models import Notice
from app.departures.rules import NoticeKind
from app.members import actions as members
from app.members import queries as register
from app.members.models import Member
from app.members.rules import ExitGround
from app.operations import actions, queries
from app.operations.rules import ERASE_EXPIRED_JOB, CheckKey, next_night
from app.organs.rules import Choice
from app.parties import actions as parties
from app.parties.models import PartyAddress
from app.rooms import HANDLERS
from app.shares import actions as shares
from app.subscriptions.models import Subscription
from app.transfers import actions as transfer_actions
from app.transfers.models import Transfer
from tests.departures.factories import a_holder, a_leaving_house, given
from tests.factories import NOW, OFFICE, TODAY, a_pdf, sign_in_office
from tests.shares.factories import a_house, a_member
from tests.subscriptions.factories import a_growing_house, decided, proposed
from tests.subscriptions.factories import a_holder as a_subscriber
from tests.transfers import factories as transfers
from tests.transfers.factories import two_holders

ONE, TWO = (Actor(name, number, number, frozenset({Role.OFFICE})) for number, name in ((1, "Eine"), (2, "Andere")))
LETTER = CheckedFile("brief.pdf", a_pdf("Neue Bankverbindung"))
IBAN = "DE75512108001245126199"
YEARS_LATER = datetime(2033, 1, 1, 12, tzinfo=UTC)
"""Letters of 2026 are kept to the end of 2032; so are papers of who left in 2026 and wrote that year."""


def left(session: Session, member: Member, last_day: date = date(2026, 12, 31)) -> None:
    """The member leaves with its shares."""
    members.end(session, member, last_day, ExitGround.NOTICE, "", OFFICE, NOW)
    shares.leave(session, member, last_day, "", OFFICE, NOW)


def erased_at(session: Session, now: datetime) -> int:
    """How many things a night erases."""
    number = actions.erase_expired(session, now)
    session.commit()
    return number


def missed(session: Session) -> list[str]:
    """The files that the check misses."""
    return [str(each) for each in queries.findings(session, NOW) if each.check is CheckKey.FILE_MISSING]


def work() -> None:
    """Do what is due by then: bytes are deleted by a job of their own."""
    Worker(HANDLERS, lambda: YEARS_LATER).run_until_idle()


def test_the_later_day_wins_and_nothing_is_over_while_the_membership_goes_on() -> None:
    assert letter_kept_until(date(2019, 3, 1), True, date(2026, 5, 15)) == date(2029, 12, 31)
    assert letter_kept_until(date(2026, 3, 1), True, date(2026, 5, 15)) == date(2032, 12, 31)
    assert letter_kept_until(date(2019, 3, 1), True, None) is None
    assert letter_kept_until(date(2019, 3, 1), False, None) == date(2025, 12, 31)
    assert may_be_over(date(2026, 11, 24)) == date(2020, 1, 1)


def test_papers_of_a_notice_go_when_their_time_is_over_and_not_a_day_before(session: Session) -> None:
    a_leaving_house(session)
    notice = given(session, a_holder(session))
    digests = [paper.sha256 for paper in notice.papers]
    session.commit()
    assert erased_at(session, datetime(2032, 12, 31, 12, tzinfo=UTC)) == 0
    assert erased_at(session, YEARS_LATER) == 1
    assert erased_at(session, YEARS_LATER) == 0
    work()
    session.expire_all()
    assert session.get_one(Notice, notice.id).papers == []
    assert not [digest for digest in digests if files.path_of(digest).exists()]
    told = [line.summary() for line in journal.lines_about(session, f"member:{notice.member_id}")]
    assert f"Unterlagen zur Kündigung {notice.number} gelöscht, Frist abgelaufen" in told
    assert missed(session) == []


def test_papers_of_who_stays_are_kept_for_ever(session: Session) -> None:
    """A partial notice stands behind an entry of a membership that goes on."""
    a_leaving_house(session)
    given(session, a_holder(session), NoticeKind.PARTIAL, shares=2)
    session.commit()
    assert erased_at(session, datetime(2099, 1, 1, 12, tzinfo=UTC)) == 0


def test_papers_of_a_reversed_notice_of_who_stays_are_kept(session: Session) -> None:
    a_leaving_house(session)
    notice = given(session, a_holder(session))
    departures.reverse(session, notice, "Irrtum", OFFICE, NOW)
    session.commit()
    assert erased_at(session, YEARS_LATER) == 0


def test_a_declaration_on_paper_goes_and_the_declaration_stays(
    client: FlaskClient, session: Session
) -> None:
    a_growing_house(session)
    member = a_subscriber(session)
    declaration = proposed(session, member)
    decided(session, declaration)
    session.expire_all()
    left(session, register.get_member(session, member.id))
    session.commit()
    assert erased_at(session, datetime(2032, 12, 31, 12, tzinfo=UTC)) == 0
    assert erased_at(session, YEARS_LATER) == 1
    work()
    session.expire_all()
    kept = session.get_one(Subscription, declaration.id)
    assert kept.paper_sha256
    assert not files.path_of(kept.paper_sha256).exists()
    assert missed(session) == []
    sign_in_office(session, client)
    page = client.get(f"/beteiligungen/{kept.id}")
    assert "Die Erklärung ist gelöscht" in page.text
    assert client.get(f"/beteiligungen/{kept.id}/erklaerung").status_code == 404


def test_an_agreement_goes_once_both_have_left_and_no_voucher_is_kept_any_more(
    client: FlaskClient, session: Session
) -> None:
    """A voucher of 2026 is kept to the end of 2034; the acquirer leaves in 2032, and is kept to the end of 2035."""
    one, other = two_holders(session)
    transfer = transfers.proposed(session, one, other)
    transfers.decided(session, transfer)
    session.commit()
    assert erased_at(session, datetime(2099, 1, 1, 12, tzinfo=UTC)) == 0
    left(session, register.get_member(session, other.id), date(2032, 12, 31))
    session.commit()
    assert erased_at(session, datetime(2035, 12, 31, 12, tzinfo=UTC)) == 0
    over = datetime(2036, 1, 1, 12, tzinfo=UTC)
    assert (erased_at(session, over), erased_at(session, over)) == (1, 0)
    Worker(HANDLERS, lambda: over).run_until_idle()
    session.expire_all()
    kept = session.get_one(Transfer, transfer.id)
    assert kept.paper_sha256
    assert (kept.paper_name, files.path_of(kept.paper_sha256).exists(), missed(session)) == ("", False, [])
    for member in (one, other):
        told = [line.summary() for line in journal.lines_about(session, f"member:{member.id}")]
        assert f"Vereinbarung zur Übertragung {kept.number} gelöscht, Frist abgelaufen" in told
    sign_in_office(session, client)
    assert "Die Vereinbarung ist gelöscht" in client.get(f"/uebertragungen/{kept.id}").text
    assert client.get(f"/uebertragungen/{kept.id}/vereinbarung").status_code == 404


def test_a_voucher_of_a_transfer_is_kept_for_eight_years_though_both_have_left_before(session: Session) -> None:
    one, other = two_holders(session)
    transfers.decided(session, transfers.proposed(session, one, other))
    left(session, register.get_member(session, other.id))
    session.commit()
    assert erased_at(session, datetime(2034, 12, 31, 12, tzinfo=UTC)) == 0
    assert erased_at(session, datetime(2035, 1, 1, 12, tzinfo=UTC)) == 1


@pytest.mark.parametrize("choice", [Choice.NO, None])
def test_an_agreement_that_came_to_nothing_goes_after_six_years_though_both_stay(
    session: Session, choice: Choice | None
) -> None:
    one, other = two_holders(session)
    transfer = transfers.proposed(session, one, other)
    if choice:
        transfers.decided(session, transfer, choice=choice)
    else:
        transfer_actions.withdraw(session, transfer.id, "Anders überlegt", OFFICE, NOW)
    session.commit()
    assert erased_at(session, datetime(2032, 12, 31, 12, tzinfo=UTC)) == 0
    assert erased_at(session, YEARS_LATER) == 1


def test_an_agreement_that_waits_or_was_made_in_the_portal_has_nothing_to_erase(session: Session) -> None:
    one, other = two_holders(session)
    transfers.proposed(session, one, other)
    session.commit()
    assert erased_at(session, datetime(2099, 1, 1, 12, tzinfo=UTC)) == 0


def test_the_database_knows_that_only_a_paper_is_erased(session: Session) -> None:
    one, other = two_holders(session)
    transfer = transfers.proposed(session, one, other)
    with pytest.raises(DatabaseError):
        session.execute(update(Transfer).where(Transfer.id == transfer.id).values(
            channel="portal", paper_sha256=None, erased_at=NOW
        ))


def test_a_rejected_account_goes_after_six_years_though_the_membership_goes_on(
    client: FlaskClient, session: Session
) -> None:
    a_house(session)
    change = changes.propose_bank_account(session, a_member(session), IBAN, TODAY, LETTER, False, ONE, NOW)
    changes.reject(session, change, "Nicht belegt", TWO, NOW)
    session.commit()
    assert erased_at(session, datetime(2032, 12, 31, 12, tzinfo=UTC)) == 0
    assert erased_at(session, YEARS_LATER) == 1
    assert erased_at(session, YEARS_LATER) == 0
    work()
    session.expire_all()
    gone = session.get_one(ProposedChange, change.id)
    assert (gone.content, gone.told_to) == ({}, [])
    assert not files.path_of(gone.proof_sha256 or "").exists()
    assert missed(session) == []
    sign_in_office(session, client)
    page = client.get(f"/aenderungen/{gone.id}")
    assert (page.status_code, client.get(f"/aenderungen/{gone.id}/beleg").status_code) == (200, 404)
    assert "gelöscht am 01.01.2033" in page.text
    assert [client.get(address).status_code for address in ("/aenderungen", "/mitglieder/1/stammdaten")] == [200, 200]


def test_a_confirmed_account_is_kept_while_the_membership_goes_on_and_then_goes(session: Session) -> None:
    a_house(session)
    member = a_member(session, shares=2)
    change = changes.propose_bank_account(session, member, IBAN, TODAY, LETTER, False, ONE, NOW)
    changes.confirm(session, change, TWO, NOW)
    session.commit()
    assert erased_at(session, YEARS_LATER) == 0
    left(session, member, date(2030, 12, 31))
    session.commit()
    assert erased_at(session, datetime(2033, 12, 31, 12, tzinfo=UTC)) == 0
    assert erased_at(session, datetime(2034, 1, 1, 12, tzinfo=UTC)) == 1
    found = [each.check for each in queries.findings(session, NOW)]
    assert found == [CheckKey.ENTRY_WITHOUT_ACT] * 2  # neither behind shares nor behind membership a notice stands here


def test_a_change_that_waits_is_never_erased(session: Session) -> None:
    a_house(session)
    changes.propose_bank_account(session, a_member(session), IBAN, TODAY, LETTER, False, ONE, NOW)
    session.commit()
    assert erased_at(session, YEARS_LATER) == 0


@pytest.mark.parametrize("values", [
    {"content": {"iban": "DE02120300000000202051"}}, {"told_to": []}, {"erased_at": NOW},
    {"content": {}, "told_to": [], "erased_at": NOW, "entered_by": 2},
    {"content": {}, "told_to": ["a@b.example"], "erased_at": NOW},
])
def test_the_database_lets_a_change_be_erased_wholly_or_not_at_all(session: Session, values: dict[str, object]) -> None:
    a_house(session)
    changes.propose_bank_account(session, a_member(session), IBAN, TODAY, LETTER, False, ONE, NOW)
    session.commit()
    with pytest.raises(DatabaseError):
        session.execute(update(ProposedChange).values(**values))
    session.rollback()
    session.execute(update(ProposedChange).values(content={}, told_to=[], erased_at=NOW))
    session.commit()
    with pytest.raises(DatabaseError):
        session.execute(update(ProposedChange).values(content={}, told_to=[], erased_at=YEARS_LATER))


def test_the_proof_of_an_address_goes_and_the_entry_stays(session: Session) -> None:
    a_house(session)
    member = a_member(session, shares=2)
    digest = files.put(b"%PDF-1.7 Anschrift")
    place = PostalAddress("Markt 1", "70997", "Altenbruck")
    parties.change_address(session, member.party, place, TODAY, OFFICE, NOW, digest)
    session.commit()
    assert erased_at(session, YEARS_LATER) == 0
    left(session, member)
    session.commit()
    assert erased_at(session, YEARS_LATER) == 1
    work()
    session.expire_all()
    entry = session.scalars(select(PartyAddress).where(PartyAddress.street == "Markt 1")).one()
    assert entry.proof_sha256 is None
    assert not files.path_of(digest).exists()


def test_a_file_that_somebody_else_needs_stays(session: Session) -> None:
    a_house(session)
    for number, name in enumerate(("Gemeinde Altenbruck", "Stadt Lindenfurt")):
        change = changes.propose_bank_account(
            session, a_member(session, name), IBAN, TODAY, LETTER, False, ONE, NOW
        )
        if number == 0:
            changes.reject(session, change, "Nicht belegt", TWO, NOW)
    session.commit()
    assert erased_at(session, YEARS_LATER) == 1
    work()
    assert files.path_of(change.proof_sha256 or "").exists()


def test_every_night_asks_for_the_next_one_and_says_how_many_it_erased(session: Session) -> None:
    a_house(session)
    change = changes.propose_bank_account(session, a_member(session), IBAN, TODAY, LETTER, False, ONE, NOW)
    changes.reject(session, change, "Nicht belegt", TWO, NOW)
    actions.ask_for_nightly_erasure(session, NOW)
    actions.ask_for_nightly_erasure(session, NOW)
    session.commit()
    asked = select(Job).where(Job.kind == "erase_expired").order_by(Job.id)
    assert len(session.scalars(asked).all()) == 1
    work()
    session.expire_all()
    done, next_one = session.scalars(asked).all()
    assert (done.outcome, next_one.finished_at) == ({"erased": 1}, None)


def test_a_file_nobody_came_to_name_goes_in_the_night_and_a_needed_one_stays(session: Session) -> None:
    """Also what was half written; what was stored within the last day may still be named (R-RET-01)."""
    a_house(session)
    change = changes.propose_bank_account(session, a_member(session), IBAN, TODAY, LETTER, False, ONE, NOW)
    digest = change.proof_sha256 or ""
    session.commit()
    orphan, fresh = files.put(b"a form that was refused"), files.put(b"a form on its way")
    half = files.path_of(orphan).parent / ".half-written"
    half.write_bytes(b"a wor")
    night = next_night(NOW)
    written = {files.path_of(digest): 2, files.path_of(orphan): 2, half: 2, files.path_of(fresh): 0}
    for path, days in written.items():
        moment = (night - timedelta(days=days)).timestamp()
        os.utime(path, (moment, moment))
    actions.ask_for_nightly_erasure(session, NOW)
    session.commit()
    Worker({kind: each for kind, each in HANDLERS.items() if kind == ERASE_EXPIRED_JOB}, lambda: night).run_until_idle()
    assert [path.exists() for path in written] == [True, False, False, True]
