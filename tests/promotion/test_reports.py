"""The yearly report: its figures on the page, the needs behind them, words, examples, the issue, who does what."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.archive.models import IssuedDocument
from app.archive.rules import Standing
from app.audits.queries import promotion as promoted
from app.audits.queries.parts import Listed
from app.audits.rules import Period
from app.core.jobs import Worker
from app.core.values import Refusal, Role
from app.needs import actions as needs
from app.needs import queries as read
from app.needs.rules import Field, Level, NeedState, Viewer
from app.promotion import actions, queries
from app.promotion.models import PromotionIssue
from app.promotion.rules import VERDICTS_SO, Figure, Rewritten, Year
from app.prospects import actions as prospects
from app.solutions.models import SolutionNeed
from documents import registry
from documents.promotion_report import PromotionFacts
from tests.audits.factories import an_assignment
from tests.bundles.factories import a_bundle
from tests.factories import NOW, OFFICE, a_person, an_account
from tests.needs.factories import MINUTES, House, a_firm, a_need, actor_of, an_interested
from tests.needs.signing import signed_in
from tests.needs.test_seeing import ROLES, asked_by
from tests.organs.factories import an_office
from tests.promotion.factories import DAYS, ENDING, YEAR, a_director, an_answered, at, led, of_level
from tests.solutions.factories import an_answer, judged
from tests.together import transactions_together

REPORT = f"/bedarfe/foerderbericht/{ENDING}"
SECRET = "Geheimwort"


def numbers(session: Session, known_at: datetime = NOW, year: Year = DAYS) -> dict[str, int]:
    """The figures of a year that are not nought."""
    figures = queries.figures(session, year, known_at)
    return {name: len(found) for name, found in figures.needs.items() if found}


def test_a_year_counts_by_the_days_of_the_house(session: Session, house: House) -> None:
    """One minute before and after midnight in Berlin, which is an hour behind in the store."""
    last, first = datetime(2025, 12, 31, 22, 59, tzinfo=UTC), datetime(2025, 12, 31, 23, 1, tzinfo=UTC)
    a_need(session, house.town, house.office, MINUTES, last, seen=False)
    a_need(session, house.town, house.office, MINUTES, first, seen=False)
    assert numbers(session) == {"raised": 1, "open_after": 1}


def test_a_report_tells_what_was_known_at_a_moment(session: Session, house: House) -> None:
    need = an_answered(session, house.town, house)
    assert numbers(session) == {"raised": 1, "looked_at": 1, "answered": 1}
    assert numbers(session, at(2025, 3, 15)) == {"raised": 1, "looked_at": 1, "open_after": 1}
    assert numbers(session, at(2025, 2, 1)) == {}
    led(session, need, house, (at(2026, 2, 1), NeedState.UNDER_WAY))
    assert numbers(session)["answered"] == 1


def test_field_and_region_are_those_of_the_end_of_the_year(session: Session, house: House) -> None:
    need = an_answered(session, house.town, house)
    moved = replace(need.stated(), region="Quellbach", field=Field.ENERGY)
    needs.change(session, need.id, moved, actor_of(house.office, Role.OFFICE), at(2026, 1, 2))
    [way] = queries.figures(session, DAYS, NOW).behind(Figure.ANSWERED)
    assert (way.field, way.region) == (Field.ADMINISTRATION, "Rabental")
    later = queries.ways(session, date(2026, 12, 31), NOW)
    assert [(each.field, each.region) for each in later] == [(Field.ENERGY, "Quellbach")]


def test_a_deleted_need_counts_without_field_and_region(session: Session, house: House) -> None:
    need = a_need(session, house.town, house.office, MINUTES, at(2025, 5, 5))
    office = actor_of(house.office, Role.OFFICE)
    needs.withdraw(session, need.id, None, "", office, at(2025, 6, 6))
    needs.erase(session, need.id, office, NOW)
    session.flush()
    [way] = queries.figures(session, DAYS, NOW).behind(Figure.WITHDRAWN)
    assert (way.field, way.region) == (None, "")


def test_a_need_deleted_with_its_prospect_is_open_no_more(session: Session, house: House) -> None:
    """Nobody can lead it on; what had an answer keeps that."""
    prospect = an_interested(session, house)
    opened = a_need(session, prospect, house.office, MINUTES, at(2025, 5, 5))
    aside = a_need(session, prospect, house.office, MINUTES, at(2025, 5, 6))
    led(session, aside, house, (at(2025, 6, 6), NeedState.SET_ASIDE))
    prospects.erase(session, prospect.id, OFFICE, at(2026, 2, 2))
    session.flush()
    after = replace(DAYS, first_day=date(2026, 1, 1), last_day=date(2026, 12, 31))
    assert numbers(session, year=after) == {"open_before": 1, "withdrawn": 1}
    assert numbers(session)["open_after"] == 1
    reading = Viewer(reads_all=True)
    assert [opened.state, aside.state] == [NeedState.WITHDRAWN, NeedState.SET_ASIDE]
    assert read.count_by_state(session, reading)["seen"] == 0
    assert read.count_by_region(session, reading, read.Asked()) == []


def test_who_benefited_and_how_long_it_took(session: Session, house: House) -> None:
    an_answered(session, house.town, house)
    an_answered(session, house.town, house, answered=at(2025, 3, 11))
    an_answered(session, house.vineyard, house, answered=at(2025, 3, 21))
    figures = queries.figures(session, DAYS, NOW)
    assert figures.members_served == {house.town.id, house.vineyard.id}
    assert figures.days_to_answer == 20


def test_what_was_bundled_counts_once_and_not_if_that_was_undone(session: Session, house: House) -> None:
    one, other = (a_need(session, house.town, house.office, MINUTES, at(2025, 5, day)) for day in (5, 6))
    a_bundle(session, house, one, now=at(2025, 7, 1))
    a_bundle(session, house, other, title="Spät", now=at(2026, 1, 1))
    assert queries.figures(session, DAYS, NOW).number("bundled") == 1
    assert queries.figures(session, DAYS, at(2025, 6, 1)).number("bundled") == 0
    assert set(queries.first_bundled(session, NOW)) == {one.id, other.id}


def test_the_page_shows_the_figures_each_with_the_needs_behind_it(app: Flask, session: Session, house: House) -> None:
    an_answered(session, house.town, house, replace(MINUTES, title="Beantwortetes"))
    a_need(session, house.vineyard, house.office, replace(MINUTES, title="Offenes", region=""), at(2025, 4, 4))
    session.commit()
    client = signed_in(app, session, house.office)
    page = client.get(REPORT).text
    links = {link.replace("&amp;", "&") for link in re.findall(rf'href="({REPORT}/zahlen/[^"]*)">', page)}
    assert f"{REPORT}/zahlen/raised" in links
    for link in links:
        number = int(re.search(rf'href="{re.escape(link.replace("&", "&amp;"))}">(\d+)<', page)[1])  # type: ignore[index]
        listed = client.get(link).text
        assert len(re.findall(r'<th scope="row" class="c-name">', listed)) == number, link
    assert "Beantwortetes" in client.get(f"{REPORT}/zahlen/answered").text
    assert "Offenes" not in client.get(f"{REPORT}/zahlen/answered").text
    assert "Offenes" in client.get(f"{REPORT}/zahlen/raised?region=-").text
    assert "Beantwortetes" not in client.get(f"{REPORT}/zahlen/raised?q=offenes").text
    assert client.get(f"{REPORT}/zahlen/unfug").status_code == 404
    assert client.get("/bedarfe/foerderbericht/1990-12-31").status_code == 404


def test_figures_and_needs_are_given_as_files(app: Flask, session: Session, house: House) -> None:
    an_answered(session, house.town, house)
    session.commit()
    client = signed_in(app, session, house.office)
    told = client.get(f"{REPORT}?format=csv").text
    assert "Bedarfe;Beantwortet;1;0" in told
    assert "Nach Region;Rabental: Eingebracht;1;0" in told
    assert "BE-2025-0001" in client.get(f"{REPORT}/zahlen/answered?format=csv").text
    assert client.get(f"{REPORT}?format=xlsx").data[:2] == b"PK"


def test_a_year_without_needs_says_so_on_the_page_and_in_print(app: Flask, session: Session, house: House) -> None:
    assert "lag kein Bedarf vor" in signed_in(app, session, house.office).get(REPORT).text
    actions.write_words(session, YEAR.last_day, "Niemand hat etwas gebraucht.", "", 0, a_director(house), NOW)
    issued = actions.issue(session, YEAR, 1, "", a_director(house), NOW, 0)
    facts = facts_of(issued)
    assert facts.closing[0] == "In diesem Geschäftsjahr lag kein Bedarf vor."
    assert facts.bars == ()


def facts_of(issue: PromotionIssue) -> PromotionFacts:
    """What the issued document states."""
    facts = registry.load(issue.document.kind, issue.document.facts or {})
    assert isinstance(facts, PromotionFacts)
    return facts


def test_verdicts_stand_behind_the_answer_and_page_print_and_file_count_them_alike(
    app: Flask, session: Session, house: House
) -> None:
    """One need helped and is withdrawn within the year, one is judged in the next year, one is not judged."""
    an_answered(session, house.vineyard, house)
    gone, late = (a_need(session, house.town, house.office, MINUTES, at(2025, 5, 1)) for _turn in range(2))
    for need, moment in ((gone, at(2025, 7, 1)), (late, at(2026, 1, 8))):
        solution = an_answer(session, house, need, now=at(2025, 6, 9))
        link = session.scalars(select(SolutionNeed).where(SolutionNeed.need_id == need.id)).one()
        judged(session, solution, link, house.mayor, now=moment)
    needs.withdraw(session, gone.id, None, "", actor_of(house.office, Role.OFFICE), at(2025, 8, 1))
    a_written(session, house)
    facts = facts_of(actions.issue(session, YEAR, 1, "", a_director(house), NOW, 0))
    session.commit()
    assert [each.label for each in facts.bars] == [
        "Eingebracht", "Gesichtet", "Gebündelt", "Gemeinsam bewertet", "Beantwortet", "Urteil: hat geholfen",
        "Urteil: hat teilweise geholfen", "Urteil: hat nicht geholfen",
    ]
    assert [each.number for each in facts.bars if each.label in ("Beantwortet", "Urteil: hat geholfen")] == [2, 1]
    assert str(VERDICTS_SO) in facts.closing
    client = signed_in(app, session, house.office)
    told, page = client.get(f"{REPORT}?format=csv").text, client.get(REPORT).text
    assert ("Bedarfe;Beantwortet;2;0" in told, "Bedarfe;Urteil: hat geholfen;1;0" in told) == (True, True)
    assert (f'href="{REPORT}/zahlen/helped">1<' in page, str(VERDICTS_SO) in page) == (True, True)
    listed = client.get(f"{REPORT}/zahlen/helped").text
    assert (late.number in listed, gone.number in listed) == (True, False)


# --- words and examples -----------------------------------------------------------------------------------------------


def test_words_are_kept_version_by_version_and_the_same_words_are_none(session: Session, house: House) -> None:
    office = actor_of(house.office, Role.OFFICE)
    for words, version in (("Erstens", 1), ("Erstens", 1), ("Zweitens", 2)):
        seen = queries.find_text(session, YEAR.last_day)
        told = actions.write_words(session, YEAR.last_day, words, "", seen.version if seen else 0, office, NOW)
        assert told.version == version
    assert [each.introduction for each in queries.texts_of(session, YEAR.last_day)] == ["Zweitens", "Erstens"]
    with pytest.raises(Rewritten, match="Henrike"):
        actions.write_words(session, YEAR.last_day, "Drittens", "", 1, office, NOW)


def test_the_office_writes_in_the_pages_and_a_stale_page_is_refused(app: Flask, session: Session, house: House) -> None:
    client = signed_in(app, session, house.office)
    assert 'name="seen" value="0"' in client.get(f"{REPORT}/texte").text
    sent = {"introduction": "Einleitung A", "outlook": "Ausblick A", "seen": "0", "key": "key-of-the-words"}
    assert client.post(f"{REPORT}/texte", data=sent).status_code == 302
    assert client.post(f"{REPORT}/texte", data=sent).status_code == 302
    stale = client.post(f"{REPORT}/texte", data={**sent, "introduction": "Einleitung B", "key": "another-key-1"})
    assert stale.status_code == 422
    assert "Einleitung B" in stale.text
    assert stale.text.count("Nicht gespeichert") == 1
    assert "Einleitung A" in client.get(REPORT).text
    assert "Ausblick A" in client.get(f"{REPORT}/texte/1").text
    assert client.get(f"{REPORT}/texte/2").status_code == 404


def test_an_answered_need_becomes_an_example_with_a_name_only_by_consent(
    app: Flask, session: Session, house: House
) -> None:
    firm = a_firm(session, 3)
    need = an_answered(session, firm, house)
    session.commit()
    client = signed_in(app, session, house.office)
    page = client.get(f"{REPORT}/zahlen/answered").text
    assert f'href="{REPORT}/beispiele/{need.id}"' in page
    sent = {"words": "Briefe schreiben sich leichter.", "is_named": "y", "key": "key-of-example"}
    refused = client.post(f"{REPORT}/beispiele/{need.id}", data=sent)
    assert refused.status_code == 422
    assert "zugestimmt" in refused.text
    sent |= {"consent": "Geschäftsführer, am 3. Mai", "key": "key-of-example-2"}
    assert client.post(f"{REPORT}/beispiele/{need.id}", data=sent).status_code == 302
    again = client.post(f"{REPORT}/beispiele/{need.id}", data={**sent, "key": "key-3-of-it"})
    assert "schon als Beispiel" in again.text
    [example] = queries.examples_of(session, YEAR.last_day)
    drafted = actions.facts_of(session, actions.count_year(session, YEAR, NOW), None, "", "", a_director(house), NOW)
    assert [(each.owner, each.words) for each in drafted.examples] == [
        ("Klinikum Quellbach gGmbH", "Briefe schreiben sich leichter."),
    ]
    taken_out = client.post(f"{REPORT}/beispiele/{example.id}/herausnehmen", data={"key": "key-to-take-out"})
    assert taken_out.status_code == 302
    session.rollback()
    assert queries.examples_of(session, YEAR.last_day) == []


def test_an_example_without_consent_tells_the_kind_alone(session: Session, house: House) -> None:
    firm = a_firm(session, 3)
    need = an_answered(session, firm, house)
    actions.add_example(session, DAYS, need.id, "Leichter.", False, "", actor_of(house.office), NOW)
    drafted = actions.facts_of(session, actions.count_year(session, YEAR, NOW), None, "", "", a_director(house), NOW)
    assert [each.owner for each in drafted.examples] == ["Unternehmen"]


def test_a_confidential_or_unanswered_need_is_refused_as_an_example(session: Session, house: House) -> None:
    confidential = an_answered(session, house.town, house, of_level(Level.OFFICE, SECRET))
    waiting = a_need(session, house.town, house.office, MINUTES, at(2025, 3, 3))
    for need, why in ((confidential, "vertraulich"), (waiting, "nicht beantwortet")):
        with pytest.raises(Refusal, match=why):
            actions.add_example(session, DAYS, need.id, "Etwas.", False, "", actor_of(house.office), NOW)


# --- the issue --------------------------------------------------------------------------------------------------------


def a_written(session: Session, house: House) -> None:
    """A report whose words are there."""
    actions.write_words(session, YEAR.last_day, "So war das Jahr.", "So wird es.", 0, actor_of(house.office), NOW)


def test_the_board_finishes_a_report_and_a_later_change_is_a_new_issue(
    session: Session, house: House, worker: Worker
) -> None:
    an_answered(session, house.town, house)
    a_written(session, house)
    first = actions.issue(session, YEAR, 1, "", a_director(house), NOW, 0)
    assert (first.turn, first.document.number) == (1, "FB-2026-001")
    actions.write_words(session, YEAR.last_day, "So war es wirklich.", "", 1, actor_of(house.office), NOW)
    assert facts_of(first).introduction == ("So war das Jahr.",)
    with pytest.raises(Refusal, match="neue Ausgabe"):
        actions.issue(session, YEAR, 2, " ", a_director(house), NOW, 1)
    again = actions.issue(session, YEAR, 2, "Ein Satz war falsch.", a_director(house), NOW, 1)
    session.commit()
    assert (again.turn, again.document.number) == (2, "FB-2026-002")
    assert facts_of(again).replaces == "FB-2026-001"
    assert (first.document.standing, first.document.replaced_by_id) == (Standing.REPLACED, again.document_id)
    worker.run_until_idle()
    session.expire_all()
    assert again.document.sha256


def test_a_page_that_did_not_know_the_newest_issue_finishes_none(session: Session, house: House) -> None:
    """Else it would replace one that nobody at it has read."""
    an_answered(session, house.town, house)
    a_written(session, house)
    actions.issue(session, YEAR, 1, "", a_director(house), NOW, 0)
    with pytest.raises(Refusal, match="festgestellt"):
        actions.issue(session, YEAR, 1, "Nachtrag", a_director(house), NOW, 0)
    assert actions.issue(session, YEAR, 1, "Nachtrag", a_director(house), NOW, 1).turn == 2


def test_no_report_is_finished_too_early_or_without_words_or_past_a_change(session: Session, house: House) -> None:
    with pytest.raises(Refusal, match="läuft noch"):
        actions.issue(session, YEAR, 0, "", a_director(house), at(2025, 12, 31), 0)
    with pytest.raises(Refusal, match="keine Einleitung"):
        actions.issue(session, YEAR, 0, "", a_director(house), NOW, 0)
    a_written(session, house)
    with pytest.raises(Rewritten):
        actions.issue(session, YEAR, 0, "", a_director(house), NOW, 0)
    assert queries.issues_of(session, YEAR.last_day) == []


def test_an_example_that_became_confidential_keeps_the_report_from_being_finished(
    app: Flask, session: Session, house: House
) -> None:
    need = an_answered(session, house.town, house)
    office = actor_of(house.office, Role.OFFICE)
    actions.add_example(session, DAYS, need.id, "Leichter.", False, "", office, NOW)
    a_written(session, house)
    needs.change(session, need.id, replace(need.stated(), level=Level.OFFICE), office, NOW)
    with pytest.raises(Refusal, match=need.number):
        actions.issue(session, YEAR, 1, "", a_director(house), NOW, 0)
    session.commit()
    assert "darf nicht mehr hinein" in signed_in(app, session, house.office).get(REPORT).text
    drafted = actions.facts_of(session, actions.count_year(session, YEAR, NOW), None, "", "", a_director(house), NOW)
    assert drafted.examples == ()


def test_no_word_of_a_confidential_need_stands_in_the_report(session: Session, house: House) -> None:
    """It counts, and that is all."""
    an_answered(session, house.town, house, of_level(Level.OFFICE, SECRET))
    an_answered(session, house.vineyard, house, of_level(Level.MEMBERS, "Offenwort"))
    a_written(session, house)
    issued = actions.issue(session, YEAR, 1, "", a_director(house), NOW, 0)
    assert SECRET not in str(issued.document.facts)
    assert "Offenwort" not in str(issued.document.facts)
    assert ("Beantwortet", 2, 0) in [(bar.label, bar.number, bar.before) for bar in facts_of(issued).bars]


def test_two_directors_at_once_finish_it_once(app: Flask, session: Session, house: House) -> None:
    a_written(session, house)
    session.commit()
    director = a_director(house)

    def finish(own: Session) -> int:
        return actions.issue(own, YEAR, 1, "", director, NOW, 0).turn

    answers = transactions_together(app, finish, finish)
    assert sorted(str(type(each).__name__) for each in answers) == ["Rewritten", "int"]


def test_two_who_write_at_once_do_not_write_over_each_other(app: Flask, session: Session, house: House) -> None:
    office = actor_of(house.office, Role.OFFICE)

    def write(words: str) -> Callable[[Session], int]:
        return lambda own: actions.write_words(own, YEAR.last_day, words, "", 0, office, NOW).version

    answers = transactions_together(app, write("Eines"), write("Anderes"))
    assert sorted(str(type(each).__name__) for each in answers) == ["Rewritten", "int"]


def test_the_board_finishes_in_the_pages_and_twice_pressed_is_once(app: Flask, session: Session, house: House) -> None:
    an_office(session, house.mayor.party)
    a_written(session, house)
    session.commit()
    client = signed_in(app, session, house.mayor)
    assert "Feststellen" in client.get(REPORT).text
    sent = {"seen": "1", "key": "key-to-finish-it"}
    for _time in range(2):
        assert client.post(f"{REPORT}/feststellen", data=sent).status_code == 302
    assert "FB-2026-001" in client.get(REPORT).text
    assert "FB-2026-001" in client.get("/bedarfe/foerderbericht").text
    [figures] = queries.figures_of_all(session, [YEAR], NOW)
    assert figures.number(Figure.RAISED) == queries.figures(session, DAYS, NOW).number(Figure.RAISED)
    assert len(session.scalars(select(IssuedDocument)).all()) == 1
    refused = client.post(f"{REPORT}/feststellen", data={"seen": "1", "key": "key-to-finish-2"})
    assert refused.status_code == 422
    assert "neue Ausgabe" in refused.text


# --- who --------------------------------------------------------------------------------------------------------------

READ: Mapping[str, str] = {
    "": "OAB", "/zahlen/answered": "OAB", "/texte/1": "OAB", "/entwurf.pdf": "OAB", "?format=csv": "OAB",
    "/zahlen/answered?format=csv": "OAB", "/texte": "OB", "/feststellen": "B",
}  # fmt: skip
LETTER = {"office": "O", "auditor": "A", "board": "B"}


@pytest.mark.parametrize("role", ROLES)
def test_only_office_board_and_auditor_read_and_only_the_first_two_write(
    role: str, app: Flask, session: Session, house: House
) -> None:
    """Members are told nothing: small numbers would give confidential needs away."""
    need = an_answered(session, house.town, house)
    a_written(session, house)
    session.commit()
    client, letter = asked_by(role, app, session, house).client, LETTER.get(role, "-")
    for more, letters in {**READ, f"/beispiele/{need.id}": "OB"}.items():
        status = client.get(f"{REPORT}{more}").status_code
        assert (status == 200) == (letter in letters), more
        assert status in (200, 302, 401, 403), more
    for address in ("/bedarfe/foerderbericht", "/bedarfe/buendelbild"):
        assert (client.get(address).status_code == 200) == (letter in "OAB"), address
    for more in ("/texte", f"/beispiele/{need.id}", "/beispiele/1/herausnehmen", "/feststellen"):
        if letter not in ("O", "B") or (more == "/feststellen" and letter != "B"):
            refused = client.post(f"{REPORT}{more}", data={"key": "key-of-a-stranger"})
            assert refused.status_code in (302, 401, 403), more


def test_the_needs_of_prospects_count_apart(session: Session, house: House) -> None:
    prospect = an_interested(session, house)
    need = a_need(session, prospect, house.office, MINUTES, at(2025, 3, 3), seen=False)
    found = queries.figures(session, DAYS, NOW)
    assert (found.number(Figure.RAISED), found.answered_of_prospects) == (1, 0)
    need.steps[-1].to_state = NeedState.ANSWERED
    session.flush()
    assert queries.figures(session, DAYS, NOW).answered_of_prospects == 1


def test_prospects_are_counted_by_their_days_as_far_as_known(session: Session, house: House) -> None:
    an_interested(session, house)
    this_year = Year(date(2026, 1, 1), date(2026, 12, 31))
    assert sum(queries.talks(session, this_year, NOW).numbers.values()) >= 1
    assert sum(queries.talks(session, this_year, at(2026, 1, 1)).numbers.values()) == 0


# --- what follows -----------------------------------------------------------------------------------------------------


def test_what_an_example_says_goes_with_the_words_of_its_need_and_is_own_data_until_then(
    session: Session, house: House
) -> None:
    need = an_answered(session, house.town, house)
    office = actor_of(house.office, Role.OFFICE)
    actions.add_example(session, DAYS, need.id, "Leichter.", True, "Die Bürgermeisterin", office, NOW)
    assert [each["consent"] for each in queries.examples_known_of(session, house.town.id)] == ["Die Bürgermeisterin"]
    needs.withdraw(session, need.id, None, "", office, NOW)
    needs.erase(session, need.id, office, NOW)
    assert queries.examples_known_of(session, house.town.id) == []
    assert queries.examples_of(session, YEAR.last_day) == []


def test_the_auditor_s_folder_holds_figures_needs_and_the_report_of_the_year(session: Session, house: House) -> None:
    an_answered(session, house.town, house)
    a_written(session, house)
    issued = actions.issue(session, YEAR, 1, "", a_director(house), NOW, 0)
    session.commit()
    listed = {each.path: list(each.rows()) for each in promoted.parts(session, Period(YEAR.first_day, YEAR.last_day))
              if isinstance(each, Listed)}
    numbers_, rows, reports = (listed[f"22_Foerderung/{name}_2025-01-01_2025-12-31.csv"]
                               for name in ("Zahlen", "Bedarfe", "Foerderberichte"))
    assert (YEAR.last_day, "Beantwortet", 1) in [tuple(each) for each in numbers_]
    assert [(row[1], row[6]) for row in rows] == [("BE-2025-0001", date(2025, 6, 9))]
    assert [row[2] for row in reports] == [issued.document.number]
    later = promoted.parts(session, Period(date(2024, 1, 1), date(2024, 12, 31)))
    assert all(not list(each.rows()) or "Zahlen" in each.path for each in later if isinstance(each, Listed))


def test_who_audits_a_year_reads_its_report_though_it_was_issued_after_and_no_later_figures(
    app: Flask, session: Session, house: House
) -> None:
    need = an_answered(session, house.town, house)
    led(session, need, house, (at(2026, 2, 1), NeedState.UNDER_WAY))
    a_written(session, house)
    issued = actions.issue(session, YEAR, 1, "", a_director(house), NOW, 0)
    account = an_account(session, a_person(session, "Gundula", "Prüfenstein"), Role.AUDITOR)
    an_assignment(session, account, Period(YEAR.first_day, YEAR.last_day))
    session.commit()
    client = signed_in(app, session, account)
    page = client.get(REPORT).text
    assert (issued.document.number or "?") in page
    assert "So war das Jahr." in page
    assert client.get(f"/dokumente/{issued.document_id}").status_code == 200
    assert client.get("/bedarfe/foerderbericht/2026-12-31").status_code == 404
    assert ">1</a>" in page


def test_the_desk_reminds_of_a_report_that_nobody_has_finished(
    app: Flask, session: Session, house: House
) -> None:
    """Half a year after the year's end, and only where there were needs."""
    assert queries.unfinished(session, date(2026, 6, 1)) is None
    an_answered(session, house.town, house)
    a_written(session, house)
    assert queries.unfinished(session, date(2026, 6, 1)) == YEAR
    session.commit()
    assert "Förderbericht 2025" in signed_in(app, session, house.office).get("/").text
    actions.issue(session, YEAR, 1, "", a_director(house), NOW, 0)
    session.commit()
    assert queries.unfinished(session, date(2026, 6, 1)) is None
    assert "Förderbericht 2025" not in signed_in(app, session, house.office).get("/").text
