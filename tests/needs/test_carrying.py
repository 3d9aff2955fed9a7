"""Needs go over: from the form of joining to the member, from who may join to the member it becomes; and go with it."""

import re
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from time import sleep

import pytest
from flask import Flask
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.admissions import actions as admissions
from app.admissions.models import Application
from app.admissions.rules import Step
from app.core import outbox
from app.core.db import raise_counter
from app.core.values import Refusal, Role
from app.members.actions import SERIES
from app.needs import actions, queries
from app.needs.models import Need, NeedComment, NeedDraft, NeedStep, NeedVersion
from app.needs.rules import Level, NeedState, Stated
from app.prospects import actions as prospects
from app.prospects import queries as prospect_queries
from app.prospects.queries import KnownFact
from tests.admissions.factories import a_house, a_proposed
from tests.factories import NOW, OFFICE
from tests.needs.factories import COUNCIL, MINUTES, ROADS, House, a_need, a_network, actor_of, an_interested
from tests.needs.signing import signed_in
from tests.together import transactions_together

TOLD = [{"title": "Bürgerauskunft", "text": "Abends ruft niemand zurück."}, {"title": "", "text": "Ein Satz allein"}]


def all_needs(session: Session) -> list[Need]:
    return list(session.scalars(select(Need).order_by(Need.id)).unique())


def an_admitted(session: Session) -> Application:
    """Somebody who stated two needs in the form and was admitted."""
    application = a_proposed(session, needs=TOLD)
    admissions.admit(session, application.id, "V-2026-001", OFFICE, NOW)
    return application


def test_what_the_form_told_is_a_need_of_the_new_member_for_office_and_board_alone(session: Session) -> None:
    a_house(session)
    application = an_admitted(session)
    found = all_needs(session)
    assert [(each.title, each.situation) for each in found] == [
        ("Bürgerauskunft", "Abends ruft niemand zurück."), ("Ein Satz allein", "")
    ]
    assert {(each.level, each.state, each.member_id) for each in found} == {
        (Level.OFFICE, NeedState.RAISED, application.member_id)
    }
    assert actions.carry_over(session, application.id, application.member_id or 0, OFFICE, NOW) == []


def test_the_night_carries_over_what_was_told_before_there_were_needs(session: Session) -> None:
    a_house(session)
    an_admitted(session)
    for table in (NeedComment, NeedStep, NeedVersion, Need):
        session.execute(delete(table))
    session.commit()
    actions.keep_in_time(session, NOW)
    assert len(all_needs(session)) == 2
    actions.keep_in_time(session, NOW)
    assert len(all_needs(session)) == 2


@pytest.fixture
def house(session: Session) -> House:
    return a_network(session)


def test_the_needs_of_who_may_join_go_into_its_application_and_to_the_member_it_becomes(
    session: Session, house: House
) -> None:
    raise_counter(session, SERIES, 2)
    prospect = an_interested(session, house)
    need = a_need(session, prospect, house.office)
    content = prospect_queries.content_of(session, prospect)
    assert [each["title"] for each in content[Step.SHARES]["needs"]] == [MINUTES.title, "Mitgliedschaft"]
    application = a_proposed(session, needs=content[Step.SHARES]["needs"])
    prospects.link_application(session, prospect.id, application.id, OFFICE, NOW)
    admissions.admit(session, application.id, "V-2026-001", OFFICE, NOW)
    session.expire_all()
    assert (need.member_id, need.prospect_id, need.level) == (application.member_id, None, Level.MEMBERS)
    assert [each.title for each in all_needs(session)] == [MINUTES.title, "Mitgliedschaft"]


def test_what_the_office_writes_for_who_joins_meanwhile_is_raised_for_the_member(
    app: Flask, session: Session, house: House
) -> None:
    raise_counter(session, SERIES, 2)
    prospect, writer = an_interested(session, house), actor_of(house.office, Role.OFFICE)
    draft = actions.begin(session, actions.Owner(prospect_id=prospect.id), MINUTES, writer, NOW)
    application = a_proposed(session)
    prospects.link_application(session, prospect.id, application.id, OFFICE, NOW)
    admissions.admit(session, application.id, "V-2026-001", OFFICE, NOW)
    need = actions.publish(session, draft.id, MINUTES, True, writer, NOW)
    session.commit()
    assert (need.member_id, need.prospect_id) == (application.member_id, None)
    office = signed_in(app, session, house.office)
    begun = office.post("/bedarfe/neu", data={"owner": prospect.number, "key": "key-to-begin-it"}).location
    assert session.get_one(NeedDraft, int(begun.rsplit("/", 1)[1])).member_id == application.member_id


def test_with_the_data_of_who_may_join_its_needs_are_deleted(app: Flask, session: Session, house: House) -> None:
    prospect = an_interested(session, house)
    need = a_need(session, prospect, house.office)
    actions.begin(session, actions.Owner(prospect_id=prospect.id), MINUTES, actor_of(house.office), NOW)
    known = prospect_queries.known_of(session, prospect)
    assert KnownFact("Bedarf BE-2026-0001", "Worum geht es?", MINUTES.title) in known
    prospects.erase(session, prospect.id, OFFICE, NOW)
    session.commit()
    session.expire_all()
    assert (need.title, need.situation, need.prospect_id) == ("", "", prospect.id)
    assert session.scalar(select(func.count()).select_from(NeedDraft)) == 0
    office = signed_in(app, session, house.office)
    page = office.get(f"/bedarfe/{need.id}").text
    assert "gelöscht" in page
    assert re.search(r"<dt>Von</dt>\s*<dd>Kommune</dd>", page)
    assert need.number not in office.get("/bedarfe?region=-").text
    found = signed_in(app, session, house.vintner).get(f"/mein/2/bedarfe?wessen=alle&q={need.number}").text
    assert "Noch kein Bedarf" in found


def test_an_enquiry_becomes_a_need_by_a_button_of_the_prospects_page(
    app: Flask, session: Session, house: House
) -> None:
    prospect = an_interested(session, house)
    session.commit()
    office = signed_in(app, session, house.office)
    assert "als Bedarf aufnehmen" in office.get(f"/interessenten/{prospect.id}").text
    data = {"owner": prospect.number, "anfrage": str(prospect.enquiries[0].id), "key": "key-to-begin-it"}
    draft = office.post("/bedarfe/neu", data=data).location
    page = office.get(draft).text
    assert 'value="Mitgliedschaft"' in page
    assert "Was kostet ein Anteil?" in page


def test_a_draft_that_nobody_goes_on_with_is_forgotten(session: Session, house: House) -> None:
    owner, actor = actions.Owner(house.town.id), actor_of(house.mayor)
    actions.begin(session, owner, Stated("Alt"), actor, NOW - timedelta(days=181))
    actions.begin(session, owner, Stated("Neu"), actor, NOW - timedelta(days=179))
    assert actions.keep_in_time(session, NOW) == 1
    assert [each.stated().title for each in session.scalars(select(NeedDraft))] == ["Neu"]
    assert queries.drafts_of(session, house.vintner.id) == []


def test_nothing_begun_kept_or_raised_while_somebodys_data_are_deleted_outlives_them(
    app: Flask, session: Session, house: House
) -> None:
    prospect, office = an_interested(session, house), actor_of(house.office, Role.OFFICE)
    owner = actions.Owner(prospect_id=prospect.id)
    kept, raised = (actions.begin(session, owner, stated, office, NOW).id for stated in (MINUTES, COUNCIL))
    session.commit()

    def erase(writing: Session) -> None:
        prospects.erase(writing, prospect.id, OFFICE, NOW)
        sleep(0.5)  # the others have begun before this ends

    def after(act: Callable[[Session], object]) -> Callable[[Session], object]:
        def late(writing: Session) -> object:
            sleep(0.2)
            return act(writing)

        return late

    acts = (
        lambda writing: actions.begin(writing, owner, ROADS, office, NOW),
        lambda writing: actions.keep(writing, kept, ROADS, office, NOW),
        lambda writing: actions.publish(writing, raised, COUNCIL, True, office, NOW),
    )
    transactions_together(app, erase, *map(after, acts))
    session.expire_all()
    assert session.scalar(select(func.count()).select_from(NeedDraft)) == 0
    assert all(each.erased_at is not None and each.title == "" for each in all_needs(session))


def test_what_is_written_for_somebody_that_has_just_joined_is_written_for_the_member(
    session: Session, house: House
) -> None:
    """The page named who may join, and the admission came in between."""
    raise_counter(session, SERIES, 10)
    application, prospect = an_admitted(session), an_interested(session, house)
    office = actor_of(house.office, Role.OFFICE)
    need = a_need(session, prospect, house.office)
    prospects.link_application(session, prospect.id, application.id, OFFICE, NOW)
    assert (need.member_id, need.prospect_id) == (application.member_id, None)
    draft = actions.begin(session, actions.Owner(prospect_id=prospect.id), COUNCIL, office, NOW)
    assert (draft.member_id, draft.prospect_id) == (application.member_id, None)


def test_a_change_begun_while_somebodys_data_are_deleted_waits_and_is_refused(
    app: Flask, session: Session, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both hold the prospect first and then the need, or each would wait for the other."""
    prospect, office = an_interested(session, house), actor_of(house.office, Role.OFFICE)
    draft = actions.begin(session, actions.Owner(prospect_id=prospect.id), MINUTES, office, NOW)
    need_id = actions.publish(session, draft.id, MINUTES, True, office, NOW).id
    session.commit()

    def held_slowly(held: Session, need_ids: Iterable[int]) -> list[Need]:
        sleep(0.5)  # whoever begins a change has begun before the needs are held
        return hold(held, need_ids)

    hold = queries.hold_needs
    monkeypatch.setattr(queries, "hold_needs", held_slowly)

    def begin(writing: Session) -> object:
        sleep(0.2)
        return actions.begin_change(writing, need_id, None, office, NOW)

    def erase(writing: Session) -> None:
        prospects.erase(writing, prospect.id, OFFICE, NOW)

    transactions_together(app, erase, begin)
    session.expire_all()
    assert session.scalar(select(func.count()).select_from(NeedDraft)) == 0
    assert queries.get_need(session, need_id).title == ""


def test_a_change_raised_in_the_night_in_which_several_are_deleted_leaves_no_word(
    app: Flask, session: Session, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The night holds all of them before it deletes the first, or it would wait for who waits for it."""
    office, night = actor_of(house.office, Role.OFFICE), NOW + timedelta(days=600)
    for owner in [actions.Owner(prospect_id=an_interested(session, house).id) for _each in range(2)]:
        draft = actions.begin(session, owner, MINUTES, office, NOW)
        need_id = actions.publish(session, draft.id, MINUTES, True, office, NOW).id
    change = actions.begin_change(session, need_id, None, office, NOW).id
    assert prospects.keep_in_time(session, NOW + timedelta(days=500)) == 0
    session.commit()

    def erased_slowly(writing: Session, subject: str, now: datetime) -> None:
        sleep(0.3)
        erase(writing, subject, now)

    erase = outbox.erase
    monkeypatch.setattr(outbox, "erase", erased_slowly)

    def publish(writing: Session) -> object:
        sleep(0.2)  # the night has begun
        return actions.publish(writing, change, COUNCIL, False, office, NOW)

    answers = transactions_together(app, lambda writing: prospects.keep_in_time(writing, night), publish)
    assert answers[0] == 2
    session.expire_all()
    assert {each.title for each in all_needs(session)} == {""}


def test_of_two_windows_that_raise_and_discard_a_draft_the_second_is_told(
    app: Flask, session: Session, house: House
) -> None:
    actor = actor_of(house.mayor)
    draft_id = actions.begin(session, actions.Owner(house.town.id), MINUTES, actor, NOW).id
    session.commit()
    acts = (
        lambda writing: actions.publish(writing, draft_id, MINUTES, False, actor, NOW),
        lambda writing: actions.discard(writing, draft_id, actor, NOW),
    )
    answers = transactions_together(app, *acts)
    assert sum(isinstance(each, Refusal) for each in answers) == 1
    session.expire_all()
    assert len(all_needs(session)) == isinstance(answers[1], Refusal)
