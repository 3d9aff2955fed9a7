"""The fictional cooperative fills alike on both databases, and begins anew at the push of a button."""

import fcntl
import threading
from argparse import Namespace
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.admissions.models import Application
from app.admissions.rules import ApplicationState
from app.archive.rules import Standing
from app.core import files, jobs, journal, outbox
from app.core.db import Counter, next_number, transaction
from app.core.jobs import ItemState, Job, JobItem, Worker
from app.core.outbox import OutgoingMail
from app.core.values import DeclarationChannel, PartyKind, Refusal, Role
from app.demo import actions
from app.demo.actions.house import at
from app.demo.actions.story import Plot, tell
from app.demo.rules import PASSWORD
from app.dues.models import ReturnedPayment
from app.main import SERVING
from app.members import queries as members
from app.operations import queries as operations
from app.organs import queries as organs
from app.organs.models import Resolution
from app.organs.rules import Organ
from app.parties.models import Party
from app.reports import queries as reports
from app.shares import queries as shares
from app.shares.models import Certificate, PaymentReceived
from app.statutes import queries as statutes
from app.subscriptions.models import Subscription
from app.subscriptions.rules import SubscriptionState
from app.transfers.models import Transfer
from app.transfers.rules import TransferState
from tests import calendar
from tests.factories import NOW, TODAY, a_person, an_account
from tests.story import put_story_in_place


def fill() -> None:
    """Fill the installation as the demo command does."""
    with transaction() as session:
        actions.fill(session, NOW)


def sign_in(client: FlaskClient, email: str) -> None:
    """Sign in by the form, with the password the demo prints."""
    answer = client.post("/konto/anmelden", data={"email": email, "password": PASSWORD})
    assert answer.status_code == 302


def test_the_story_shows_everything_once(session: Session) -> None:
    """Members of all kinds, six regions, full organs, applications in every state, an unbroken journal; told once."""
    fill()
    the_cooperative_is_complete(session)
    every_state_is_there(session)
    members_take_further_shares(session)
    members_hand_their_credit_on(session)
    one_director_is_biased(session)
    one_person_acts_for_two_members(session)
    the_lists_agree_on_each_close_as_it_was_known(session)
    before = session.scalar(select(func.count()).select_from(Party))
    fill()
    assert session.scalar(select(func.count()).select_from(Party)) == before


@pytest.mark.parametrize("moment", [
    datetime(2027, 7, 14, 22, 5, tzinfo=UTC), datetime(2026, 12, 31, 23, 30, tzinfo=UTC),
    datetime(2028, 2, 29, 12, tzinfo=UTC), datetime(2027, 3, 28, 1, 30, tzinfo=UTC),
])  # fmt: skip
def test_the_story_can_be_told_at_any_moment(session: Session, moment: datetime) -> None:
    """Just after midnight, at the turn of the year, on a leap day, when the clocks change."""
    calendar.begin_at(moment)
    try:
        with transaction() as writing:
            actions.fill(writing, moment)
    finally:
        calendar.begin_at(NOW)
    assert actions.is_filled(session)


def the_lists_agree_on_each_close_as_it_was_known(session: Session) -> None:
    """Register, movement and development say the same of the close of every year, as known at that close."""
    for year in members.years_until(session, TODAY)[:-1]:
        close, known_at = year.last_day, at(year.last_day, 23)
        lines = reports.memberships_at_close(session, close, known_at)
        stay = [line for line in lines if line.last_day is None or line.last_day > close]
        held = reports.year_report(session, year, known_at).movement.closing
        assert held.shares == sum(line.shares for line in stay), year
        assert held.members == len(stay), year
        told = dict(reports.development(session, close + timedelta(days=1), known_at)).get(close)
        assert (told.members, told.shares) == (held.members, held.shares) if told else not lines, year


def test_an_installation_in_earnest_is_neither_filled_nor_thrown_away(session: Session) -> None:
    """Somebody started the demo in the wrong folder."""
    an_account(session, a_person(session), email="vorstand@ehrenpreis.example")
    session.commit()
    with pytest.raises(Refusal, match="wirkliche Genossenschaft"):
        fill()
    with pytest.raises(Refusal, match="wirkliche Genossenschaft"), transaction() as writing:
        actions.reset(writing, actions.Story({}))
    assert session.scalars(select(Account.email)).all() == ["vorstand@ehrenpreis.example"]


def the_cooperative_is_complete(session: Session) -> None:
    """Nothing hinders certificates or letters, the organs are as law and statute want them."""
    kinds = {member.party.kind for member in members.members_on(session, TODAY)}
    assert kinds == set(PartyKind)
    assert members.count_on(session, TODAY) == members.count_on(session, TODAY, include_investing=False) + 1 >= 26
    assert len(statutes.house(session).regions) == 6
    assert [len(organs.offices_on(session, organ, TODAY)) for organ in (Organ.BOARD, Organ.SUPERVISORY_BOARD)] == [3, 5]
    assert organs.findings_on(session, TODAY) == []
    assert not shares.certificate_hindrances(session, TODAY)
    assert [year.is_short for year in statutes.fiscal_years(session)] == [True, *[False] * 5]


def every_state_is_there(session: Session) -> None:
    """An application in every state, certificates too, a payment that came back; the journal tells it without a gap."""
    assert set(session.scalars(select(Application.state))) == set(ApplicationState)
    certificates = session.scalars(select(Certificate)).all()
    assert {certificate.document.standing for certificate in certificates} == set(Standing)
    assert "Falsch zugeordnet" in session.scalars(select(PaymentReceived.note).where(PaymentReceived.amount < 0)).all()
    assert session.scalars(select(ReturnedPayment.reason)).all() == ["Rücküberweisung der Bank des Zahlers"]
    assert len(session.scalars(select(Resolution).where(Resolution.organ == Organ.GENERAL_ASSEMBLY)).all()) == 4
    assert list(journal.faults(session)) == []


def members_hand_their_credit_on(session: Session) -> None:
    """One transfer is entered, with letters to both, and one waits for the acquirer."""
    found = {each.state: each for each in session.scalars(select(Transfer).order_by(Transfer.id)).unique()}
    assert set(found) == {TransferState.ENTERED, TransferState.OFFERED}
    entered = found[TransferState.ENTERED]
    assert entered.transferor_letter_id is not None
    assert entered.acquirer_letter_id is not None


def members_take_further_shares(session: Session) -> None:
    """One in the portal waits for the board, one is admitted with certificate and letter, one is not admitted."""
    found = {each.state: each for each in session.scalars(select(Subscription).order_by(Subscription.id))}
    assert set(found) == {SubscriptionState.PROPOSED, SubscriptionState.ADMITTED, SubscriptionState.REJECTED}
    assert found[SubscriptionState.PROPOSED].channel is DeclarationChannel.PORTAL
    admitted = found[SubscriptionState.ADMITTED]
    certificate = shares.valid_certificate_of(session, admitted.member_id)
    assert certificate is not None
    assert certificate.shares == 5
    assert admitted.letter_id is not None
    assert found[SubscriptionState.REJECTED].letter_id is not None


def one_director_is_biased(session: Session) -> None:
    """Of the two applications in the circular the deputy may vote on one; the chair has voted on both."""
    board = [office.party for office in organs.offices_on(session, Organ.BOARD, TODAY)]
    biased = next(party for party in board if "Talhammer" in party.display_name)
    assert len(organs.items_awaiting(session, biased.id, TODAY)) == 1
    assert [len(item.votes) for item in organs.open_resolutions(session, Organ.BOARD)[0].items] == [1, 1]


def one_person_acts_for_two_members(session: Session) -> None:
    """The representative holds no office any more and sees both memberships."""
    account = session.scalars(select(Account).where(Account.email == "t.quendel@silberdistel.example")).one()
    assert len(members.members_acted_for_on(session, account.party_id, TODAY)) == 2
    assert Role.SUPERVISORY_BOARD not in organs.roles_on(session, account.party_id, TODAY)


def test_everybody_can_sign_in_with_the_printed_password(session: Session, client: FlaskClient) -> None:
    """The logins that the command prints open a page."""
    put_story_in_place()
    printed = actions.welcome("http://127.0.0.1:8413")
    assert PASSWORD in printed
    assert "http://127.0.0.1:8413/beitritt" in printed
    for account in session.scalars(select(Account).where(Account.password_hash.is_not(None))):
        assert account.email in printed
        sign_in(client, account.email)
        assert client.get("/", follow_redirects=True).status_code == 200
        client.post("/konto/abmelden")


def test_the_worker_does_everything_the_story_left_to_it(session: Session, worker: Worker) -> None:
    """No job fails but those of which the story tells; done again at a person's word, they succeed."""
    put_story_in_place()
    worker.run_until_idle()
    session.expire_all()
    stuck = select(JobItem).join(Job).where(JobItem.state.in_((ItemState.FAILED, ItemState.IN_DOUBT)))
    found = session.scalars(stuck.order_by(JobItem.id)).all()
    assert [(item.job.kind, item.state) for item in found] == [
        ("mail", ItemState.IN_DOUBT), ("mail", ItemState.FAILED), ("render", ItemState.FAILED),
    ]
    for item in found[:2]:
        outbox.send_again(session, session.get_one(OutgoingMail, int(item.reference)), NOW)
    jobs.retry(session, found[2], NOW)
    session.commit()
    worker.run_until_idle()
    session.expire_all()
    assert session.scalars(stuck).all() == []


def test_the_check_of_the_story_finds_nothing_once_the_worker_has_done_what_it_can(
    session: Session, worker: Worker
) -> None:
    """What the story leaves for somebody to try again is no older than what the check lets pass."""
    put_story_in_place()
    worker.run_until_idle()
    session.expire_all()
    assert [str(finding) for finding in operations.findings(session, NOW)] == []


def test_the_reset_tells_the_story_anew(
    app: Flask, client: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What visitors did is gone, everybody is signed out, the story is there again."""
    monkeypatch.setitem(app.config, "GENOKONTOR", replace(app.config["GENOKONTOR"], is_demo=True))
    put_story_in_place()
    sign_in(client, "h.lautenschlag@digitalverbund.example")
    session.get_one(Party, 1).display_name = "Verändert"
    session.commit()
    left_behind = files.put(b"what a visitor uploaded")
    assert client.post("/demo/zuruecksetzen").location.endswith("/konto/anmelden")
    session.expire_all()
    assert session.get_one(Party, 1).display_name != "Verändert"
    statute = statutes.find_version_on(session, TODAY)
    assert statute is not None
    assert {left_behind, statute.document_sha256} & set(files.stored()) == {statute.document_sha256}
    assert members.number_to_come(session) == members.members_on(session, TODAY)[-1].number + 1
    with client.session_transaction() as cookie:
        assert "_user_id" not in cookie
    assert list(journal.faults(session)) == []


def test_others_go_on_writing_while_the_story_is_told(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker and other visitors wait for the moment only in which it is put in place."""

    def tell_slowly(_session: Session, _now: object) -> None:
        with transaction() as other:
            next_number(other, "meanwhile")

    monkeypatch.setattr("app.demo.actions.anew.fill", tell_slowly)
    actions.tell_aside(NOW)
    assert session.get_one(Counter, "meanwhile").last_number == 1


def test_there_is_no_reset_outside_the_demo(client: FlaskClient, session: Session) -> None:
    """Nobody can throw a real cooperative away."""
    assert client.post("/demo/zuruecksetzen").status_code == 404


def test_of_two_starts_at_once_one_tells_the_story_and_the_other_waits(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long the story takes, nobody runs into the database's own patience."""
    begun, served = threading.Event(), threading.Event()
    monkeypatch.setattr("app.demo.actions.fill", lambda _session, _now: begun.set())
    monkeypatch.setattr("app.main._answer", lambda _parsed, _welcome: served.set())
    demo = next(command for command in SERVING if command.name == "demo")

    def start() -> None:
        with app.app_context():
            demo.run(Namespace(port=0, verbose=False))

    with (app.config["GENOKONTOR"].data / "start.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        second = threading.Thread(target=start)
        second.start()
        assert not begun.wait(0.3)
    second.join(20)
    assert begun.is_set()
    assert served.is_set()


def test_plots_act_in_the_order_of_time() -> None:
    """Whatever the order in which they are told; acts of one moment keep that order."""
    done: list[str] = []

    def plot(name: str, *days: int) -> Plot:
        for day in days:
            yield at(date(2026, 11, day))
            done.append(f"{name}{day}")

    tell([plot("a", 3, 5), plot("b", 1, 5), plot("c")])
    assert done == ["b1", "a3", "a5", "b5"]
