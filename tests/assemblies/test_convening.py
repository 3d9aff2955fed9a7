"""Convening an assembly: what it refuses, what it freezes, whom it tells (§ 46 GenG; R-GV-01 to R-GV-05)."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assemblies import actions, queries
from app.assemblies.actions import Way
from app.assemblies.models import FormVote
from app.assemblies.rules import AssemblyState, Channel, DispatchKind, FormVoice, MeetingForm
from app.core.jobs import ItemState, Job, JobItem
from app.core.journal import lines_about
from app.core.uploads import CheckedFile
from app.core.values import Refusal
from app.operations.rules import may_be_stopped
from app.statutes.rules import ConvocationChannel
from documents import registry
from tests.assemblies.factories import (
    DIRECTLY,
    MEETS_ON,
    MEETS_SOON,
    a_convening_house,
    a_reachable_house,
    a_ready_assembly,
    an_assembly,
    an_item,
    invited,
    with_mail,
)
from tests.factories import NOW, OFFICE, TODAY, a_pdf

HALL = "Bürgersaal Altenbruck, Kirchgasse 1, 70997 Altenbruck"
PAPER = Way(published_in="Morgenauer Bote", published_on=TODAY)


def refused(session: Session, sentence: str, assembly: Any = None, way: Way = DIRECTLY) -> None:
    """Convening is turned down with this sentence, and nothing was told."""
    meant = assembly or a_ready_assembly(session)
    with pytest.raises(Refusal, match=sentence), session.begin_nested():
        actions.convene(session, meant.id, way, OFFICE, NOW)
    session.refresh(meant)
    assert (meant.state, meant.dispatches) == (AssemblyState.PLANNED, [])


def test_convening_freezes_what_is_told_and_announces_every_item(session: Session) -> None:
    a_reachable_house(session)
    dispatch = invited(session)
    assembly = dispatch.assembly
    assert (assembly.state, assembly.convened_at) == (AssemblyState.CONVENED, NOW)
    assert (dispatch.kind, dispatch.channel) == (DispatchKind.CONVOCATION, ConvocationChannel.DIRECT_TEXTFORM)
    assert (dispatch.meets_on, dispatch.place, dispatch.sequence) == (MEETS_ON, assembly.place, 0)
    assert dispatch.receipt_by == MEETS_ON - timedelta(days=15)
    assert [each.announced_by_id for each in assembly.items] == [dispatch.id]
    session.commit()
    assert [line.act for line in lines_about(session, f"assembly:{assembly.id}")] == ["assembly.convocation"]


def test_the_copy_for_everybody_names_nobody_and_says_what_the_law_wants(session: Session) -> None:
    a_reachable_house(session)
    document = invited(session).document
    assert document is not None
    facts = registry.load(document.kind, document.facts or {})
    assert (facts.letter.recipient, facts.letter.member_number, facts.member) == (("An alle Mitglieder",), None, "")
    assert (facts.meeting.form, facts.meeting.place) == ("physical", HALL)
    assert [(each.number, each.title, each.majority) for each in facts.items] == [
        (1, "Feststellung des Jahresabschlusses 2025", "mehr Ja- als Neinstimmen")
    ]


def test_the_proxy_form_follows_the_statute(session: Session) -> None:
    a_reachable_house(session, form_proxy="schriftform", max_principals=1, proxy_conditions="Nur Mitglieder.")
    document = invited(session).document
    assert document is not None
    proxy = registry.load(document.kind, document.facts or {}).proxy
    assert (proxy.form, proxy.max_principals, proxy.conditions, proxy.is_signed) == (
        "schriftform", 1, "Nach der Satzung gilt: Nur Mitglieder.", True
    )


def test_every_member_has_a_step_in_a_job_that_nobody_may_stop(session: Session) -> None:
    members = a_reachable_house(session)
    dispatch = invited(session)
    job = session.scalars(select(Job).where(Job.kind == "tell_assembly")).one()
    steps = session.scalars(select(JobItem.reference).where(JobItem.job_id == job.id)).all()
    assert sorted(steps) == sorted(
        f"{dispatch.assembly_id}:{dispatch.id}:{member.id}:either" for member in members
    )
    assert (job.rank, may_be_stopped(job.kind, 1)) == (3, False)


def test_it_is_refused_without_an_agenda(session: Session) -> None:
    a_reachable_house(session)
    refused(session, "die Tagesordnung", an_assembly(session))


def test_it_is_refused_while_a_resolution_lacks_its_draft(session: Session) -> None:
    a_reachable_house(session)
    assembly = an_assembly(session)
    an_item(session, assembly, draft="")
    refused(session, "Es fehlt: der Beschlussvorschlag", assembly)


def test_it_is_refused_without_a_place_where_people_meet(session: Session) -> None:
    a_reachable_house(session)
    refused(session, "der Ort der Versammlung", a_ready_assembly(session, place=""))


def test_it_is_refused_in_a_form_that_both_did_not_choose(session: Session) -> None:
    a_reachable_house(session)
    assembly = a_ready_assembly(session, form=MeetingForm.VIRTUAL, access="Auf der Mitgliederseite.", place="")
    refused(session, "beschließen beide gemeinsam", assembly)
    for voice in (FormVoice.BOARD, FormVoice.SUPERVISORY_BOARD):
        session.add(FormVote(assembly_id=assembly.id, voice=voice, form=MeetingForm.VIRTUAL, recorded_at=NOW,
                             recorded_by=OFFICE.name))  # fmt: skip
    session.flush()
    session.refresh(assembly)
    assert invited(session, assembly).form is MeetingForm.VIRTUAL


def test_it_is_refused_once_the_invitation_comes_too_late(session: Session) -> None:
    a_reachable_house(session)
    refused(session, "frühestens am", a_ready_assembly(session, meets_on=MEETS_SOON))


def test_letters_take_longer_than_mails(session: Session) -> None:
    a_convening_house(session, posting_fiction_days=2)
    with_mail(session)
    assembly = a_ready_assembly(session, meets_on=TODAY + timedelta(days=15))
    refused(session, "frühestens am 11.12.2026", assembly, Way(letters_for_all=True))
    assert invited(session, assembly).receipt_by == TODAY


def test_it_is_refused_while_the_statute_names_no_way(session: Session) -> None:
    a_convening_house(session, gv_channel=None)
    refused(session, "Die Satzung sagt nicht, wie die Generalversammlung einberufen wird")


def test_nobody_convenes_twice(session: Session) -> None:
    a_reachable_house(session)
    dispatch = invited(session)
    with pytest.raises(Refusal, match="schon einberufen"):
        invited(session, dispatch.assembly)


def test_a_public_paper_stands_in_for_all_messages(session: Session) -> None:
    a_reachable_house(session, gv_channel="public_paper")
    proof = CheckedFile("Seite 4.pdf", a_pdf("Seite 4"))
    dispatch = invited(session, way=Way(published_in=" Morgenauer Bote ", published_on=TODAY, proof=proof))
    assert (dispatch.published_in, dispatch.published_on, dispatch.proof_name) == ("Morgenauer Bote", TODAY, proof.name)
    assert dispatch.proof_sha256 is not None
    assert queries.is_file_needed(session, dispatch.proof_sha256)
    assert session.scalars(select(Job).where(Job.kind == "tell_assembly")).all() == []


@pytest.mark.parametrize(("way", "sentence"), [
    (Way(), "in welchem Blatt"),
    (Way(published_in="Morgenauer Bote"), "in welchem Blatt"),
    (Way(published_in="Morgenauer Bote", published_on=TODAY + timedelta(days=1)), "liegt in der Zukunft"),
    (Way(published_in="Morgenauer Bote", published_on=MEETS_ON - timedelta(days=14)), "in der Zukunft"),
])  # fmt: skip
def test_a_publication_has_its_paper_and_its_day(session: Session, way: Way, sentence: str) -> None:
    a_reachable_house(session, gv_channel="public_paper")
    refused(session, sentence, way=way)


def test_a_publication_two_weeks_before_is_too_late(session: Session) -> None:
    a_reachable_house(session, gv_channel="public_paper")
    refused(session, "musste bis zum", a_ready_assembly(session, meets_on=TODAY + timedelta(days=14)), PAPER)


def test_a_proof_is_handed_in_later_and_once(session: Session) -> None:
    a_reachable_house(session, gv_channel="public_paper")
    dispatch = invited(session, way=PAPER)
    proof = CheckedFile("Seite 4.pdf", a_pdf("Seite 4"))
    assert actions.add_proof(session, dispatch, proof, OFFICE, NOW).proof_name == "Seite 4.pdf"
    with pytest.raises(Refusal, match="schon ein Beleg"):
        actions.add_proof(session, dispatch, proof, OFFICE, NOW)


def test_a_proof_belongs_to_a_publication(session: Session) -> None:
    a_reachable_house(session)
    with pytest.raises(Refusal, match="gehört zu einer Bekanntmachung"):
        actions.add_proof(session, invited(session), CheckedFile("x.pdf", a_pdf("x")), OFFICE, NOW)


def test_the_preview_keeps_nothing(session: Session) -> None:
    a_reachable_house(session)
    assembly = a_ready_assembly(session)
    made = actions.draft_letter(session, assembly, DispatchKind.CONVOCATION, "", OFFICE, NOW)
    assert made.startswith(b"%PDF")
    assert not session.new
    assert not session.dirty
    assert session.scalars(select(JobItem).where(JobItem.state == ItemState.WAITING)).all() == []


def test_the_preview_counts_ways_and_names_who_cannot_be_reached(session: Session) -> None:
    by_mail, _by_letter = a_reachable_house(session)
    found = queries.reached_on(session, TODAY)
    assert (found.by_mail, found.by_letter, list(found.nobody_knows_how)) == (1, 1, [])
    assert found.channels == {Channel.MAIL, Channel.LETTER}
    assert queries.reached_on(session, TODAY, letters_for_all=True).channels == {Channel.LETTER}
    assert by_mail.party.email
