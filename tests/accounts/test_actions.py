"""Logins, sessions, the throttle, links and granted roles, on both databases."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.accounts import actions, queries
from app.accounts.models import LoginAttempt, LoginSession
from app.core import journal, links, outbox
from app.core.values import Actor, NotFound, Refusal, Role
from tests.accounts.factories import ADMINISTRATOR, EMAIL, LETTERHEAD, OTHER_PASSWORD, PASSWORD, a_login
from tests.factories import NOW, TODAY, a_person, an_account

MINUTE = timedelta(minutes=1)


def fail_often(session: Session, times: int, sender: str = "192.0.2.7", email: str = EMAIL) -> None:
    for second in range(times):
        actions.count_attempt(session, email, sender, NOW + timedelta(seconds=second))


def test_somebody_is_recognised_by_address_and_password(session: Session) -> None:
    account = a_login(session)
    assert actions.recognise(session, " Henrike@Morgenau.example ", PASSWORD).account_id == account.id


@pytest.mark.parametrize(("email", "password"), [(EMAIL, OTHER_PASSWORD), ("nobody@morgenau.example", PASSWORD)])
def test_a_wrong_password_and_an_unknown_address_are_told_apart_by_nobody(
    session: Session, email: str, password: str
) -> None:
    a_login(session)
    with pytest.raises(Refusal, match="E-Mail-Adresse oder Passwort stimmt nicht"):
        actions.recognise(session, email, password)


def test_an_invited_person_without_a_password_and_a_disabled_one_are_not_recognised(session: Session) -> None:
    an_account(session, a_person(session), email="invited@morgenau.example")
    closed = a_login(session)
    actions.disable(session, closed, ADMINISTRATOR, NOW)
    for email in ("invited@morgenau.example", EMAIL):
        with pytest.raises(Refusal):
            actions.recognise(session, email, PASSWORD)


def test_the_password_is_kept_as_an_argon2id_hash_only(session: Session) -> None:
    assert (a_login(session).password_hash or "").startswith("$argon2id$")


def test_a_login_hashes_the_password_anew_where_the_cost_was_raised(session: Session) -> None:
    account = a_login(session)
    before = account.password_hash
    actions.configure_hasher(cheap=False)
    try:
        actions.log_in(session, actions.recognise(session, EMAIL, PASSWORD), PASSWORD, "", "", NOW)
    finally:
        actions.configure_hasher(cheap=True)
    assert account.password_hash != before
    assert actions.recognise(session, EMAIL, PASSWORD).account_id == account.id


def test_the_table_holds_the_hash_of_a_token_never_the_token(session: Session) -> None:
    token = actions.open_session(session, a_login(session), "Firefox", "192.0.2.7", NOW)
    assert session.get(LoginSession, token) is None
    assert queries.find_open_session(session, token, NOW) is not None
    assert queries.find_open_session(session, token[:-1], NOW) is None


def test_a_session_ends_when_idle_and_after_two_weeks(session: Session) -> None:
    token = actions.open_session(session, a_login(session), "", "", NOW)
    assert queries.find_open_session(session, token, NOW + timedelta(hours=9)) is None
    login = queries.find_open_session(session, token, NOW)
    assert login is not None
    actions.note_presence(session, login, NOW + timedelta(days=14, hours=1))
    session.expire_all()
    assert queries.find_open_session(session, token, NOW + timedelta(days=14, hours=2)) is None


def test_the_record_of_an_old_session_is_dropped_after_three_months(session: Session) -> None:
    account = a_login(session)
    actions.open_session(session, account, "Firefox", "192.0.2.7", NOW - timedelta(days=91))
    actions.open_session(session, account, "Firefox", "192.0.2.7", NOW)
    assert session.query(LoginSession).count() == 1


def test_a_new_password_ends_every_session(session: Session) -> None:
    account = a_login(session)
    token = actions.open_session(session, account, "", "", NOW)
    actions.change_password(session, account, PASSWORD, OTHER_PASSWORD, Actor("Henrike"), NOW)
    session.expire_all()
    assert queries.find_open_session(session, token, NOW) is None


def test_a_session_recognised_by_the_former_password_is_not_opened(session: Session) -> None:
    account = a_login(session)
    known = actions.recognise(session, EMAIL, PASSWORD)
    actions.set_password(session, account, OTHER_PASSWORD, NOW)
    session.flush()
    with pytest.raises(Refusal, match="eben geändert"):
        actions.log_in(session, known, PASSWORD, "", "", NOW)


def test_the_present_password_is_asked_before_a_new_one(session: Session) -> None:
    with pytest.raises(Refusal, match="bisherige"):
        actions.change_password(session, a_login(session), OTHER_PASSWORD, OTHER_PASSWORD, ADMINISTRATOR, NOW)


def test_closing_a_login_ends_its_sessions(session: Session) -> None:
    account = a_login(session)
    token = actions.open_session(session, account, "", "", NOW)
    actions.disable(session, account, ADMINISTRATOR, NOW)
    actions.disable(session, account, ADMINISTRATOR, NOW)
    actions.enable(session, account, ADMINISTRATOR, NOW)
    session.expire_all()
    assert queries.find_open_session(session, token, NOW) is None


def test_one_session_is_ended_or_all_the_others(session: Session) -> None:
    account = a_login(session)
    tokens = [actions.open_session(session, account, "", "", NOW) for _ in range(3)]
    actions.end_session(session, account.id, queries.token_hash(tokens[0]), NOW)
    actions.end_other_sessions(session, account.id, tokens[1], NOW)
    session.expire_all()
    remaining = [row.token_hash for row in queries.open_sessions(session, account.id, NOW)]
    assert remaining == [queries.token_hash(tokens[1])]


def test_nobody_ends_the_session_of_another(session: Session) -> None:
    token = actions.open_session(session, a_login(session), "", "", NOW)
    actions.end_session(session, 4711, queries.token_hash(token), NOW)
    session.expire_all()
    assert queries.find_open_session(session, token, NOW) is not None


def test_after_five_attempts_an_address_waits_whoever_asks(session: Session) -> None:
    fail_often(session, 5)
    with pytest.raises(Refusal, match="Zu viele Versuche"):
        actions.count_attempt(session, EMAIL.upper(), "198.51.100.9", NOW + timedelta(seconds=6))
    actions.count_attempt(session, EMAIL, "198.51.100.9", NOW + MINUTE)


def test_after_thirty_attempts_a_sender_waits_whatever_address_it_tries(session: Session) -> None:
    for number in range(30):
        actions.count_attempt(session, f"{number}@morgenau.example", "192.0.2.7", NOW)
    with pytest.raises(Refusal, match="Zu viele Versuche"):
        actions.count_attempt(session, "31@morgenau.example", "192.0.2.7", NOW)
    actions.count_attempt(session, "31@morgenau.example", "192.0.2.8", NOW)


def test_a_login_that_fits_forgets_the_attempts_on_its_address(session: Session) -> None:
    account = a_login(session)
    fail_often(session, 5)
    actions.open_session(session, account, "", "192.0.2.7", NOW)
    actions.count_attempt(session, EMAIL, "192.0.2.7", NOW)


def test_attempts_are_forgotten_after_a_day_and_kept_as_hashes(session: Session) -> None:
    fail_often(session, 5)
    actions.count_attempt(session, EMAIL, "192.0.2.7", NOW + timedelta(days=1, minutes=1))
    rows = session.query(LoginAttempt).all()
    assert len(rows) == 2
    assert all(EMAIL not in row.key and len(row.key) == 64 for row in rows)


def test_guesses_from_elsewhere_lock_nobody_out_where_he_has_signed_in_before(session: Session) -> None:
    """Whoever tries an address once an hour for ever would else keep its owner from every login."""
    account, at_home, elsewhere = a_login(session), "192.0.2.7", "203.0.113.9"
    actions.open_session(session, account, "", at_home, NOW)
    fail_often(session, 5, elsewhere)
    with pytest.raises(Refusal, match="Zu viele Versuche"):
        actions.count_attempt(session, EMAIL, elsewhere, NOW)
    with pytest.raises(Refusal, match="Zu viele Versuche"):
        actions.count_attempt(session, EMAIL, "198.51.100.4", NOW)
    fail_often(session, 5, at_home)
    with pytest.raises(Refusal, match="Zu viele Versuche"):
        actions.count_attempt(session, EMAIL, at_home, NOW)


def test_a_login_at_home_gives_nobody_elsewhere_new_guesses(session: Session) -> None:
    account = a_login(session)
    actions.open_session(session, account, "", "192.0.2.7", NOW)
    fail_often(session, 5, "203.0.113.9")
    actions.open_session(session, account, "", "192.0.2.7", NOW)
    with pytest.raises(Refusal, match="Zu viele Versuche"):
        actions.count_attempt(session, EMAIL, "203.0.113.9", NOW)


def test_a_forgotten_password_is_reset_by_a_link_that_holds_once(session: Session) -> None:
    account = a_login(session)
    actions.request_reset(session, EMAIL, LETTERHEAD, "192.0.2.7", NOW)
    mail = outbox.mails_about(session, f"account:{account.id}")[0]
    token = mail.text.split("/konto/passwort-neu/")[1].split()[0]
    actions.choose_password(session, actions.account_of_reset(session, token), OTHER_PASSWORD, NOW)
    assert actions.recognise(session, EMAIL, OTHER_PASSWORD).account_id == account.id
    with pytest.raises(Refusal, match="gilt nicht mehr"):
        actions.account_of_reset(session, token)


def test_an_unknown_or_closed_address_gets_no_reset_mail_and_no_other_answer(session: Session) -> None:
    account = a_login(session)
    actions.disable(session, account, ADMINISTRATOR, NOW)
    for email in (EMAIL, "nobody@morgenau.example"):
        actions.request_reset(session, email, LETTERHEAD, "192.0.2.7", NOW)
    assert session.query(outbox.OutgoingMail).count() == 0


def test_a_reset_costs_the_same_whether_the_address_has_a_login_or_not(session: Session) -> None:
    """Whoever measures how long the answer takes learns nothing: the database is asked and written to alike."""
    a_login(session)
    asked: list[list[str]] = []
    for email in (EMAIL, "nobody@morgenau.example"):
        with statements(session) as said:
            actions.request_reset(session, email, LETTERHEAD, "192.0.2.7", NOW)
        asked.append([statement.split()[0] for statement in said])
        session.expire_all()
    assert asked[0] == asked[1]
    assert asked[0].count("INSERT") > 3


@contextmanager
def statements(session: Session) -> Iterator[list[str]]:
    """What the database is told meanwhile, leaving aside where transactions begin and end."""
    said: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        said.append(statement)

    event.listen(session.get_bind(), "before_cursor_execute", hear)
    try:
        yield said
    finally:
        event.remove(session.get_bind(), "before_cursor_execute", hear)
        said[:] = [each for each in said if "BEGIN" not in each and "SAVEPOINT" not in each]


def test_reset_mails_are_throttled_by_address(session: Session) -> None:
    a_login(session)
    for _ in range(5):
        actions.request_reset(session, EMAIL, LETTERHEAD, "192.0.2.7", NOW)
    with pytest.raises(Refusal, match="Zu viele Versuche"):
        actions.request_reset(session, EMAIL, LETTERHEAD, "192.0.2.7", NOW)
    assert session.query(outbox.OutgoingMail).count() == 5


def test_a_link_for_one_purpose_does_not_serve_another(session: Session) -> None:
    link = actions.invitation_link(a_login(session))
    with pytest.raises(Refusal):
        actions.account_of_reset(session, link.rsplit("/", 1)[1])


def test_a_made_up_link_is_refused(session: Session) -> None:
    for token in ("", "x", links.sign("reset", "1.0"), links.sign("invitation", "4711.0")):
        with pytest.raises(Refusal, match="gilt nicht mehr"):
            actions.account_of_invitation(session, token)


def test_an_invitation_is_mailed_and_does_not_hold_for_another_address(session: Session) -> None:
    account = an_account(session, a_person(session), email="new@morgenau.example")
    actions.invite(session, account, LETTERHEAD, ADMINISTRATOR, NOW)
    token = actions.invitation_link(account).rsplit("/", 1)[1]
    assert actions.account_of_invitation(session, token) is account
    actions.change_email(session, account, "newer@morgenau.example", ADMINISTRATOR, NOW)
    session.flush()
    with pytest.raises(Refusal):
        actions.account_of_invitation(session, token)


def test_who_has_a_password_is_not_invited_again(session: Session) -> None:
    with pytest.raises(Refusal, match="schon eingerichtet"):
        actions.invite(session, a_login(session), LETTERHEAD, ADMINISTRATOR, NOW)


def test_a_person_and_an_address_have_one_login(session: Session) -> None:
    person, other = a_person(session), a_person(session, "Anselm", "Zweig")
    account = actions.open_account(session, person.id, "One@Morgenau.example", ADMINISTRATOR, NOW)
    assert actions.open_account(session, person.id, "two@morgenau.example", ADMINISTRATOR, NOW) is account
    with pytest.raises(Refusal, match="gehört schon zum Zugang"):
        actions.open_account(session, other.id, "one@morgenau.example", ADMINISTRATOR, NOW)
    with pytest.raises(Refusal, match="keine E-Mail-Adresse"):
        actions.open_account(session, other.id, "nowhere", ADMINISTRATOR, NOW)


def test_no_address_is_taken_from_another_login(session: Session) -> None:
    a_login(session)
    account = an_account(session, a_person(session), email="new@morgenau.example")
    with pytest.raises(Refusal, match="gehört schon"):
        actions.change_email(session, account, EMAIL, ADMINISTRATOR, NOW)


def test_a_role_is_granted_once_and_ended(session: Session) -> None:
    account = a_login(session)
    row = actions.grant(session, account, Role.OFFICE, date(2026, 1, 1), ADMINISTRATOR, NOW)
    assert actions.grant(session, account, Role.OFFICE, TODAY, ADMINISTRATOR, NOW) is row
    actions.end_grant(session, row, ADMINISTRATOR, NOW)
    assert queries.granted_roles_on(session, account.id, TODAY) == frozenset()
    assert queries.granted_roles_on(session, account.id, TODAY - timedelta(days=1)) == {Role.OFFICE}
    with pytest.raises(Refusal, match="schon beendet"):
        actions.end_grant(session, row, ADMINISTRATOR, NOW)


def test_a_role_granted_today_is_gone_when_it_ends_today(session: Session) -> None:
    account = a_login(session)
    row = actions.grant(session, account, Role.AUDITOR, TODAY, ADMINISTRATOR, NOW)
    actions.end_grant(session, row, ADMINISTRATOR, NOW)
    session.commit()
    assert queries.grants_of(session, account.id) == []
    assert "Prüfung beendet" in journal.lines_about(session, f"account:{account.id}")[0].summary()


@pytest.mark.parametrize("role", [Role.BOARD, Role.SUPERVISORY_BOARD, Role.MEMBER])
def test_what_follows_from_an_office_is_never_granted(session: Session, role: Role) -> None:
    with pytest.raises(Refusal, match="folgt aus Amt"):
        actions.grant(session, a_login(session), role, TODAY, ADMINISTRATOR, NOW)


def test_one_administrator_always_remains(session: Session) -> None:
    only = a_login(session, Role.ADMINISTRATOR)
    with pytest.raises(Refusal, match="muss bleiben"):
        actions.disable(session, only, ADMINISTRATOR, NOW)
    with pytest.raises(Refusal, match="muss bleiben"):
        actions.end_grant(session, queries.grants_of(session, only.id)[0], ADMINISTRATOR, NOW)
    other = a_login(session, Role.ADMINISTRATOR, email="zweite@morgenau.example")
    actions.disable(session, only, ADMINISTRATOR, NOW)
    assert queries.accounts_granted_on(session, Role.ADMINISTRATOR, TODAY) == {other.id}


def test_who_is_only_invited_is_not_the_administrator_who_remains(session: Session) -> None:
    """Without a password nobody could let anybody in again."""
    only = a_login(session, Role.ADMINISTRATOR)
    an_account(session, a_person(session), Role.ADMINISTRATOR)
    with pytest.raises(Refusal, match="muss bleiben"):
        actions.disable(session, only, ADMINISTRATOR, NOW)
    with pytest.raises(Refusal, match="muss bleiben"):
        actions.end_grant(session, queries.grants_of(session, only.id)[0], ADMINISTRATOR, NOW)


def test_logins_are_found_by_words_and_by_standing(session: Session) -> None:
    a_login(session, Role.OFFICE)
    an_account(session, a_person(session, "Änne", "Großmann"))
    found, total = queries.search_accounts(session, "aenne", "", TODAY, 0, 50)
    assert (total, found[0].party.display_name) == (1, "Änne Großmann")
    assert queries.search_accounts(session, "", "granted", TODAY, 0, 50)[1] == 1
    assert queries.search_accounts(session, "", "invited", TODAY, 0, 50)[1] == 1
    assert queries.search_accounts(session, "", "disabled", TODAY, 0, 50)[1] == 0


def test_a_login_that_is_not_there_is_not_found(session: Session) -> None:
    account = a_login(session, Role.OFFICE)
    with pytest.raises(NotFound):
        queries.get_account(session, 4711)
    with pytest.raises(NotFound):
        queries.get_grant(session, queries.grants_of(session, account.id)[0].id, 4711)
