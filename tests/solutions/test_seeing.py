"""Who sees which solution and offer: by role and level, on every page, list, search, suggestion, file and export."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audits.rules import Period
from app.core.uploads import checked_file
from app.core.values import Role
from app.needs import queries as needs
from app.needs.rules import Level, NeedState, Viewer
from app.solutions import actions, queries
from app.solutions.models import PartnerOffer, Solution
from app.solutions.rules import Outcome, SolutionState, may_see, may_see_offer
from tests.audits.factories import an_assignment
from tests.factories import NOW, TODAY, a_pdf, a_person, an_account
from tests.needs.factories import COUNCIL, LETTERS, MINUTES, House, a_firm, a_need, a_network
from tests.needs.signing import signed_in
from tests.needs.test_seeing import ROLES, asked_by, end
from tests.organs.factories import a_member
from tests.solutions.factories import (
    MINUTES_SOLVED,
    TYPIST,
    a_partner,
    a_solution,
    an_answer,
    an_offer,
    answered,
    judged,
    linked,
    of_level,
    office_of,
    there,
)

SECRET = "Quasselmaschine"


@pytest.fixture
def house(session: Session) -> House:
    found = a_network(session)
    session.commit()
    return found


@pytest.fixture
def solutions(session: Session, house: House) -> dict[Level, Solution]:
    """One of each level, with a file and progress, that answers a need of a firm for which nobody here acts."""
    firm, found = a_firm(session, 3), {}
    for level in Level:
        need = a_need(session, firm, house.office, replace(LETTERS, title=f"Bedarf{level}", level=level))
        made = a_solution(session, house, of_level(MINUTES_SOLVED, level, f"Wort{level}"))
        linked(session, house, made, need)
        there(session, house, made)
        actions.add_file(session, made.id, checked_file("p.pdf", a_pdf(f"p{level}")), office_of(house), NOW)
        found[level] = made
    session.commit()
    return found


@pytest.fixture
def offers(session: Session, house: House) -> dict[Level, PartnerOffer]:
    """One of each level, of a firm for which nobody here acts."""
    firm = a_firm(session, 4, "Schreibbüro Flink GmbH")
    found = {
        level: an_offer(session, house, firm, replace(TYPIST, title=f"Angebot{level} Sitzungen", level=level))
        for level in Level
    }
    session.commit()
    return found


@pytest.mark.parametrize("role", ROLES)
def test_every_page_shows_each_role_its_solutions_and_nothing_else(
    role: str, app: Flask, session: Session, house: House, solutions: dict[Level, Solution]
) -> None:
    """Lists, exports, search, one solution and its file: by the rule, word for word; its need by the need's level."""
    asked = asked_by(role, app, session, house)
    root = asked.root.replace("bedarfe", "loesungen")
    may = {level: may_see(asked.viewer, level, False) for level in Level}
    is_turned_away = role in ("supervisor", "administrator")
    for address in _lists(root, role, "Niederschrift"):
        answer = asked.client.get(address)
        if is_turned_away and not address.startswith("/suche"):
            assert answer.status_code == 403
            continue
        seen = {level: f"Wort{level}" in answer.text for level in Level}
        assert seen == ({**dict.fromkeys(Level, False)} if is_turned_away else may), address
    for level, made in solutions.items():
        for more in ("",) if role == "nobody" else ("", f"/anlagen/{made.files[0].id}"):
            answer = asked.client.get(f"{root}/{made.id}{more}")
            assert (answer.status_code == 200) == (may[level] and not is_turned_away), (level, more)
        shown = asked.client.get(f"{root}/{made.id}").text
        is_its_need_seen = may[level] and not is_turned_away and (
            asked.viewer.reads_all or (asked.viewer.is_member and level is not Level.OFFICE) or level is Level.PUBLIC
        )
        assert (f"Bedarf{level}" in shown) == is_its_need_seen, level


def _lists(root: str, role: str, words: str) -> list[str]:
    found = [f"{root}{more}" for more in ("?wessen=alle", f"?q={words}&wessen=alle", "?format=csv&wessen=alle")]
    return found + ([f"/suche?q={words}", f"/suche/palette?q={words}"] if role != "nobody" else [])


@pytest.mark.parametrize("role", ROLES)
def test_every_page_shows_each_role_its_offers_and_nothing_else(
    role: str, app: Flask, session: Session, house: House, offers: dict[Level, PartnerOffer]
) -> None:
    asked = asked_by(role, app, session, house)
    root = asked.root.replace("bedarfe", "loesungen") + "/angebote"
    may = {level: may_see_offer(asked.viewer, level, False, True) for level in Level}
    is_turned_away = role in ("supervisor", "administrator")
    for address in _lists(root, role, "Sitzungen"):
        answer = asked.client.get(address)
        if is_turned_away and not address.startswith("/suche"):
            assert answer.status_code == 403
            continue
        seen = {level: f"Angebot{level}" in answer.text for level in Level}
        tells_nothing = is_turned_away or (role == "former" and not address.startswith("/suche"))
        assert seen == ({**dict.fromkeys(Level, False)} if tells_nothing else may), address
    if role != "nobody":
        for level, made in offers.items():
            status = asked.client.get(f"{root}/{made.id}").status_code
            assert (status == 200) == (may[level] and not is_turned_away), level


def test_the_database_is_asked_the_rules_themselves(session: Session, house: House) -> None:
    """Every level, own need, own partner or neither: one condition, one rule."""
    mine = a_need(session, house.town, house.mayor, replace(MINUTES, level=Level.OFFICE))
    made = []
    for level in Level:
        for is_own in (False, True):
            solution = a_solution(session, house, of_level(MINUTES_SOLVED, level))
            made.append((solution, is_own))
            if is_own:
                linked(session, house, solution, mine)
    partnered = a_solution(session, house, of_level(MINUTES_SOLVED, Level.OFFICE))
    a_partner(session, house, partnered, house.town)
    made.append((partnered, True))
    session.flush()
    for viewer in _viewers(house):
        found = set(session.scalars(select(Solution.id).where(queries.visible_to(viewer))))
        mine_too = house.town.id in viewer.own
        assert found == {each.id for each, is_own in made if may_see(viewer, each.level, is_own and mine_too)}


def _viewers(house: House) -> tuple[Viewer, ...]:
    own = frozenset({house.town.id})
    return (Viewer(reads_all=True), Viewer(is_member=True, own=own), Viewer(is_member=True), Viewer(own=own), Viewer())


def test_the_database_is_asked_the_rule_of_offers_itself(session: Session, house: House) -> None:
    """Every level, own or not, standing, over, withdrawn or of a former member: one condition, one rule."""
    firm, left = a_firm(session, 3), a_firm(session, 4, "Altwerk GmbH")
    offered = []
    for level in Level:
        for owner in (house.town, firm, left):
            over = replace(TYPIST, level=level, until=TODAY)
            stated = [an_offer(session, house, owner, each) for each in (replace(TYPIST, level=level), over)]
            offered += [(each, owner, owner is not left) for each in stated]
            gone = an_offer(session, house, owner, replace(TYPIST, level=level))
            actions.withdraw_offer(session, gone.id, None, office_of(house), NOW)
            offered.append((gone, owner, False))
    end(session, left)
    session.flush()
    for viewer in _viewers(house):
        for day in (TODAY, TODAY + timedelta(days=1)):
            seen = set(session.scalars(select(PartnerOffer.id).where(queries.offers_visible_to(viewer, day))))
            assert seen == {
                each.id for each, owner, stands in offered if may_see_offer(
                    viewer, each.level, owner.id in viewer.own, stands and (each.until is None or each.until >= day)
                )
            }


def test_an_owner_sees_the_confidential_solution_of_its_need_and_nothing_of_the_others_in_it(
    app: Flask, session: Session, house: House
) -> None:
    mine = a_need(session, house.town, house.mayor, replace(MINUTES, level=Level.OFFICE))
    other = a_need(session, house.vineyard, house.vintner, replace(LETTERS, title=SECRET))
    solution = a_solution(session, house, of_level(MINUTES_SOLVED, Level.OFFICE))
    links = linked(session, house, solution, mine, other)
    answered(session, house, there(session, house, solution), *links)
    judged(session, solution, links[1], house.vintner, Outcome.NO, f"{SECRET} hilft nicht")
    session.commit()
    mayor = signed_in(app, session, house.mayor)
    page = mayor.get(f"/mein/1/loesungen/{solution.id}").text
    assert MINUTES.title in page
    assert SECRET not in page
    assert "Hat nicht geholfen" not in page
    assert '<span class="section-aside">1</span>' in page
    rows = mayor.get("/mein/1/loesungen?format=csv").text.splitlines()
    assert SECRET not in rows[1]
    assert ";1;0;0;0;" in rows[1].replace(",", ";").replace('"', "")
    assert SECRET in signed_in(app, session, house.office).get(f"/loesungen/{solution.id}").text
    assert solution.title not in signed_in(app, session, house.vintner).get("/mein/2/loesungen/angebote").text
    stranger = signed_in(app, session, _another(session))
    assert stranger.get(f"/mein/9/loesungen/{solution.id}").status_code == 404
    assert solution.number not in stranger.get("/mein/9/loesungen?wessen=alle").text


def _another(session: Session):  # type: ignore[no-untyped-def]
    person = a_person(session, "Wanda", "Weitblick")
    a_member(session, person, 9)
    return an_account(session, person)


def test_a_verdict_is_read_by_who_may_see_the_need_and_its_versions_by_office_and_owner(
    app: Flask, session: Session, house: House
) -> None:
    need = a_need(session, house.town, house.mayor)
    solution = an_answer(session, house, need)
    link = solution.needs[0]
    judged(session, solution, link, house.mayor, Outcome.NO, "Erst gar nicht")
    judged(session, solution, link, house.mayor, Outcome.HELPED, "Jetzt schon")
    session.commit()
    page = f"/mein/2/loesungen/{solution.id}"
    vintner = signed_in(app, session, house.vintner).get(page).text
    assert "Jetzt schon" in vintner
    assert "Erst gar nicht" not in vintner
    for text in (signed_in(app, session, house.mayor).get(f"/mein/1/loesungen/{solution.id}").text,
                 signed_in(app, session, house.office).get(f"/loesungen/{solution.id}").text):
        assert "Erst gar nicht" in text


def test_a_verdict_said_in_confidence_stays_so_when_its_need_is_opened(
    app: Flask, session: Session, house: House
) -> None:
    need = a_need(session, house.town, house.mayor, replace(MINUTES, level=Level.OFFICE))
    solution = an_answer(session, house, need)
    judged(session, solution, solution.needs[0], house.mayor, Outcome.NO, SECRET)
    need.level = Level.MEMBERS
    session.commit()
    vintner = signed_in(app, session, house.vintner)
    page = vintner.get(f"/mein/2/loesungen/{solution.id}").text
    assert MINUTES.title in page
    assert SECRET not in page
    assert "Hat nicht geholfen" not in page
    assert "Hat nicht geholfen" not in vintner.get(f"/mein/2/bedarfe/{need.id}").text
    assert SECRET not in vintner.get("/mein/2/loesungen?wessen=alle&format=csv").text


def test_progress_written_for_fewer_eyes_is_not_read_by_more(app: Flask, session: Session, house: House) -> None:
    solution = a_solution(session, house, of_level(MINUTES_SOLVED, Level.OFFICE))
    actions.progress(session, solution.id, TODAY, SECRET, None, office_of(house), NOW)
    opened = of_level(MINUTES_SOLVED, Level.MEMBERS)
    actions.change(session, solution.id, opened, house.office.id, office_of(house), NOW)
    actions.progress(session, solution.id, TODAY, "Für alle", SolutionState.UNDER_WAY, office_of(house), NOW)
    session.commit()
    page = signed_in(app, session, house.mayor).get(f"/mein/1/loesungen/{solution.id}").text
    assert SECRET not in page
    assert "Für alle" in page


def test_suggestions_tell_nothing_of_a_confidential_offer_or_need(
    app: Flask, session: Session, house: House, offers: dict[Level, PartnerOffer]
) -> None:
    """Not the offer on the need's page, not the need on the offer's page, not its words as a reason."""
    mine = a_need(session, house.town, house.mayor, COUNCIL)
    a_need(session, house.town, house.mayor, replace(LETTERS, title=f"Sitzungen {SECRET}"))
    own = an_offer(session, house, house.vineyard, TYPIST)
    session.commit()
    mayor, vintner = signed_in(app, session, house.mayor), signed_in(app, session, house.vintner)
    page = mayor.get(f"/mein/1/bedarfe/{mine.id}").text
    assert "Angebotmembers" in page
    assert "Angebotoffice" not in page
    offered = vintner.get(f"/mein/2/loesungen/angebote/{own.id}").text
    assert COUNCIL.title in offered
    assert SECRET not in offered
    office = signed_in(app, session, house.office)
    assert "Angebotoffice" in office.get(f"/bedarfe/{mine.id}").text
    assert SECRET in office.get(f"/loesungen/angebote/{own.id}").text
    before = page.split('id="angebote"')[1].split("</section>")[0]
    for each in session.scalars(select(PartnerOffer).where(PartnerOffer.level == Level.OFFICE)).unique():
        each.title = each.what = "Etwas"
    session.commit()
    queries.forget_offers()
    again = mayor.get(f"/mein/1/bedarfe/{mine.id}").text
    assert again.split('id="angebote"')[1].split("</section>")[0] == before


def test_an_own_offer_is_not_suggested_for_an_own_need_and_none_that_is_over(
    app: Flask, session: Session, house: House
) -> None:
    mine = a_need(session, house.town, house.mayor, COUNCIL)
    an_offer(session, house, house.town, replace(TYPIST, title="Eigenes"))
    gone = an_offer(session, house, house.vineyard, replace(TYPIST, title="Weggenommenes"))
    stays = an_offer(session, house, house.vineyard, TYPIST)
    actions.withdraw_offer(session, gone.id, None, office_of(house), NOW)
    session.commit()
    row = needs.get_row(session, mine.id, Viewer(is_member=True))
    found = queries.offers_like(session, Viewer(is_member=True), row, TODAY).found
    assert [each.id for each, _why in found] == [stays.id]
    assert queries.offers_like(session, Viewer(), row, TODAY).found == ()
    later = queries.offers_like(session, Viewer(is_member=True), row, TODAY + timedelta(days=1)).found
    assert [each.id for each, _why in later] == [stays.id]


def test_who_was_only_asked_is_named_to_office_and_member_alone(app: Flask, session: Session, house: House) -> None:
    solution = a_solution(session, house)
    firm = a_firm(session, 5, "Schreibbüro Flink GmbH")
    a_partner(session, house, solution, firm)
    session.commit()
    assert "Flink" in signed_in(app, session, house.office).get(f"/loesungen/{solution.id}").text
    assert "Flink" not in signed_in(app, session, house.mayor).get(f"/mein/1/loesungen/{solution.id}").text


def test_an_auditor_reads_what_came_in_by_the_end_of_the_period_and_writes_nothing(
    app: Flask, session: Session, house: House, solutions: dict[Level, Solution], offers: dict[Level, PartnerOffer]
) -> None:
    auditor = an_account(session, a_person(session, "Gundula", "Prüfenstein"), Role.AUDITOR)
    an_assignment(session, auditor, Period(date(2025, 1, 1), date(2025, 12, 31)))
    session.commit()
    client = signed_in(app, session, auditor)
    assert "Wortpublic" not in client.get("/loesungen").text
    assert "Angebotpublic" not in client.get("/loesungen/angebote").text
    assert client.get(f"/loesungen/{solutions[Level.PUBLIC].id}").status_code == 404
    assert client.get(f"/loesungen/angebote/{offers[Level.PUBLIC].id}").status_code == 404


def test_lists_are_searched_sorted_filtered_and_given_out(app: Flask, session: Session, house: House) -> None:
    a_solution(session, house)
    a_solution(session, house, of_level(replace(MINUTES_SOLVED, title="Straßenkamera"), Level.PUBLIC))
    session.commit()
    office = signed_in(app, session, house.office)
    for address in ("q=strassenkamera", "level=public", "sort=title", "sort=-responsible", "sort=kind", "sort=number",
                    "stand=planned&kind=project", "von=24.11.2026&bis=24.11.2026"):
        assert "Straßenkamera" in office.get(f"/loesungen?{address}").text, address
    for address in ("q=weinberg", "level=members", "stand=there", "kind=guide", "von=25.11.2026"):
        assert "Straßenkamera" not in office.get(f"/loesungen?{address}").text, address
    assert len(office.get("/loesungen?format=csv").text.splitlines()) == 3
    assert office.get("/loesungen?format=xlsx").data[:2] == b"PK"


def test_an_empty_list_says_what_to_do_first(app: Flask, session: Session, house: House) -> None:
    office, mayor = signed_in(app, session, house.office), signed_in(app, session, house.mayor)
    assert "Noch keine Lösung" in office.get("/loesungen").text
    assert "Noch kein Angebot" in office.get("/loesungen/angebote").text
    assert "Noch keine Lösung für Ihre Bedarfe" in mayor.get("/mein/1/loesungen").text
    assert "Noch keine Lösung, die Mitglieder sehen" in mayor.get("/mein/1/loesungen?wessen=alle").text
    assert "Sie bieten noch nichts an" in mayor.get("/mein/1/loesungen/angebote").text
    assert "Noch bietet niemand etwas an" in mayor.get("/mein/1/loesungen/angebote?wessen=alle").text
    client = app.test_client()
    assert "Noch ist keine Lösung öffentlich" in client.get("/loesungen/oeffentlich").text
    assert "Noch ist kein Angebot öffentlich" in client.get("/loesungen/oeffentlich/angebote").text


def test_nothing_of_a_withdrawn_need_is_told_to_others(app: Flask, session: Session, house: House) -> None:
    need = a_need(session, house.town, house.mayor)
    solution = an_answer(session, house, need)
    judged(session, solution, solution.needs[0], house.mayor)
    need.state = NeedState.WITHDRAWN
    session.commit()
    page = signed_in(app, session, house.vintner).get(f"/mein/2/loesungen/{solution.id}").text
    assert MINUTES.title not in page
    assert "Hat geholfen" not in page
    assert MINUTES.title in signed_in(app, session, house.mayor).get(f"/mein/1/loesungen/{solution.id}").text


