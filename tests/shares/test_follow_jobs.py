"""Jobs that wait for a holding to change: whose, for what day, and ended where it no longer changes."""

from datetime import date, timedelta

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock
from app.core.formats import beginning_of
from app.core.jobs import ItemState, Job, JobItem
from app.members.models import Member
from app.shares import actions, queries
from app.shares.actions.histories import let_certificates_follow
from app.shares.models import ShareEntry
from tests.factories import NOW, OFFICE, sign_in_office
from tests.shares.factories import a_house, a_member

YEAR_END, NEW_YEAR = date(2026, 12, 31), date(2027, 1, 1)


def leaving(session: Session, name: str = "Gemeinde Altenbruck") -> tuple[Member, ShareEntry]:
    """A member with a certificate that leaves at the end of the year."""
    member = a_member(session, name, 1)
    actions.issue_certificate(session, member, OFFICE, NOW)
    actions.leave(session, member, YEAR_END, "K-1", OFFICE, NOW)
    return member, queries.share_entries_of(session, member.id)[-1]


def jobs_of(session: Session) -> list[tuple[str, ItemState]]:
    """Title and state of every step that lets a certificate follow."""
    steps = select(Job.title, JobItem.state).join(JobItem.job).where(Job.kind == actions.FOLLOW_JOB)
    return [(title, state) for title, state in session.execute(steps.order_by(Job.id, JobItem.position))]


def test_a_job_that_waits_for_a_day_says_for_whom_and_until_when(session: Session, client: FlaskClient) -> None:
    a_house(session)
    member, _entry = leaving(session)
    account = sign_in_office(session, client)
    job = session.scalars(select(Job).where(Job.kind == actions.FOLLOW_JOB)).one()
    job.requested_by_id = account.id
    session.commit()
    for page in ("/betrieb/auftraege", "/betrieb/auftraege/meine", f"/betrieb/auftraege/{job.id}"):
        text = client.get(page).text
        assert f"Urkunde des Mitglieds {member.number:04d}, 01.01.2027" in text
        assert "bis 01.01.2027" in text


def test_a_job_whose_reason_is_undone_is_ended(session: Session, client: FlaskClient) -> None:
    a_house(session)
    _member, entry = leaving(session)
    actions.reverse_share_entry(session, entry, "Irrtum", OFFICE, NOW)
    [(_title, state)] = jobs_of(session)
    job = session.scalars(select(Job).where(Job.kind == actions.FOLLOW_JOB)).one()
    sign_in_office(session, client)
    session.commit()
    session.refresh(job)
    assert (state, job.finished_at is None) == (ItemState.CANCELLED, False)
    assert "Der Vorgang dahinter wurde zurückgenommen" in client.get(f"/betrieb/auftraege/{job.id}").text


def test_a_job_waits_again_where_the_act_is_done_again(session: Session) -> None:
    a_house(session)
    member, entry = leaving(session)
    actions.reverse_share_entry(session, entry, "Irrtum", OFFICE, NOW)
    actions.leave(session, member, YEAR_END, "K-2", OFFICE, NOW)
    assert [state for _title, state in jobs_of(session)] == [ItemState.CANCELLED, ItemState.WAITING]


def test_of_many_only_those_are_waited_for_whose_holding_changes(session: Session) -> None:
    """What an old list tells and what undoes it come for many members at once."""
    a_house(session)
    gone, entry = leaving(session)
    going, _entry = leaving(session, "Gemeinde Eichenau")
    actions.reverse_share_entry(session, entry, "Irrtum", OFFICE, NOW)
    days = [(each.id, NEW_YEAR) for each in (gone, going)]
    let_certificates_follow(session, days, "import:1", OFFICE, NOW)
    assert jobs_of(session)[-1] == (f"Urkunde des Mitglieds {going.number:04d}, 01.01.2027", ItemState.WAITING)
    let_certificates_follow(session, [(each, clock.today()) for each, _day in days], "import:2", OFFICE, NOW)
    assert jobs_of(session)[-1][0].startswith("Urkunden zum ")


def test_only_what_waits_for_the_same_day_is_ended(session: Session) -> None:
    a_house(session)
    member, entry = leaving(session)
    later = beginning_of(NEW_YEAR + timedelta(days=365))
    item = session.scalars(select(JobItem).join(JobItem.job).where(Job.kind == actions.FOLLOW_JOB)).one()
    item.not_before = later
    session.flush()
    actions.reverse_share_entry(session, entry, "Irrtum", OFFICE, NOW)
    session.refresh(item)
    assert (item.reference, item.state) == (str(member.id), ItemState.WAITING)
