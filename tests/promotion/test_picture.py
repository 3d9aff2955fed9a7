"""Bundles as a picture: in order of who waits, a page at a time, as a file."""

from flask import Flask
from sqlalchemy.orm import Session

from app.core.web.lists import PAGE_SIZE
from app.needs.models import Need
from app.needs.rules import Level
from tests.bundles.factories import a_bundle
from tests.needs.factories import MINUTES, House, a_need
from tests.needs.signing import signed_in
from tests.promotion.factories import an_answered, at


def test_the_picture_shows_each_bundle_with_its_needs_the_most_waiting_first(
    app: Flask, session: Session, house: House
) -> None:
    done = an_answered(session, house.town, house)
    waiting: list[Need] = [a_need(session, house.vineyard, house.office, MINUTES, at(2026, 11, day)) for day in (4, 14)]
    a_need(session, house.town, house.office, MINUTES)
    a_bundle(session, house, done, title="Fertig")
    a_bundle(session, house, *waiting, title="Wartend", level=Level.OFFICE)
    session.commit()
    client = signed_in(app, session, house.office)
    page = client.get("/bedarfe/buendelbild").text
    assert page.index("Wartend") < page.index("Fertig")
    assert "2 Bedarfe: 2 warten" in page
    assert "20 Tage" in page
    assert "1 Bedarf, der wartet, liegt in keinem Bündel" in page
    assert page.count("dot-ring") >= 1
    told = client.get("/bedarfe/buendelbild?format=csv&sort=title").text
    assert told.index("Fertig") < told.index("Wartend")
    assert "Noch kein Bündel" in client.get("/bedarfe/buendelbild?region=Nirgends").text


def test_the_picture_is_read_a_page_at_a_time_and_given_out_whole(app: Flask, session: Session, house: House) -> None:
    number = PAGE_SIZE + 1
    for place in range(number):
        a_bundle(session, house, a_need(session, house.town, house.office, MINUTES), title=f"Bündel {place:02}")
    session.commit()
    client = signed_in(app, session, house.office)
    pages = [client.get(f"/bedarfe/buendelbild?sort=title&page={page}").text for page in (1, 2)]
    shown = [[place for place in range(number) if f"Bündel {place:02}" in page] for page in pages]
    assert shown == [[*range(PAGE_SIZE)], [PAGE_SIZE]]
    assert client.get("/bedarfe/buendelbild?format=csv&page=2").text.count("Bündel ") == number
