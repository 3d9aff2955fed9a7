"""The pages of removals: choose, see what follows, enter, go on step by step; the list and its files."""

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.core import clock
from app.core.values import Refusal, Role
from app.members import queries as members
from app.members.models import Member
from app.removals import actions, queries
from app.removals.models import Removal
from app.removals.rules import RemovalKind, RemovalState, StepKind
from tests.departures.factories import a_holder
from tests.factories import NOW, OFFICE, a_pdf, a_person, sign_in, sign_in_office
from tests.removals.factories import (
    CLAUSE,
    LATER,
    PROOF,
    a_human,
    a_lasting_house,
    dead,
    heard,
    on_appeal,
    reported,
    resolved,
    to_be_sent,
)
from tests.tabs import Tab, said
from tests.together import transactions_together

KEY = "key-of-this-form"
PDF = a_pdf("Nachweis")
KINDS = [kind.value for kind in RemovalKind]


def in_the_office(session: Session, client: FlaskClient, **statute: Any) -> tuple[Member, Member]:
    """A person and a municipality with shares, looked at by the office."""
    a_lasting_house(session, **statute)
    human, town = a_human(session), a_holder(session)
    session.commit()
    sign_in_office(session, client)
    return human, town


def shown(client: FlaskClient, member: Member, kind: str) -> str:
    """What the form's page says it showed."""
    found = re.search(r'name="shown" value="([^"]*)"', client.get(f"/ausscheiden/neu/{member.number}/{kind}").text)
    assert found
    return found[1].replace("&#34;", '"').replace("&quot;", '"')


def sent(client: FlaskClient, member: Member, kind: str = "death", key: str = KEY, **more: Any) -> TestResponse:
    """A report as the form sends it, with its proof."""
    data = {
        "key": key, "shown": more.pop("shown", None) or shown(client, member, kind),
        "event_on": (clock.today() - timedelta(days=3)).isoformat(),
        "document": (io.BytesIO(PDF), "nachweis.pdf"), "clause": CLAUSE, "reasons": "Nicht gezahlt.", "organ": "board",
        "answer_until": (clock.today() + timedelta(days=14)).isoformat(), "party_kind": "company", **more,
    }  # fmt: skip
    return client.post(f"/ausscheiden/neu/{member.number}/{kind}", data=data)


def removals(session: Session) -> list[Removal]:
    session.expire_all()
    return list(session.scalars(select(Removal)).unique())


def test_the_office_chooses_the_member_and_what_happened(session: Session, client: FlaskClient) -> None:
    human, _town = in_the_office(session, client)
    assert client.get("/ausscheiden/neu").status_code == 200
    answer = client.post("/ausscheiden/neu", data={"key": KEY, "number": human.number, "kind": "death"})
    assert answer.location == f"/ausscheiden/neu/{human.number}/death"
    assert client.post("/ausscheiden/neu", data={"key": KEY, "number": 4711, "kind": "death"}).status_code == 422
    assert client.get(f"/ausscheiden/neu/{human.number}/marriage").status_code == 404


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_its_form_and_a_refused_one_keeps_what_was_typed(
    session: Session, client: FlaskClient, kind: str
) -> None:
    human, town = in_the_office(session, client)
    member = human if kind == "death" else town
    answer = sent(client, member, kind, event_on="", answer_until="", reference="S 1/26", clause="§ 99")
    assert answer.status_code == 422
    assert ("§ 99" if kind == "exclusion" else "S 1/26") in answer.text
    assert removals(session) == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_entered_once_however_often_it_is_sent(
    session: Session, client: FlaskClient, kind: str
) -> None:
    human, town = in_the_office(session, client)
    member = human if kind == "death" else town
    before = shown(client, member, kind)
    first = sent(client, member, kind, name="Glasfaser Hohenmoos AG", shown=before)
    assert first.status_code == 302
    assert sent(client, member, kind, name="Glasfaser Hohenmoos AG", shown=before).location == first.location
    assert [each.kind.value for each in removals(session)] == [kind]
    page = client.get(first.location).text
    assert "AS-2026-001" in page
    assert member.party.display_name in page


def test_the_preview_names_day_rule_and_amounts_and_enters_nothing(session: Session, client: FlaskClient) -> None:
    human, town = in_the_office(session, client)
    data = {"event_on": "2026-11-03"}
    page = client.post(f"/ausscheiden/neu/{human.number}/death/vorschau", data=data).text
    assert "Ende mit Ablauf des 31.12.2026" in page
    assert "1.500,00" in page
    assert "§ 77 Abs. 1 GenG" in page
    panel = client.post(
        f"/ausscheiden/neu/{town.number}/death/vorschau", data=data, headers={"HX-Request": "true"}
    ).text
    assert "Ein Mensch stirbt" in panel
    assert removals(session) == []


def test_the_preview_of_an_exclusion_tells_of_the_appeal(session: Session, client: FlaskClient) -> None:
    _human, town = in_the_office(session, client)
    data = {"clause": CLAUSE, "reasons": "Nicht gezahlt.", "organ": "board", "answer_until": "2026-12-20"}
    page = client.post(f"/ausscheiden/neu/{town.number}/exclusion/vorschau", data=data).text
    assert "42 Tage zur Beschwerde" in page


def test_without_a_proof_no_death_is_noted(session: Session, client: FlaskClient) -> None:
    human, _town = in_the_office(session, client)
    assert sent(client, human, document=(io.BytesIO(b""), "")).status_code == 422
    assert removals(session) == []


def test_who_entered_something_meanwhile_is_named_and_nothing_is_entered_twice(
    session: Session, client: FlaskClient
) -> None:
    human, _town = in_the_office(session, client)
    before = shown(client, human, "death")
    dead(session, human)
    session.commit()
    answer = sent(client, human, shown=before)
    assert answer.status_code == 409
    assert "Inzwischen" in answer.text
    assert len(removals(session)) == 1


def test_two_officers_at_once_note_one_death(app: Flask, session: Session) -> None:
    a_lasting_house(session)
    human = a_human(session)
    number = human.number
    session.commit()

    def noted(other: Session) -> str:
        member = members.find_by_number(other, number)
        assert member is not None
        return actions.report(other, member, reported(), PROOF, OFFICE, NOW).number

    answers = transactions_together(app, noted, noted)
    assert sorted(isinstance(answer, Refusal) for answer in answers) == [False, True]
    assert len(removals(session)) == 1


def test_an_exclusion_goes_its_way_step_by_step(session: Session, client: FlaskClient) -> None:
    _human, town = in_the_office(session, client)
    address = sent(client, town, "exclusion").location
    early = client.post(f"{address}/vorlegen", data={"key": "key-to-propose-it"})
    assert early.status_code == 409
    answered = {"key": "key-of-a-step", "happened_on": clock.today().isoformat(), "words": "Ich zahle."}
    assert client.post(f"{address}/aeusserung", data=answered).status_code == 302
    assert client.post(f"{address}/vorlegen", data={"key": "key-to-propose-it"}).status_code == 302
    page = client.get(address).text
    assert "Ich zahle." in page
    assert "Zum Beschluss vorgelegt: Vorstand." in page
    assert removals(session)[0].state is RemovalState.PROPOSED


def test_a_dispatch_is_refused_at_its_field_and_entered_once(
    session: Session, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, day = f"/ausscheiden/{to_be_sent(session, client, monkeypatch).id}", LATER.date()
    late = {"happened_on": (day + timedelta(days=2)).isoformat(), "posting": "RR 1"}
    tab = Tab(client, address, "absendung$")
    assert "spätestens heute" in tab.send(**late).text
    right = {**tab.fields, **late, "happened_on": day.isoformat()}
    assert [client.post(tab.action, data=right).status_code for _click in range(2)] == [302, 302]
    page = client.get(address).text
    assert "RR 1" in page
    assert "Beschwerde bis" in page
    appeal = {"key": "another-key", "happened_on": day.isoformat(), "words": "Gezahlt."}
    assert client.post(f"{address}/beschwerde", data=appeal).status_code == 302
    decided = {"decision": on_appeal(session).reference, "decided_by": "organ", "outcome": "upheld"}
    session.commit()
    assert Tab(client, address, "entscheidung$").send(**decided).status_code == 302
    assert removals(session)[0].state is RemovalState.LIFTED
    assert client.get(address).status_code == 200


def test_heirs_are_named_taken_back_and_go_on(session: Session, client: FlaskClient) -> None:
    human, _town = in_the_office(session, client, heirs_continue=True)
    address = sent(client, human).location
    heir = {
        "role": "heir", "party_kind": "natural_person", "first_names": "Rosalinde",
        "last_name": "Lindwurm", "street": "Am Anger 9", "postcode": "70997", "city": "Altenbruck",
        "document": (io.BytesIO(PDF), "erbschein.pdf"),
    }  # fmt: skip
    assert Tab(client, address, "nachfolge$").send(**heir).status_code == 302
    assert "Rosalinde Lindwurm" in client.get(address).text
    follower = queries.followers_of(removals(session)[0])[0]
    back = {"key": "second-key", "entry": follower.id, "why": "Falscher Name"}
    assert client.post(f"{address}/nachfolge/zuruecknehmen", data=back).status_code == 302
    again = {**heir, "document": (io.BytesIO(PDF), "erbschein.pdf")}
    assert Tab(client, address, "nachfolge$").send(**again).status_code == 302
    follower = queries.followers_of(removals(session)[0])[0]
    assert Tab(client, address, "fortsetzen$").send(follower=follower.id).status_code == 302
    assert removals(session)[0].state is RemovalState.CONTINUED


def test_heirs_who_do_not_go_on_let_the_membership_end(session: Session, client: FlaskClient) -> None:
    human, _town = in_the_office(session, client, heirs_continue=True)
    address = sent(client, human).location
    assert Tab(client, address, "enden$").send().status_code == 302
    assert removals(session)[0].state is RemovalState.ENTERED


def test_a_mistake_is_reversed_with_its_reason(session: Session, client: FlaskClient) -> None:
    human, _town = in_the_office(session, client)
    address = sent(client, human).location
    tab = Tab(client, address, "storno$")
    assert [tab.send(reason=why).status_code for why in (" ", "Namensgleichheit")] == [422, 302]
    assert "Namensgleichheit" in client.get(address).text


def test_a_letter_is_written_anew_while_it_waits(session: Session, client: FlaskClient) -> None:
    human, _town = in_the_office(session, client)
    removal = dead(session, human)
    removal.letter_id = None
    session.commit()
    assert client.post(f"/ausscheiden/{removal.id}/brief", data={"key": KEY}).status_code == 302
    assert client.post(f"/ausscheiden/{removal.id}/neu-schreiben", data={"key": "key-to-write-anew"}).status_code == 409


def test_the_list_is_searched_sorted_filtered_and_exported(session: Session, client: FlaskClient) -> None:
    human, town = in_the_office(session, client)
    dead(session, human)
    heard(session, town)
    session.commit()
    page = client.get("/ausscheiden?sort=name").text
    assert page.index("Altenbruck") < page.index("Lindwurm")
    assert "Lindwurm" not in client.get("/ausscheiden?q=altenbruck").text
    assert "Altenbruck" not in client.get("/ausscheiden?kind=death").text
    assert "Lindwurm" not in client.get("/ausscheiden?view=open").text
    assert "Kein Vorgang passt" in client.get("/ausscheiden?q=niemand").text
    assert "AS-2026-002" in client.get("/ausscheiden?format=csv").text


def test_a_proof_is_handed_out_and_nothing_else(session: Session, client: FlaskClient) -> None:
    human, _town = in_the_office(session, client)
    address = sent(client, human).location
    step = removals(session)[0].steps[0]
    assert client.get(f"{address}/unterlagen/{step.id}").data == PDF
    assert client.get(f"{address}/unterlagen/4711").status_code == 404
    assert client.get("/ausscheiden/4711").status_code == 404


def test_dossier_search_and_desk_know_of_it(session: Session, client: FlaskClient) -> None:
    human, _town = in_the_office(session, client)
    removal = dead(session, human)
    removal.letter_id = None
    session.commit()
    assert "AS-2026-001" in client.get(f"/mitglieder/{human.number}").text
    assert "AS-2026-001" in client.get("/suche?q=AS-2026-001").text
    assert "fehlt noch der Brief" in client.get("/").text


def test_the_desk_asks_to_send_the_letter_of_an_exclusion(session: Session, client: FlaskClient) -> None:
    a_lasting_house(session)
    resolved(session, a_holder(session))
    session.commit()
    sign_in_office(session, client)
    assert "das Einschreiben ist abzusenden" in client.get("/").text


def test_a_resolution_of_the_board_is_told_as_the_boards_and_not_as_the_last_voters(
    session: Session, client: FlaskClient
) -> None:
    a_lasting_house(session)
    removal = resolved(session, a_holder(session))
    session.commit()
    sign_in_office(session, client)
    (step,) = [each for each in removal.steps if each.kind is StepKind.RESOLVED]
    page = client.get(f"/ausscheiden/{removal.id}").text
    told = page[page.index(f"Beschlossen, {removal.resolution_number}"):].partition("</li>")[0]
    assert (", Vorstand</div>" in told, step.recorded_by in told) == (True, False)


def test_who_may_only_read_is_offered_no_form(session: Session, client: FlaskClient) -> None:
    a_lasting_house(session)
    removal = dead(session, a_human(session))
    session.commit()
    sign_in(session, client, a_person(session, "Gundula", "Prüfenstein"), Role.AUDITOR)
    page = client.get(f"/ausscheiden/{removal.id}").text
    assert "Irrtum stornieren" not in page
    assert "Sterbeurkunde" not in page


def test_the_register_names_a_universal_succession_and_no_dissolution(client: FlaskClient, session: Session) -> None:
    """On the register's page, in its files and in the year's movement (§ 338 HGB)."""
    _human, town = in_the_office(session, client)
    successor = a_holder(session, "Stadt Lindenfurt")
    removal = actions.report(session, town, reported(RemovalKind.SUCCESSION), PROOF, OFFICE, NOW, successor.party_id)
    session.commit()
    assert removal.last_day is not None
    ended = f"{removal.last_day:%d.%m.%Y}, Gesamtrechtsnachfolge"
    register = client.get(f"/register/?day={removal.last_day.isoformat()}").text
    assert ended in register
    assert "Auflösung" not in register
    assert "Gesamtrechtsnachfolge" in client.get(f"/register/?format=csv&day={removal.last_day.isoformat()}").text
    assert "Gesamtrechtsnachfolge" in client.get(f"/mitglieder/{town.number}").text


@pytest.mark.parametrize(("follows", "answer"), [
    ({"successor_number": "2"}, "Niemand folgt sich selbst nach"), ({"successor_number": "4711"}, "4711"),
    ({"name": "Amt Nord", "street": "Markt 1", "postcode": "709", "city": "Altenbruck"}, "fünf Ziffern"),
])
def test_the_preview_of_a_succession_refuses_whom_its_entry_refuses(
    client: FlaskClient, session: Session, follows: dict[str, str], answer: str
) -> None:
    _human, town = in_the_office(session, client)
    assert town.number == 2
    data = {"event_on": "2026-11-02", "reference": "GVBl. 12", "party_kind": "municipality", **follows}
    told = client.post("/ausscheiden/neu/2/succession/vorschau", data=data, headers={"HX-Request": "true"})
    assert answer in said(told)


def test_an_exclusion_is_not_offered_to_be_laid_before_an_organ_while_the_time_to_answer_runs(
    client: FlaskClient, session: Session
) -> None:
    _human, town = in_the_office(session, client)
    removal = heard(session, town)
    session.commit()
    address, until = f"/ausscheiden/{removal.id}", removal.answer_until
    page = client.get(address).text
    assert f"{address}/vorlegen" not in page
    assert f"noch bis zum {until:%d.%m.%Y} äußern" in page
    actions.note_answer(session, removal, NOW.date(), "Ich zahle.", None, OFFICE, NOW)
    session.commit()
    page = client.get(address).text
    assert f'action="{address}/vorlegen"' in page
    assert "noch bis zum" not in page


def test_a_death_before_the_membership_and_any_statute_names_the_day_on_which_it_began(
    session: Session, client: FlaskClient
) -> None:
    human, _town = in_the_office(session, client)
    answer = sent(client, human, event_on="2015-01-01")
    assert answer.status_code == 422
    assert "Mitglied ist es erst seit dem" in answer.text
