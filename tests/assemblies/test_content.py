"""What an invitation must say, and on which way it goes."""

from dataclasses import replace

import pytest

from app.assemblies.rules import (
    AboutPaper,
    DiscussionForm,
    Invitation,
    MeetingForm,
    channel_suffices,
    check_invitation,
    check_paper,
    convocation_channel,
    missing_parts,
    required_parts,
)
from app.core.values import Refusal
from app.statutes.rules import ConvocationChannel
from tests.assemblies.statutes import a_statute

FULL = Invitation(MeetingForm.STRETCHED, DiscussionForm.HYBRID, "https://raum.example", "Kontorgasse 3", 5)


@pytest.mark.parametrize("form", list(MeetingForm))
def test_an_invitation_that_says_all_that_is_required_lacks_nothing(form: MeetingForm) -> None:
    asked = required_parts(form)
    assert missing_parts(form, asked) == ()
    assert all(missing_parts(form, set(asked) - {part}) == (part,) for part in asked)


@pytest.mark.parametrize(("change", "said"), [
    ({"items": 0}, "die Tagesordnung"), ({"discussion": None}, "die Form der Erörterungsphase"),
    ({"access": " "}, "elektronisch zuschalten"), ({"place": " "}, "der Ort der Versammlung"),
])
def test_an_invitation_that_leaves_something_out_is_refused_naming_it(change: dict[str, object], said: str) -> None:
    check_invitation(FULL)
    with pytest.raises(Refusal, match=said):
        check_invitation(replace(FULL, **change))  # type: ignore[arg-type]


def test_all_that_is_missing_is_named_at_once() -> None:
    with pytest.raises(Refusal, match="die Tagesordnung, die Form der Erörterungsphase, wie sich"):
        check_invitation(Invitation(MeetingForm.STRETCHED, None, "", "", 0))


def test_a_meeting_in_person_needs_no_access_and_a_virtual_one_no_place() -> None:
    check_invitation(Invitation(MeetingForm.PHYSICAL, None, "", "Kontorgasse 3", 1))
    check_invitation(Invitation(MeetingForm.VIRTUAL, None, "https://raum.example", "", 1))


def test_the_law_knows_two_ways_and_a_website_is_none() -> None:
    assert all(channel_suffices(channel) for channel in ("direct_textform", "public_paper"))
    assert not any(channel_suffices(channel) for channel in ("website_only", "bundesanzeiger_only", "", None))


@pytest.mark.parametrize("paper", [
    "Bundesanzeiger", "im bundesanzeiger", "www.digitalverbund.example", "https://digitalverbund.example/gv",
    " digitalverbund.example ", "eBAnz AT", "BAnz", "Internetseite der Genossenschaft", "unsere Website",
])
def test_what_is_no_public_paper_announces_nothing(paper: str) -> None:
    with pytest.raises(AboutPaper, match=r"§ 6 Nr\. 4"):
        check_paper(paper)


def test_a_paper_is_taken_by_its_name() -> None:
    for paper in ("Morgenauer Bote", "Amtsblatt der Stadt Lindenfurt", "Rabentaler Zeitung (rz.example)", "Bote Nr. 4"):
        check_paper(paper)


def test_members_are_convened_as_the_statute_says_and_not_while_it_is_silent() -> None:
    assert convocation_channel(a_statute(gv_channel="public_paper")) is ConvocationChannel.PUBLIC_PAPER
    with pytest.raises(Refusal, match="§ 6 Nr"):
        convocation_channel(a_statute(gv_channel=None))
