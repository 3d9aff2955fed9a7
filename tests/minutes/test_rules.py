"""Rules of minutes and of challenging resolutions (§§ 47, 51 GenG)."""

import pytest

from app.assemblies.rules import MeetingForm, Subject
from app.minutes.rules import Annex, Place, Presence, Signer, annexes_of, may_challenge, missing_signer, place_of


@pytest.mark.parametrize("form", [MeetingForm.VIRTUAL, MeetingForm.STRETCHED])
def test_where_nobody_meets_the_seat_is_the_place(form: MeetingForm) -> None:
    assert place_of(form) is Place.SEAT


@pytest.mark.parametrize("form", [MeetingForm.PHYSICAL, MeetingForm.HYBRID])
def test_where_people_meet_the_venue_is_the_place(form: MeetingForm) -> None:
    assert place_of(form) is Place.VENUE


def test_the_proof_of_convocation_is_always_annexed() -> None:
    for form in MeetingForm:
        assert Annex.CONVOCATION in annexes_of(form, False, False, ())


def test_the_way_of_voting_is_listed_where_votes_are_cast_from_elsewhere() -> None:
    listed = {form for form in MeetingForm if Annex.PARTICIPANTS in annexes_of(form, False, False, ())}
    assert listed == {MeetingForm.VIRTUAL, MeetingForm.HYBRID, MeetingForm.STRETCHED}


def test_attendance_is_listed_where_the_statute_admits_investing_members_or_plural_votes() -> None:
    assert Annex.ATTENDANCE in annexes_of(MeetingForm.PHYSICAL, True, False, ())
    assert Annex.ATTENDANCE in annexes_of(MeetingForm.PHYSICAL, False, True, ())
    assert Annex.ATTENDANCE not in annexes_of(MeetingForm.PHYSICAL, False, False, ())


def test_attendance_is_listed_for_resolutions_that_open_special_termination_and_for_continuation() -> None:
    needing = {each for each in Subject if Annex.ATTENDANCE in annexes_of(MeetingForm.PHYSICAL, False, False, {each})}
    assert needing == {
        Subject.OBJECT_MATERIAL, Subject.SHARE_INCREASE, Subject.MANDATORY_PARTICIPATION, Subject.NACHSCHUSS,
        Subject.LONG_NOTICE, Subject.MINIMUM_CAPITAL, Subject.PAYOUT_RESTRICTION, Subject.INVESTING_MEMBERS,
        Subject.SERVICE_DUTY, Subject.CONTRIBUTIONS, Subject.CONTINUATION,
    }


def test_chair_and_a_board_member_sign() -> None:
    assert missing_signer({Signer.CHAIR, Signer.BOARD_MEMBER}, False) is None
    assert missing_signer({Signer.CHAIR}, False) is Signer.BOARD_MEMBER
    assert missing_signer({Signer.BOARD_MEMBER}, False) is Signer.CHAIR
    assert missing_signer((), True) is Signer.CHAIR


def test_a_chair_who_sits_on_the_board_signs_as_both() -> None:
    assert missing_signer({Signer.CHAIR}, True) is None


@pytest.mark.parametrize("presence", [Presence.IN_PERSON, Presence.ELECTRONIC, Presence.WRITTEN])
def test_whoever_appeared_in_any_way_challenges_with_an_objection_on_record_only(presence: Presence) -> None:
    assert may_challenge(presence, True, False, False)
    assert not may_challenge(presence, False, True, True)


def test_whoever_was_absent_challenges_being_kept_out_or_ill_convened() -> None:
    assert may_challenge(Presence.ABSENT, False, True, False)
    assert may_challenge(Presence.ABSENT, False, False, True)
    assert not may_challenge(Presence.ABSENT, True, False, False)
