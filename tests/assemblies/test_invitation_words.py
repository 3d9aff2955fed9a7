"""What the invitation says of voting, objecting, of who has to be there and who may be a proxy (§ 46 (1) GenG)."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.assemblies.rules import AlsoVoting, MeetingForm
from app.core import links
from app.statutes.rules import AssemblyFormRule
from documents import registry
from documents.assembly_invitation import InvitationFacts
from tests.assemblies.factories import a_reachable_house, a_ready_assembly, invited
from tests.assemblies.test_also_voting import chosen

LINK = "https://gv.example/raum-1, Kennwort 4711"


def invitation(session: Session, form: MeetingForm = MeetingForm.PHYSICAL, statute: Any = None, **more: Any) -> Any:
    """What the invitation of such an assembly says."""
    a_reachable_house(session, **{"gv_form": AssemblyFormRule(form), **(statute or {})})
    document = invited(session, a_ready_assembly(session, form=form, **more)).document
    assert document is not None
    facts = registry.load("assembly_invitation", document.facts or {})
    assert isinstance(facts, InvitationFacts)
    return facts


def test_who_has_a_video_link_is_told_to_vote_and_object_by_ticket_or_own_page(session: Session) -> None:
    facts = invitation(session, MeetingForm.VIRTUAL, access=LINK, place="")
    assert facts.meeting.access == LINK
    assert "mit Ihrer Einlasskarte oder auf Ihrer Mitgliederseite" in facts.meeting.voting
    assert "dort, wo Sie abstimmen" in facts.objection
    assert "Wer kein Gerät hat, stimmt durch eine bevollmächtigte Person ab" in facts.meeting.voting


def test_without_a_public_address_there_is_no_ticket_to_vote_by(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(links, "is_configured", lambda: False)
    facts = invitation(session, MeetingForm.VIRTUAL, access=LINK, place="")
    assert facts.meeting.voting == "Abgestimmt wird auf demselben Weg."


def test_electronic_votes_beside_the_hall_go_by_ticket_or_own_page(session: Session) -> None:
    a_reachable_house(session)
    assembly = a_ready_assembly(session, also_voting=AlsoVoting.ELECTRONIC, access="Am Tag der Versammlung.")
    chosen(session, assembly, AlsoVoting.ELECTRONIC)
    document = invited(session, assembly).document
    assert document is not None
    facts = registry.load("assembly_invitation", document.facts or {})
    assert "mit Ihrer Einlasskarte oder auf Ihrer Mitgliederseite" in facts.meeting.voting


def test_the_invitation_names_the_quorum_of_the_statute(session: Session) -> None:
    facts = invitation(session, statute={"gv_quorum": "1/2"})
    assert "wenn mindestens die Hälfte der stimmberechtigten Mitglieder da oder vertreten ist" in facts.quorum


def test_without_a_quorum_it_names_none(session: Session) -> None:
    assert invitation(session).quorum == ""


@pytest.mark.parametrize("said", ["Nur Mitglieder und Angestellte des Mitglieds", "Nur Mitglieder und Angestellte."])
def test_the_condition_of_a_proxy_is_a_sentence_of_its_own(session: Session, said: str) -> None:
    facts = invitation(session, statute={"proxy_conditions": said})
    assert facts.proxy.conditions == f"Nach der Satzung gilt: {said.removesuffix('.')}."
