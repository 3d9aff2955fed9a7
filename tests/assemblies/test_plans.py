"""Planning an assembly, changing the plan, what the organs want of the form, dropping the plan."""

import json
from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assemblies import actions, queries
from app.assemblies.models import Assembly
from app.assemblies.rules import (
    AboutDiscussion,
    AboutForm,
    AboutMeetingDay,
    AboutVotingEnd,
    AboutWording,
    AssemblyKind,
    AssemblyState,
    ConvenedBy,
    DiscussionForm,
    FormVoice,
    MeetingForm,
    PlannedAssembly,
    convene_by,
)
from app.core.journal import JournalDetails, JournalLine
from app.core.values import Refusal
from app.organs.rules import AboutResolution, ItemKind, Organ, Outcome
from app.statutes import queries as statutes
from app.statutes.rules import ConvocationChannel
from tests.assemblies.factories import (
    MEETS_ON,
    MEETS_SOON,
    a_convening_house,
    a_resolution,
    an_assembly,
    an_item,
    convened,
)
from tests.factories import NOW, OFFICE, TODAY


def planned(**more: Any) -> PlannedAssembly:
    """An ordinary assembly in a hall, as the office plans it."""
    return PlannedAssembly(**{
        "kind": AssemblyKind.ORDINARY, "form": MeetingForm.PHYSICAL, "meets_on": MEETS_ON, "begins_at": time(14),
        "convened_by": ConvenedBy.BOARD, "place": "Bürgersaal Altenbruck", **more,
    })


def told(session: Session) -> list[tuple[str, str]]:
    """The lines of the journal: act and sentence."""
    session.commit()
    lines = select(JournalLine.act, JournalDetails.summary).join(
        JournalDetails, JournalDetails.sequence == JournalLine.sequence
    )
    return [(act, summary) for act, summary in session.execute(lines.order_by(JournalLine.sequence))]


def test_an_assembly_is_planned_with_its_line_in_the_journal(session: Session) -> None:
    a_convening_house(session)
    assembly = actions.plan(session, planned(), OFFICE, NOW)
    assert (assembly.state, assembly.meets_on, assembly.recorded_by) == (AssemblyState.PLANNED, MEETS_ON, OFFICE.name)
    assert told(session)[-1] == ("assembly.planned", "Ordentliche Generalversammlung am 23.01.2027 geplant")


@pytest.mark.parametrize("meets_on", [TODAY, TODAY - timedelta(days=1), date(2126, 1, 23)])
def test_no_assembly_is_planned_for_a_day_that_is_over_or_that_nobody_lives_to_see(
    session: Session, meets_on: date
) -> None:
    a_convening_house(session)
    with pytest.raises(AboutMeetingDay):
        actions.plan(session, planned(meets_on=meets_on), OFFICE, NOW)


def test_no_assembly_is_planned_too_soon_to_be_convened_at_all(session: Session) -> None:
    a_convening_house(session)
    with pytest.raises(AboutMeetingDay, match=r"frühestens am 09\.12\.2026"):
        actions.plan(session, planned(meets_on=date(2026, 12, 8)), OFFICE, NOW)
    assert actions.plan(session, planned(meets_on=date(2026, 12, 9)), OFFICE, NOW).id


def test_a_stretched_assembly_has_both_its_phases_and_no_other_has_any(session: Session) -> None:
    a_convening_house(session)
    stretched = {"form": MeetingForm.STRETCHED, "discussion_form": DiscussionForm.VIRTUAL}
    with pytest.raises(AboutVotingEnd):
        actions.plan(session, planned(**stretched), OFFICE, NOW)
    with pytest.raises(AboutVotingEnd, match="länger als ein Jahr"):
        actions.plan(session, planned(**stretched, votes_until=MEETS_ON + timedelta(days=400)), OFFICE, NOW)
    with pytest.raises(AboutDiscussion):
        actions.plan(session, planned(discussion_form=DiscussionForm.VIRTUAL), OFFICE, NOW)
    assert actions.plan(session, planned(**stretched, votes_until=MEETS_ON), OFFICE, NOW).votes_until == MEETS_ON


def test_a_changed_plan_says_in_the_journal_what_was_changed_and_the_same_once_more_nothing(session: Session) -> None:
    a_convening_house(session)
    assembly = actions.plan(session, planned(), OFFICE, NOW)
    changed = planned(place="Stadthalle Lindenfurt", begins_at=time(16, 30))
    actions.change(session, assembly, changed, OFFICE, NOW)
    actions.change(session, assembly, changed, OFFICE, NOW)
    lines = [line for line in told(session) if line[0] == "assembly.changed"]
    assert lines == [("assembly.changed", "Geändert: Beginn, Ort der Versammlung")]


def test_a_plan_that_came_too_late_is_put_right_elsewhere_but_not_moved_to_another_late_day(session: Session) -> None:
    a_convening_house(session)
    assembly = an_assembly(session, MEETS_SOON)
    actions.change(session, assembly, planned(meets_on=MEETS_SOON, place="Stadthalle"), OFFICE, NOW)
    assert assembly.place == "Stadthalle"
    with pytest.raises(AboutMeetingDay):
        actions.change(session, assembly, planned(meets_on=MEETS_SOON + timedelta(days=1)), OFFICE, NOW)


def test_a_convened_assembly_is_not_planned_anew(session: Session) -> None:
    a_convening_house(session)
    assembly = an_assembly(session)
    convened(session, assembly)
    with pytest.raises(Refusal, match="Verlegung oder Absage"):
        actions.change(session, assembly, planned(place="Anderswo"), OFFICE, NOW)
    with pytest.raises(Refusal, match="Verlegung oder Absage"):
        actions.say_form(session, assembly, FormVoice.BOARD, MeetingForm.HYBRID, "V-1", OFFICE, NOW)


# --- the form --------------------------------------------------------------------------------------------------------


def test_the_form_wanted_rests_on_a_resolution_of_that_organ_that_is_kept_here(session: Session) -> None:
    a_convening_house(session)
    assembly = an_assembly(session)
    number = a_resolution(session, Organ.BOARD)
    actions.say_form(session, assembly, FormVoice.BOARD, MeetingForm.HYBRID, number.lower(), OFFICE, NOW)
    vote = assembly.form_votes[0]
    assert (vote.voice, vote.form, vote.resolution_number) == (FormVoice.BOARD, MeetingForm.HYBRID, number)
    assert told(session)[-1][1] == f"Vorstand für Hybride Versammlung mit Beschluss {number}"


@pytest.mark.parametrize(("number", "reason"), [
    ("", "Geben Sie die Nummer"), ("V-2020-999", "gibt es hier nicht"),
])  # fmt: skip
def test_no_form_is_noted_without_its_resolution(session: Session, number: str, reason: str) -> None:
    a_convening_house(session)
    with pytest.raises(AboutResolution, match=reason):
        actions.say_form(session, an_assembly(session), FormVoice.BOARD, MeetingForm.HYBRID, number, OFFICE, NOW)


def test_another_organ_s_resolution_chooses_no_form(session: Session) -> None:
    a_convening_house(session)
    assembly, number = an_assembly(session), a_resolution(session, Organ.SUPERVISORY_BOARD)
    with pytest.raises(AboutResolution, match="Vorstand"):
        actions.say_form(session, assembly, FormVoice.BOARD, MeetingForm.HYBRID, number, OFFICE, NOW)
    actions.say_form(session, assembly, FormVoice.SUPERVISORY_BOARD, MeetingForm.HYBRID, number, OFFICE, NOW)
    assert len(assembly.form_votes) == 1


def test_a_resolution_that_was_rejected_or_lacks_its_record_chooses_no_form(session: Session) -> None:
    a_convening_house(session)
    assembly = an_assembly(session)
    rejected = a_resolution(session, Organ.BOARD, outcome=Outcome.REJECTED)
    unproven = a_resolution(session, Organ.BOARD, record=None)
    for number, reason in ((rejected, "nicht angenommen"), (unproven, "unterschriebene Niederschrift")):
        with pytest.raises(AboutResolution, match=reason):
            actions.say_form(session, assembly, FormVoice.BOARD, MeetingForm.HYBRID, number, OFFICE, NOW)


def test_a_resolution_about_textform_chooses_no_form(session: Session) -> None:
    a_convening_house(session)
    number = a_resolution(session, Organ.BOARD, kind=ItemKind.TEXTFORM_PERMISSION)
    with pytest.raises(AboutResolution, match="nicht über die Form"):
        actions.say_form(session, an_assembly(session), FormVoice.BOARD, MeetingForm.HYBRID, number, OFFICE, NOW)


@pytest.mark.parametrize(("form", "held", "says"), [
    (MeetingForm.VIRTUAL, "hybrid", "nennt diese Form nicht"), (MeetingForm.HYBRID, "bald", "nennt diese Form nicht"),
    (MeetingForm.STRETCHED, "hybrid am 23.01.2027", "nennt diese Form nicht"),
    (MeetingForm.HYBRID, "hybrid am 29.11.2026", "nennt einen anderen Tag als den 23.01.2027"),
    (MeetingForm.HYBRID, "hybrid am 23. Februar 2027", "nennt einen anderen Tag"),
    (MeetingForm.HYBRID, "hybrid am 23. Januar 2027", ""), (MeetingForm.HYBRID, "am 23.1.2027 hybrid", ""),
    (MeetingForm.HYBRID, "hybrid am 12.12.26", "nennt einen anderen Tag"),
    (MeetingForm.HYBRID, "hybrid am 23.1.27", ""),
    (MeetingForm.HYBRID, "hybrid am 12. Dez. 2026", "nennt einen anderen Tag"),
    (MeetingForm.HYBRID, "hybrid am 23. Jan. 2027", ""), (MeetingForm.HYBRID, "nach TOP 3. Hybrid 2027", ""),
    (MeetingForm.VIRTUAL, "hybrid, teils virtuell,", "nennt diese Form nicht"),
    (MeetingForm.PHYSICAL, "hybrid, mit physischer Anwesenheit,", "nennt diese Form nicht"),
    (MeetingForm.VIRTUAL, "gestreckt, mit virtueller Erörterung,", "nennt diese Form nicht"),
    (MeetingForm.VIRTUAL, "virtuell oder in Präsenz", "nennt diese Form nicht oder nicht allein"),
    (MeetingForm.HYBRID, "hybrid, also in Präsenz und virtuell,", ""),
    (MeetingForm.STRETCHED, "gestreckt, mit virtueller Erörterung,", ""),
    (MeetingForm.PHYSICAL, "als Präsenzversammlung", ""), (MeetingForm.STRETCHED, "im gestreckten Verfahren", ""),
])  # fmt: skip
def test_a_resolution_that_names_another_form_or_day_counts_once_somebody_says_that_it_is_meant(
    session: Session, form: MeetingForm, held: str, says: str
) -> None:
    """§ 43b (6) GenG; R-FORM-06."""
    a_convening_house(session)
    assembly, number = an_assembly(session), a_resolution(session, Organ.BOARD, held=held)
    if says:
        with pytest.raises(AboutWording, match=says):
            actions.say_form(session, assembly, FormVoice.BOARD, form, number, OFFICE, NOW)
        assert assembly.form_votes == []
    actions.say_form(session, assembly, FormVoice.BOARD, form, number, OFFICE, NOW, is_meant=bool(says))
    assert [each.form for each in assembly.form_votes] == [form]
    assert told(session)[-1][1].endswith(f"{number} (anders benannt, bestätigt)" if says else f"Beschluss {number}")
    content = session.scalar(select(JournalDetails.content).order_by(JournalDetails.sequence.desc()).limit(1))
    assert json.loads(content or "")["is_meant"] is bool(says)


def both_for_hybrid(session: Session, assembly: Assembly, held: str) -> str:
    """Both organs want a hybrid meeting, by resolutions of this wording; gives the number of the board's."""
    numbers = [a_resolution(session, organ, held=held) for organ in (Organ.BOARD, Organ.SUPERVISORY_BOARD)]
    for voice, number in zip((FormVoice.BOARD, FormVoice.SUPERVISORY_BOARD), numbers, strict=True):
        actions.say_form(session, assembly, voice, MeetingForm.HYBRID, number, OFFICE, NOW, is_meant=True)
    return numbers[0]


WEEK_LATER = MEETS_ON + timedelta(days=7)
HYBRID: dict[str, Any] = {"form": MeetingForm.HYBRID, "access": "Raum 1"}


def test_a_form_chosen_for_a_day_is_asked_for_again_when_the_plan_moves_to_another(session: Session) -> None:
    """§ 43b (6) GenG; R-FORM-06."""
    a_convening_house(session)
    assembly = an_assembly(session, **HYBRID)
    number = both_for_hybrid(session, assembly, "hybrid am 23.01.2027")
    asked_again = actions.change(session, assembly, planned(**HYBRID, meets_on=WEEK_LATER), OFFICE, NOW)
    assert (asked_again, assembly.form_votes) == ([FormVoice.BOARD, FormVoice.SUPERVISORY_BOARD], [])
    assert f"Noch keine Form gewählt (Vorstand): {number} nennt einen anderen Tag" in dict.fromkeys(
        sentence for _act, sentence in told(session)
    )
    lacking = queries.lacking(assembly, statutes.statute_on(session, TODAY), TODAY)
    assert any(isinstance(each, AboutForm) for each in lacking)
    with pytest.raises(AboutWording, match="nennt einen anderen Tag"):
        actions.say_form(session, assembly, FormVoice.BOARD, MeetingForm.HYBRID, number, OFFICE, NOW)
    actions.say_form(session, assembly, FormVoice.BOARD, MeetingForm.HYBRID, number, OFFICE, NOW, is_meant=True)
    assert [each.voice for each in assembly.form_votes] == [FormVoice.BOARD]


@pytest.mark.parametrize(("held", "more"), [
    ("hybrid", {"meets_on": WEEK_LATER}), ("hybrid am 30.01.2027", {"meets_on": WEEK_LATER}),
    ("hybrid am 23.01.2027", {"begins_at": time(18)}),
])
def test_a_form_chosen_for_no_day_or_for_the_new_one_stands(
    session: Session, held: str, more: dict[str, Any]
) -> None:
    a_convening_house(session)
    assembly = an_assembly(session, **HYBRID)
    both_for_hybrid(session, assembly, held)
    assert actions.change(session, assembly, planned(**HYBRID, **more), OFFICE, NOW) == []
    assert len(assembly.form_votes) == 2


def test_a_plan_moved_to_a_form_that_nobody_chose_is_not_ready(session: Session) -> None:
    a_convening_house(session)
    assembly, statute = an_assembly(session, **HYBRID), statutes.statute_on(session, TODAY)
    both_for_hybrid(session, assembly, "hybrid")
    assert not any(isinstance(each, AboutForm) for each in queries.lacking(assembly, statute, TODAY))
    virtual = planned(form=MeetingForm.VIRTUAL, access="Raum 1", place="")
    assert actions.change(session, assembly, virtual, OFFICE, NOW) == []
    assert any(isinstance(each, AboutForm) for each in queries.lacking(assembly, statute, TODAY))


def test_the_representative_needs_no_resolution(session: Session) -> None:
    a_convening_house(session, sb_required=False)
    assembly = an_assembly(session)
    actions.say_form(session, assembly, FormVoice.REPRESENTATIVE, MeetingForm.VIRTUAL, "", OFFICE, NOW)
    assert assembly.form_votes[0].form is MeetingForm.VIRTUAL


def test_what_was_noted_is_taken_back_and_both_agreeing_choose_the_form(session: Session) -> None:
    a_convening_house(session)
    assembly = an_assembly(session)
    statute = statutes.statute_on(session, TODAY)
    for voice, organ in ((FormVoice.BOARD, Organ.BOARD), (FormVoice.SUPERVISORY_BOARD, Organ.SUPERVISORY_BOARD)):
        number = a_resolution(session, organ)
        actions.say_form(session, assembly, voice, MeetingForm.HYBRID, number, OFFICE, NOW)
    choice = queries.form_choice(assembly, statute)
    assert (choice.due, choice.is_planned) == (MeetingForm.HYBRID, False)
    actions.say_form(session, assembly, FormVoice.BOARD, None, "", OFFICE, NOW)
    assert queries.form_choice(assembly, statute).due is MeetingForm.PHYSICAL
    with pytest.raises(AboutResolution):
        actions.say_form(session, assembly, FormVoice.BOARD, None, "V-1", OFFICE, NOW)


# --- the end of a plan -----------------------------------------------------------------------------------------------


def test_a_plan_is_dropped_with_its_reason_and_stays_to_be_seen(session: Session) -> None:
    a_convening_house(session)
    assembly = an_assembly(session)
    with pytest.raises(Refusal):
        actions.discard(session, assembly, " ", OFFICE, NOW)
    actions.discard(session, assembly, "Saal nicht frei", OFFICE, NOW)
    assert (assembly.state, assembly.end_reason, assembly.ended_by) == (
        AssemblyState.DISCARDED, "Saal nicht frei", OFFICE.name,
    )
    with pytest.raises(Refusal, match="verworfen"):
        actions.discard(session, assembly, "noch einmal", OFFICE, NOW)
    with pytest.raises(Refusal, match="verworfen"):
        actions.change(session, assembly, planned(), OFFICE, NOW)


def test_a_plan_of_which_the_members_know_is_called_off_instead(session: Session) -> None:
    a_convening_house(session)
    assembly = an_assembly(session)
    convened(session, assembly)
    with pytest.raises(Refusal, match="Sagen Sie sie ab"):
        actions.discard(session, assembly, "Saal nicht frei", OFFICE, NOW)


# --- what is read ----------------------------------------------------------------------------------------------------


def test_what_is_missing_is_said_as_the_law_would_refuse_it(session: Session) -> None:
    a_convening_house(session)
    statute = statutes.statute_on(session, TODAY)
    bare = an_assembly(session, form=MeetingForm.VIRTUAL, place="")
    sentences = " ".join(map(str, queries.lacking(bare, statute, TODAY)))
    assert all(each in sentences for each in ("Tagesordnung", "elektronisch", "gemeinsam"))
    ready = an_assembly(session)
    an_item(session, ready)
    assert queries.lacking(ready, statute, TODAY) == []
    late = an_assembly(session, MEETS_SOON)
    an_item(session, late)
    assert "frühestens am 09.12.2026" in str(queries.lacking(late, statute, TODAY)[0])


def test_lists_find_by_place_agenda_state_and_kind(session: Session) -> None:
    a_convening_house(session)
    hall = an_assembly(session)
    an_item(session, hall, title="Kreditgrenzen")
    gone = an_assembly(session, MEETS_ON + timedelta(days=1), place="Stadthalle", kind=AssemblyKind.EXTRAORDINARY)
    actions.discard(session, gone, "Saal", OFFICE, NOW)

    def found(**asked: Any) -> list[Assembly]:
        return list(queries.list_assemblies(session, **asked)[0])

    assert found() == [gone, hall]
    assert found(descending=False) == [hall, gone]
    assert found(words="kredit") == [hall]
    assert found(words="stadthalle") == [gone]
    assert found(words="%") == []
    assert found(view="ended") == [gone]
    assert found(kind="ordinary") == [hall]
    assert queries.counts(session) == {"planned": 1, "convened": 0, "ended": 1}


def test_a_plan_stands_on_the_desk_when_its_day_comes_near_or_is_over(session: Session) -> None:
    a_convening_house(session)
    near, over = an_assembly(session, TODAY + timedelta(days=90)), an_assembly(session, TODAY - timedelta(days=1))
    an_assembly(session, TODAY + timedelta(days=91))
    actions.discard(session, an_assembly(session, MEETS_SOON), "Saal", OFFICE, NOW)
    assert list(session.scalars(queries.to_convene(TODAY))) == [over, near]


def test_letters_are_posted_earlier_than_a_public_paper_appears(session: Session) -> None:
    a_convening_house(session, posting_fiction_days=3)
    statute = statutes.statute_on(session, TODAY)
    assert convene_by(statute, date(2027, 1, 23)) == date(2027, 1, 5)
    assert statute.gv_channel is ConvocationChannel.DIRECT_TEXTFORM
