"""What office, owners and partners do with solutions: open, lead on, answer by one act, judge, explain, take part."""

import io
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.jobs import Worker
from app.core.journal import JournalLine
from app.core.outbox import OutgoingMail
from app.core.uploads import checked_file
from app.core.values import NotFound, Refusal
from app.needs import actions as needs
from app.needs import queries as needs_queries
from app.needs.rules import Level, NeedState
from app.solutions import actions, queries
from app.solutions.actions import Said
from app.solutions.models import PartnerOffer, Solution, SolutionNeed, SolutionPartner, SolutionVerdict
from app.solutions.rules import Outcome, PartnerState, SolutionState
from tests.bundles.factories import a_bundle
from tests.factories import NOW, TODAY, a_pdf
from tests.needs.factories import COUNCIL, MINUTES, House, a_firm, a_need, a_network, an_interested
from tests.needs.signing import signed_in
from tests.needs.test_seeing import end
from tests.solutions.factories import (
    MINUTES_SOLVED,
    TYPIST,
    a_partner,
    a_solution,
    an_answer,
    an_offer,
    judged,
    linked,
    office_of,
    there,
)


@pytest.fixture
def house(session: Session) -> House:
    found = a_network(session)
    found.town.party.email, found.vineyard.party.email = "berta@silbertal.example", "theodora@rebhang.example"
    session.commit()
    return found


def fresh(session: Session, solution: Solution) -> Solution:
    session.rollback()
    session.expire_all()
    return queries.get_solution(session, solution.id)


def mails(session: Session) -> list[str]:
    session.rollback()
    return list(session.scalars(select(OutgoingMail.kind).order_by(OutgoingMail.id)))


WRITTEN = {"title": "Fragenliste", "kind": "guide", "about": "Zwölf Fragen an Anbieter", "takes": "Eine Stunde",
           "links": "Liste https://www.beispiel.de/liste", "level": "members", "state": "planned"}


def test_a_solution_is_opened_for_a_need_which_is_under_way_from_then_on(
    app: Flask, session: Session, house: House
) -> None:
    need = a_need(session, house.town, house.mayor)
    session.commit()
    office, page = signed_in(app, session, house.office), f"/loesungen/neu?bedarf={need.id}"
    assert need.title in office.get(page).text
    data = {**WRITTEN, "responsible_id": str(house.office.id), "key": "key-to-open-it-1"}
    wrong = office.post(page, data={**data, "links": "Liste", "title": ""})
    assert (wrong.status_code, "Geben Sie einen Titel an" in wrong.text) == (422, True)
    assert "Zwölf Fragen an Anbieter" in wrong.text
    no_address = office.post(page, data={**data, "links": "Liste ohne", "key": "key-to-open-it-2"})
    assert "endet mit keiner Adresse" in no_address.text
    for _again in range(2):
        assert office.post(page, data=data).status_code == 302
    made = session.scalars(select(Solution)).one()
    assert (made.number, made.links, made.responsible) == (
        "LO-2026-0001", [{"name": "Liste", "url": "https://www.beispiel.de/liste"}], "Henrike Lautenschlag",
    )  # fmt: skip
    session.expire_all()
    assert needs_queries.get_need(session, need.id).state is NeedState.UNDER_WAY
    assert mails(session) == ["need_led_on"]
    assert "Fragenliste" in office.get(f"/bedarfe/{need.id}").text
    assert "Fragenliste" in signed_in(app, session, house.mayor).get(f"/mein/1/bedarfe/{need.id}").text
    assert "Fragenliste" in signed_in(app, session, house.mayor).get("/mein/1/loesungen").text


def test_progress_only_grows_and_a_mistake_is_taken_back_by_an_entry(
    app: Flask, session: Session, house: House
) -> None:
    solution = a_solution(session, house)
    session.commit()
    office, page = signed_in(app, session, house.office), f"/loesungen/{solution.id}/fortschritt"
    shown = office.get(page).text.split('name="shown" value="')[1].split('"')[0].replace("&#34;", '"')
    data = {"day": TODAY.isoformat(), "words": "Fertig", "to": "there", "key": "key-of-progress-1", "shown": shown}
    ahead = {**data, "day": (TODAY + timedelta(days=1)).isoformat(), "key": "key-of-progress-0"}
    assert "liegt in der Zukunft" in office.post(page, data=ahead).text
    for _again in range(2):
        assert office.post(page, data=data).status_code == 302
    stale = office.post(page, data={**data, "to": "under_way", "words": "Doch nicht", "key": "key-of-progress-2"})
    assert stale.status_code == 409
    assert "Doch nicht" in stale.text
    found = fresh(session, solution)
    assert [each.to_state for each in found.progress] == [SolutionState.PLANNED, SolutionState.THERE]
    back = f"{page}/{found.progress[-1].id}/zuruecknehmen"
    assert "Geben Sie den Grund an" in office.post(back, data={"key": "key-to-take-back"}).text
    assert office.post(back, data={"key": "key-to-take-back", "reason": "Irrtum"}).status_code == 302
    assert fresh(session, solution).state is SolutionState.PLANNED
    assert "<s>" in office.get(f"/loesungen/{solution.id}").text


def test_words_are_changed_knowingly_and_the_journal_keeps_what_was_said(
    app: Flask, session: Session, house: House
) -> None:
    solution = a_solution(session, house)
    session.commit()
    office, page = signed_in(app, session, house.office), f"/loesungen/{solution.id}/aendern"
    shown = office.get(page).text.split('name="shown" value="')[1].split('"')[0].replace("&#34;", '"')
    data = {"title": "Anders", "kind": "offer", "about": solution.about, "takes": "", "links": "", "level": "public",
            "responsible_id": str(house.office.id), "shown": shown}
    assert office.post(page, data=data).status_code == 302
    changed = fresh(session, solution)
    assert (changed.title, changed.kind, changed.level) == ("Anders", "offer", Level.PUBLIC)
    line = session.scalars(select(JournalLine).where(JournalLine.act == "change_solution")).one()
    assert "Titel, Art" in line.summary()
    assert MINUTES_SOLVED.title not in line.summary()
    assert office.post(page, data={**data, "title": "Noch anders"}).status_code == 409


def test_needs_are_answered_by_one_act_and_each_owner_is_asked(app: Flask, session: Session, house: House) -> None:
    one, other = a_need(session, house.town, house.mayor), a_need(session, house.vineyard, house.vintner, COUNCIL)
    solution = there(session, house, a_solution(session, house))
    links = linked(session, house, solution, one, other)
    session.commit()
    office, page = signed_in(app, session, house.office), f"/loesungen/{solution.id}/antworten"
    mayor = signed_in(app, session, house.mayor)
    assert "wartende Bedarfe: 2" in office.get("/").text
    seen = office.get(page).text.split('name="seen" value="')[1].split('"')[0]
    data = {"chosen": [str(each.id) for each in links], "words": " ", "seen": seen, "key": "key-to-answer-1"}
    assert "Schreiben Sie die Antwort" in office.post(page, data=data).text
    for _again in range(2):
        answer = office.post(page, data={**data, "words": "So geht es.", "key": "key-to-answer-2"})
        assert answer.status_code == 302
    assert mails(session) == ["need_led_on", "need_led_on", "need_solved", "need_solved"]
    last = session.scalars(select(OutgoingMail).order_by(OutgoingMail.id.desc())).first()
    assert last is not None
    assert COUNCIL.title not in last.text + last.subject
    assert f"/mein/2/loesungen/{solution.id}/urteil/{links[1].id}" in last.text
    assert "wartende Bedarfe" not in office.get("/").text
    for address in ("/mein/1", "/mein/1/loesungen"):
        assert "Hat es geholfen?" in mayor.get(address).text
    assert "So geht es." in mayor.get(f"/mein/1/bedarfe/{one.id}").text
    session.rollback()
    session.expire_all()
    assert needs_queries.get_need(session, other.id).state is NeedState.ANSWERED


def test_an_answer_is_refused_where_a_need_was_led_on_since_or_the_solution_is_not_there(
    session: Session, house: House
) -> None:
    need, office = a_need(session, house.town, house.mayor), office_of(house)
    solution = a_solution(session, house)
    (link,) = linked(session, house, solution, need)
    seen = needs_queries.get_need(session, need.id).steps[-1].id
    with pytest.raises(Refusal, match="vorhanden"):
        actions.answer(session, solution.id, [link.id], "So", seen, office, NOW)
    there(session, house, solution)
    needs.move(session, need.id, NeedState.SEEN, "", seen, office, NOW)
    with pytest.raises(Refusal, match="Henrike Lautenschlag hat den Bedarf"):
        actions.answer(session, solution.id, [link.id], "So", seen, office, NOW)


def test_only_needs_that_may_be_served_are_linked_and_the_others_are_named(session: Session, house: House) -> None:
    solution, office = a_solution(session, house), office_of(house)
    foreign = a_need(session, an_interested(session, house), house.office)
    waiting = a_need(session, house.town, house.mayor)
    aside = a_need(session, house.town, house.mayor, COUNCIL)
    needs.move(session, aside.id, NeedState.SET_ASIDE, "Später", aside.steps[-1].id, office, NOW)
    for need, why in ((foreign, "§ 8 Abs. 1 Nr. 5 GenG"), (aside, "Zurückgestellt")):
        with pytest.raises(Refusal, match=need.number) as refused:
            actions.link(session, solution.id, [need.id], office, NOW)
        assert why in str(refused.value)
    end(session, house.town)
    with pytest.raises(Refusal, match="§ 8"):
        actions.link(session, solution.id, [waiting.id], office, NOW)
    with pytest.raises(Refusal, match="mindestens einen"):
        actions.link(session, solution.id, [], office, NOW)


def test_needs_are_added_by_number_as_suggested_and_by_bundle(app: Flask, session: Session, house: House) -> None:
    solution = a_solution(session, house)
    alike, numbered = a_need(session, house.town, house.mayor), a_need(session, house.vineyard, house.vintner, COUNCIL)
    foreign = a_need(session, an_interested(session, house), house.office)
    bundled = a_need(session, house.town, house.mayor, replace(MINUTES, title="Gebündelt"))
    bundle = a_bundle(session, house, bundled, foreign)
    session.commit()
    office, page = signed_in(app, session, house.office), f"/loesungen/{solution.id}/bedarfe"
    assert alike.title in office.get(page).text
    assert "gibt es keinen Bedarf" in office.post(page, data={"numbers": "BE-1999-1", "key": "key-to-link-1"}).text
    data = {"chosen": [str(alike.id)], "numbers": numbered.number.lower(), "bundle": str(bundle.id)}
    assert office.post(page, data={**data, "key": "key-to-link-2"}).status_code == 302
    found = {each.need_id for each in fresh(session, solution).needs}
    assert found == {alike.id, numbered.id, bundled.id}
    assert foreign.number in office.get(f"/loesungen/{solution.id}").text
    link = solution.needs[0]
    for _again in range(2):
        answer = office.post(f"/loesungen/{solution.id}/bedarfe/{link.id}/loesen", data={"key": "key-to-unlink-1"})
        assert answer.status_code == 302
    assert len(fresh(session, solution).needs) == 2


def test_an_existing_solution_is_chosen_on_the_page_of_a_need(app: Flask, session: Session, house: House) -> None:
    need, solution = a_need(session, house.town, house.mayor), a_solution(session, house)
    session.commit()
    office = signed_in(app, session, house.office)
    assert solution.number in office.get(f"/loesungen/neu?bedarf={need.id}").text
    data = {"solution": str(solution.id), "key": "key-to-choose-1"}
    assert office.post(f"/loesungen/bedarf/{need.id}", data=data).status_code == 302
    assert [each.need_id for each in fresh(session, solution).needs] == [need.id]
    empty = office.post(f"/loesungen/bedarf/{need.id}", data={"key": "key-to-choose-2"})
    assert "Wählen Sie eine Lösung" in empty.text


# --- verdicts ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def answer(session: Session, house: House) -> SolutionNeed:
    """A need of the town, answered by a solution."""
    need = a_need(session, house.town, house.mayor)
    solution = an_answer(session, house, need)
    session.commit()
    return solution.needs[0]


def test_an_owner_says_no_changes_it_and_takes_it_back_and_all_versions_stay(
    app: Flask, session: Session, house: House, answer: SolutionNeed
) -> None:
    mayor, vintner = signed_in(app, session, house.mayor), signed_in(app, session, house.vintner)
    page = f"/loesungen/{answer.solution_id}/urteil/{answer.id}"
    data = {"outcome": "no", "words": "", "seen": "0", "key": "key-of-verdict-1"}
    assert vintner.post(f"/mein/2{page}", data=data).status_code == 404
    assert vintner.get(f"/mein/2{page}").status_code == 404
    assert "was noch fehlt" in mayor.post(f"/mein/1{page}", data=data).text
    said = {**data, "words": "Der Dialekt wird nicht verstanden.", "key": "key-of-verdict-2"}
    for _again in range(2):
        assert mayor.post(f"/mein/1{page}", data=said).status_code == 302
    assert "Hat es geholfen?" not in mayor.get("/mein/1").text
    stale = mayor.post(f"/mein/1{page}", data={"outcome": "helped", "seen": "0", "key": "key-of-verdict-3"})
    assert (stale.status_code, "inzwischen ein Urteil" in stale.text) == (422, True)
    assert stale.text.count("Nicht gespeichert") == 1
    changed = {"outcome": "helped", "words": "Jetzt doch.", "seen": "1", "key": "key-of-verdict-4"}
    assert mayor.post(f"/mein/1{page}", data=changed).status_code == 302
    back = {"seen": "2", "key": "key-to-take-back"}
    assert mayor.post(f"/mein/1{page}/zuruecknehmen", data=back).status_code == 302
    session.expire_all()
    kept = session.scalars(select(SolutionVerdict).order_by(SolutionVerdict.number)).all()
    assert [each.outcome for each in kept] == [Outcome.NO, Outcome.HELPED, None]
    assert "Hat es geholfen?" in mayor.get("/mein/1").text


def test_a_no_stands_on_the_desk_until_it_is_explained(
    app: Flask, session: Session, house: House, answer: SolutionNeed
) -> None:
    judged(session, answer.solution, answer, house.mayor, Outcome.NO, "Fehlt noch")
    session.commit()
    office = signed_in(app, session, house.office)
    page = f"/loesungen/{answer.solution_id}/urteil/{answer.id}/erklaeren"
    assert "Die Lösung hat nicht geholfen" in office.get("/").text
    assert "Fehlt noch" in office.get(page).text
    data = {"words": "", "seen": "1", "key": "key-to-explain-1"}
    assert "was Sie dazu erklären" in office.post(page, data=data).text
    told = {**data, "words": "Das kommt im Frühjahr.", "key": "key-to-explain-2"}
    assert office.post(page, data=told).status_code == 302
    assert "Die Lösung hat nicht geholfen" not in office.get("/").text
    assert mails(session)[-1] == "verdict_replied"
    assert "im Frühjahr" in signed_in(app, session, house.mayor).get(f"/mein/1/loesungen/{answer.solution_id}").text
    again = office.post(page, data={**told, "words": "Noch etwas", "key": "key-to-explain-3"})
    assert "schon etwas erklärt" in again.text


def test_a_need_taken_up_again_is_off_the_desk_and_its_owner_is_asked_anew_after_the_next_answer(
    app: Flask, session: Session, house: House, answer: SolutionNeed
) -> None:
    judged(session, answer.solution, answer, house.mayor, Outcome.NO, "Fehlt noch")
    need = needs_queries.get_need(session, answer.need_id)
    step = needs.move(session, need.id, NeedState.UNDER_WAY, "", need.steps[-1].id, office_of(house), NOW)
    session.commit()
    office = signed_in(app, session, house.office)
    assert "Die Lösung hat nicht geholfen" not in office.get("/").text
    later = NOW + timedelta(days=3)
    actions.answer(session, answer.solution_id, [answer.id], "Besser", step.id, office_of(house), later)
    session.commit()
    assert [each.answered.link.id for each in queries.to_judge(session, house.town.id)] == [answer.id]


def test_the_office_notes_a_verdict_and_how_it_came_to_know_it(
    app: Flask, session: Session, house: House, answer: SolutionNeed
) -> None:
    office, page = signed_in(app, session, house.office), f"/loesungen/{answer.solution_id}/urteil/{answer.id}"
    data = {"outcome": "partly", "words": "Zur Hälfte", "seen": "0", "key": "key-of-verdict-1"}
    assert "wie Sie davon erfahren haben" in office.post(page, data=data).text
    noted = {**data, "noted": "Am Telefon", "key": "key-of-verdict-2"}
    assert office.post(page, data=noted).status_code == 302
    assert "Am Telefon" in office.get(f"/loesungen/{answer.solution_id}").text
    assert "Am Telefon" not in signed_in(app, session, house.mayor).get(f"/mein/1/loesungen/{answer.solution_id}").text
    taken = office.post(f"{page}/zuruecknehmen", data={"seen": "1", "key": "key-to-take-back"})
    assert taken.status_code == 302


def test_words_of_verdicts_go_with_those_of_the_need(session: Session, house: House, answer: SolutionNeed) -> None:
    judged(session, answer.solution, answer, house.mayor, Outcome.NO, "Vertrauliches")
    office = office_of(house)
    actions.reply(session, answer.solution_id, answer.id, "Auch das", 1, office, NOW)
    needs.withdraw(session, answer.need_id, None, "", office, NOW)
    needs.erase(session, answer.need_id, office, NOW)
    session.commit()
    kept = session.scalars(select(SolutionVerdict)).one()
    assert (kept.words, kept.reply, kept.noted, kept.outcome) == ("", "", "", Outcome.NO)
    with pytest.raises(NotFound):
        actions.judge(session, answer.solution_id, answer.id, None, Said(Outcome.HELPED, "", "so"), 1, office, NOW)


# --- partners and offers ----------------------------------------------------------------------------------------------


def test_a_member_offers_something_sees_what_it_meets_changes_and_withdraws_it(
    app: Flask, session: Session, house: House
) -> None:
    need = a_need(session, house.town, house.mayor, COUNCIL)
    session.commit()
    vintner, mayor = signed_in(app, session, house.vintner), signed_in(app, session, house.mayor)
    page = "/mein/2/loesungen/angebote"
    data = {"title": TYPIST.title, "what": TYPIST.what, "kind": "service", "level": "members", "key": "key-to-offer-1"}
    wrong = vintner.post(f"{page}/neu", data={**data, "what": "", "until": "01.01.2026"})
    assert (wrong.status_code, TYPIST.title in wrong.text) == (422, True)
    past = vintner.post(f"{page}/neu", data={**data, "until": "01.01.2026", "key": "key-to-offer-2"})
    assert "Dieser Tag ist vorbei" in past.text
    made = vintner.post(f"{page}/neu", data={**data, "key": "key-to-offer-3"}).location
    shown = vintner.get(made).text
    assert need.title in shown
    assert "Beide nennen" in shown or "Gemeinsames Thema" in shown
    assert mayor.get(made.replace("/mein/2", "/mein/1") + "/aendern").status_code == 404
    assert mayor.post(made.replace("/mein/2", "/mein/1") + "/zurueckziehen", data={"key": "key-not-mine"}
                      ).status_code == 404
    stamp = vintner.get(f"{made}/aendern").text.split('name="shown" value="')[1].split('"')[0].replace("&#34;", '"')
    changed = {**data, "title": "Mitschreiben", "shown": stamp}
    assert vintner.post(f"{made}/aendern", data=changed).status_code == 302
    assert "Mitschreiben" in mayor.get(made.replace("/mein/2", "/mein/1")).text
    assert vintner.post(f"{made}/loeschen", data={"key": "key-to-erase-0"}).status_code == 409
    assert vintner.post(f"{made}/zurueckziehen", data={"key": "key-to-withdraw"}).status_code == 302
    assert mayor.get(made.replace("/mein/2", "/mein/1")).status_code == 404
    assert vintner.post(f"{made}/wieder", data={"key": "key-to-offer-4"}).status_code == 302
    assert vintner.post(f"{made}/zurueckziehen", data={"key": "key-to-withdraw-2"}).status_code == 302
    assert vintner.post(f"{made}/loeschen", data={"key": "key-to-erase-it"}).status_code == 302
    session.expire_all()
    gone = session.scalars(select(PartnerOffer)).unique().one()
    assert (gone.title, gone.what, gone.search_text, gone.number) == ("", "", "", "PA-2026-0001")
    assert "gelöscht" in signed_in(app, session, house.office).get(f"/loesungen/angebote/{gone.id}").text


def test_the_office_asks_with_an_offer_and_the_partner_agrees_in_the_portal(
    app: Flask, session: Session, house: House
) -> None:
    solution, offer = a_solution(session, house), an_offer(session, house, house.vineyard)
    session.commit()
    office, vintner = signed_in(app, session, house.office), signed_in(app, session, house.vintner)
    mayor = signed_in(app, session, house.mayor)
    assert solution.number in office.get(f"/loesungen/angebote/{offer.id}").text
    asked = office.get(f"/loesungen/angebote/{offer.id}/partner?loesung={solution.id}").location
    assert TYPIST.title in office.get(asked).text
    page = f"/loesungen/{solution.id}/partner"
    data = {"member": "0002", "role": "leads", "words": "Bitte", "offer": str(offer.id), "key": "key-to-ask-1"}
    assert office.post(page, data=data).status_code == 302
    assert mails(session) == ["partner_asked"]
    twice = office.post(page, data={**data, "key": "key-to-ask-2"})
    assert "schon Partner oder gefragt" in twice.text
    assert "gibt es nicht" in office.post(page, data={**data, "member": "77", "key": "key-to-ask-3"}).text
    assert "Wirken Sie an" in vintner.get("/mein/2").text
    partner = session.scalars(select(SolutionPartner)).unique().one()
    own = f"/mein/2{page}/{partner.id}"
    assert "Zusage" in vintner.get(own).text
    assert vintner.post(own, data={"to": "agreed", "words": "Gern", "key": "key-to-agree-1"}).status_code == 302
    assert "Wirken Sie an" not in vintner.get("/mein/2").text
    assert "Theodora Rebhang" in mayor.get(f"/mein/1/loesungen/{solution.id}").text
    late = vintner.post(own, data={"to": "declined", "words": "", "key": "key-to-decline"})
    assert "nicht mehr offen" in late.text
    assert vintner.post(own, data={"to": "ended", "words": "", "key": "key-to-end-it"}).status_code == 302
    session.rollback()
    session.expire_all()
    assert session.scalars(select(SolutionPartner)).unique().one().state is PartnerState.ENDED


def test_nobody_answers_for_another_member_and_the_office_says_how_it_knows(
    app: Flask, session: Session, house: House
) -> None:
    solution = a_solution(session, house)
    partner = a_partner(session, house, solution, house.vineyard)
    session.commit()
    mayor, office = signed_in(app, session, house.mayor), signed_in(app, session, house.office)
    page = f"/loesungen/{solution.id}/partner/{partner.id}"
    data = {"to": "agreed", "words": "", "key": "key-to-agree-1"}
    assert mayor.post(f"/mein/1{page}", data=data).status_code == 404
    assert "Vermerken Sie den Grund" in office.post(page, data=data).text
    noted = {**data, "words": "Am Telefon zugesagt", "key": "key-to-agree-2"}
    assert office.post(page, data=noted).status_code == 302


def test_partners_are_members_with_offers_that_stand(session: Session, house: House) -> None:
    solution, firm = a_solution(session, house), a_firm(session, 4)
    offer = an_offer(session, house, firm, replace(TYPIST, until=TODAY))
    with pytest.raises(Refusal, match="gilt nicht mehr"):
        a_partner(session, house, solution, firm, offer, NOW + timedelta(days=1))
    with pytest.raises(Refusal, match="anderen Mitglied"):
        a_partner(session, house, solution, house.town, offer)
    end(session, firm)
    with pytest.raises(Refusal, match="zu Ende"):
        a_partner(session, house, solution, firm)
    with pytest.raises(Refusal, match="zu Ende"):
        an_offer(session, house, firm)


def test_a_worker_keeps_what_the_model_tells_of_an_offer(session: Session, house: House, worker: Worker) -> None:
    offer = an_offer(session, house, house.town)
    session.commit()
    worker.run_until_idle()
    session.rollback()
    session.expire_all()
    found = queries.get_offer(session, offer.id)
    assert found.meant_by == needs_queries.MODEL
    actions.change_offer(session, offer.id, None, replace(TYPIST, title="Anders"), office_of(house), NOW)
    assert not queries.get_offer(session, offer.id).meant_by


def test_what_the_house_knows_of_a_member_holds_offers_partnerships_and_verdicts(
    app: Flask, session: Session, house: House, answer: SolutionNeed
) -> None:
    judged(session, answer.solution, answer, house.mayor, Outcome.PARTLY, "Zur Hälfte")
    an_offer(session, house, house.town)
    a_partner(session, house, answer.solution, house.town)
    session.commit()
    mayor = signed_in(app, session, house.mayor)
    page, told = mayor.get("/mein/1/daten").text, json.loads(mayor.get("/mein/1/daten.json").text)
    assert [each["title"] for each in told["partner_offers"]] == [TYPIST.title]
    assert [each["words"] for each in told["verdicts"]] == ["Zur Hälfte"]
    assert [each["state"] for each in told["partnerships"]] == ["asked"]
    assert all(words in page for words in (TYPIST.title, "Zur Hälfte", "Bitte schreiben Sie mit."))


def test_files_are_kept_once_and_go_by_name_alone(app: Flask, session: Session, house: House) -> None:
    solution = a_solution(session, house)
    for _twice in range(2):
        actions.add_file(session, solution.id, checked_file("plan.pdf", a_pdf("Plan")), office_of(house), NOW)
    session.commit()
    (file,) = fresh(session, solution).files
    office = signed_in(app, session, house.office)
    sent = {"key": "key-to-add-again", "file": (io.BytesIO(a_pdf("Plan")), "anders.pdf")}
    renamed = office.post(f"/loesungen/{solution.id}/anlagen", data=sent)
    assert (renamed.status_code, "liegt schon bei, als „plan.pdf“" in renamed.text) == (422, True)
    assert office.get(f"/loesungen/{solution.id}/anlagen/{file.id}").data[:4] == b"%PDF"
    missing = office.post(f"/loesungen/{solution.id}/anlagen", data={"key": "key-to-add-it"})
    assert missing.status_code == 422
    removed = office.post(f"/loesungen/{solution.id}/anlagen/{file.id}/entfernen", data={"key": "key-to-remove"})
    assert removed.status_code == 302
    assert fresh(session, solution).files == []
    assert not queries.is_file_needed(session, file.sha256)


def test_who_has_left_sees_the_solution_of_its_need_and_judges_no_more(
    app: Flask, session: Session, house: House, answer: SolutionNeed
) -> None:
    end(session, house.town)
    session.commit()
    mayor = signed_in(app, session, house.mayor)
    assert MINUTES_SOLVED.title in mayor.get("/mein/1/loesungen").text
    page = f"/mein/1/loesungen/{answer.solution_id}/urteil/{answer.id}"
    assert "urteilen können nur Mitglieder" in mayor.get(page).text
    data = {"outcome": "helped", "words": "", "seen": "0", "key": "key-of-verdict-1"}
    assert mayor.post(page, data=data).status_code == 409
    assert session.scalar(select(func.count()).select_from(SolutionVerdict)) == 0


def test_the_journal_names_numbers_alone(session: Session, house: House, answer: SolutionNeed) -> None:
    judged(session, answer.solution, answer, house.mayor)
    an_offer(session, house, house.town)
    session.commit()
    lines = [each.summary() for each in session.scalars(select(JournalLine).order_by(JournalLine.sequence)).all()]
    assert any("Urteil zu Lösung LO-2026-0001 für Bedarf BE-2026-0001" in line for line in lines)
    assert not any(words in line for line in lines for words in (MINUTES.title, MINUTES_SOLVED.title, TYPIST.title))


