"""People and organisations: names and addresses with their day, representatives, search, duplicates."""

from collections.abc import Callable
from datetime import date, timedelta
from threading import Event
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, event, select, text
from sqlalchemy.orm import Session

from app.core import journal
from app.core.values import NotFound, PartyKind, PostalAddress, Refusal
from app.parties import actions, queries
from app.parties.models import Party, Representation
from app.parties.rules import Authority, PartyFacts, Profile
from tests.factories import LONG_AGO, NOW, OFFICE, TODAY, a_person, an_organisation
from tests.together import transactions_together

MAYOR = PartyFacts(PartyKind.NATURAL_PERSON, last_name="Ehrenpreis", first_names="Walburga", title="Dr.")
WORKS = PartyFacts(
    PartyKind.COMPANY, name="Stadtwerke Quellbach GmbH", address=PostalAddress("Werkstraße 1", "70995", "Quellbach"),
    email="post@quellbach.example", register_court="Amtsgericht Lindenfurt", register_number="HRB 700123",
)


def added(session: Session, facts: PartyFacts) -> Party:
    return actions.add_party(session, facts, LONG_AGO, OFFICE, NOW)


def test_a_party_is_recorded_with_name_and_address(session: Session) -> None:
    party = added(session, WORKS)
    assert (party.display_name, party.sort_name) == ("Stadtwerke Quellbach GmbH", "stadtwerke quellbach gmbh")
    assert place_on(session, party, TODAY) == "Werkstraße 1, 70995 Quellbach"


def place_on(session: Session, party: Party, day: date) -> str:
    """The address of a party on a day, in one line."""
    address = queries.address_on(session, party.id, day)
    return str(address.value()) if address else ""


def test_people_are_sorted_by_their_last_name(session: Session) -> None:
    assert added(session, MAYOR).sort_name == "ehrenpreis walburga"
    assert added(session, MAYOR).display_name == "Dr. Walburga Ehrenpreis"


def test_nobody_is_recorded_without_a_name(session: Session) -> None:
    with pytest.raises(Refusal, match="Familienname und Vorname"):
        added(session, PartyFacts(PartyKind.NATURAL_PERSON, last_name="Ehrenpreis"))
    with pytest.raises(Refusal, match="Name der Organisation"):
        added(session, PartyFacts(PartyKind.COMPANY))


def test_a_former_name_stays_and_is_still_found(session: Session) -> None:
    party = added(session, WORKS)
    new = PartyFacts(PartyKind.COMPANY, name="Quellbach Energie GmbH")
    actions.change_name(session, party, new, date(2026, 3, 1), OFFICE, NOW)
    assert queries.name_on(session, party.id, date(2026, 2, 28)).name == "Stadtwerke Quellbach GmbH"
    assert party.display_name == "Quellbach Energie GmbH"
    assert queries.search(session, "stadtwerke") == [party]


def test_a_correction_of_the_past_leaves_today_s_name_alone(session: Session) -> None:
    party = added(session, WORKS)
    actions.change_name(session, party, PartyFacts(PartyKind.COMPANY, name="Neu GmbH"), date(2026, 3, 1), OFFICE, NOW)
    earlier = PartyFacts(PartyKind.COMPANY, name="Gaswerk Quellbach GmbH")
    actions.change_name(session, party, earlier, date(2022, 1, 1), OFFICE, NOW)
    assert party.display_name == "Neu GmbH"
    assert queries.name_on(session, party.id, date(2023, 1, 1)).name == "Gaswerk Quellbach GmbH"


def test_the_journal_tells_the_name_entered_for_the_past_and_the_one_borne_then(session: Session) -> None:
    party = added(session, WORKS)
    actions.change_name(session, party, PartyFacts(PartyKind.COMPANY, name="Neu GmbH"), date(2026, 3, 1), OFFICE, NOW)
    actions.change_name(
        session, party, PartyFacts(PartyKind.COMPANY, name="Gaswerk Quellbach GmbH"), date(2022, 1, 1), OFFICE, NOW
    )
    session.commit()
    told = [line.summary() for line in journal.lines_about(session, actions.subject_of(party.id))]
    assert told[0] == "Name ab 01.01.2022: Gaswerk Quellbach GmbH, zuvor Stadtwerke Quellbach GmbH"


def test_a_name_that_does_not_hold_yet_is_refused(session: Session) -> None:
    with pytest.raises(Refusal, match="sobald er gilt"):
        actions.change_name(session, added(session, MAYOR), MAYOR, TODAY + timedelta(days=1), OFFICE, NOW)


def test_a_move_may_lie_ahead(session: Session) -> None:
    party, moved = added(session, WORKS), PostalAddress("Neue Gasse 2", "70990", "Morgenau")
    actions.change_address(session, party, moved, date(2027, 1, 1), OFFICE, NOW)
    assert "Quellbach" in place_on(session, party, TODAY)
    assert "Morgenau" in place_on(session, party, date(2027, 1, 1))
    with pytest.raises(Refusal, match="fünf Ziffern"):
        actions.change_address(session, party, PostalAddress("Gasse 1", "709", "Morgenau"), TODAY, OFFICE, NOW)


def test_people_of_a_name_are_found_in_whatever_order_and_spelling_it_is_written(session: Session) -> None:
    double, noble = a_person(session, "Jörg", "Löwe-Weiß"), a_person(session, "Änne", "von der Au")
    for name in ("Jörg Löwe-Weiß", "Löwe-Weiß, Jörg", "joerg weiss loewe", "Dr. Jörg LÖWE-WEISS"):
        assert queries.people_called(session, name) == [double]
    for name in ("Änne von der Au", "von der Au, Änne", "Au, Aenne von der"):
        assert queries.people_called(session, name) == [noble]
    assert queries.people_called(session, "Jörg Löwe") == queries.people_called(session, "") == []


def test_who_is_sought_by_name_is_not_read_from_among_all_who_have_a_word_of_it_anywhere(session: Session) -> None:
    meant = a_person(session, "Anna", "Lindner").id
    for number in range(9):
        a_person(session, "Johanna", f"Zander{number}")
        a_person(session, "Anna", f"Zeder{number}")
    session.flush()
    session.expunge_all()
    read: list[int] = []

    def note(party: Party, _context: object) -> None:
        read.append(party.id)

    event.listen(Party, "load", note)
    try:
        assert [each.id for each in queries.people_called(session, "Dr. Anna Lindner")] == [meant]
    finally:
        event.remove(Party, "load", note)
    assert read == [meant]


def test_search_takes_umlauts_as_typed_on_any_keyboard(session: Session) -> None:
    party = a_person(session, "Änne", "Groß-Łukasiewicz")
    for words in ("gross aenne", "GROẞ", "Anne lukasiewicz", "lukasi"):
        assert (queries.search(session, words) == [party]) == (words != "Anne lukasiewicz")
    assert queries.search(session, "  ") == []


def test_search_takes_signs_literally(session: Session) -> None:
    a_person(session)
    assert queries.search(session, "%") == []
    assert queries.search(session, "W_lburga") == []


@pytest.mark.parametrize(
    ("profile", "found"),
    [
        (Profile(PartyKind.COMPANY, "Stadtwerke Quellbach Gesellschaft mbH"), True),
        (Profile(PartyKind.COMPANY, "Ganz anders AG", register_number="HRB 700123 Amtsgericht Lindenfurt"), True),
        (Profile(PartyKind.COMPANY, "Stadtwerke Quelbach GmbH", postcode="70995"), True),
        (Profile(PartyKind.COMPANY, "Stadtwerke Lindenfurt GmbH"), False),
        (Profile(PartyKind.NATURAL_PERSON, "Stadtwerke Quellbach"), False),
    ],
)
def test_likely_duplicates_are_pointed_out(session: Session, profile: Profile, found: bool) -> None:
    party = added(session, WORKS)
    assert queries.likely_duplicates(session, profile) == ([party] if found else [])
    assert queries.likely_duplicates(session, profile, apart_from=[party.id]) == []


def test_who_acts_for_an_organisation_is_dated(session: Session) -> None:
    works, person = an_organisation(session), added(session, MAYOR)
    held = actions.add_representation(
        session, works.id, person.id, Authority.APPOINTED, "Bürgermeisterin", LONG_AGO, OFFICE, NOW
    )
    actions.end_representation(session, held, date(2026, 6, 30), OFFICE, NOW)
    assert list(queries.representations_on(session, works.id, date(2026, 6, 30))) == [held]
    assert list(queries.representations_on(session, works.id, date(2026, 7, 1))) == []
    assert list(queries.organisations_of_on(session, person.id, LONG_AGO)) == [held]


def test_the_same_representation_is_recorded_once(session: Session) -> None:
    works, person = an_organisation(session), added(session, MAYOR)
    rows = [
        actions.add_representation(session, works.id, person.id, Authority.SOLE, "", LONG_AGO, OFFICE, NOW, proof)
        for proof in (None, "a" * 64)
    ]
    assert rows[0] is rows[1]
    assert rows[0].proof_sha256 == "a" * 64


def test_a_person_is_not_represented_and_a_firm_does_not_sign(session: Session) -> None:
    works, person = an_organisation(session), added(session, MAYOR)
    for organisation, signer in ((person, works), (works, an_organisation(session, "Stadt Lindenfurt"))):
        with pytest.raises(Refusal):
            actions.add_representation(session, organisation.id, signer.id, Authority.SOLE, "", TODAY, OFFICE, NOW)


def test_a_representation_entered_by_mistake_counts_on_no_day_and_may_be_entered_anew(session: Session) -> None:
    works, person = an_organisation(session), a_person(session)
    facts = (session, works.id, person.id, Authority.SOLE, "Werkleiterin", LONG_AGO, OFFICE, NOW)
    held = actions.add_representation(*facts)
    actions.end_representation(session, held, TODAY, OFFICE, NOW)
    actions.strike_representation(session, held, "Falsche Organisation", OFFICE, NOW)
    for day in (LONG_AGO, TODAY):
        assert list(queries.representations_on(session, works.id, day)) == []
        assert list(queries.organisations_of_on(session, person.id, day)) == []
    assert queries.authority_of(session, works.id, person.id, TODAY) is None
    assert queries.representations_of(session, works.id) == [held]
    assert (held.struck_by, held.struck_why, held.last_day) == (OFFICE.name, "Falsche Organisation", TODAY)
    with pytest.raises(Refusal, match="schon gestrichen"):
        actions.strike_representation(session, held, "Irrtum", OFFICE, NOW)
    with pytest.raises(Refusal, match="schon gestrichen"):
        actions.end_representation(session, held, TODAY, OFFICE, NOW)
    again = actions.add_representation(*facts)
    assert list(queries.representations_on(session, works.id, TODAY)) == [again]


def at_once(app: Flask, session: Session, act: Callable[[Session, Representation, int], None]) -> list[bool]:
    """Who acts first and who second upon one representation both have read before: whether each was refused."""
    works, person = an_organisation(session), a_person(session)
    held = actions.add_representation(session, works.id, person.id, Authority.SOLE, "", LONG_AGO, OFFICE, NOW)
    held_id, is_known, is_done = held.id, Event(), Event()
    session.commit()

    def first(own: Session) -> None:
        is_known.wait(1)
        act(own, own.get_one(Representation, held_id), 1)
        own.flush()
        is_done.set()

    def second(own: Session) -> None:
        known = own.get_one(Representation, held_id)
        is_known.set()
        is_done.wait(1)
        act(own, known, 2)

    answers = transactions_together(app, first, second)
    session.refresh(held)
    return [isinstance(each, Refusal) for each in answers]


def test_of_two_who_strike_a_representation_at_once_the_second_is_refused(app: Flask, session: Session) -> None:
    def strike(own: Session, held: Representation, number: int) -> None:
        actions.strike_representation(own, held, f"Grund {number}", OFFICE, NOW)

    refused = at_once(app, session, strike)
    struck = session.scalars(select(Representation)).one()
    assert sorted(refused) == [False, True]
    assert struck.struck_why == f"Grund {refused.index(False) + 1}"
    lines = [line.act for line in journal.lines_about(session, f"party:{struck.organisation_id}")]
    assert lines.count("strike_representation") == 1


def test_of_two_who_end_a_representation_at_once_the_later_end_never_takes_the_place_of_the_earlier(
    app: Flask, session: Session
) -> None:
    days = {1: TODAY - timedelta(days=2), 2: TODAY - timedelta(days=1)}
    at_once(app, session, lambda own, held, number: actions.end_representation(own, held, days[number], OFFICE, NOW))
    assert session.scalars(select(Representation)).one().last_day == days[1]


def test_nobody_is_found_by_who_never_acted_for_it(session: Session) -> None:
    works, person = an_organisation(session), a_person(session)
    held = actions.add_representation(session, works.id, person.id, Authority.SOLE, "", LONG_AGO, OFFICE, NOW)
    assert session.scalars(queries.represented_by("ehrenpreis")).all() == [works.id]
    actions.strike_representation(session, held, "Irrtum", OFFICE, NOW)
    assert session.scalars(queries.represented_by("ehrenpreis")).all() == []


def test_a_representation_is_not_struck_without_a_reason(session: Session) -> None:
    works, person = an_organisation(session), a_person(session)
    held = actions.add_representation(session, works.id, person.id, Authority.SOLE, "", LONG_AGO, OFFICE, NOW)
    with pytest.raises(Refusal, match="Grund"):
        actions.strike_representation(session, held, " ", OFFICE, NOW)
    assert held.struck_at is None


def test_a_representation_ends_after_it_began_and_once(session: Session) -> None:
    works, person = an_organisation(session), added(session, MAYOR)
    held = actions.add_representation(session, works.id, person.id, Authority.SOLE, "", TODAY, OFFICE, NOW)
    with pytest.raises(Refusal, match="vor ihrem Beginn"):
        actions.end_representation(session, held, LONG_AGO, OFFICE, NOW)
    actions.end_representation(session, held, TODAY, OFFICE, NOW)
    with pytest.raises(Refusal, match="endete schon"):
        actions.end_representation(session, held, TODAY + timedelta(days=1), OFFICE, NOW)


def test_a_wrong_account_number_is_refused_and_a_right_one_kept_once(session: Session) -> None:
    party = added(session, MAYOR)
    with pytest.raises(Refusal, match="IBAN"):
        actions.add_bank_account(session, party.id, "DE89370400440532013001", TODAY, OFFICE, NOW)
    rows = [
        actions.add_bank_account(session, party.id, iban, TODAY, OFFICE, NOW)
        for iban in ("DE89 3704 0044 0532 0130 00", "de89370400440532013000")
    ]
    assert rows[0] is rows[1]


def test_every_change_stands_in_the_journal(session: Session) -> None:
    party = added(session, WORKS)
    actions.change_contact(session, party, "neu@quellbach.example", "07000 1", "Rabental", OFFICE, NOW)
    actions.change_contact(session, party, "neu@quellbach.example", "07000 1", "Rabental", OFFICE, NOW)
    session.commit()
    acts = [line.act for line in journal.lines_about(session, f"party:{party.id}")]
    assert acts == ["change_contact", "add_party"]


def test_an_unknown_party_is_not_there(session: Session) -> None:
    with pytest.raises(NotFound):
        queries.get_party(session, 4711)
    with pytest.raises(NotFound):
        queries.name_on(session, 4711, TODAY)


def test_the_longest_name_is_listed_as_far_as_it_fits_and_kept_whole(session: Session) -> None:
    facts = PartyFacts(kind=PartyKind.COMPANY, name="Ä" * 300)
    party = actions.add_party(session, facts, TODAY, OFFICE, NOW)
    actions.change_name(session, party, facts, TODAY, OFFICE, NOW)
    assert len(party.sort_name) == 300
    assert queries.name_on(session, party.id, TODAY).name == "Ä" * 300


def test_a_wrong_name_is_taken_back_by_a_counter_entry(session: Session) -> None:
    """What held before holds again from the same day; the wrong entry stays, and goes once."""
    party = an_organisation(session, "Werkstatt Morgenau e. V.", PartyKind.ASSOCIATION)
    facts = PartyFacts(party.kind, name="Werkstatt Morgenau GmbH", legal_form="GmbH")
    wrong = actions.change_name(session, party, facts, TODAY, OFFICE, NOW, "a" * 64)
    assert (party.display_name, wrong.legal_form, wrong.proof_sha256) == (facts.name, "GmbH", "a" * 64)
    undone = actions.undo_name(session, party, wrong.id, "Falsches Mitglied", OFFICE, NOW)
    assert (undone.undoes_id, undone.valid_from, undone.note) == (wrong.id, TODAY, "Falsches Mitglied")
    assert party.display_name == queries.name_on(session, party.id, TODAY).name == "Werkstatt Morgenau e. V."
    for entry in (wrong.id, undone.id):
        with pytest.raises(Refusal):
            actions.undo_name(session, party, entry, "Noch einmal", OFFICE, NOW)
    assert len(queries.names_of(session, party.id)) == 3


def test_a_wrong_address_is_taken_back_and_the_first_one_is_not(session: Session) -> None:
    party = an_organisation(session)
    first = queries.addresses_of(session, party.id)[0]
    with pytest.raises(Refusal):
        actions.undo_address(session, party, first.id, "Falsch", OFFICE, NOW)
    ahead = TODAY + timedelta(days=30)
    wrong = actions.change_address(session, party, PostalAddress("Irrweg 1", "70990", "Morgenau"), ahead, OFFICE, NOW)
    actions.undo_address(session, party, wrong.id, "Falsch", OFFICE, NOW)
    held = queries.address_on(session, party.id, ahead)
    assert held is not None
    assert held.value() == first.value()


@pytest.mark.parametrize("off", [-4000, 800])
def test_a_day_far_off_is_refused_for_name_and_address(session: Session, off: int) -> None:
    party, day = an_organisation(session), TODAY + timedelta(days=off)
    with pytest.raises(Refusal):
        actions.change_address(session, party, PostalAddress("Irrweg 1", "70990", "Morgenau"), day, OFFICE, NOW)


def test_who_has_come_since_is_found_without_reading_everybody(session: Session) -> None:
    for number in range(3):
        an_organisation(session, f"Gemeinde {number}").created_at = NOW + timedelta(days=number)
    session.flush()
    explained: list[str] = []

    def explain(_connection: object, cursor: Any, statement: str, given: Any, *_: object) -> None:
        if "party.created_at >=" in statement:
            is_sqlite = session.get_bind().dialect.name == "sqlite"
            cursor.execute(f"EXPLAIN {'QUERY PLAN ' if is_sqlite else ''}{statement}", given)
            explained.extend(str(row) for row in cursor.fetchall())

    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET LOCAL enable_seqscan = off"))
    event.listen(Engine, "before_cursor_execute", explain)
    try:
        found = queries.added_since(session, NOW + timedelta(hours=1))
    finally:
        event.remove(Engine, "before_cursor_execute", explain)
    assert [party.display_name for party in found] == ["Gemeinde 2", "Gemeinde 1"]
    assert "ix_party_created_at" in " ".join(explained)
    assert "TEMP B-TREE" not in " ".join(explained)
