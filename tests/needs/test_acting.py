"""What office and members do with a need: lead it on, ask, answer, take back, withdraw, delete; what the desk says."""

import json
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.jobs import Worker
from app.core.journal import JournalLine
from app.core.outbox import OutgoingMail
from app.core.uploads import checked_file
from app.core.values import NotFound, Refusal, Role
from app.needs import actions, queries
from app.needs.actions import Saying
from app.needs.models import Need, NeedComment, NeedDraft
from app.needs.rules import Level, NeedState
from tests.factories import NOW, a_pdf
from tests.needs.factories import COUNCIL, LETTERS, MINUTES, House, a_need, a_network, actor_of, an_interested
from tests.needs.signing import signed_in
from tests.needs.test_seeing import end


@pytest.fixture
def house(session: Session) -> House:
    found = a_network(session)
    found.town.party.email = "berta@silbertal.example"
    session.commit()
    return found


@pytest.fixture
def need(session: Session, house: House) -> Need:
    found = a_need(session, house.town, house.mayor, seen=False)
    session.commit()
    return found


def fresh(session: Session, need: Need) -> Need:
    session.rollback()
    session.expire_all()
    return queries.get_need(session, need.id)


def mails(session: Session) -> list[str]:
    session.rollback()
    return list(session.scalars(select(OutgoingMail.kind).order_by(OutgoingMail.id)))


def test_a_new_need_waits_on_the_desk_until_it_is_looked_at(
    app: Flask, session: Session, house: House, need: Need
) -> None:
    office = signed_in(app, session, house.office)
    assert "noch nicht gesichtet" in office.get("/").text
    data = {"to": "seen", "seen": str(need.steps[-1].id), "key": "key-of-a-step-1"}
    for _again in range(2):
        assert office.post(f"/bedarfe/{need.id}/stand", data=data).status_code == 302
    assert "noch nicht gesichtet" not in office.get("/").text
    assert [each.to_state for each in fresh(session, need).steps] == [NeedState.RAISED, NeedState.SEEN]


def test_an_answer_has_words_the_owner_hears_of_it_and_a_stale_page_is_refused(
    app: Flask, session: Session, house: House, need: Need
) -> None:
    office, stale = signed_in(app, session, house.office), str(need.steps[-1].id)
    page = f"/bedarfe/{need.id}/stand"

    def moved(to: str, words: str, seen: str, key: str) -> tuple[int, str]:
        answer = office.post(page, data={"to": to, "words": words, "seen": seen, "key": f"key-of-{key}"})
        return answer.status_code, answer.text

    assert moved("under_way", "", stale, "step-1")[0] == 302
    status, text = moved("answered", "So geht es.", stale, "step-2")
    assert (status, "Henrike Lautenschlag hat den Bedarf" in text) == (422, True)
    newest = str(fresh(session, need).steps[-1].id)
    assert "Schreiben Sie die Antwort" in moved("answered", "  ", newest, "step-3")[1]
    assert moved("answered", "So geht es.", newest, "step-4")[0] == 302
    assert mails(session) == ["need_led_on", "need_led_on"]
    mail = session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)).all()[-1]
    assert MINUTES.title not in mail.text + mail.subject
    assert f"/mein/1/bedarfe/{need.id}" in mail.text
    assert "So geht es." in signed_in(app, session, house.vintner).get(f"/mein/2/bedarfe/{need.id}").text


def test_a_question_goes_to_the_owner_by_mail_and_is_over_with_its_answer(
    app: Flask, session: Session, house: House, need: Need
) -> None:
    vintner, mayor = signed_in(app, session, house.vintner), signed_in(app, session, house.mayor)
    data = {"text": "Wie lang ist eine Sitzung?", "kind": "question", "key": "key-of-a-question"}
    for _again in range(2):
        assert vintner.post(f"/mein/2/bedarfe/{need.id}/beitraege", data=data).status_code == 302
    assert mails(session) == ["need_question"]
    assert "wartet eine Frage" in mayor.get("/mein/1").text
    assert "wartet eine Frage" in mayor.get("/mein/1/bedarfe").text
    question = session.scalars(select(NeedComment)).one()
    answer = {"text": "Drei Stunden.", "answers": str(question.id), "key": "key-of-an-answer"}
    assert vintner.post(f"/mein/2/bedarfe/{need.id}/beitraege", data={**answer, "key": "key-of-another"}
                        ).status_code == 422
    assert mayor.post(f"/mein/1/bedarfe/{need.id}/beitraege", data=answer).status_code == 302
    assert "wartet eine Frage" not in mayor.get("/mein/1/bedarfe").text
    assert "Drei Stunden." in vintner.get(f"/mein/2/bedarfe/{need.id}").text


def answered(session: Session, need: Need, question: NeedComment, house: House) -> list[tuple[str, str]]:
    """Have the office answer a question; kind and receiver of the mails that are out by then."""
    answer = Saying("Drei Stunden.", answers_id=question.id)
    actions.comment(session, need.id, None, answer, actor_of(house.office), NOW)
    session.commit()
    return [(mail.kind, mail.to_address) for mail in session.scalars(select(OutgoingMail).order_by(OutgoingMail.id))]


def test_who_asked_hears_that_there_is_an_answer_and_neither_question_nor_answer_stands_in_the_mail(
    session: Session, house: House, need: Need
) -> None:
    house.vineyard.party.email = "theodora@rebhang.example"
    asked = Saying("Wie lang ist eine Sitzung?", True)
    question = actions.comment(session, need.id, house.vineyard.id, asked, actor_of(house.vintner), NOW)
    assert answered(session, need, question, house)[1:] == [("need_answer", "theodora@rebhang.example")]
    mail = session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)).all()[-1]
    assert f"/mein/2/bedarfe/{need.id}" in mail.text
    for words in (need.title, "Wie lang", "Drei Stunden"):
        assert words not in mail.text + mail.subject


def test_who_may_not_see_the_need_any_more_hears_of_no_answer(session: Session, house: House, need: Need) -> None:
    house.vineyard.party.email = "theodora@rebhang.example"
    asked = Saying("Wie lang ist eine Sitzung?", True)
    question = actions.comment(session, need.id, house.vineyard.id, asked, actor_of(house.vintner), NOW)
    closed = replace(need.stated(), level=Level.OFFICE)
    actions.change(session, need.id, closed, actor_of(house.mayor), NOW)
    assert [kind for kind, _to in answered(session, need, question, house)] == ["need_question"]


def test_the_owners_question_waits_on_the_desk_of_the_office(
    app: Flask, session: Session, house: House, need: Need
) -> None:
    mayor, office = signed_in(app, session, house.mayor), signed_in(app, session, house.office)
    data = {"text": "Wann geht es weiter?", "kind": "question", "key": "key-of-a-question"}
    assert mayor.post(f"/mein/1/bedarfe/{need.id}/beitraege", data=data).status_code == 302
    assert f"Frage zu {need.number}" in office.get("/").text
    question = session.scalars(select(NeedComment)).one()
    assert 'name="answers"' in office.get(f"/bedarfe/{need.id}?antwort={question.id}").text
    answer = {"text": "Im Januar.", "answers": str(question.id), "key": "key-of-an-answer"}
    assert office.post(f"/bedarfe/{need.id}/beitraege", data=answer).status_code == 302
    assert f"Frage zu {need.number}" not in office.get("/").text
    assert mails(session) == ["need_answer"]


def test_a_comment_is_taken_back_by_who_wrote_it_and_leaves_its_place(
    app: Flask, session: Session, house: House, need: Need
) -> None:
    row = actions.comment(session, need.id, house.vineyard.id, Saying("Unbedacht"), actor_of(house.vintner), NOW)
    session.commit()
    mayor, vintner = signed_in(app, session, house.mayor), signed_in(app, session, house.vintner)
    page = f"bedarfe/{need.id}/beitraege/{row.id}/zuruecknehmen"
    assert mayor.post(f"/mein/1/{page}", data={"key": "key-to-take-back"}).status_code == 404
    assert vintner.post(f"/mein/2/{page}", data={"key": "key-to-take-back"}).status_code == 302
    shown = mayor.get(f"/mein/1/bedarfe/{need.id}").text
    assert "Unbedacht" not in shown
    assert "Zurückgenommen am" in shown


def test_a_withdrawn_need_leaves_a_trace_for_others_and_can_be_brought_back(
    app: Flask, session: Session, house: House, need: Need
) -> None:
    actions.comment(session, need.id, house.vineyard.id, Saying("Wir auch"), actor_of(house.vintner), NOW)
    session.commit()
    mayor, vintner = signed_in(app, session, house.mayor), signed_in(app, session, house.vintner)
    data = {"reason": "Erledigt", "key": "key-to-withdraw"}
    assert vintner.post(f"/mein/2/bedarfe/{need.id}/zurueckziehen", data=data).status_code == 404
    assert mayor.post(f"/mein/1/bedarfe/{need.id}/zurueckziehen", data=data).status_code == 302
    gone = vintner.get(f"/mein/2/bedarfe/{need.id}")
    assert gone.status_code == 200
    assert MINUTES.title not in gone.text
    assert "Wir auch" in gone.text
    assert MINUTES.title in mayor.get(f"/mein/1/bedarfe/{need.id}").text
    for act, key in (("aendern", "key-to-change"), ("beitraege", "key-to-comment")):
        data = {"text": "Noch etwas", "key": key}
        assert mayor.post(f"/mein/1/bedarfe/{need.id}/{act}", data=data).status_code in (409, 422)
    assert mayor.post(f"/mein/1/bedarfe/{need.id}/wieder", data={"key": "key-to-return"}).status_code == 302
    assert MINUTES.title in vintner.get(f"/mein/2/bedarfe/{need.id}").text


def test_the_words_of_a_withdrawn_need_are_deleted_at_its_owners_demand(
    app: Flask, session: Session, house: House, need: Need
) -> None:
    office, actor = signed_in(app, session, house.office), actor_of(house.office, Role.OFFICE)
    with pytest.raises(Refusal, match="zurückgezogen"):
        actions.erase(session, need.id, actor, NOW)
    actions.add_file(session, need.id, None, checked_file("plan.pdf", a_pdf("Plan")), actor, NOW)
    actions.comment(session, need.id, house.vineyard.id, Saying("Wir auch"), actor_of(house.vintner), NOW)
    actions.begin_change(session, need.id, house.town.id, actor_of(house.mayor), NOW)
    actions.withdraw(session, need.id, house.town.id, "Privat", actor_of(house.mayor), NOW)
    session.commit()
    assert office.post(f"/bedarfe/{need.id}/loeschen", data={"key": "key-to-erase-it"}).status_code == 302
    found = fresh(session, need)
    kept = [found.title, found.situation, found.effect, found.material, found.words, *(
        each.text for each in found.comments), *(str(each.content) for each in found.versions if each.content),
        *(each.words for each in found.steps), *(each.file_name for each in found.files)]
    assert not any(kept)
    assert session.scalar(select(func.count()).select_from(NeedDraft)) == 0
    lines = session.scalars(select(JournalLine).where(JournalLine.subject == f"need:{need.id}")).all()
    assert [each.summary() for each in lines if each.act not in ("erase_need", "erase_details")] == [""] * (
        len(lines) - 2
    )
    page = office.get(f"/bedarfe/{need.id}").text
    assert "gelöscht" in page
    assert need.number in office.get("/bedarfe").text


def test_the_need_of_who_may_join_is_served_only_where_the_statute_lets(
    app: Flask, session: Session, house: House
) -> None:
    need = a_need(session, an_interested(session, house), house.office)
    session.commit()
    office = signed_in(app, session, house.office)
    data = {"to": "under_way", "seen": str(need.steps[-1].id), "key": "key-of-a-step-1"}
    answer = office.post(f"/bedarfe/{need.id}/stand", data=data)
    assert (answer.status_code, "§ 8 Abs. 1 Nr. 5 GenG" in answer.text) == (422, True)
    assert "erst eines Mitglieds" in office.get(f"/bedarfe/{need.id}").text


def test_what_the_house_knows_of_a_member_holds_its_needs_and_what_it_wrote(
    app: Flask, session: Session, house: House, need: Need
) -> None:
    other = a_need(session, house.vineyard, house.vintner, COUNCIL)
    actions.comment(session, other.id, house.town.id, Saying("Wir machen mit"), actor_of(house.mayor), NOW)
    a_need(session, house.vineyard, house.vintner, LETTERS)
    session.commit()
    mayor = signed_in(app, session, house.mayor)
    page, told = mayor.get("/mein/1/daten").text, json.loads(mayor.get("/mein/1/daten.json").text)
    assert MINUTES.title in page
    assert "Wir machen mit" in page
    assert [each["title"] for each in told["own_needs"]] == [MINUTES.title]
    assert told["own_needs"][0]["versions"][0]["content"]["effect"] == MINUTES.effect
    assert [each["text"] for each in told["need_comments"]] == ["Wir machen mit"]
    assert LETTERS.situation not in json.dumps(told, ensure_ascii=False)


def test_a_worker_keeps_what_the_model_tells_of_a_need(
    session: Session, house: House, need: Need, worker: Worker
) -> None:
    worker.run_until_idle()
    found = fresh(session, need)
    assert found.meant_by == queries.MODEL
    assert queries.from_stored(found.meaning or b"").shape[0] == 1
    actions.change(session, need.id, replace(MINUTES, title="Anders"), actor_of(house.mayor), NOW)
    assert not queries.get_need(session, need.id).meant_by


def test_who_has_left_sees_and_withdraws_its_needs_and_raises_no_more(
    app: Flask, session: Session, house: House, need: Need
) -> None:
    a_need(session, house.vineyard, house.vintner, COUNCIL)
    end(session, house.town)
    session.commit()
    mayor, office = signed_in(app, session, house.mayor), signed_in(app, session, house.office)
    assert MINUTES.title in mayor.get("/mein/1/bedarfe?wessen=alle").text
    assert COUNCIL.title not in mayor.get("/mein/1/bedarfe?wessen=alle").text
    assert COUNCIL.title not in mayor.get(f"/mein/1/bedarfe/{need.id}").text
    assert mayor.post("/mein/1/bedarfe/neu", data={"key": "key-to-begin-1"}).status_code == 409
    refused = office.post(f"/bedarfe/{need.id}/stand", data={
        "to": "under_way", "seen": str(need.steps[-1].id), "key": "key-of-a-step-1"
    })  # fmt: skip
    assert "§ 8 Abs. 1 Nr. 5 GenG" in refused.text
    data = {"key": "key-to-withdraw"}
    assert mayor.post(f"/mein/1/bedarfe/{need.id}/zurueckziehen", data=data).status_code == 302


def test_nobody_changes_what_is_anothers(session: Session, house: House, need: Need) -> None:
    vintner, vineyard = actor_of(house.vintner), house.vineyard.id
    for act in (
        lambda: actions.withdraw(session, need.id, vineyard, "", vintner, NOW),
        lambda: actions.bring_back(session, need.id, vineyard, vintner, NOW),
        lambda: actions.remove_file(session, need.id, vineyard, 1, vintner, NOW),
        lambda: actions.begin_change(session, need.id, vineyard, vintner, NOW),
    ):
        with pytest.raises(NotFound):
            act()
    assert fresh(session, need).level is Level.MEMBERS
