"""Minutes prove everything on which their resolutions rest, and print nobody's address (§ 47 (2) GenG; R-MIN-04)."""

from datetime import timedelta

from sqlalchemy.orm import Session

from app.assemblies import actions as assemblies
from app.assemblies.models import Dispatch, Notification
from app.assemblies.rules import Channel, DispatchKind
from app.core import outbox
from app.members.models import Member
from app.minutes.actions.printing import facts_of
from app.statutes import queries as statutes
from app.statutes.rules import ConvocationChannel
from documents.minutes import MinutesFacts
from documents.report import ReportFacts
from tests.factories import NOW, TODAY
from tests.voting.factories import CHAIR, Meeting, a_meeting

ADDRESS = "walburga@post.example"


def told(session: Session, meeting: Meeting, kind: DispatchKind, reason: str = "", **more: object) -> Dispatch:
    """Something more that the members were told of the meeting."""
    assembly = meeting.assembly
    dispatch = Dispatch(
        assembly_id=assembly.id, kind=kind, reason=reason, meets_on=assembly.meets_on, begins_at=assembly.begins_at,
        form=assembly.form, place=assembly.place, sequence=len(assembly.dispatches), told_at=NOW - timedelta(days=3),
        told_by=CHAIR.name, statute_version_id=statutes.get_version_on(session, TODAY).id,
        **{"channel": ConvocationChannel.DIRECT_TEXTFORM, **more},
    )
    session.add(dispatch)
    session.flush()
    session.refresh(assembly)
    return dispatch


def notified(session: Session, dispatch: Dispatch, member: Member) -> None:
    """A member told of it by mail, that left."""
    mail = outbox.put(session, kind="assembly_convened", to=ADDRESS, subject="Einladung", text="Einladung",
                      subject_ref=f"member:{member.id}", now=NOW)
    mail.state, mail.sent_at = outbox.MailState.SENT, NOW
    session.add(Notification(dispatch_id=dispatch.id, member_id=member.id, attempt=1, channel=Channel.MAIL,
                             address=ADDRESS, mail_id=mail.id, told_at=NOW))
    session.flush()


def printed(session: Session, meeting: Meeting) -> MinutesFacts:
    """The minutes as they read now."""
    return facts_of(session, meeting.assembly, meeting.sitting, NOW, is_draft=True)


def reports(session: Session, meeting: Meeting) -> list[ReportFacts]:
    """The annexes that prove what the members were told."""
    return [each.report for each in printed(session, meeting).annexes if each.title.startswith("Nachweis des Versands")]


def test_additions_and_corrections_are_annexed_beside_the_convocation(session: Session) -> None:
    meeting = a_meeting(session)
    addition = told(session, meeting, DispatchKind.ADDITION, receipt_by=TODAY - timedelta(days=8))
    told(session, meeting, DispatchKind.CORRECTION, "Der Raum ist ein anderer.")
    notified(session, addition, meeting.number(0))
    found = reports(session, meeting)
    assert [each.heading for each in found] == [
        "Nachweis des Versands: Einberufung", "Nachweis des Versands: Ergänzung der Tagesordnung",
        "Nachweis des Versands: Berichtigung",
    ]
    late = {row.label: row.text for row in found[1].rows}["Verspätet"]
    assert late == "1"
    rows = {row.label: row.text for row in printed(session, meeting).rows}
    assert rows["Ergänzung der Tagesordnung"].endswith("Nachweis als Anlage\xa02")
    assert rows["Berichtigung"].endswith("Nachweis als Anlage\xa03")


def test_what_a_postponement_replaced_is_annexed_no_more(session: Session) -> None:
    meeting = a_meeting(session)
    told(session, meeting, DispatchKind.POSTPONEMENT, "Der Saal war belegt.")
    assert [each.heading for each in reports(session, meeting)] == ["Nachweis des Versands: Verlegung"]


def test_no_address_of_a_member_stands_in_the_minutes(session: Session) -> None:
    meeting = a_meeting(session)
    notified(session, assemblies.convening_of(meeting.assembly), meeting.number(0))
    (proof,) = reports(session, meeting)
    row = next(cells for cells in proof.tables[0].rows if cells[1] == meeting.number(0).party.display_name)
    assert ADDRESS not in repr(proof)
    assert row[2] == "E-Mail"
    assert [column.head for column in proof.tables[0].columns][2:] == ["Weg", "Versandt", "Zugang", "Stand"]


def test_the_office_keeps_the_addresses_in_its_own_proof(session: Session) -> None:
    meeting = a_meeting(session)
    convening = assemblies.convening_of(meeting.assembly)
    notified(session, convening, meeting.number(0))
    assert ADDRESS in repr(assemblies.proof_of(session, convening, NOW))


def test_the_proof_of_a_publication_names_paper_and_day(session: Session) -> None:
    meeting = a_meeting(session)
    told(session, meeting, DispatchKind.ADDITION, channel=ConvocationChannel.PUBLIC_PAPER,
         published_in="Rabentaler Bote", published_on=TODAY - timedelta(days=10))
    rows = {row.label: row.text for row in reports(session, meeting)[1].rows}
    assert rows["Bekannt gemacht"].startswith("Rabentaler Bote, ")
