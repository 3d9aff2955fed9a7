"""A need is written: begun, kept while somebody types, told of another window, raised, changed, with files."""

import io
import re
from functools import partial
from html import unescape
from time import sleep
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.journal import JournalLine
from app.core.values import Role
from app.needs import actions
from app.needs.models import Need, NeedDraft, NeedFile
from app.needs.rules import Level, NeedState
from tests.factories import a_pdf
from tests.needs.factories import MINUTES, House, a_need, a_network
from tests.needs.signing import signed_in
from tests.together import together

TYPED = {**MINUTES.content(), "key": "key-of-this-draft"}


@pytest.fixture
def house(session: Session) -> House:
    return a_network(session)


@pytest.fixture
def mayor(app: Flask, session: Session, house: House) -> FlaskClient:
    return signed_in(app, session, house.mayor)


def begun(client: FlaskClient, number: int = 1) -> str:
    """The page of a draft that was begun."""
    answer = client.post(f"/mein/{number}/bedarfe/neu", data={"key": "key-to-begin-one"})
    assert answer.status_code == 302
    return str(answer.location)


def shown_on(page: str) -> str:
    """What the page of a draft says it knows."""
    return unescape(re.findall(r'name="shown" value="([^"]*)"', page)[0])


def raised(client: FlaskClient, draft: str, **more: str) -> str:
    """The page of the need that was raised."""
    shown = shown_on(client.get(draft).text)
    answer = client.post(draft, data={**TYPED, "shown": shown, "act": "raise", **more})
    assert answer.status_code == 302, answer.text
    return str(answer.location)


def count(session: Session, table: type) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_need_is_raised_once_however_often_it_is_sent(session: Session, mayor: FlaskClient) -> None:
    draft = begun(mayor)
    assert begun(mayor) == draft
    shown = shown_on(mayor.get(draft).text)
    data = {**TYPED, "shown": shown, "act": "raise"}
    first, second = (mayor.post(draft, data=data).location for _again in range(2))
    assert first == second
    assert (count(session, Need), count(session, NeedDraft)) == (1, 0)
    need = session.scalars(select(Need)).unique().one()
    assert (need.number, need.state, need.stated()) == ("BE-2026-0001", NeedState.RAISED, MINUTES)
    assert [each.number for each in need.versions] == [1]
    assert session.scalars(select(JournalLine.act).where(JournalLine.subject == f"need:{need.id}")).all() == [
        "raise_need"
    ]
    assert "Sitzungen verschriften" in mayor.get(first).text


def test_what_is_missing_is_said_at_its_field_and_nothing_typed_is_lost(session: Session, mayor: FlaskClient) -> None:
    draft = begun(mayor)
    shown = shown_on(mayor.get(draft).text)
    answer = mayor.post(draft, data={"title": "Nur ein Titel", "shown": shown, "act": "raise", "key": "key-of-this-1"})
    assert answer.status_code == 422
    for said in ("Nur ein Titel", "wie es heute ist", "was besser werden soll", "Einsatzfeld", "wie dringend"):
        assert said in answer.text
    assert count(session, Need) == 0
    assert 'value="Nur ein Titel"' in mayor.get(draft).text


def test_a_draft_is_kept_while_somebody_types_and_without_scripts_by_its_button(
    session: Session, mayor: FlaskClient
) -> None:
    draft = begun(mayor)
    first = mayor.post(f"{draft}/zwischenstand", data={"title": "Ein An", "shown": shown_on(mayor.get(draft).text),
                                                       "key": "key-of-this-2"})
    assert first.status_code == 200
    again = mayor.post(f"{draft}/zwischenstand", data={"title": "Ein Anfang", "shown": first.text,
                                                       "key": "key-of-this-2"})
    assert again.status_code == 200
    assert 'value="Ein Anfang"' in mayor.get(draft).text
    kept = mayor.post(draft, data={"title": "Ein Anfang", "situation": "Mehr", "shown": again.text, "act": "save",
                                   "key": "key-of-this-2"})
    assert kept.status_code == 302
    assert "Mehr" in mayor.get(draft).text
    assert count(session, Need) == 0


def test_another_window_that_is_out_of_date_is_told_so_and_keeps_what_was_typed(
    session: Session, mayor: FlaskClient
) -> None:
    draft = begun(mayor)
    stale = shown_on(mayor.get(draft).text)
    mayor.post(f"{draft}/zwischenstand", data={"title": "Im einen Fenster", "shown": stale, "key": "key-of-this-3"})
    data = {"title": "Im anderen Fenster", "shown": stale, "key": "key-of-this-4"}
    assert mayor.post(f"{draft}/zwischenstand", data=data).status_code == 409
    answer = mayor.post(draft, data={**data, "act": "save"})
    assert answer.status_code == 409
    for said in ("Im einen Fenster", "Im anderen Fenster", "Inzwischen geändert"):
        assert said in answer.text
    meant = mayor.post(draft, data={**data, "act": "save", "shown": shown_on(answer.text)})
    assert meant.status_code == 302
    session.rollback()
    assert session.scalars(select(NeedDraft)).one().stated().title == "Im anderen Fenster"


def test_a_draft_is_seen_by_who_writes_it_alone(app: Flask, session: Session, house: House, mayor: FlaskClient) -> None:
    draft = begun(mayor)
    number = draft.rsplit("/", 1)[1]
    vintner, office = signed_in(app, session, house.vintner), signed_in(app, session, house.office)
    assert vintner.get(f"/mein/2/bedarfe/entwurf/{number}").status_code == 404
    assert vintner.get(draft).status_code == 404
    assert office.get(f"/bedarfe/entwurf/{number}").status_code == 404
    assert office.post(f"/bedarfe/entwurf/{number}/loeschen", data={"key": "key-to-discard"}).status_code == 404
    assert mayor.post(f"{draft}/loeschen", data={"key": "key-to-discard"}).status_code == 302
    assert count(session, NeedDraft) == 0


def test_files_are_checked_go_over_with_the_draft_and_change_the_version(
    app: Flask, session: Session, house: House, mayor: FlaskClient
) -> None:
    draft = begun(mayor)

    def sent(name: str, content: bytes, page: str, **more: str) -> int:
        data = {**TYPED, "shown": shown_on(mayor.get(draft).text) if page == draft else "", **more,
                "file": (io.BytesIO(content), name)}
        return mayor.post(page, data=data).status_code

    assert sent("plan.pdf", b"MZ not a picture", draft, act="file") == 422
    for _twice in range(2):
        assert sent("../../plan.pdf", a_pdf("Plan"), draft, act="file") == 302
    assert sent("anders.pdf", a_pdf("Plan"), draft, act="file") == 422
    need = raised(mayor, draft)
    assert 'plan.pdf</a>' in mayor.get(need).text
    assert sent("kaputt.png", b"\x89PNG\r\n\x1a\n<script>", f"{need}/anlagen", key="key-of-a-file-1") == 422
    assert sent("liste.pdf", a_pdf("Liste"), f"{need}/anlagen", key="key-of-a-file-2") == 302
    session.rollback()
    found = session.scalars(select(Need)).unique().one()
    assert [each.content["files"] for each in found.versions] == [["plan.pdf"], ["plan.pdf", "liste.pdf"]]
    vintner = signed_in(app, session, house.vintner)
    file_id = found.files[0].id
    assert vintner.get(f"/mein/2/bedarfe/{found.id}/anlagen/{file_id}").status_code == 200
    refused = vintner.post(f"/mein/2/bedarfe/{found.id}/anlagen/{file_id}/entfernen", data={"key": "key-to-remove"})
    assert refused.status_code == 404
    assert mayor.post(f"{need}/anlagen/{file_id}/entfernen", data={"key": "key-to-remove"}).status_code == 302
    assert mayor.get(f"{need}/anlagen/{file_id}").status_code == 404
    session.rollback()
    assert session.scalars(select(NeedFile.removed_at).where(NeedFile.id == file_id)).one() is not None


def test_a_change_is_a_new_version_that_shows_what_is_different(
    app: Flask, session: Session, house: House, mayor: FlaskClient
) -> None:
    need = a_need(session, house.town, house.mayor)
    session.commit()
    page = f"/mein/1/bedarfe/{need.id}"
    draft = mayor.post(f"{page}/aendern", data={"key": "key-to-change"}).location
    assert mayor.post(f"{page}/aendern", data={"key": "key-to-change"}).location == draft
    assert raised(mayor, draft, effect="Ein Entwurf liegt am Morgen vor.", level="public") == page
    told = mayor.get(f"{page}/fassungen/2").text
    assert ("Gespeichert" in told, "sieht ihn sich an" in told) == (True, False)
    assert "<del>" in told
    assert "<ins>" in told
    assert "Öffentlich" in told
    session.expire_all()
    assert (need.level, len(need.versions)) == (Level.PUBLIC, 2)
    assert signed_in(app, session, house.vintner).post(f"/mein/2/bedarfe/{need.id}/aendern").status_code == 404


def test_of_two_who_change_a_need_at_the_same_moment_one_is_told_of_the_other(
    app: Flask, session: Session, house: House, mayor: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slowly(*asked: Any) -> Need:
        sleep(0.3)  # or the one would be done before the other has looked
        return publish(*asked)

    publish = actions.publish
    monkeypatch.setattr(actions, "publish", slowly)
    need = a_need(session, house.town, house.mayor)
    session.commit()
    office = signed_in(app, session, house.office)
    pages = (mayor, f"/mein/1/bedarfe/{need.id}"), (office, f"/bedarfe/{need.id}")
    drafts = [who.post(f"{page}/aendern").location for who, page in pages]
    typed: tuple[dict[str, str], ...] = ({"level": "office"}, {"title": "Sitzungen festhalten"})
    sends = [
        partial(who.post, draft, data={
            **MINUTES.content(), **words, "shown": shown_on(who.get(draft).text), "act": "raise",
            "key": f"key-of-change-{draft[-1]}",
        })
        for (who, _page), draft, words in zip(pages, drafts, typed, strict=True)
    ]
    answers = [each.status_code for each in together(*sends)]
    assert sorted(answers) == [302, 409]
    session.expire_all()
    kept = typed[answers.index(302)]
    assert need.stated().content() == {**MINUTES.content(), **kept}
    assert len(need.versions) == 2


def test_a_change_begun_before_somebody_elses_is_told_of_the_newer_version(
    app: Flask, session: Session, house: House, mayor: FlaskClient
) -> None:
    need = a_need(session, house.town, house.mayor)
    session.commit()
    mine = mayor.post(f"/mein/1/bedarfe/{need.id}/aendern", data={"key": "key-to-change"}).location
    shown = shown_on(mayor.get(mine).text)
    office = signed_in(app, session, house.office)
    theirs = office.post(f"/bedarfe/{need.id}/aendern", data={"key": "key-to-change"}).location
    raised(office, theirs, title="Vom Büro berichtigt")
    data = {**TYPED, "shown": shown, "act": "raise", "key": "key-of-the-mayor"}
    answer = mayor.post(mine, data=data)
    assert answer.status_code == 409
    assert "Fassung des Bedarfs" in answer.text
    assert "neuere Fassung" in mayor.get(mine).text
    assert mayor.post(mine, data={**data, "shown": shown_on(answer.text)}).status_code == 302


def test_the_office_raises_a_need_for_a_member_or_for_who_may_join(
    app: Flask, session: Session, house: House
) -> None:
    office = signed_in(app, session, house.office, Role.OFFICE)
    for owner in ("7", "I-2026-9999", "nonsense", "²"):
        assert office.post("/bedarfe/neu", data={"owner": owner, "key": "key-to-begin-1"}).status_code == 422
    draft = office.post("/bedarfe/neu", data={"owner": "0002", "key": "key-to-begin-2"}).location
    raised(office, draft)
    session.rollback()
    need = session.scalars(select(Need)).unique().one()
    assert (need.member_id, need.state) == (house.vineyard.id, NeedState.SEEN)
    assert "Rebhang" in office.get(f"/bedarfe/{need.id}").text
