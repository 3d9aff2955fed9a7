"""Contact between owners of needs in one bundle: asked, agreed to, declined, withdrawn, lapsed, gone; who sees what."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.bundles import actions, queries
from app.bundles.actions import Wish
from app.bundles.models import Bundle, ContactRequest
from app.bundles.rules import ContactState, Wording
from app.core.outbox import OutgoingMail
from app.core.values import NotFound, Refusal, Role
from app.needs import actions as need_actions
from app.needs import queries as need_queries
from app.needs.models import Need
from app.needs.rules import Level, Viewer
from tests.bundles.factories import a_bundle
from tests.factories import NOW
from tests.needs.factories import COUNCIL, MINUTES, ROADS, House, a_firm, a_need, a_network, actor_of, an_interested
from tests.needs.signing import signed_in
from tests.needs.test_seeing import end
from tests.statements import statements
from tests.together import transactions_together

WISH = Wish("Wie macht ihr das mit dem Dialekt?", "Kellerei, Frau Amsel", "t@rebhang.example")
ANSWER = Wish("Rufen Sie an.", "Hauptamt, Herr Amboss", "b@silbertal.example")
SECRETS = (ANSWER.name, ANSWER.email, WISH.email)


@pytest.fixture
def house(session: Session) -> House:
    found = a_network(session)
    found.town.party.email, found.vineyard.party.email = "town@silbertal.example", "vine@rebhang.example"
    found.mayor.password_hash = found.vintner.password_hash = "known"
    session.commit()
    return found


@pytest.fixture
def needs(session: Session, house: House) -> tuple[Need, Need]:
    """That of the town, and that of the vineyard; both in one bundle."""
    found = (a_need(session, house.town, house.mayor), a_need(session, house.vineyard, house.vintner, COUNCIL))
    a_bundle(session, house, *found)
    session.commit()
    return found


def asks(session: Session, house: House, needs: tuple[Need, Need], wish: Wish = WISH) -> ContactRequest:
    """The vineyard asks the town."""
    viewer = need_queries.member_viewer(session, house.vintner.party_id, NOW.date())
    pair = (needs[1].id, needs[0].id)
    return actions.ask(session, house.vineyard.id, pair, wish, viewer, actor_of(house.vintner), NOW)


def state_of(session: Session, request: ContactRequest) -> ContactState:
    session.rollback()
    session.expire_all()
    return queries.get_contact(session, request.id).state


def test_a_member_asks_on_the_page_of_its_need_the_other_agrees_and_both_see_the_contact(
    app: Flask, session: Session, house: House, needs: tuple[Need, Need]
) -> None:
    vintner, mayor = signed_in(app, session, house.vintner), signed_in(app, session, house.mayor)
    asking = f"/mein/2/kontakte/neu?bedarf={needs[0].id}&amp;fuer={needs[1].id}"
    assert asking in vintner.get(f"/mein/2/bedarfe/{needs[1].id}").text
    assert asking in vintner.get("/mein/2/buendel/1").text
    page = vintner.get(asking.replace("&amp;", "&")).text
    assert "Theodora Rebhang" in page
    data = {"bedarf": str(needs[0].id), "fuer": str(needs[1].id), "words": WISH.words, "name": WISH.name,
            "email": WISH.email, "key": "key-of-a-wish"}
    answers = [vintner.post("/mein/2/kontakte/neu", data=data) for _again in range(2)]
    assert answers[0].location == answers[1].location
    request = session.scalars(select(ContactRequest)).one()
    assert "wünscht Kontakt" in mayor.get("/mein/1").text
    page = mayor.get(f"/mein/1/kontakte/{request.id}").text
    assert WISH.words in page
    assert WISH.email not in page
    agreeing = {"words": ANSWER.words, "name": ANSWER.name, "email": ANSWER.email, "key": "key-to-agree"}
    assert vintner.post(f"/mein/2/kontakte/{request.id}", data=agreeing).status_code == 404
    assert not any(each in vintner.get(f"/mein/2/kontakte/{request.id}").text for each in SECRETS[:2])
    assert mayor.post(f"/mein/1/kontakte/{request.id}", data=agreeing).status_code == 302
    assert ANSWER.email in vintner.get(f"/mein/2/kontakte/{request.id}").text
    assert WISH.email in mayor.get(f"/mein/1/kontakte/{request.id}").text
    assert "wünscht Kontakt" not in mayor.get("/mein/1").text
    session.rollback()
    mails = session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)).all()
    assert [(each.kind, each.to_address) for each in mails] == [
        ("contact_asked", "town@silbertal.example"), ("contact_answered", "vine@rebhang.example")
    ]
    told = "".join(each.text + each.subject for each in mails)
    assert not any(each in told for each in (*SECRETS, WISH.words, MINUTES.title, "Rebhang"))


def test_what_was_typed_stays_where_something_is_missing(
    app: Flask, session: Session, house: House, needs: tuple[Need, Need]
) -> None:
    vintner = signed_in(app, session, house.vintner)
    data = {"bedarf": str(needs[0].id), "fuer": str(needs[1].id), "words": WISH.words, "name": "Theo", "email": "theo",
            "key": "key-of-a-wish"}
    answer = vintner.post("/mein/2/kontakte/neu", data=data)
    assert (answer.status_code, WISH.words in answer.text, "E-Mail-Adresse an" in answer.text) == (422, True, True)


def test_a_request_is_not_repeated_while_it_is_open_or_agreed_to(
    session: Session, house: House, needs: tuple[Need, Need]
) -> None:
    request = asks(session, house, needs)
    with pytest.raises(Refusal, match="schon gefragt"):
        asks(session, house, needs)
    mayor = actor_of(house.mayor)
    actions.decline_contact(session, request.id, house.town.id, "", mayor, NOW)
    again = asks(session, house, needs)
    actions.agree(session, again.id, house.town.id, ANSWER, mayor, NOW)
    with pytest.raises(Refusal, match="schon zugestimmt"):
        asks(session, house, needs)
    with pytest.raises(Refusal, match="schon beendet"):
        actions.withdraw(session, again.id, house.vineyard.id, actor_of(house.vintner), NOW)


def test_more_requests_take_no_more_statements(session: Session, house: House, needs: tuple[Need, Need]) -> None:
    viewer = need_queries.member_viewer(session, house.vintner.party_id, NOW.date())
    asked: list[int] = []
    for more in range(2):
        need = a_need(session, a_firm(session, 5 + more), house.office)
        bundle = queries.bundle_of(session, needs[0].id, Viewer(reads_all=True))
        assert bundle is not None
        actions.place(session, need.id, None, bundle.id, actor_of(house.office, Role.OFFICE), NOW)
        asks(session, house, (need, needs[1]))
        session.commit()
        session.expire_all()
        with statements() as sent:
            found = queries.contacts_of(session, 2, viewer)
            assert [each.request.member.party.display_name for each in found] == ["Theodora Rebhang"] * (more + 1)
        asked.append(len(sent))
    assert asked[0] == asked[1]
    assert all(each.own is not None and each.other is not None for each in found)


def test_two_at_the_same_moment_ask_once(app: Flask, session: Session, house: House, needs: tuple[Need, Need]) -> None:
    pair, vintner = (needs[1].id, needs[0].id), actor_of(house.vintner)
    viewer, asking = Viewer(is_member=True, own=frozenset({house.vineyard.id})), house.vineyard.id
    answers = transactions_together(
        app, *[lambda held: actions.ask(held, asking, pair, WISH, viewer, vintner, NOW).id] * 2
    )  # fmt: skip
    assert sum(isinstance(each, Refusal) for each in answers) == 1


def test_who_declines_or_withdraws_tells_nothing_of_the_contact(
    app: Flask, session: Session, house: House, needs: tuple[Need, Need]
) -> None:
    first = asks(session, house, needs)
    session.commit()
    vintner, mayor = signed_in(app, session, house.vintner), signed_in(app, session, house.mayor)
    page = f"kontakte/{first.id}"
    assert mayor.post(f"/mein/1/{page}/zurueckziehen", data={"key": "key-withdraw-0"}).status_code == 404
    declining = {"words": "Leider nein.", "key": "key-to-decline"}
    assert mayor.post(f"/mein/1/{page}/ablehnen", data=declining).status_code == 302
    told = vintner.get(f"/mein/2/{page}").text
    assert "Leider nein." in told
    assert "silbertal.example" not in told
    second = asks(session, house, needs)
    session.commit()
    gone = vintner.post(f"/mein/2/kontakte/{second.id}/zurueckziehen", data={"key": "key-withdraw-1"})
    assert gone.status_code == 302
    assert state_of(session, second) is ContactState.WITHDRAWN
    assert WISH.email not in mayor.get(f"/mein/1/kontakte/{second.id}").text


def test_only_needs_that_meet_in_a_bundle_and_are_seen_may_be_asked_about(
    app: Flask, session: Session, house: House, needs: tuple[Need, Need]
) -> None:
    secret = a_need(session, house.town, house.mayor, replace(MINUTES, level=Level.OFFICE))
    apart = a_need(session, house.town, house.mayor, ROADS)
    bundle = session.scalars(select(Bundle)).one()
    office = actor_of(house.office, Role.OFFICE)
    actions.place(session, secret.id, None, bundle.id, office, NOW)
    session.commit()
    vintner = signed_in(app, session, house.vintner)
    statuses = set()
    for asked in (secret, apart):
        for own in (needs[1], needs[0]):
            data = {"bedarf": str(asked.id), "fuer": str(own.id), "words": "Hallo", "name": "T", "email": "t@r.example",
                    "key": f"key-{asked.id}-{own.id}"}
            statuses.add(vintner.post("/mein/2/kontakte/neu", data=data).status_code)
            statuses.add(vintner.get(f"/mein/2/kontakte/neu?bedarf={asked.id}&fuer={own.id}").status_code)
    assert statuses == {404}
    with pytest.raises(NotFound):
        asks(session, house, (secret, needs[1]))


def test_a_confidential_own_need_is_not_told_to_who_is_asked(
    app: Flask, session: Session, house: House, needs: tuple[Need, Need]
) -> None:
    need_actions.change(session, needs[1].id, replace(COUNCIL, level=Level.OFFICE), actor_of(house.vintner), NOW)
    bundle = session.scalars(select(Bundle)).one()
    office = actor_of(house.office, Role.OFFICE)
    actions.word(session, bundle.id, Wording("Protokolle"), True, bundle.version, office, NOW)
    session.commit()
    request = asks(session, house, needs)
    session.commit()
    vintner, mayor = signed_in(app, session, house.vintner), signed_in(app, session, house.mayor)
    assert "ist vertraulich" in vintner.get(f"/mein/2/kontakte/neu?bedarf={needs[0].id}&fuer={needs[1].id}").text
    for address in (f"/mein/1/kontakte/{request.id}", "/mein/1/kontakte", "/mein/1"):
        assert COUNCIL.title not in mayor.get(address).text


def test_the_office_answers_for_who_has_no_portal_and_is_told_so_at_the_desk(
    app: Flask, session: Session, house: House, needs: tuple[Need, Need]
) -> None:
    prospect = an_interested(session, house)
    theirs = a_need(session, prospect, house.office, replace(MINUTES, title="Gemeinderatsprotokoll"))
    firm = a_firm(session, 3)
    its = a_need(session, firm, house.office, replace(MINUTES, title="Verbandsprotokoll"))
    bundle, office = session.scalars(select(Bundle)).one(), actor_of(house.office, Role.OFFICE)
    actions.place_all(session, {theirs.id: None, its.id: None}, bundle.id, office, NOW)
    request = asks(session, house, (theirs, needs[1]))
    asks(session, house, (its, needs[1]))
    asks(session, house, needs)
    session.commit()
    desk, vintner = signed_in(app, session, house.office), signed_in(app, session, house.vintner)
    today = desk.get("/").text
    assert f"Kontakt zu {theirs.number}" in today
    assert f"Kontakt zu {its.number}" in today
    assert f"Kontakt zu {needs[0].number}" not in today
    assert "Gemeinde Silbertal" not in vintner.get(f"/mein/2/kontakte/{request.id}").text
    listed = desk.get("/bedarfe/kontakte").text
    assert listed.count("Wartet auf Antwort") >= 3
    assert "keinen eigenen Bereich" in desk.get(f"/bedarfe/kontakte/{request.id}").text
    agreeing = {"words": "", "name": "Petra Amtmann", "email": "amt@silbertal.example", "key": "key-to-agree"}
    assert desk.post(f"/bedarfe/kontakte/{request.id}", data=agreeing).status_code == 302
    assert "amt@silbertal.example" in vintner.get(f"/mein/2/kontakte/{request.id}").text
    assert f"Kontakt zu {theirs.number}" not in desk.get("/").text
    assert "amt@silbertal.example" not in desk.get("/bedarfe/kontakte?format=csv").text
    other = session.scalars(select(ContactRequest).where(ContactRequest.asked_need_id == its.id)).one()
    declining = {"words": "Kein Bedarf", "key": "key-to-decline"}
    assert desk.post(f"/bedarfe/kontakte/{other.id}/ablehnen", data=declining).status_code == 302
    assert state_of(session, other) is ContactState.DECLINED


def test_a_declining_that_is_refused_says_why_and_keeps_what_was_typed(
    app: Flask, session: Session, house: House, needs: tuple[Need, Need]
) -> None:
    request = asks(session, house, needs)
    session.commit()
    pages = {
        f"/bedarfe/kontakte/{request.id}/ablehnen": signed_in(app, session, house.office),
        f"/mein/1/kontakte/{request.id}/ablehnen": signed_in(app, session, house.mayor),
    }
    for page, who in pages.items():
        long = who.post(page, data={"words": "zu lang " * 200, "key": f"key-too-long-{page}"})
        assert (long.status_code, "Höchstens 1000 Zeichen" in long.text, "zu lang zu lang" in long.text) == (
            422, True, True
        ), page  # fmt: skip
    actions.withdraw(session, request.id, house.vineyard.id, actor_of(house.vintner), NOW)
    session.commit()
    for page, who in pages.items():
        late = who.post(page, data={"words": "", "key": f"key-too-late-{page}"})
        assert (late.status_code, "Nicht gespeichert" in late.text, "schon beendet: Zurückgezogen" in late.text) == (
            422, True, True
        ), page  # fmt: skip


def test_a_request_lapses_unanswered_or_when_the_needs_do_not_meet_any_more(
    app: Flask, session: Session, house: House, needs: tuple[Need, Need]
) -> None:
    office, bundle = actor_of(house.office, Role.OFFICE), session.scalars(select(Bundle)).one()
    request = asks(session, house, needs)
    actions.keep_in_time(session, NOW + timedelta(days=30))
    assert request.state.value == "open"
    actions.keep_in_time(session, NOW + timedelta(days=31))
    assert request.state.value == "lapsed"
    second = asks(session, house, needs)
    actions.place(session, needs[1].id, bundle.id, None, office, NOW)
    actions.keep_in_time(session, NOW)
    assert second.state is ContactState.LAPSED
    actions.place(session, needs[1].id, None, bundle.id, office, NOW)
    third = asks(session, house, needs)
    need_actions.change(session, needs[0].id, replace(MINUTES, level=Level.OFFICE, title="Geheim"),
                        actor_of(house.mayor), NOW)
    session.commit()
    vintner = signed_in(app, session, house.vintner)
    for address in ("/mein/2/kontakte", f"/mein/2/kontakte/{third.id}"):
        assert "Geheim" not in vintner.get(address).text
    actions.keep_in_time(session, NOW)
    session.commit()
    assert state_of(session, third) is ContactState.LAPSED
    assert "erloschen" in vintner.get(f"/mein/2/kontakte/{third.id}").text


def test_a_request_lapses_with_the_membership(session: Session, house: House, needs: tuple[Need, Need]) -> None:
    request = asks(session, house, needs)
    session.commit()
    end(session, house.town)
    actions.keep_in_time(session, NOW)
    assert request.state is ContactState.LAPSED


def test_words_and_contacts_go_with_the_words_of_the_need(
    app: Flask, session: Session, house: House, needs: tuple[Need, Need]
) -> None:
    request = asks(session, house, needs)
    actions.agree(session, request.id, house.town.id, ANSWER, actor_of(house.mayor), NOW)
    need_actions.withdraw(session, needs[1].id, house.vineyard.id, "", actor_of(house.vintner), NOW)
    need_actions.erase(session, needs[1].id, actor_of(house.office, Role.OFFICE), NOW)
    session.commit()
    found = queries.get_contact(session, request.id)
    assert (found.words, found.answer, found.asking_name, found.asking_email, found.asked_name, found.asked_email,
            found.asked_by, found.ended_by) == ("",) * 8
    for account, number in ((house.mayor, 1), (house.vintner, 2)):
        page = signed_in(app, session, account).get(f"/mein/{number}/kontakte/{request.id}").text
        assert not any(each in page for each in (*SECRETS, WISH.words))
    assert WISH.words not in signed_in(app, session, house.office).get(f"/bedarfe/kontakte/{request.id}").text
    mails = session.scalars(select(OutgoingMail).where(OutgoingMail.subject_ref == f"contact:{request.id}")).all()
    assert all(each.erased_at for each in mails)


def test_what_the_house_knows_of_a_member_holds_its_requests_and_no_contact_before_the_agreement(
    app: Flask, session: Session, house: House, needs: tuple[Need, Need]
) -> None:
    request = asks(session, house, needs)
    session.commit()
    vintner, mayor = signed_in(app, session, house.vintner), signed_in(app, session, house.mayor)
    told = mayor.get("/mein/1/daten.json").text
    assert WISH.words in json.loads(told)["contact_requests"][0]["words"]
    assert WISH.email not in told
    assert "vine@rebhang.example" not in told
    assert WISH.words in vintner.get("/mein/2/daten").text
    actions.agree(session, request.id, house.town.id, ANSWER, actor_of(house.mayor), NOW)
    session.commit()
    told = vintner.get("/mein/2/daten.json").text
    assert ANSWER.email in told
    assert "town@silbertal.example" not in told


def test_nobody_answers_or_reads_what_is_for_others(
    app: Flask, session: Session, house: House, needs: tuple[Need, Need]
) -> None:
    request = asks(session, house, needs)
    firm = a_firm(session, 3)
    with pytest.raises(NotFound):
        actions.agree(session, request.id, firm.id, ANSWER, actor_of(house.vintner), NOW)
    with pytest.raises(NotFound):
        actions.withdraw(session, request.id, house.town.id, actor_of(house.mayor), NOW)
    with pytest.raises(NotFound):
        queries.get_own_contact(session, request.id, firm.id)
    session.commit()
    mayor = signed_in(app, session, house.mayor)
    assert mayor.get(f"/mein/2/kontakte/{request.id}").status_code == 404
    assert mayor.get("/bedarfe/kontakte").status_code == 403
