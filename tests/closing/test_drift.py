"""A year that was opened, booked in and closed again no longer says what its accounts say (§ 48 GenG; R-REG-05)."""

from datetime import date, timedelta

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.closing import actions, queries
from app.closing.queries import Books
from app.members.models import Member
from app.shares import actions as shares
from app.shares.rules import PaymentPurpose, ShareGround
from app.statutes import queries as statutes
from tests.closing.factories import ADOPTED, MINUTES, REFERENCE, SECOND, a_house_with_years, adopted, prepared
from tests.factories import NOW, OFFICE, sign_in_office
from tests.shares.factories import a_member, paid

JOINED, LATER = date(2024, 5, 2), NOW + timedelta(hours=1)
PAGE = "/jahresabschluesse/2025-12-31"


def adopted_on_books(session: Session) -> Member:
    """A member with two paid shares, and accounts that were adopted on that."""
    a_house_with_years(session)
    member = a_member(session, shares=2, first_day=JOINED)
    paid(session, member, 1_000_00, JOINED)
    adopted(session)
    actions.close_year(session, SECOND, OFFICE, NOW)
    return member


def paid_later(session: Session, member: Member) -> None:
    """What came in within the year, but was recorded after its accounts were prepared."""
    shares.record_payment(
        session, member, 250_00, SECOND.last_day, PaymentPurpose.SHARES, "", OFFICE, LATER
    )


def booked_after_opening(session: Session, member: Member) -> None:
    """Another share and its payment, entered into the adopted year, which is closed again."""
    actions.reopen_year(session, SECOND, "Nachtrag", OFFICE, LATER)
    statute = statutes.statute_on(session, SECOND.last_day)
    ground = ShareGround.FURTHER_SHARES
    shares.subscribe(session, member, 1, SECOND.last_day, ground, "V-2026-009", statute, OFFICE, LATER)
    paid_later(session, member)
    actions.close_year(session, SECOND, OFFICE, LATER)


def test_books_that_were_left_alone_agree_with_the_accounts(session: Session) -> None:
    adopted_on_books(session)
    actions.reopen_year(session, SECOND, "Nachtrag", OFFICE, LATER)
    assert queries.drift_of(session, queries.accounts_of(session, SECOND)) is None


def test_what_was_booked_after_the_adoption_is_told_with_the_difference(session: Session) -> None:
    booked_after_opening(session, adopted_on_books(session))
    drift = queries.drift_of(session, queries.accounts_of(session, SECOND))
    assert drift is not None
    assert (drift.since, drift.then, drift.now) == (NOW, Books(1_000_00, 1, 2), Books(1_250_00, 1, 3))
    assert [(each.shares, each.amount, each.day) for each in drift.entries] == [
        (1, 0, SECOND.last_day), (0, 250_00, SECOND.last_day),
    ]


def test_once_what_was_booked_is_undone_the_books_agree_again(session: Session) -> None:
    member = adopted_on_books(session)
    actions.reopen_year(session, SECOND, "Nachtrag", OFFICE, LATER)
    entry = shares.leave(session, member, SECOND.last_day, "AS-1", OFFICE, LATER)
    assert entry is not None
    drift = queries.drift_of(session, queries.accounts_of(session, SECOND))
    assert drift is not None
    assert (drift.then.shares, drift.now.shares, drift.now.holders) == (2, 0, 0)
    shares.reverse_share_entry(session, entry, "Irrtum", OFFICE, LATER + timedelta(hours=1))
    assert queries.drift_of(session, queries.accounts_of(session, SECOND)) is None


def test_the_page_of_the_year_names_the_difference_and_the_entries(session: Session, client: FlaskClient) -> None:
    member = adopted_on_books(session)
    session.commit()
    sign_in_office(session, client)
    assert "weichen vom festgestellten Abschluss ab" not in client.get(PAGE).text
    assert "am 12.06.2026 festgestellt" in client.get(f"{PAGE}/oeffnen").text
    booked_after_opening(session, member)
    session.commit()
    page = client.get(PAGE).text
    assert "weichen vom festgestellten Abschluss ab" in page
    for said in ("1.000,00", "1.250,00", "+250,00", "+1", f"/mitglieder/{member.number}/anteilsblatt?jahr=2025-12-31"):
        assert said in page, said


def test_before_the_adoption_the_accounts_are_to_be_prepared_anew(session: Session, client: FlaskClient) -> None:
    a_house_with_years(session)
    member = a_member(session, shares=2, first_day=JOINED)
    prepared(session)
    paid_later(session, member)
    session.commit()
    sign_in_office(session, client)
    assert "Nehmen Sie die Aufstellung zurück" in client.get(PAGE).text
    actions.adopt(session, SECOND, ADOPTED, REFERENCE, MINUTES, OFFICE, LATER)
    session.commit()
    assert "weichen vom festgestellten Abschluss ab" in client.get(PAGE).text
