"""Who sees which need: by role, by level, on every page, in lists, search, suggestions, files and exports."""

import threading
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audits.rules import Period
from app.core.uploads import checked_file
from app.core.values import NotFound, Role
from app.members import actions as members
from app.members.models import Member
from app.members.rules import ExitGround
from app.needs import actions, queries
from app.needs.actions import Saying
from app.needs.models import Need
from app.needs.queries import similar, visible_to
from app.needs.rules import Level, NeedState, Viewer, may_see
from app.organs.rules import Organ
from tests.audits.factories import an_assignment
from tests.factories import NOW, OFFICE, TODAY, a_pdf, a_person, an_account
from tests.needs.factories import (
    COUNCIL,
    LETTERS,
    MINUTES,
    ROADS,
    House,
    a_firm,
    a_need,
    a_network,
    actor_of,
    an_interested,
)
from tests.needs.signing import signed_in
from tests.organs.factories import a_member, an_office
from tests.statements import statements
from tests.visitors import visitor

SECRET = "Quasselmaschine"
"""A word that stands in confidential needs alone."""


@dataclass(frozen=True)
class Asked:
    """Somebody who looks, and where the pages for it begin."""

    client: FlaskClient
    root: str
    viewer: Viewer


def a_marked(session: Session, owner: Member, house: House, level: Level, seen: bool = True) -> Need:
    """A need of a level, with a word of its own, a file, a comment and a second version."""
    mark = f"Wort{level}"
    stated = replace(LETTERS, title=f"Protokoll {mark}", situation=f"{SECRET}: {mark} der Sitzung", level=level)
    need = a_need(session, owner, house.office, stated, seen=seen)
    office = actor_of(house.office, Role.OFFICE)
    actions.add_file(session, need.id, None, checked_file(f"{mark}.pdf", a_pdf(mark)), office, NOW)
    actions.comment(session, need.id, None, Saying(f"Beitrag {mark}"), office, NOW)
    actions.change(session, need.id, replace(stated, effect=f"Besser {mark}"), office, NOW)
    return need


@pytest.fixture
def house(session: Session) -> House:
    return a_network(session)


@pytest.fixture
def needs(session: Session, house: House) -> dict[Level, Need]:
    """One of each level, of a firm for which nobody here acts."""
    firm = a_firm(session, 3)
    found = {level: a_marked(session, firm, house, level) for level in Level}
    session.commit()
    return found


ROLES = ("office", "board", "auditor", "member", "former", "supervisor", "administrator", "nobody")


def asked_by(role: str, app: Flask, session: Session, house: House) -> Asked:
    """Somebody with one role, signed in."""
    person = a_person(session, "Wanda", "Weitblick")
    account, root = an_account(session, person), "/bedarfe"
    granted = {"office": Role.OFFICE, "auditor": Role.AUDITOR, "administrator": Role.ADMINISTRATOR}
    if role == "board":
        an_office(session, person)
    if role == "supervisor":
        an_office(session, person, organ=Organ.SUPERVISORY_BOARD)
    if role in ("member", "former"):
        member, root = a_member(session, person, 8), "/mein/8/bedarfe"
        if role == "former":
            end(session, member)
    session.commit()
    client = visitor(app) if role == "nobody" else signed_in(app, session, account, *(
        [granted[role]] if role in granted else []
    ))  # fmt: skip
    reads_all = role in ("office", "board", "auditor")
    is_here = role in ("member", "former")
    viewer = Viewer(reads_all, role == "member", frozenset({99}) if is_here else frozenset())
    return Asked(client, "/bedarfe/oeffentlich" if role == "nobody" else root, viewer)


def end(session: Session, member: Member) -> None:
    """The membership ended yesterday."""
    session.commit()
    members.end(session, member, TODAY - timedelta(days=1), ExitGround.NOTICE, "KD-2026-001", OFFICE, NOW)


@pytest.mark.parametrize("role", ROLES)
def test_every_page_shows_each_role_its_levels_and_nothing_else(
    role: str, app: Flask, session: Session, house: House, needs: dict[Level, Need]
) -> None:
    """Lists, exports, search, one need, its versions and files: by the rule, word for word."""
    asked = asked_by(role, app, session, house)
    may = {level: may_see(asked.viewer, level, NeedState.SEEN, 3) for level in Level}
    is_turned_away = role in ("supervisor", "administrator")
    lists = [f"{asked.root}{more}" for more in ("?wessen=alle", "?q=Protokoll&wessen=alle", "?format=csv&wessen=alle")]
    lists += ["/suche?q=Protokoll", "/suche/palette?q=Protokoll"] if role != "nobody" else []
    for address in lists:
        answer = asked.client.get(address)
        if is_turned_away and address.startswith("/bedarfe"):
            assert answer.status_code == 403
            continue
        seen = {level: f"Wort{level}" in answer.text for level in Level}
        wanted = {**dict.fromkeys(Level, False)} if is_turned_away or _tells_nothing(role, address) else may
        assert seen == wanted, address
    for level, need in needs.items():
        for more in _pages_of(need, role):
            status = asked.client.get(f"{asked.root}/{need.id}{more}").status_code
            assert (status == 200) == (may[level] and not is_turned_away), (level, more, status)


def _tells_nothing(role: str, address: str) -> bool:
    """Who has left finds nothing of others; the list of its own needs is empty."""
    return role == "former" and not address.startswith("/suche")


def _pages_of(need: Need, role: str) -> tuple[str, ...]:
    return ("",) if role == "nobody" else ("", "/fassungen/1", "/fassungen/2", f"/anlagen/{need.files[0].id}")


def test_the_database_is_asked_the_rule_itself(session: Session, house: House) -> None:
    """Every level in every state, for every kind of viewer: one condition, one rule."""
    firm = a_firm(session, 3)
    owners = (house.town, firm)
    office = actor_of(house.office, Role.OFFICE)
    made = []
    for owner in owners:
        for level in Level:
            for state in NeedState:
                need = a_need(session, owner, house.office, replace(MINUTES, level=level), seen=False)
                need.state = state
                made.append(need)
    gone = a_need(session, house.town, house.office, replace(MINUTES, level=Level.PUBLIC))
    actions.withdraw(session, gone.id, None, "", office, NOW)
    actions.erase(session, gone.id, office, NOW)
    session.flush()
    viewers = (
        Viewer(reads_all=True), Viewer(is_member=True, own=frozenset({house.town.id})), Viewer(is_member=True),
        Viewer(own=frozenset({house.town.id})), Viewer(),
    )
    for viewer in viewers:
        found = set(session.scalars(select(Need.id).where(visible_to(viewer))))
        wanted = {
            each.id for each in (*made, gone)
            if may_see(viewer, each.level, each.state, each.member_id, each.erased_at is not None)
        }
        assert found == wanted, viewer


def test_suggestions_and_counts_tell_nothing_of_a_confidential_need(
    app: Flask, session: Session, house: House, needs: dict[Level, Need]
) -> None:
    """Not the need, not its words as a reason, not the number of needs; and the page is the same without it."""
    mine = a_need(session, house.town, house.mayor, COUNCIL)
    session.commit()
    mayor = signed_in(app, session, house.mayor)
    with_it = mayor.get(f"/mein/1/bedarfe/{mine.id}").text
    assert "Wortmembers" in with_it
    assert "Wortoffice" not in with_it
    office = signed_in(app, session, house.office)
    assert "Wortoffice" in office.get(f"/bedarfe/{mine.id}").text
    draft = mayor.post("/mein/1/bedarfe/neu", data={"key": "key-to-begin-1"}).location
    typed = {"title": f"Protokoll {SECRET}", "situation": f"{SECRET} Wortoffice der Sitzung"}
    told = mayor.post(f"{draft}/aehnliche", data=typed).text
    assert "Wortmembers" in told
    assert "Wortoffice" not in told.replace("&#39;", "")
    assert ">3</span>" in mayor.get("/mein/1/bedarfe?wessen=alle").text
    before = told
    for each in session.scalars(select(Need).where(Need.level == Level.OFFICE)).unique():
        each.title = each.situation = each.effect = "Etwas"
    session.commit()
    queries.forget_indexes()
    assert mayor.post(f"{draft}/aehnliche", data=typed).text == before


def test_a_large_index_is_made_beside_and_until_then_it_is_said(
    session: Session, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, _other = a_need(session, house.town, house.mayor), a_need(session, house.vineyard, house.vintner, COUNCIL)
    session.commit()
    monkeypatch.setattr(similar, "AT_ONCE", 0)
    viewer = Viewer(is_member=True)
    assert not queries.similar_to(session, viewer, one.stated(), one.id).is_ready
    for each in threading.enumerate():
        if each.name == "needs-index":
            each.join()
    found = queries.similar_to(session, viewer, one.stated(), one.id)
    assert [row.need.title for row, _alike in found.found] == [COUNCIL.title]


def test_who_opens_a_need_opens_neither_earlier_versions_nor_what_was_written_before(
    app: Flask, session: Session, house: House
) -> None:
    need = a_marked(session, house.town, house, Level.OFFICE)
    office = actor_of(house.office, Role.OFFICE)
    opened = replace(need.stated(), title="Geöffnet", situation="Neu erzählt", effect="Besser", level=Level.MEMBERS)
    actions.change(session, need.id, opened, office, NOW)
    actions.comment(session, need.id, None, Saying("Für alle"), office, NOW)
    session.commit()
    vintner, mayor = signed_in(app, session, house.vintner), signed_in(app, session, house.mayor)
    page = vintner.get(f"/mein/2/bedarfe/{need.id}").text
    assert "Geöffnet" in page
    assert "Für alle" in page
    assert "Beitrag Wortoffice" not in page
    last = len(need.versions)
    for number in range(1, last):
        assert vintner.get(f"/mein/2/bedarfe/{need.id}/fassungen/{number}").status_code == 404
    shown = vintner.get(f"/mein/2/bedarfe/{need.id}/fassungen/{last}").text
    assert SECRET not in shown
    assert "Beitrag Wortoffice" in mayor.get(f"/mein/1/bedarfe/{need.id}").text
    assert SECRET in mayor.get(f"/mein/1/bedarfe/{need.id}/fassungen/1").text


def test_a_need_made_confidential_is_gone_for_others_at_once(app: Flask, session: Session, house: House) -> None:
    one, other = a_need(session, house.town, house.mayor), a_need(session, house.vineyard, house.vintner, COUNCIL)
    session.commit()
    vintner = signed_in(app, session, house.vintner)
    assert MINUTES.title in vintner.get(f"/mein/2/bedarfe/{other.id}").text
    actions.change(session, one.id, replace(MINUTES, level=Level.OFFICE), actor_of(house.mayor), NOW)
    session.commit()
    assert MINUTES.title not in vintner.get(f"/mein/2/bedarfe/{other.id}").text
    assert vintner.get(f"/mein/2/bedarfe/{one.id}").status_code == 404
    assert vintner.post(f"/mein/2/bedarfe/{one.id}/beitraege", data={"text": "Hallo", "key": "key-of-a-word"}
                        ).status_code == 404


def test_who_may_join_is_named_to_the_office_alone(app: Flask, session: Session, house: House) -> None:
    prospect = an_interested(session, house)
    need = a_need(session, prospect, house.office, replace(ROADS, title="Loch im Asphalt"))
    session.commit()
    for more in ("?wessen=alle", f"/{need.id}", "?wessen=alle&format=csv", "?wessen=alle&q=Silbertal"):
        address = f"/mein/2/bedarfe{more}"
        assert "Gemeinde Silbertal" not in signed_in(app, session, house.vintner).get(address).text
    for address in ("/bedarfe/oeffentlich", f"/bedarfe/oeffentlich/{need.id}"):
        told = visitor(app).get(address).text
        assert "Loch im Asphalt" in told
        assert "Gemeinde Silbertal" not in told
    assert "Gemeinde Silbertal" in signed_in(app, session, house.office).get(f"/bedarfe/{need.id}").text


def test_what_nobody_has_looked_at_is_not_public(app: Flask, session: Session, house: House) -> None:
    new = a_need(session, house.town, house.mayor, ROADS, seen=False)
    session.commit()
    assert ROADS.title not in visitor(app).get("/bedarfe/oeffentlich").text
    assert visitor(app).get(f"/bedarfe/oeffentlich/{new.id}").status_code == 404
    actions.move(session, new.id, NeedState.SEEN, "", new.steps[-1].id, actor_of(house.office, Role.OFFICE), NOW)
    session.commit()
    told = visitor(app).get("/bedarfe/oeffentlich").text
    assert ROADS.title in told
    assert "Berta Silbertal" not in told
    assert "Privatperson" in told


def test_who_audits_a_period_sees_no_need_of_a_later_day_and_is_shown_no_likeness(
    app: Flask, session: Session, house: House, needs: dict[Level, Need]
) -> None:
    auditor = an_account(session, a_person(session, "Gundula", "Prüfenstein"), Role.AUDITOR)
    an_assignment(session, auditor, Period(date(2025, 1, 1), date(2025, 12, 31)))
    session.commit()
    client = signed_in(app, session, auditor)
    assert "Wortpublic" not in client.get("/bedarfe").text
    assert client.get(f"/bedarfe/{needs[Level.PUBLIC].id}").status_code == 404


def test_who_audits_reads_a_need_whose_owner_was_entered_in_the_register_later(
    app: Flask, session: Session, house: House
) -> None:
    """As one that came to be a member: unnamed, and on every page (R-AUD-02)."""
    prospect = an_interested(session, house)
    before = NOW - timedelta(days=1)
    need = a_need(session, prospect, house.office, now=before)
    later = a_member(session, a_person(session, "Später", "Beigetreten"), 3, TODAY)
    need.member_id, need.prospect_id = later.id, None
    auditor = an_account(session, a_person(session, "Gundula", "Prüfenstein"), Role.AUDITOR)
    an_assignment(session, auditor, Period(date(2026, 1, 1), before.date()))
    session.commit()
    client = signed_in(app, session, auditor)
    for page in ("/bedarfe", f"/bedarfe/{need.id}", "/bedarfe?format=csv", "/bedarfe/foerderbericht/2026-12-31"):
        told = client.get(page)
        assert (told.status_code, "Beigetreten" in told.text) == (200, False), page


def test_lists_are_searched_sorted_filtered_and_given_out(app: Flask, session: Session, house: House) -> None:
    for owner, account, stated in (
        (house.town, house.mayor, MINUTES), (house.vineyard, house.vintner, ROADS), (house.town, house.mayor, COUNCIL)
    ):
        a_need(session, owner, account, stated)
    session.commit()
    office = signed_in(app, session, house.office)
    assert "Schlaglöcher" in office.get("/bedarfe?q=asphalt").text
    assert "Schlaglöcher" not in office.get("/bedarfe?q=kreistag").text
    assert "Schlaglöcher" in office.get("/bedarfe?q=rebhang").text
    for address in ("field=administration&level=public", "urgency=this_year&q=asphalt", "stand=seen&owner=member",
                    "region=Rabental&sort=-owner", "von=24.11.2026&bis=24.11.2026", "sort=urgency", "sort=number"):
        assert "Schlaglöcher" in office.get(f"/bedarfe?{address}").text, address
    for address in ("level=office", "stand=raised", "field=energy", "owner=prospect", "region=-", "von=25.11.2026"):
        assert "Schlaglöcher" not in office.get(f"/bedarfe?{address}").text, address
    rows = office.get("/bedarfe?format=csv&sort=title").text.splitlines()
    assert len(rows) == 4
    assert office.get("/bedarfe?format=xlsx").data[:2] == b"PK"


def test_an_empty_list_says_what_to_do_first(app: Flask, session: Session, house: House) -> None:
    assert "Noch kein eigener Bedarf" in signed_in(app, session, house.mayor).get("/mein/1/bedarfe").text
    assert "Noch kein Bedarf" in signed_in(app, session, house.office).get("/bedarfe").text
    assert "Noch ist kein Bedarf öffentlich" in visitor(app).get("/bedarfe/oeffentlich").text


def test_the_pages_of_a_membership_are_for_who_acts_for_it_or_did_and_who_left_only_reads(
    session: Session, house: House
) -> None:
    own = frozenset({house.town.id})
    number, party_id = house.town.number, house.mayor.party_id
    assert queries.own_pages(session, party_id, number, TODAY) == (Viewer(is_member=True, own=own), True, house.town)
    end(session, house.town)
    assert queries.own_pages(session, party_id, number, TODAY) == (Viewer(own=own), False, house.town)
    for stranger in (house.vintner.party_id, None):
        with pytest.raises(NotFound):
            queries.own_pages(session, stranger, number, TODAY)


def test_on_which_of_several_needs_the_house_may_work_is_asked_once(session: Session) -> None:
    house = a_network(session)
    owners = (house.town, house.vineyard, a_firm(session, 5), an_interested(session, house))
    wanted = [a_need(session, each, house.office) for each in owners]
    end(session, house.vineyard)
    asked = []
    for some in (wanted[:1], wanted):
        session.commit()
        with statements() as sent:
            found = queries.served_among(session, some, TODAY)
        asked.append(len(sent))
    assert asked[0] == asked[1]
    assert found == {wanted[0].id, wanted[2].id}
    assert [queries.may_be_served(session, each, TODAY) for each in wanted] == [each.id in found for each in wanted]
