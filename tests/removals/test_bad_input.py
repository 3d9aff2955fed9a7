"""Bad input about removals: stale forms, two tabs, two officers, wrong roles, guessed ids, faults in mid-act."""

import io
import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core import clock
from app.core.values import Refusal, Role
from app.members import queries as members
from app.removals import actions, queries
from app.removals.actions import continuing, excluding, following
from app.removals.models import Removal
from app.removals.rules import FollowerRole, RemovalState, check_goes_on
from app.shares import actions as share_actions
from app.shares import queries as shares
from tests.departures.factories import a_holder
from tests.factories import NOW, OFFICE, TODAY, a_pdf, a_person, sign_in, sign_in_office
from tests.removals.factories import (
    CLAUSE,
    LATER,
    PROOF,
    a_human,
    a_lasting_house,
    a_successor,
    dead,
    followed,
    heard,
    later,
    resolved,
    sent,
    to_be_sent,
)
from tests.tabs import Tab, said, two_tabs
from tests.together import transactions_together
from tests.visitors import visitor

KEY, PDF = "key-of-this-form", a_pdf("Erbschein")
STEPS = (
    "aeusserung", "vorlegen", "neu-schreiben", "brief", "absendung", "beschwerde", "entscheidung", "ruecknahme",
    "urteil", "nachfolge", "nachfolge/zuruecknehmen", "fortsetzen", "fortsetzung-stornieren", "enden", "storno",
    "verlauf/1/zuruecknehmen", "gegenbuchen", "beschluss",
)  # fmt: skip
"""Every act on a removal, by its address."""


def state_of(session: Session, removal: Removal) -> RemovalState:
    session.expire_all()
    return removal.state


def an_heir(session: Session) -> tuple[Removal, int]:
    """A death whose one heir may go on; gives the heir's entry."""
    a_lasting_house(session, heirs_continue=True)
    removal = followed(session, dead(session, a_human(session)))
    return removal, queries.heirs_of(removal)[0].id


# --- the form --------------------------------------------------------------------------------------------------------


def test_nothing_is_chosen_for_the_office_and_without_a_choice_nothing_goes_on(
    session: Session, client: FlaskClient
) -> None:
    a_lasting_house(session)
    human = a_human(session)
    session.commit()
    sign_in_office(session, client)
    assert "kind" not in Tab(client, "/ausscheiden/neu", "neu$").fields
    answer = client.post("/ausscheiden/neu", data={"key": KEY, "number": human.number})
    assert answer.status_code == 422
    assert "Wählen Sie, was geschehen ist" in answer.text


@pytest.mark.parametrize("kind", ["death", "dissolution", "succession"])
def test_what_cannot_befall_a_member_is_said_when_it_is_chosen(
    session: Session, client: FlaskClient, kind: str
) -> None:
    a_lasting_house(session)
    member = a_holder(session) if kind == "death" else a_human(session)
    session.commit()
    sign_in_office(session, client)
    answer = client.post("/ausscheiden/neu", data={"key": KEY, "number": member.number, "kind": kind})
    assert answer.status_code == 422
    assert "Ein Mensch stirbt" in said(answer)
    assert client.get(f"/ausscheiden/neu/{member.number}/{kind}").status_code == 409


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"answer_until": (TODAY + timedelta(days=1)).isoformat()}, "answer_until", "Geben Sie dem Mitglied Zeit"),
        ({"clause": "  "}, "clause", "Nennen Sie die Klausel"),
    ],
)
def test_what_is_wrong_with_a_charge_stands_at_its_field(
    session: Session, client: FlaskClient, typed: dict[str, str], field: str, sentence: str
) -> None:
    a_lasting_house(session)
    town = a_holder(session)
    session.commit()
    sign_in_office(session, client)
    tab = Tab(client, f"/ausscheiden/neu/{town.number}/exclusion", "exclusion$")
    until = (clock.today() + timedelta(days=14)).isoformat()
    answer = tab.send(**{"clause": CLAUSE, "reasons": "Nicht gezahlt.", "answer_until": until, **typed})
    assert answer.status_code == 422
    assert re.search(rf'id="{field}-error"[^>]*>(<[^>]*>|[^<])*?{sentence}', answer.text)


def test_a_successor_nobody_knows_is_said_at_its_number(session: Session, client: FlaskClient) -> None:
    a_lasting_house(session)
    town = a_holder(session)
    session.commit()
    sign_in_office(session, client)
    tab = Tab(client, f"/ausscheiden/neu/{town.number}/succession", "succession$")
    day = (clock.today() - timedelta(days=3)).isoformat()
    answer = tab.send(event_on=day, successor_number="77", document=(io.BytesIO(PDF), "register.pdf"))
    assert answer.status_code == 422
    assert re.search(r'id="successor_number-error"[^>]*>(<[^>]*>|[^<])*?Nummer 0077', answer.text)


def test_an_organisation_does_not_represent_heirs_and_is_told_so_at_once(session: Session, client: FlaskClient) -> None:
    a_lasting_house(session)
    removal = dead(session, a_human(session))
    session.commit()
    sign_in_office(session, client)
    tab = Tab(client, f"/ausscheiden/{removal.id}", "nachfolge$")
    answer = tab.send(
        role="representative", party_kind="company", name="Lindwurm KG", street="Am Anger 9", postcode="70997",
        city="Altenbruck", document=(io.BytesIO(PDF), "vollmacht.pdf"),
    )
    assert answer.status_code == 422
    assert "Die Erben vertritt ein Mensch" in said(answer)


def test_a_dispatch_sent_again_from_an_old_page_says_visibly_that_it_came_too_late(
    session: Session, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    removal = to_be_sent(session, client, monkeypatch)
    one, other = two_tabs(client, f"/ausscheiden/{removal.id}", "absendung$")
    assert one.send(posting="RR 1").status_code == 302
    answer = client.post(other.action, data={**other.fields, "posting": "RR 2"})
    assert answer.status_code == 422
    assert "Dieser Schritt passt nicht mehr zum Stand" in said(answer)
    session.expire_all()
    assert removal.posting_number == "RR 1"


def test_a_posting_of_blanks_is_refused_at_its_field(
    session: Session, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    removal = to_be_sent(session, client, monkeypatch)
    answer = Tab(client, f"/ausscheiden/{removal.id}", "absendung$").send(posting="   ")
    assert answer.status_code == 422
    assert re.search(r'id="posting-error"', answer.text)
    assert state_of(session, removal) is RemovalState.RESOLVED


# --- twice, in two tabs, at once -------------------------------------------------------------------------------------


def test_a_double_click_continues_and_undoes_once(session: Session, client: FlaskClient) -> None:
    removal, _heir = an_heir(session)
    session.commit()
    sign_in_office(session, client)
    page = f"/ausscheiden/{removal.id}"
    tab = Tab(client, page, "fortsetzen$")
    assert [tab.send().status_code for _click in range(2)] == [302, 302]
    assert state_of(session, removal) is RemovalState.CONTINUED
    undo = Tab(client, page, "fortsetzung-stornieren$")
    assert [undo.send(reason="Falscher Erbe").status_code for _click in range(2)] == [302, 302]
    assert state_of(session, removal) is RemovalState.UNDECIDED


def test_a_double_click_takes_one_heir_back_and_leads_both_times_to_the_page(
    session: Session, client: FlaskClient
) -> None:
    removal, heir = an_heir(session)
    session.commit()
    sign_in_office(session, client)
    tab = Tab(client, f"/ausscheiden/{removal.id}", "nachfolge/zuruecknehmen$")
    typed = {"entry": str(heir), "why": "Falscher Erbe"}
    assert [tab.send(**typed).status_code for _click in range(2)] == [302, 302]
    session.expire_all()
    assert queries.heirs_of(removal) == []
    late = client.post(tab.action, data={**tab.fields, **typed, "key": "another-key"})
    assert late.status_code == 422


def test_of_two_tabs_one_continues_and_the_other_is_told(session: Session, client: FlaskClient) -> None:
    removal, _heir = an_heir(session)
    session.commit()
    sign_in_office(session, client)
    one, other = two_tabs(client, f"/ausscheiden/{removal.id}", "fortsetzen$")
    assert one.send().status_code == 302
    late = client.post(other.action, data=other.fields)
    assert late.status_code == 409
    assert "passt nicht mehr zum Stand" in said(late)
    members_now = [each.number for each in members.members_on(session, clock.today())]
    assert len(members_now) == len(set(members_now))


def at_once(app: Flask, session: Session, removal: Removal, *acts: Callable[[Session, Removal], object]) -> list[bool]:
    """Let two officers act at the same moment; whether each was refused."""
    session.commit()
    removal_id = removal.id

    def one(act: Callable[[Session, Removal], object]) -> Callable[[Session], object]:
        return lambda other: act(other, queries.get_removal(other, removal_id))

    answers = transactions_together(app, *(one(act) for act in acts))
    session.expire_all()
    return sorted(isinstance(answer, Refusal) for answer in answers)


def test_two_officers_at_once_continue_once(app: Flask, session: Session) -> None:
    removal, heir = an_heir(session)

    def go_on(other: Session, found: Removal) -> object:
        return actions.continue_with(other, found, heir, OFFICE, NOW)

    assert at_once(app, session, removal, go_on, go_on) == [False, True]
    assert shares.shares_held(session, removal.member_id, TODAY) == 0


def test_one_officer_continues_while_another_lets_it_end(app: Flask, session: Session) -> None:
    removal, heir = an_heir(session)
    refused = at_once(
        app, session, removal, lambda other, found: actions.continue_with(other, found, heir, OFFICE, NOW),
        lambda other, found: actions.let_end(other, found, OFFICE, NOW),
    )
    assert refused == [False, True]
    assert removal.state in (RemovalState.CONTINUED, RemovalState.ENTERED)


def test_two_officers_at_once_undo_a_continuation_once(app: Flask, session: Session) -> None:
    removal, heir = an_heir(session)
    actions.continue_with(session, removal, heir, OFFICE, NOW)

    def undo(other: Session, found: Removal) -> object:
        return actions.undo_continuation(other, found, "Falscher Erbe", OFFICE, NOW)

    assert at_once(app, session, removal, undo, undo) == [False, True]
    assert shares.shares_held(session, removal.member_id, TODAY) == 3


def test_two_officers_at_once_dispatch_once(app: Flask, session: Session) -> None:
    a_lasting_house(session)
    removal = resolved(session, a_holder(session))

    def send(other: Session, found: Removal) -> object:
        return actions.dispatch(other, found, LATER.date(), "RR 1", None, OFFICE, LATER)

    assert at_once(app, session, removal, send, send) == [False, True]
    assert removal.state is RemovalState.ENTERED


def test_a_death_and_an_exclusion_at_once_make_one_end(app: Flask, session: Session) -> None:
    a_lasting_house(session)
    human = a_human(session)
    removal = resolved(session, human)
    number = human.number

    def die(other: Session, _found: Removal) -> object:
        member = members.find_by_number(other, number)
        assert member is not None
        return dead(other, member)

    at_once(
        app, session, removal, die,
        lambda other, found: actions.dispatch(other, found, LATER.date(), "RR 1", None, OFFICE, LATER),
    )
    assert members.get_period_on(session, human.id, TODAY).last_day is not None
    assert shares.holding_of(session, human.id, queries.EVER).shares == 0


# --- who may, and what is there --------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
def test_only_the_office_acts(app: Flask, session: Session, role: Role, step: str) -> None:
    a_lasting_house(session)
    removal = dead(session, a_human(session))
    session.commit()
    stranger = visitor(app)
    sign_in(session, stranger, a_person(session, "Gundula", "Prüfenstein"), role)
    assert stranger.post(f"/ausscheiden/{removal.id}/{step}", data={"key": KEY}).status_code == 403
    assert state_of(session, removal) is RemovalState.ENTERED


@pytest.mark.parametrize("step", STEPS)
def test_a_removal_that_is_not_there_is_not_found(session: Session, client: FlaskClient, step: str) -> None:
    a_lasting_house(session)
    session.commit()
    sign_in_office(session, client)
    assert client.post(f"/ausscheiden/4711/{step}", data={"key": KEY}).status_code == 404


def test_a_follower_of_another_removal_goes_on_with_nothing(session: Session, client: FlaskClient) -> None:
    removal, _heir = an_heir(session)
    other = followed(session, dead(session, a_human(session, "Kunibert")))
    guessed = queries.heirs_of(other)[0].id
    session.commit()
    sign_in_office(session, client)
    tab = Tab(client, f"/ausscheiden/{removal.id}", "fortsetzen$")
    assert tab.send(follower=str(guessed)).status_code == 422
    assert state_of(session, removal) is RemovalState.UNDECIDED


@pytest.mark.parametrize("step", STEPS)
def test_a_step_that_does_not_follow_on_an_exclusion_sent_is_told_so(
    session: Session, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """Nobody goes on, nobody follows; an address typed by hand asks for it all the same."""
    a_lasting_house(session)
    removal = sent(session, a_holder(session))
    session.commit()
    later(monkeypatch)
    sign_in_office(session, client)
    typed = {"key": KEY, "reason": "Irrtum", "follower": "1", "entry": "1", "why": "Irrtum"}
    assert client.post(f"/ausscheiden/{removal.id}/{step}", data=typed).status_code in (302, 409, 422)


@pytest.mark.parametrize("guessed", ["4711", "abc", "-1", ""])
def test_a_guessed_party_follows_nobody(session: Session, client: FlaskClient, guessed: str) -> None:
    removal, _heir = an_heir(session)
    session.commit()
    sign_in_office(session, client)
    tab = Tab(client, f"/ausscheiden/{removal.id}", "nachfolge$")
    answer = tab.send(role="heir", known=guessed, document=(io.BytesIO(PDF), "erbschein.pdf"))
    assert answer.status_code == 422
    session.expire_all()
    assert len(queries.heirs_of(removal)) == 1


# --- a fault in mid-act ----------------------------------------------------------------------------------------------


class Fault(Exception):
    """Something nobody foresaw."""


def faulty(*_args: object, **_more: object) -> None:
    raise Fault


@pytest.mark.parametrize(
    ("module", "name"), [(share_actions, "hand_over"), (continuing, "note_step"), (continuing, "tell_anew")]
)
def test_a_fault_while_an_heir_goes_on_leaves_nothing_half_done(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch, module: object, name: str
) -> None:
    removal, heir = an_heir(session)
    session.commit()
    monkeypatch.setattr(module, name, faulty)
    with pytest.raises(Fault):
        transactions_together(
            app, lambda other: actions.continue_with(other, queries.get_removal(other, removal.id), heir, OFFICE, NOW)
        )
    session.expire_all()
    assert (removal.state, removal.last_day) == (RemovalState.UNDECIDED, None)
    assert shares.shares_held(session, removal.member_id, TODAY) == 3
    assert members.get_period_on(session, removal.member_id, TODAY).last_day is None
    assert members.find_member_of_party(session, queries.heirs_of(removal)[0].party_id) is None


def test_a_fault_while_a_continuation_is_undone_leaves_it(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    removal, heir = an_heir(session)
    actions.continue_with(session, removal, heir, OFFICE, NOW)
    session.commit()
    monkeypatch.setattr(continuing, "note_step", faulty)
    with pytest.raises(Fault):
        transactions_together(app, lambda other: actions.undo_continuation(
            other, queries.get_removal(other, removal.id), "Falscher Erbe", OFFICE, NOW
        ))
    assert state_of(session, removal) is RemovalState.CONTINUED
    assert shares.shares_held(session, removal.member_id, TODAY) == 0


def test_a_fault_in_a_dispatch_enters_nothing(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_lasting_house(session)
    member = a_holder(session)
    removal = resolved(session, member)
    session.commit()
    monkeypatch.setattr(excluding, "end_offices", faulty)
    with pytest.raises(Fault):
        transactions_together(app, lambda other: actions.dispatch(
            other, queries.get_removal(other, removal.id), LATER.date(), "RR 1", None, OFFICE, LATER
        ))
    assert state_of(session, removal) is RemovalState.RESOLVED
    assert removal.posting_number == ""
    assert members.get_period_on(session, member.id, TODAY).last_day is None


def test_a_fault_while_an_heir_is_named_names_nobody(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_lasting_house(session)
    removal = dead(session, a_human(session))
    session.commit()
    monkeypatch.setattr(following, "tell_anew", faulty)
    with pytest.raises(Fault):
        transactions_together(app, lambda other: actions.name_follower(
            other, queries.get_removal(other, removal.id), a_successor(), FollowerRole.HEIR, PROOF, OFFICE, NOW
        ))
    session.expire_all()
    assert queries.followers_of(removal) == []


# --- words -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("today", "verb"), [(date(2028, 1, 1), "endete"), (date(2027, 12, 31), "endet")])
def test_a_membership_that_is_over_ended_and_does_not_end(today: date, verb: str) -> None:
    with pytest.raises(Refusal, match=rf"{verb} schon am 31\.12\.2027"):
        check_goes_on(date(2027, 12, 31), today)


def test_the_organ_reads_that_the_member_has_answered_or_not(session: Session) -> None:
    a_lasting_house(session)
    removal = heard(session, a_holder(session))
    actions.propose_exclusion(session, removal, OFFICE, LATER)
    item = queries.find_item(session, removal)
    assert item is not None
    assert "Das Mitglied hat sich nicht geäußert" in item.text


def test_an_exclusion_that_took_its_way_is_not_begun_twice(session: Session) -> None:
    a_lasting_house(session)
    member = a_holder(session)
    sent(session, member)
    with pytest.raises(Refusal, match="läuft schon"):
        heard(session, member)


def test_a_double_click_writes_the_letter_anew_once(
    session: Session, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    removal = to_be_sent(session, client, monkeypatch)
    tab = Tab(client, f"/ausscheiden/{removal.id}", "neu-schreiben$")
    before = len(queries.letters_of(session, removal))
    assert [client.post(tab.action, data=tab.fields).status_code for _click in range(2)] == [302, 302]
    session.expire_all()
    assert len(queries.letters_of(session, removal)) == before + 1


def test_the_enter_key_records_the_posting_and_never_writes_the_letter_anew(
    session: Session, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    removal = to_be_sent(session, client, monkeypatch)
    page = client.get(f"/ausscheiden/{removal.id}").text
    form = page[page.index('/absendung"'):]
    assert "formaction" not in form[:form.index("</form>")]
