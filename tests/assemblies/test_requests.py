"""Demands recorded, supported, answered; what then stands on the agenda and in the invitation (§ 45 GenG; R-GV-08)."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.archive.models import IssuedDocument
from app.assemblies import actions, queries, rules
from app.assemblies.actions import announcing
from app.assemblies.models import AgendaRequest, Assembly, CourtDecision, RequestAnswer, RequestSupport
from app.assemblies.rules import (
    AssemblyKind,
    ConvenedBy,
    ItemType,
    MeetingForm,
    PlannedAssembly,
    PlannedItem,
    ProposedBy,
    RequestAim,
    RequestState,
    Subject,
)
from app.core import files
from app.core.jobs import Worker
from app.core.journal import lines_about
from app.core.outbox import OutgoingMail
from app.core.values import Refusal
from app.members import actions as members
from app.members.rules import ExitGround
from tests.assemblies.demands import DRAFT, TITLE, demanded, many_members
from tests.assemblies.factories import (
    DIRECTLY,
    MEETS_ON,
    a_reachable_house,
    a_ready_assembly,
    an_assembly,
    an_item,
    invited,
)
from tests.documents import pages
from tests.factories import NOW, OFFICE, TODAY
from tests.shares.factories import a_member

EXTRA = PlannedAssembly(
    AssemblyKind.EXTRAORDINARY, MeetingForm.PHYSICAL, MEETS_ON, time(18), ConvenedBy.BOARD, place="Bürgersaal"
)
EMPOWERED = PlannedAssembly(
    AssemblyKind.EXTRAORDINARY, MeetingForm.PHYSICAL, MEETS_ON, time(18), ConvenedBy.MINORITY_BY_COURT,
    place="Bürgersaal",
)


def state(request: AgendaRequest) -> RequestState:
    return queries.state_of_request(request)


def enough(session: Session, aim: RequestAim = RequestAim.ITEM) -> AgendaRequest:
    """A demand of three of 22 members, which is a tenth and more."""
    a_reachable_house(session)
    return demanded(session, many_members(session, 20)[:3], aim)


def too_few(session: Session, aim: RequestAim = RequestAim.ITEM) -> AgendaRequest:
    """A demand of two of 22 members."""
    a_reachable_house(session)
    return demanded(session, many_members(session, 20)[:2], aim)


def refused_by_court(session: Session, request: AgendaRequest, is_granted: bool = True) -> CourtDecision:
    actions.refuse_request(session, request, "Das gehört nicht hierher.", OFFICE, NOW)
    return actions.note_court(session, request, "Amtsgericht Lindenfurt", "GnR 700412", TODAY, is_granted, OFFICE, NOW)


# --- who stands behind it --------------------------------------------------------------------------------------------


def test_a_tenth_of_all_members_is_counted_on_the_day_of_receipt(session: Session) -> None:
    request = enough(session)
    reached = queries.backing_of(session, request, TODAY)
    assert (reached.counted, reached.members, reached.needed, reached.is_reached) == (3, 22, 3, True)
    many = many_members(session, 20)
    assert len(many) == 20
    assert queries.backing_of(session, request, TODAY).members == 42


def test_the_statute_lets_fewer_demand_it(session: Session) -> None:
    a_reachable_house(session, minority_fraction="1/20")
    request = demanded(session, many_members(session, 20)[:2])
    assert queries.backing_of(session, request, TODAY).needed == 2


def test_who_was_no_member_on_that_day_does_not_count(session: Session) -> None:
    a_reachable_house(session)
    known = many_members(session, 20)
    gone = a_member(session, "Gemeinde Hohenmoos", first_day=date(2024, 1, 1))
    members.end(session, gone, TODAY - timedelta(days=1), ExitGround.OTHER, "Schreiben", OFFICE, NOW)
    later = a_member(session, "Gemeinde Eichenau", first_day=TODAY + timedelta(days=1))
    request = demanded(session, [known[0], gone, later])
    assert queries.backing_of(session, request, TODAY).counted == 1
    found = queries.supporters_of(session, request, TODAY)
    assert [(each.support.member_id, each.counts) for each in found] == [
        (known[0].id, True), (gone.id, False), (later.id, False)
    ]


@pytest.mark.parametrize("typed", [
    "9999999999", "12345678901234567890", "Nr. 12345678901234567890", "1.234", "Nr. 010", "Gemeinde Nr. 01",
])  # fmt: skip
def test_no_number_is_too_long_to_be_told_and_no_part_of_a_name_supports(session: Session, typed: str) -> None:
    request = enough(session)
    before = queries.backing_of(session, request, TODAY).counted
    with pytest.raises(Refusal, match="nicht eindeutig"):
        actions.add_supporters(session, request, rules.named_in(typed), OFFICE, NOW)
    assert queries.backing_of(session, request, TODAY).counted == before


def test_members_are_named_by_number_or_name_and_strangers_are_told(session: Session) -> None:
    request = enough(session)
    assert actions.add_supporters(session, request, ["Gemeinde Nr. 010", "1"], OFFICE, NOW) == 2
    with pytest.raises(Refusal, match="nicht eindeutig") as refused:
        actions.add_supporters(session, request, ["999", "Gemeinde", "Niemand"], OFFICE, NOW)
    assert refused.value.values["names"] == "999; Gemeinde; Niemand"
    with pytest.raises(Refusal, match="schon"):
        actions.add_supporters(session, request, ["1"], OFFICE, NOW)


def test_who_takes_it_back_before_the_answer_no_longer_counts(session: Session) -> None:
    request = enough(session)
    support = queries.supporters_of(session, request, TODAY)[0].support
    actions.withdraw_support(session, support, OFFICE, NOW)
    assert not queries.backing_of(session, request, TODAY).is_reached
    with pytest.raises(Refusal, match="schon zurückgenommen"):
        actions.withdraw_support(session, support, OFFICE, NOW)
    again = str(support.member.number)
    assert actions.add_supporters(session, request, [again], OFFICE, NOW) == 1


def test_after_the_answer_nobody_joins_or_leaves(session: Session) -> None:
    request = enough(session)
    actions.refuse_request(session, request, "Nicht zuständig.", OFFICE, NOW)
    support = queries.supporters_of(session, request, TODAY)[0].support
    with pytest.raises(Refusal, match="beantwortet"):
        actions.withdraw_support(session, support, OFFICE, NOW)
    with pytest.raises(Refusal, match="beantwortet"):
        actions.add_supporters(session, request, ["1"], OFFICE, NOW)


# --- answers ---------------------------------------------------------------------------------------------------------


def test_an_item_of_enough_members_stands_as_theirs(session: Session) -> None:
    request, assembly = enough(session), an_assembly(session)
    item = actions.put_on(session, request, assembly, actions.wanted_item(session, request, TODAY), OFFICE, NOW)
    assert (item.title, item.draft, item.subject) == (TITLE, DRAFT, Subject.OTHER)
    assert item.proposed_by is ProposedBy.MINORITY
    assert state(request) is RequestState.PUT_ON
    assert queries.requests_on_agenda(session, assembly) == {item.id: request}
    with pytest.raises(Refusal, match="schon entsprochen"):
        actions.put_on(session, request, assembly, actions.wanted_item(session, request, TODAY), OFFICE, NOW)


def test_what_too_few_want_the_board_takes_up_as_its_own(session: Session) -> None:
    request, assembly = too_few(session), an_assembly(session)
    item = actions.put_on(session, request, assembly, actions.wanted_item(session, request, TODAY), OFFICE, NOW)
    assert item.proposed_by is ProposedBy.BOARD


def test_an_item_without_a_draft_is_to_be_discussed(session: Session) -> None:
    a_reachable_house(session)
    request = demanded(session, many_members(session, 1), draft="")
    assert actions.wanted_item(session, request, TODAY).item_type is ItemType.DISCUSSION


def test_a_demanded_item_is_not_removed(session: Session) -> None:
    request, assembly = enough(session), an_assembly(session)
    item = actions.put_on(session, request, assembly, actions.wanted_item(session, request, TODAY), OFFICE, NOW)
    with pytest.raises(Refusal, match="haben Mitglieder beantragt"):
        actions.remove_item(session, assembly, item, OFFICE, NOW)


def test_a_demanded_item_is_taken_off_with_its_reason_and_the_demand_waits_anew(session: Session) -> None:
    request, assembly, other = enough(session), an_assembly(session), an_assembly(session, TODAY + timedelta(days=90))
    item = actions.put_on(session, request, assembly, actions.wanted_item(session, request, TODAY), OFFICE, NOW)
    after = actions.add_item(session, assembly, PlannedItem(ItemType.DISCUSSION, "Verschiedenes", ProposedBy.BOARD),
                             OFFICE, NOW)
    actions.take_off(session, assembly, item, "Gehört auf die Versammlung im Frühjahr", OFFICE, NOW)
    assert [(each.id, each.position) for each in assembly.items] == [(after.id, 1)]
    assert item.withdraw_reason == "Gehört auf die Versammlung im Frühjahr"
    assert state(request) is RequestState.OPEN
    assert queries.list_requests(session, "open")[0] == [request]
    actions.put_on(session, request, other, actions.wanted_item(session, request, TODAY), OFFICE, NOW)
    assert state(request) is RequestState.PUT_ON


def test_what_nobody_demanded_is_removed_and_not_taken_off(session: Session) -> None:
    a_reachable_house(session)
    assembly = an_assembly(session)
    item = actions.add_item(session, assembly, PlannedItem(ItemType.DISCUSSION, "Verschiedenes", ProposedBy.BOARD),
                            OFFICE, NOW)
    with pytest.raises(Refusal, match="niemand verlangt"):
        actions.take_off(session, assembly, item, "doch nicht", OFFICE, NOW)


def test_those_behind_a_refused_demand_are_told_by_mail_or_letter(session: Session, worker: Worker) -> None:
    by_mail, by_post = a_reachable_house(session)
    many_members(session, 20)
    request = demanded(session, [by_mail, by_post])
    actions.refuse_request(session, request, "Der Platz gehört der Gemeinde.", OFFICE, NOW)
    session.commit()
    worker.run_until_idle()
    session.expire_all()
    (mail,) = session.scalars(select(OutgoingMail).where(OutgoingMail.kind == "demand_refused"))
    assert (mail.to_address, mail.subject_ref) == ("post@quellbach.example", f"member:{by_mail.id}")
    assert "Der Platz gehört der Gemeinde." in mail.text
    assert "weniger Mitglieder" in mail.text
    (letter,) = session.scalars(select(IssuedDocument).where(IssuedDocument.kind == "demand_refusal"))
    assert letter.subject == f"member:{by_post.id}"
    assert letter.sha256


@pytest.mark.parametrize(("others", "words"), [
    (20, "Für dieses Verlangen genügt ein Mitglied allein nicht (§"),
    (0, "Für dieses Verlangen genügt ein Mitglied allein. Das Gericht kann Sie auf Ihren Antrag ermächtigen"),
])
def test_who_demanded_something_alone_is_told_of_no_others(
    session: Session, worker: Worker, others: int, words: str
) -> None:
    by_mail, by_post = a_reachable_house(session)
    many_members(session, others)
    for each in (by_mail, by_post):
        request = demanded(session, [each])
        actions.refuse_request(session, request, "Der Platz gehört der Gemeinde.", OFFICE, NOW)
    session.commit()
    worker.run_until_idle()
    session.expire_all()
    (mail,) = session.scalars(select(OutgoingMail).where(OutgoingMail.kind == "demand_refused"))
    (letter,) = session.scalars(select(IssuedDocument).where(IssuedDocument.kind == "demand_refusal"))
    for told in (mail.text, pages.text(files.get(letter.sha256 or ""))):
        plain = " ".join(told.split())
        assert words in plain
        assert "Sie haben verlangt, dass die Generalversammlung" in plain
        assert "anderen Mitgliedern" not in plain


def test_who_took_the_support_back_is_not_told_of_the_refusal(session: Session, worker: Worker) -> None:
    by_mail, by_post = a_reachable_house(session)
    request = demanded(session, [by_mail, by_post])
    (support,) = [each for each in request.supports if each.member_id == by_mail.id]
    actions.withdraw_support(session, support, OFFICE, NOW)
    actions.refuse_request(session, request, "Der Platz gehört der Gemeinde.", OFFICE, NOW)
    session.commit()
    worker.run_until_idle()
    assert session.scalars(select(OutgoingMail).where(OutgoingMail.kind == "demand_refused")).all() == []


def test_on_a_convened_assembly_it_is_announced_with_who_demanded_it(session: Session) -> None:
    request = enough(session)
    assembly = invited(session).assembly
    session.refresh(assembly)
    item = actions.put_on(session, request, assembly, actions.wanted_item(session, request, TODAY), OFFICE, NOW)
    why = actions.demanded_by(session, request)
    told = actions.announce_additions(session, assembly.id, why, DIRECTLY, OFFICE, NOW)
    assert item.announced_by_id == told.id
    assert announcing.told_by(told).reason.replace("\u00a0", " ") == (
        "3 Mitglieder, mindestens ein Zehntel der Mitglieder, haben das in Textform unter Angabe des Zwecks und der"
        " Gründe verlangt (§ 45 Abs. 2 GenG)."
    )


def test_too_late_for_a_decision_it_is_refused_and_waits(session: Session) -> None:
    request, assembly = enough(session), a_ready_assembly(session)
    invited(session, assembly)
    session.refresh(assembly)
    wanted, late = actions.wanted_item(session, request, TODAY), NOW + timedelta(days=55)
    with pytest.raises(Refusal, match="angekündigt ist"):
        actions.put_on(session, request, assembly, wanted, OFFICE, late)
    assert state(request) is RequestState.OPEN


def test_an_assembly_is_planned_for_those_who_demand_it(session: Session) -> None:
    request = enough(session, RequestAim.ASSEMBLY)
    assembly = actions.plan_for(session, request, EXTRA, OFFICE, NOW)
    assert [(each.title, each.proposed_by) for each in assembly.items] == [(TITLE, ProposedBy.MINORITY)]
    assert state(request) is RequestState.PLANNED
    dispatch = invited(session, assembly)
    ground = announcing.told_by(dispatch).meeting.ground.replace("\u00a0", " ")
    assert "3 Mitglieder, mindestens ein Zehntel der Mitglieder, haben die Versammlung in Textform" in ground
    assert acts(session, request) == ["request.answered", "request.recorded"]


def acts(session: Session, request: AgendaRequest) -> list[str]:
    """What the journal tells of a demand, the newest first."""
    session.commit()
    return [each.act for each in lines_about(session, f"agenda_request:{request.id}")]


def test_a_discarded_plan_leaves_the_demand_unanswered(session: Session) -> None:
    request = enough(session, RequestAim.ASSEMBLY)
    assembly = actions.plan_for(session, request, EXTRA, OFFICE, NOW)
    waiting = queries.to_answer()
    assert list(session.scalars(waiting)) == []
    actions.discard(session, assembly, "Saal nicht frei", OFFICE, NOW)
    assert state(request) is RequestState.OPEN
    assert list(session.scalars(waiting)) == [request]


def test_an_item_that_is_withdrawn_leaves_it_unanswered_too(session: Session) -> None:
    request = enough(session)
    assembly = an_assembly(session)
    item = actions.put_on(session, request, assembly, actions.wanted_item(session, request, TODAY), OFFICE, NOW)
    invited(session, assembly)
    session.refresh(assembly)
    assert list(session.scalars(queries.to_answer())) == []
    actions.withdraw_item(session, assembly, item, "Hat sich erledigt", OFFICE, NOW)
    assert list(session.scalars(queries.to_answer())) == [request]


def test_views_of_the_list_agree_with_the_state_of_each(session: Session) -> None:
    request, refused = enough(session), demanded(session, many_members(session, 1), title="Anderes")
    actions.put_on(
        session, request, an_assembly(session), actions.wanted_item(session, request, TODAY), OFFICE, NOW
    )
    actions.refuse_request(session, refused, "Nicht zuständig.", OFFICE, NOW)
    assert queries.count_requests(session) == {"open": 0, "met": 1, "refused": 1, "gathering": 0}
    assert list(queries.list_requests(session, "met")[0]) == [request]
    assert list(queries.list_requests(session, words="anderes")[0]) == [refused]


# --- the court -------------------------------------------------------------------------------------------------------


def test_members_convene_once_the_court_empowered_them_and_the_invitation_names_it(session: Session) -> None:
    request = enough(session, RequestAim.ASSEMBLY)
    with pytest.raises(Refusal, match="ermächtigt hat"), session.begin_nested():
        actions.plan_for(session, request, EMPOWERED, OFFICE, NOW)
    refused_by_court(session, request)
    assembly = actions.plan_for(session, request, EMPOWERED, OFFICE, NOW)
    ground = announcing.told_by(invited(session, assembly)).meeting.ground.replace("\u00a0", " ")
    assert ground == (
        "Das Gericht hat die einberufenden Mitglieder dazu mit Beschluss vom 24. November 2026 ermächtigt (Amtsgericht"
        " Lindenfurt, GnR 700412; § 45 Abs. 3 GenG)."
    )


def test_what_the_court_turned_down_empowers_nobody(session: Session) -> None:
    request = enough(session, RequestAim.ASSEMBLY)
    refused_by_court(session, request, is_granted=False)
    with pytest.raises(Refusal, match="ermächtigt hat"):
        actions.plan_for(session, request, EMPOWERED, OFFICE, NOW)


def test_what_the_court_above_decides_takes_the_place_of_the_former(session: Session) -> None:
    request = enough(session, RequestAim.ASSEMBLY)
    refused_by_court(session, request, is_granted=False)
    above = "Oberlandesgericht Lindenfurt", "3 W 12/26", TODAY
    actions.note_court(session, request, *above, True, OFFICE, NOW)
    with pytest.raises(Refusal, match="schon vermerkt"):
        actions.note_court(session, request, *above, True, OFFICE, NOW)
    session.expire_all()
    request = queries.get_request(session, request.id)
    assert request.court is not None
    assert (request.court.court, request.court.is_granted) == (above[0], True)
    assert actions.plan_for(session, request, EMPOWERED, OFFICE, NOW).convened_by is ConvenedBy.MINORITY_BY_COURT
    session.expire_all()
    assert [each.court.court for each in queries.list_requests(session)[0] if each.court] == [above[0]]


def test_no_assembly_is_convened_by_members_without_the_courts_word(session: Session) -> None:
    a_reachable_house(session)
    assembly = a_ready_assembly(session, convened_by=ConvenedBy.MINORITY_BY_COURT)
    with pytest.raises(Refusal, match="ermächtigt hat"):
        actions.convene(session, assembly.id, DIRECTLY, OFFICE, NOW)


# --- what the database keeps ----------------------------------------------------------------------------------------


def test_the_database_keeps_a_demand_and_its_answers_as_they_were(session: Session) -> None:
    request = enough(session)
    refused_by_court(session, request)
    support = queries.supporters_of(session, request, TODAY)[0].support
    for statement in (
        update(AgendaRequest).where(AgendaRequest.id == request.id).values(purpose="Anderes"),
        update(AgendaRequest).where(AgendaRequest.id == request.id).values(received_on=MEETS_ON),
        delete(AgendaRequest).where(AgendaRequest.id == request.id),
        update(RequestSupport).where(RequestSupport.id == support.id).values(member_id=1),
        delete(RequestSupport).where(RequestSupport.id == support.id),
        update(RequestAnswer).values(reasons="Anderes"), delete(RequestAnswer),
        update(CourtDecision).values(is_granted=False), delete(CourtDecision),
    ):
        with pytest.raises(DBAPIError), session.begin_nested():
            session.execute(statement)


def test_a_member_supports_a_demand_once(session: Session) -> None:
    request = enough(session)
    member_id = queries.supporters_of(session, request, TODAY)[0].support.member_id
    again = {"request_id": request.id, "member_id": member_id, "recorded_at": NOW, "recorded_by": "X"}
    with pytest.raises(DBAPIError), session.begin_nested():
        session.execute(insert(RequestSupport).values(withdrawn_by="", **again))


def test_assemblies_take_items_only_before_their_day(session: Session) -> None:
    a_reachable_house(session)
    coming, past = an_assembly(session), an_assembly(session, TODAY - timedelta(days=1))
    assert list(queries.assemblies_open_to_items(session, TODAY)) == [coming]
    assert isinstance(past, Assembly)
    an_item(session, coming)
