"""Minutes of an assembly: head, items, votes, objections, annexes and signatures (§ 47 GenG)."""

import io
import re
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from documents import minutes, report
from documents.minutes import TallyRow
from tests.documents import pages


def test_minutes_state_day_place_form_chair_and_who_took_part() -> None:
    text = pages.text(minutes.build(minutes.sample()))
    for part in (
        "Niederschrift über die außerordentliche Generalversammlung",
        "in hybrider Form (§ 43b Abs. 1 Nr. 3 GenG)",
        "Samstag, 12. Dezember 2026, 14:02 bis 16:21 Uhr",
        "Prof. Dr. Ansgar Feldhüter, Vorsitzender des Aufsichtsrats",
        "198 Mitglieder anwesend",
    ):
        assert part in text


def test_a_vote_states_wording_majority_figures_and_the_declaration() -> None:
    text = pages.text(minutes.build(minutes.sample()))
    assert "„Der Geschäftsanteil beträgt 500,00 €." in text
    assert "Die Mehrheit beträgt drei Viertel der abgegebenen Stimmen" in text
    assert "Zusammen 213 29 7 1 242" in text
    assert "Nötig waren 182 Ja-Stimmen." in text
    assert "Der Antrag ist angenommen. Beschluss GV-2026-002." in text


def test_votes_cast_are_yes_and_no_only() -> None:
    assert TallyRow("Zusammen", 3, 2, 7, 1).cast == 5


def test_two_classes_of_members_are_summed_up() -> None:
    text = pages.text(minutes.build(minutes.variants()["rejected"]))
    rows = "Ordentliche Mitglieder 12 118 4 1 130 Investierende Mitglieder 9 3 0 0 12 Zusammen 21 121 4 1 142"
    assert rows in text.partition("Der Antrag ist abgelehnt.")[0]


def test_an_election_states_votes_who_is_elected_and_that_they_accept() -> None:
    text = pages.text(minutes.build(minutes.sample()))
    assert "Irmela Quendel 164 gewählt, nimmt die Wahl an" in text
    assert "Enthaltungen: 6; ungültig: 2." in text
    assert "Gewählt sind Berthold Nagelfluh und Irmela Quendel." in text


def test_an_objection_stands_at_its_item() -> None:
    text = pages.text(minutes.build(minutes.sample()))
    assert text.index("Änderung der Satzung") < text.index("erklärt um 15:02 Uhr Widerspruch zur Niederschrift.")


def test_annexes_are_counted_and_nobody_signs_a_page_alone() -> None:
    text = pages.text(minutes.build(minutes.sample()))
    assert "Anlage 1 Nachweis der Einberufung Anlage 2 Mitglieder mit der Art ihrer Stimmabgabe" in text
    assert text.index("Anlagen") < text.index("Leiter der Versammlung")


def test_a_draft_says_so_on_every_page() -> None:
    draft = minutes.build(replace(minutes.variants()["many"], is_draft=True))
    text = pages.text(draft)
    assert "Entwurf: Niederschrift über" in text
    assert text.count("Entwurf der Niederschrift") == pages.number_of(draft)


def test_the_annexes_lie_in_the_file_as_they_are_printed_alone() -> None:
    facts = minutes.sample()
    with pikepdf.open(io.BytesIO(minutes.build(facts))) as printed:
        found = {name: printed.attachments[name].get_file().read_bytes() for name in printed.attachments}
    assert found == {annex.file_name: report.build(annex.report) for annex in facts.annexes}


@pytest.mark.usefixtures("printed_anew")
def test_the_same_minutes_are_the_same_file() -> None:
    assert minutes.build(minutes.sample()) == minutes.build(minutes.sample())


def test_what_leads_to_a_vote_stands_on_its_page_and_the_figures_stay_with_their_sentence() -> None:
    many = minutes.variants()["many"]
    called = "Der Punkt wird außer der Reihe aufgerufen."
    voted = replace(many.sections[0], paragraphs=(called,), ballots=many.sections[0].ballots[1:])
    sections = tuple(replace(voted if number % 3 else many.sections[0], mark=f"TOP{number}") for number in range(13))
    pdf = minutes.build(replace(many, sections=sections))
    for page in range(1, pages.number_of(pdf) + 1):
        said = " ".join(word.text for word in sorted(pages.words(pdf, page), key=lambda each: (each.bottom, each.left)))
        body = said.partition(" Niederschrift GV")[0]
        assert not body.endswith(called.split()[-1])
        assert not re.match(r"(\S+ ){0,12}Stimmen Ja Nein", said)


def test_a_motion_stands_on_one_page_with_the_vote_on_it() -> None:
    facts = minutes.sample()
    amended = facts.sections[3]
    sections = [
        replace(amended, mark=f"TOP {number}", ballots=(replace(
            amended.ballots[0], wording=f"Vorlage{number} lautet so. " * (3 + number), synopsis=(),
            declaration=f"Ergebnis{number}.",
        ),), objections=(), later=()) for number in range(1, 9)
    ]
    printed = minutes.build(replace(facts, sections=tuple(sections)))
    for page in range(1, pages.number_of(printed) + 1):
        said = {each.text for each in pages.words(printed, page)}
        assert {each[7:] for each in said if each.startswith("Vorlage")} == {
            each[8:-1] for each in said if each.startswith("Ergebnis")
        }


def test_a_long_wording_begins_on_the_page_of_its_item() -> None:
    facts = minutes.sample()
    amended = facts.sections[3]
    long = replace(amended.ballots[0], wording="\n".join(f"Absatz{number}" for number in range(400)), synopsis=())
    printed = minutes.build(replace(facts, sections=(replace(amended, ballots=(long,)),)))
    assert "Absatz0" in {each.text for each in pages.words(printed, 1)}


def test_results_bear_no_colour_of_their_own() -> None:
    sheet = (Path(minutes.__file__).parent / "minutes.css").read_text()
    assert ".declared .ok, .declared .stop {\n  color: inherit;" in sheet
