"""Letters and certificates follow a splitting of the shares (§ 22b GenG; R-SHR-09, R-DOC-04)."""

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.archive.models import IssuedDocument, PrintItem
from app.archive.rules import Standing
from app.core import jobs
from app.members.models import Member
from app.members.rules import ExitGround
from app.shares import actions, queries
from app.statutes.models import StatuteVersion
from documents import registry, shares_split
from documents.shares_split import SharesSplitFacts
from tests.documents import pages
from tests.factories import NOW, OFFICE, TODAY, sign_in_office
from tests.reports.factories import a_holder, leaves
from tests.shares.factories import JOINED, SHARE, a_member, paid, subscribed
from tests.shares.test_splitting import LATER, SPLIT_ON, a_splitting, held, town, work


def test_certificates_and_letters_follow_the_splitting(session: Session) -> None:
    member, without = town(session), a_member(session, "Gemeinde Lindenfurt", 1)
    first = actions.issue_certificate(session, member, OFFICE, NOW)
    a_splitting(session)
    work(session)
    valid = queries.valid_certificate_of(session, member.id)
    assert valid is not None
    assert (valid.shares, valid.number == first.number) == (10, False)
    assert session.get_one(IssuedDocument, first.document_id).standing is Standing.REPLACED
    letters = session.scalars(select(IssuedDocument).where(IssuedDocument.kind == "shares_split")).all()
    told = {each.subject: registry.load("shares_split", each.facts or {}) for each in letters}
    facts: SharesSplitFacts = told[f"member:{member.id}"]
    assert (facts.shares_before, facts.shares_after, facts.nominal, facts.certificate) == (2, 10, 100_00, valid.number)
    assert told[f"member:{without.id}"].shares_after == 5


def test_nobody_is_told_that_a_certificate_is_valid_which_the_ledger_has_overtaken(
    session: Session, client: FlaskClient
) -> None:
    """Before any job has run: after the splitting the one over 2 shares, after it is taken back the one over 10."""
    sign_in_office(session, client)
    member = town(session)
    first = actions.issue_certificate(session, member, OFFICE, NOW)
    wrong = a_splitting(session)
    assert _is_called_valid(session, client, first.document) is False
    work(session)
    valid = queries.valid_certificate_of(session, member.id)
    assert valid is not None
    assert _is_called_valid(session, client, valid.document) is True
    a_splitting(session, title="Keine Zerlegung", corrects=session.get_one(StatuteVersion, wrong.id), splits=False)
    assert _is_called_valid(session, client, valid.document) is False
    page = client.get(f"/mitglieder/{member.number}").text
    assert ("Überholt" in page, "Gültig" in page) == (True, False)


def _is_called_valid(session: Session, client: FlaskClient, document: IssuedDocument) -> bool:
    """What the public page says."""
    session.commit()
    page = client.get(f"/pruefen/{document.check_code}").text
    assert ("durch eine neue Fassung der Satzung" in page) == ("Dieses Dokument gilt nicht mehr" in page)
    assert ("Dieses Dokument gilt nicht mehr" in page) != ("weder ersetzt noch für ungültig erklärt" in page)
    return "weder ersetzt noch für ungültig erklärt" in page


def test_certificates_follow_a_splitting_before_the_letters_are_printed(session: Session) -> None:
    member = town(session)
    actions.issue_certificate(session, member, OFFICE, NOW)
    jobs.enqueue(session, "render", ["1"], key="earlier", actor=OFFICE, now=NOW)
    a_splitting(session)
    item = jobs.JobItem
    waiting = select(item).join(jobs.Job).order_by(item.rank, item.not_before, item.job_id)
    assert [each.job.kind for each in session.scalars(waiting)][:2] == ["certificate_follows", "tell_of_split"]


def letters(session: Session) -> list[tuple[int, int, Standing]]:
    """What the letters say, before and after, and whether they stand."""
    found = select(IssuedDocument).where(IssuedDocument.kind == "shares_split").order_by(IssuedDocument.id)
    told = ((each, registry.load("shares_split", each.facts or {})) for each in session.scalars(found))
    return [(facts.shares_before, facts.shares_after, each.standing) for each, facts in told]


def post(session: Session) -> None:
    """Post what waits in the tray."""
    for sheet in session.scalars(select(PrintItem).where(PrintItem.discarded_at.is_(None))):
        sheet.posted_at = LATER
    session.commit()


def test_who_joined_since_the_day_gets_a_certificate_and_a_letter_too(session: Session) -> None:
    town(session)
    member = a_member(session, "Gemeinde Lindenfurt", 3, SPLIT_ON + timedelta(days=2))
    actions.issue_certificate(session, member, OFFICE, NOW)
    a_splitting(session)
    work(session)
    valid = queries.valid_certificate_of(session, member.id)
    assert valid is not None
    assert valid.shares == 15
    assert letters(session) == [(2, 10, Standing.VALID), (3, 15, Standing.VALID)]


def undone_and_told(session: Session, entry_id: int) -> None:
    """Undo an entry of before the splitting, and write what follows from it."""
    entry = queries.find_share_entry(session, entry_id)
    assert entry is not None
    actions.reverse_share_entry(session, entry, "Irrtum", OFFICE, LATER)
    work(session)


def test_a_letter_in_the_tray_follows_what_was_of_before(session: Session) -> None:
    member = town(session)
    further = subscribed(session, member, 1, JOINED + timedelta(days=2))
    a_splitting(session)
    work(session)
    undone_and_told(session, further)
    assert letters(session) == [(3, 15, Standing.VOID), (2, 10, Standing.VALID)]


def test_a_letter_in_the_tray_follows_what_was_multiplied_on_its_own_day(session: Session) -> None:
    town(session)
    member = a_member(session, "Gemeinde Lindenfurt", 3, SPLIT_ON + timedelta(days=2))
    paid(session, member, 3 * SHARE)
    further = subscribed(session, member, 1, SPLIT_ON + timedelta(days=3))
    a_splitting(session)
    work(session)
    undone_and_told(session, further)
    assert letters(session)[1:] == [(4, 20, Standing.VOID), (3, 15, Standing.VALID)]


def test_a_letter_that_is_out_is_not_written_again(session: Session) -> None:
    member = town(session)
    a_splitting(session)
    work(session)
    post(session)
    actions.tell_of_split(session, member, SPLIT_ON, OFFICE, LATER)
    assert letters(session) == [(2, 10, Standing.VALID)]


def test_a_letter_that_is_out_is_taken_back_by_another_one(session: Session) -> None:
    member = town(session)
    actions.issue_certificate(session, member, OFFICE, NOW)
    wrong = a_splitting(session)
    work(session)
    post(session)
    a_splitting(session, title="Keine Zerlegung", corrects=session.get_one(StatuteVersion, wrong.id), splits=False)
    work(session)
    actions.tell_of_split(session, session.get_one(Member, 1), SPLIT_ON, OFFICE, LATER)
    assert letters(session) == [(2, 10, Standing.VALID), (10, 2, Standing.VALID)]
    letter = session.scalars(select(IssuedDocument).order_by(IssuedDocument.id.desc()).limit(1)).one()
    facts: SharesSplitFacts = registry.load("shares_split", letter.facts or {})
    valid = queries.valid_certificate_of(session, 1)
    assert (facts.taken_back, facts.nominal_before, valid and valid.number) == (True, 100_00, facts.certificate)


def corrected(session: Session, wrong: StatuteVersion, registered_on: date, amount: int = SHARE // 5) -> None:
    """Another splitting in the place of one whose letters are out, in all days and ways a correction may have."""
    work(session)
    post(session)
    a_splitting(
        session, registered_on, amount, LATER + timedelta(hours=1), "Zerlegung, richtig",
        session.get_one(StatuteVersion, wrong.id),
    )
    work(session)
    actions.tell_of_split(session, session.get_one(Member, 1), SPLIT_ON, OFFICE, LATER)
    actions.tell_of_split(session, session.get_one(Member, 1), registered_on, OFFICE, LATER)


@pytest.mark.parametrize(("registered_on", "amount", "after"), [
    (SPLIT_ON + timedelta(days=2), SHARE // 5, 10), (SPLIT_ON, SHARE // 10, 20),
])  # fmt: skip
def test_a_letter_that_is_out_is_replaced_by_the_one_about_the_right_splitting(
    session: Session, registered_on: date, amount: int, after: int
) -> None:
    town(session)
    corrected(session, a_splitting(session), registered_on, amount)
    assert letters(session) == [(2, 10, Standing.VALID), (2, after, Standing.VALID)]
    letter = session.scalars(select(IssuedDocument).order_by(IssuedDocument.id.desc()).limit(1)).one()
    facts: SharesSplitFacts = registry.load("shares_split", letter.facts or {})
    assert (facts.registered_on, facts.taken_back, facts.replaces) == (registered_on, False, TODAY)


def test_the_letter_that_replaces_one_names_its_day() -> None:
    text = pages.text(pages.printed("shares_split", shares_split.variants()["replacing"]))
    assert "Dieser Brief ersetzt unser Schreiben vom 18. November 2026" in text
    assert "Dieser Brief ersetzt" not in pages.text(pages.printed("shares_split", shares_split.sample()))


def test_the_letter_that_takes_one_back_says_both_numbers() -> None:
    text = pages.text(pages.printed("shares_split", shares_split.variants()["taken_back"]))
    for words in ("unser Brief gilt nicht mehr", "Nach unserem Brief 15", "Richtig 3", "U-2026-0416"):
        assert words in text, text
    assert "die Generalversammlung hat" not in text


@pytest.mark.parametrize(("is_void", "told"), [(True, False), (False, True)])
def test_a_letter_promises_no_certificate_where_the_last_one_was_void(
    session: Session, is_void: bool, told: bool
) -> None:
    member = town(session)
    certificate = actions.issue_certificate(session, member, OFFICE, NOW)
    if is_void:
        actions.void_certificate(session, certificate, "Verloren, keine neue gewünscht", OFFICE, NOW)
    a_splitting(session)
    work(session)
    letter = session.scalars(select(IssuedDocument).where(IssuedDocument.kind == "shares_split")).one()
    facts: SharesSplitFacts = registry.load("shares_split", letter.facts or {})
    assert (facts.had_certificate, bool(facts.certificate)) == (told, told)


def test_no_letter_waits_in_the_tray_once_a_splitting_is_taken_back(session: Session) -> None:
    """Before any job has run: of two letters, one printed, none is left to post; the one that is out stays."""
    town(session)
    for name in ("Gemeinde Lindenfurt", "Gemeinde Quellbach"):
        a_member(session, name, 1)
    wrong = a_splitting(session)
    work(session)
    first, second, _third = session.scalars(select(PrintItem).order_by(PrintItem.id))
    first.posted_at, second.printed_at = LATER, LATER
    session.commit()
    a_splitting(session, title="Keine Zerlegung", corrects=session.get_one(StatuteVersion, wrong.id), splits=False)
    assert [standing for _before, _after, standing in letters(session)] == [Standing.VALID, *2 * [Standing.VOID]]
    sheets = session.scalars(select(PrintItem).order_by(PrintItem.id)).all()
    assert [each.discarded_at is None for each in sheets] == [True, False, False]


def test_letters_in_the_tray_are_withdrawn_with_the_splitting(session: Session) -> None:
    town(session)
    wrong = a_splitting(session)
    work(session)
    a_splitting(session, title="Keine Zerlegung", corrects=session.get_one(StatuteVersion, wrong.id), splits=False)
    work(session)
    letter = session.scalars(select(IssuedDocument).where(IssuedDocument.kind == "shares_split")).one()
    assert letter.standing is Standing.VOID


def test_who_left_before_the_day_is_not_written_to(session: Session) -> None:
    town(session)
    gone = a_holder(session, "Lindenfurt", 1, date(2024, 3, 1))
    leaves(session, gone, date(2025, 12, 31))
    a_splitting(session)
    work(session)
    assert letters(session) == [(2, 10, Standing.VALID)]
    assert held(session, gone) == 0
    assert gone.periods[0].exit_ground is ExitGround.NOTICE


def test_who_leaves_before_the_letter_is_written_is_not_written_to(session: Session) -> None:
    member = town(session)
    a_splitting(session)
    leaves(session, member, SPLIT_ON - timedelta(days=1), LATER)
    work(session)
    assert letters(session) == []
