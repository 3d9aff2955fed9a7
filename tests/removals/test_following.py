"""Who follows a member: two of one name are two, and an account counts once a second person confirms it (R-SEPA-01)."""

import io
import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.archive import queries as archive
from app.changes import actions as changes
from app.changes import queries as changes_queries
from app.core.values import Actor, PartyKind, PostalAddress, Refusal, Role
from app.parties import actions as party_actions
from app.parties import queries as parties
from app.parties.rules import PartyFacts, PostcodeRefusal
from app.removals import actions, queries
from app.removals.models import Removal
from app.removals.rules import AboutAccount, FollowerRole, RemovalKind, SeemsNamed
from tests.departures.factories import a_holder
from tests.factories import LONG_AGO, NOW, OFFICE, TODAY, a_pdf, a_person, sign_in, sign_in_office
from tests.removals.factories import PROOF, a_human, a_lasting_house, a_successor, dead, followed, reported
from tests.tabs import Tab, said, two_tabs
from tests.visitors import visitor

ONE, TWO = (Actor(name, number, number, frozenset({Role.OFFICE})) for number, name in ((1, "Eine"), (2, "Andere")))
IBAN, PDF = "DE75512108001245126199", a_pdf("Erbschein")


def named(session: Session, removal: Removal, iban: str = IBAN) -> int:
    """An heir with an account, entered by one person; gives its party."""
    actions.name_follower(session, removal, a_successor(), FollowerRole.HEIR, PROOF, ONE, NOW, iban)
    return queries.heirs_of(removal)[-1].party_id


def account_of(session: Session, party_id: int) -> str | None:
    """The account that counts by now."""
    found = parties.bank_accounts_of(session, party_id)
    return found[0].iban if found else None


def test_the_account_of_an_heir_counts_only_when_another_person_has_confirmed_it(session: Session) -> None:
    a_lasting_house(session)
    removal = dead(session, a_human(session))
    heir = named(session, removal)
    assert account_of(session, heir) is None
    waiting = queries.accounts_waiting(session, removal)[heir]
    with pytest.raises(Refusal, match="jemand anderes"):
        changes.confirm(session, waiting, ONE, NOW)
    changes.confirm(session, waiting, TWO, NOW)
    assert account_of(session, heir) == IBAN
    assert account_of(session, removal.member.party_id) is None
    assert queries.accounts_waiting(session, removal) == {}


def test_a_rejected_account_of_an_heir_never_counts(session: Session) -> None:
    a_lasting_house(session)
    removal = dead(session, a_human(session))
    heir = named(session, removal)
    changes.reject(session, queries.accounts_waiting(session, removal)[heir], "Nicht vom Erben", TWO, NOW)
    assert account_of(session, heir) is None


def test_the_dead_member_s_own_changes_do_not_show_the_heir_s(session: Session) -> None:
    a_lasting_house(session)
    removal = dead(session, a_human(session))
    named(session, removal)
    assert changes_queries.waiting_of(session, removal.member_id) == []


def test_several_heirs_each_have_an_account_that_waits(session: Session) -> None:
    a_lasting_house(session)
    removal = dead(session, a_human(session))
    named(session, removal)
    actions.name_follower(
        session, removal, a_successor("Kunibert"), FollowerRole.HEIR, PROOF, ONE, NOW, "DE02120300000000202051"
    )
    assert len(queries.accounts_waiting(session, removal)) == 2


def test_two_heirs_of_the_same_name_are_two(session: Session) -> None:
    a_lasting_house(session)
    removal = dead(session, a_human(session))
    followed(session, removal)
    followed(session, removal, is_another=True)
    assert len({each.party_id for each in queries.heirs_of(removal)}) == 2
    assert queries.payee_of(removal) is None


def test_who_is_named_already_is_not_entered_as_somebody_new(session: Session) -> None:
    a_lasting_house(session)
    removal = followed(session, dead(session, a_human(session)))
    for role in (FollowerRole.HEIR, FollowerRole.REPRESENTATIVE):
        with pytest.raises(SeemsNamed, match="Rosalinde Lindwurm steht hier schon"):
            followed(session, removal, role)
    followed(session, removal, facts=a_successor("Kunibert"))
    assert len(queries.heirs_of(removal)) == 2


def test_of_the_letters_to_the_heirs_only_the_newest_lies_in_the_tray(session: Session) -> None:
    a_lasting_house(session)
    removal = dead(session, a_human(session))
    for name in ("Rosalinde", "Kunibert", "Walburga"):
        followed(session, removal, facts=a_successor(name))
    written = [item for item in archive.waiting_items(session) if item.document.kind == "estate_letter"]
    assert [item.document_id for item in written] == [removal.letter_id]


@pytest.mark.parametrize("postcode", ["7099", "709971", "ABCDE"])
def test_an_heir_has_a_right_postcode(session: Session, postcode: str) -> None:
    a_lasting_house(session)
    facts = replace(a_successor(), address=PostalAddress("Am Anger 9", postcode, "Altenbruck"))
    with pytest.raises(PostcodeRefusal, match="fünf Ziffern"):
        followed(session, dead(session, a_human(session)), facts=facts)


def test_a_new_successor_has_a_right_postcode_too(session: Session) -> None:
    a_lasting_house(session)
    address = PostalAddress("Am Umspannwerk 2", "7099", "Hohenmoos")
    new = PartyFacts(PartyKind.COMPANY, name="Glasfaser Hohenmoos AG", address=address)
    with pytest.raises(PostcodeRefusal, match="fünf Ziffern"):
        actions.report(session, a_holder(session), reported(RemovalKind.SUCCESSION), PROOF, OFFICE, NOW, new)


def test_an_heir_who_is_named_already_represents_all_as_the_same_person(session: Session) -> None:
    a_lasting_house(session)
    removal = followed(session, dead(session, a_human(session)))
    heir = queries.heirs_of(removal)[0].party_id
    followed(session, removal, FollowerRole.REPRESENTATIVE, who=heir)
    assert {each.party_id for each in queries.followers_of(removal)} == {heir}
    with pytest.raises(Refusal, match="schon eingetragen"):
        followed(session, removal, who=heir)


@pytest.mark.parametrize("role", [FollowerRole.HEIR, FollowerRole.REPRESENTATIVE])
def test_an_account_named_later_of_who_stands_there_is_proposed_and_nothing_else(
    session: Session, role: FollowerRole
) -> None:
    a_lasting_house(session)
    removal = followed(session, dead(session, a_human(session)), role)
    [follower], letter, steps = queries.followers_of(removal), removal.letter_id, len(removal.steps)
    actions.name_follower(session, removal, follower.party_id, role, PROOF, ONE, NOW, IBAN)
    assert [each.id for each in queries.followers_of(removal)] == [follower.id]
    assert (removal.letter_id, len(removal.steps)) == (letter, steps)
    waiting = queries.accounts_waiting(session, removal)[follower.party_id]
    assert waiting.proof_sha256 is not None
    changes.confirm(session, waiting, TWO, NOW)
    assert account_of(session, follower.party_id) == IBAN


def test_an_account_that_holds_or_waits_already_is_refused_as_that(session: Session) -> None:
    a_lasting_house(session)
    removal = dead(session, a_human(session))
    heir = named(session, removal)
    for said_of_it in ("Bestätigung", "schon"):
        with pytest.raises(AboutAccount, match=said_of_it):
            actions.name_follower(session, removal, heir, FollowerRole.HEIR, PROOF, ONE, NOW, IBAN)
        for each in queries.accounts_waiting(session, removal).values():
            changes.confirm(session, each, TWO, NOW)


# --- the form --------------------------------------------------------------------------------------------------------

NEW = {
    "role": "heir", "party_kind": "natural_person", "first_names": "Rosalinde", "last_name": "Lindwurm",
    "street": "Am Anger 9", "postcode": "70997", "city": "Altenbruck",
}  # fmt: skip


def proof() -> tuple[io.BytesIO, str]:
    return io.BytesIO(PDF), "erbschein.pdf"


def at_the_desk(session: Session, client: FlaskClient) -> tuple[Removal, str]:
    """A death, and the address of its page, looked at by the office."""
    a_lasting_house(session)
    removal = dead(session, a_human(session))
    session.commit()
    sign_in_office(session, client)
    return removal, f"/ausscheiden/{removal.id}"


def heirs(session: Session, removal: Removal) -> list[str]:
    session.expire_all()
    return [each.party.display_name for each in queries.heirs_of(removal)]


@pytest.mark.parametrize(
    ("left_out", "sentence"),
    [
        ("last_name", "Geben Sie den Familiennamen an"), ("first_names", "Geben Sie die Vornamen an"),
        ("street", "Geben Sie die Straße an"), ("city", "Geben Sie den Ort an"),
    ],
)
def test_what_is_left_out_of_somebody_new_is_said_at_its_field(
    session: Session, client: FlaskClient, left_out: str, sentence: str
) -> None:
    removal, page = at_the_desk(session, client)
    tab = Tab(client, page, "nachfolge$")
    answer = tab.send(**{**NEW, left_out: " ", "document": proof()})
    assert answer.status_code == 422
    assert re.search(rf'id="{left_out}-error"[^>]*>[^<]*(<[^>]*>)*[^<]*{sentence}', answer.text)
    assert heirs(session, removal) == []


def test_a_member_becomes_an_heir_by_its_number_and_stays_one_party(session: Session, client: FlaskClient) -> None:
    removal, page = at_the_desk(session, client)
    daughter = a_human(session, "Rosalinde")
    session.commit()
    tab = Tab(client, page, "nachfolge$")
    assert tab.send(role="heir", number="4711", document=proof()).status_code == 422
    assert tab.send(role="heir", number=str(daughter.number), document=proof()).status_code == 302
    session.expire_all()
    assert [each.party_id for each in queries.heirs_of(removal)] == [daughter.party_id]


def test_an_account_from_the_form_waits_and_its_page_says_so(
    app: Flask, session: Session, client: FlaskClient
) -> None:
    removal, page = at_the_desk(session, client)
    answer = Tab(client, page, "nachfolge$").send(**NEW, iban=IBAN, document=proof())
    assert answer.status_code == 302
    assert "wartet auf eine zweite Person" in client.get(page).text
    session.expire_all()
    change = queries.accounts_waiting(session, removal)[queries.heirs_of(removal)[0].party_id]
    shown = client.get(f"/aenderungen/{change.id}").text
    assert "Rosalinde Lindwurm" in shown
    assert client.post(f"/aenderungen/{change.id}/bestaetigen", data={"key": "key-of-an-act"}).status_code == 409
    colleague = visitor(app)
    sign_in(session, colleague, a_person(session, "Gundula", "Zweitblick"), Role.OFFICE)
    confirmed = colleague.post(f"/aenderungen/{change.id}/bestaetigen", data={"key": "another-key"})
    assert confirmed.status_code == 302
    session.rollback()
    assert account_of(session, queries.heirs_of(removal)[0].party_id) == IBAN


def test_the_account_of_an_heir_who_stands_there_comes_from_the_form_by_choosing_who_it_is(
    session: Session, client: FlaskClient
) -> None:
    removal, page = at_the_desk(session, client)
    followed(session, removal)
    session.commit()
    heir = queries.heirs_of(removal)[0].party_id
    assert "Wer mit derselben Rolle schon hier steht, wird oben ausgewählt" in said(client.get(page))
    answer = Tab(client, page, "nachfolge$").send(role="heir", known=str(heir), iban=IBAN, document=proof())
    assert answer.status_code == 302
    told = said(client.get(page))
    for words in ("Das Konto gilt, sobald eine zweite Person es bestätigt", "wartet auf eine zweite Person"):
        assert words in told
    assert heirs(session, removal) == ["Rosalinde Lindwurm"]
    again = Tab(client, page, "nachfolge$").send(role="heir", known=str(heir), document=proof())
    assert (again.status_code, "schon eingetragen" in said(again)) == (422, True)


def test_an_account_that_is_known_and_confirmed_already_is_not_said_to_wait_for_anybody(
    session: Session, client: FlaskClient
) -> None:
    removal, page = at_the_desk(session, client)
    heir = a_human(session, "Ludmilla", "Lindwurm")
    party_actions.add_bank_account(session, heir.party_id, IBAN, LONG_AGO, OFFICE, NOW)
    session.commit()
    answer = Tab(client, page, "nachfolge$").send(
        role="heir", number=str(heir.number), iban=IBAN, document=proof()
    )
    assert answer.status_code == 302
    told = said(client.get(page))
    assert "Die Nachfolge ist eingetragen." in told
    assert "Das Konto gilt, sobald" not in told
    assert queries.accounts_waiting(session, removal) == {}


def test_a_heir_is_entered_once_however_often_the_form_is_sent(session: Session, client: FlaskClient) -> None:
    removal, page = at_the_desk(session, client)
    tab = Tab(client, page, "nachfolge$")
    assert [tab.send(**NEW, document=proof()).status_code for _click in range(2)] == [302, 302]
    assert heirs(session, removal) == ["Rosalinde Lindwurm"]


def test_whoever_names_the_same_heir_in_a_second_tab_is_told_and_may_mean_another(
    session: Session, client: FlaskClient
) -> None:
    removal, page = at_the_desk(session, client)
    one, other = two_tabs(client, page, "nachfolge$")
    assert one.send(**NEW, document=proof()).status_code == 302
    met = other.send(**NEW, document=proof())
    assert met.status_code == 409
    assert "Inzwischen" in said(met)
    assert heirs(session, removal) == ["Rosalinde Lindwurm"]
    again = other.send(**NEW, document=proof())
    assert again.status_code == 422
    assert re.search(r'id="known-error"[^>]*>[^<]*(<[^>]*>)*[^<]*steht hier schon', again.text)
    assert heirs(session, removal) == ["Rosalinde Lindwurm"]
    assert other.send(**NEW, is_another="y", document=proof()).status_code == 302
    assert heirs(session, removal) == ["Rosalinde Lindwurm", "Rosalinde Lindwurm"]


def test_people_of_one_name_are_told_apart_where_one_is_chosen(session: Session, client: FlaskClient) -> None:
    removal, page = at_the_desk(session, client)
    followed(session, removal)
    followed(session, removal, is_another=True)
    elsewhere = replace(a_successor(), address=PostalAddress("Hangweg 3", "70998", "Hohenmoos"))
    followed(session, removal, FollowerRole.REPRESENTATIVE, facts=elsewhere)
    session.commit()
    for name, count in (("known", 3), ("entry", 3)):
        select = re.search(rf'<select[^>]*name="{name}".*?</select>', client.get(page).text, re.DOTALL)
        assert select is not None
        labels = [each.strip() for each in re.findall(r"<option[^>]*>([^<]*)<", select[0]) if "Lindwurm" in each]
        assert len(labels) == len(set(labels)) == count
        assert any("Hangweg 3" in each and "Vertretung" in each for each in labels)


def test_a_wrong_postcode_is_said_at_its_field(session: Session, client: FlaskClient) -> None:
    removal, page = at_the_desk(session, client)
    answer = Tab(client, page, "nachfolge$").send(**{**NEW, "postcode": "7099", "document": proof()})
    assert answer.status_code == 422
    assert re.search(r'id="postcode-error"[^>]*>[^<]*(<[^>]*>)*[^<]*fünf Ziffern', answer.text)
    assert heirs(session, removal) == []


def test_the_account_of_an_heir_waits_for_nobody_once_the_death_was_none(session: Session) -> None:
    a_lasting_house(session)
    removal = dead(session, a_human(session))
    heir = named(session, removal)
    actions.reverse(session, removal, "Verwechselt", TWO, NOW)
    assert changes_queries.waiting_of(session, removal.member_id, heir) == []
    assert queries.accounts_waiting(session, removal) == {}
    assert account_of(session, heir) is None


def test_of_heirs_without_a_representative_is_said_that_they_are_known(session: Session, client: FlaskClient) -> None:
    a_lasting_house(session)
    removal = dead(session, a_human(session))
    sign_in_office(session, client)
    page = client.get(f"/ausscheiden/{removal.id}").text
    assert "noch niemandem, den wir kennen" in page
    for name in ("Rosalinde", "Kunibert"):
        followed(session, removal, facts=a_successor(name))
    session.commit()
    page = client.get(f"/ausscheiden/{removal.id}").text
    assert "noch niemandem, den wir kennen" not in page
    assert "ihre gemeinsame Vertretung" in page


def test_a_death_stands_in_the_course_under_the_day_on_which_it_was_noted(
    session: Session, client: FlaskClient
) -> None:
    a_lasting_house(session)
    removal = dead(session, a_human(session))
    sign_in_office(session, client)
    course = client.get(f"/ausscheiden/{removal.id}").text.split('class="timeline"')[1]
    assert f"{TODAY:%d.%m.%Y}: Erfasst" in course
