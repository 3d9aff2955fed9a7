"""The pages of notices: the office's guided forms, one notice, the member's own page, days of other grounds."""

import io
import re
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.core import clock
from app.core.values import DeclarationChannel, Refusal, Role
from app.departures import queries
from app.departures.models import Notice
from app.departures.rules import NoticeKind, NoticeState
from app.members import queries as members
from app.members.models import Member
from app.parties import actions as parties
from app.parties.rules import Authority
from app.shares import queries as shares
from app.statutes import queries as statutes
from app.statutes.rules import ONE_DAY
from tests.departures.factories import a_holder, a_leaving_house, given
from tests.factories import LONG_AGO, NOW, OFFICE, TODAY, a_pdf, a_person, sign_in, sign_in_office
from tests.statutes.factories import a_version
from tests.tabs import Tab, said, wrong_fields
from tests.together import transactions_together

KEY = "key-of-this-form"
PDF = a_pdf("Kündigung")
KINDS = [kind.value for kind in NoticeKind]


def in_the_office(session: Session, client: FlaskClient, **statute: Any) -> Member:
    """A member with five shares, looked at by the office."""
    a_leaving_house(session, **statute)
    member = a_holder(session)
    session.commit()
    sign_in_office(session, client)
    return member


def shown(client: FlaskClient, member: Member, kind: str) -> str:
    """What the form's page says it showed."""
    page = client.get(f"/kuendigungen/neu/{member.number}/{kind}").text
    found = re.search(r'name="shown" value="([^"]*)"', page)
    assert found
    return found[1].replace("&#34;", '"').replace("&quot;", '"')


def sent(client: FlaskClient, member: Member, kind: str = "ordinary", key: str = KEY, **more: Any) -> TestResponse:
    """A notice as the form sends it, with its scan."""
    before = more.pop("shown", None) or shown(client, member, kind)
    data = {
        "key": key, "shown": before, "received_on": clock.today().isoformat(),
        "written_form": "schriftform", "declared_by": "Walburga Ehrenpreis",
        "document": (io.BytesIO(PDF), "kuendigung.pdf"), **more,
    }  # fmt: skip
    return client.post(f"/kuendigungen/neu/{member.number}/{kind}", data=data)


def notices(session: Session) -> list[Notice]:
    session.expire_all()
    return list(session.scalars(select(Notice).order_by(Notice.id)).unique())


def test_the_office_chooses_the_member_and_the_right(session: Session, client: FlaskClient) -> None:
    member = in_the_office(session, client)
    assert client.get("/kuendigungen/neu").status_code == 200
    answer = client.post("/kuendigungen/neu", data={"key": KEY, "number": member.number, "kind": "special"})
    assert answer.location == f"/kuendigungen/neu/{member.number}/special"
    refused = {"4711": "Ein Mitglied mit der Nummer 4711 gibt es nicht.", "0": "Mitgliedsnummern beginnen mit 1."}
    for number, words in refused.items():
        unknown = client.post("/kuendigungen/neu", data={"key": KEY, "number": number, "kind": "special"})
        assert unknown.status_code == 422
        assert words in unknown.text


@pytest.mark.parametrize("kind", KINDS)
def test_every_right_has_its_form_and_a_refused_one_keeps_what_was_typed(
    session: Session, client: FlaskClient, kind: str
) -> None:
    member = in_the_office(session, client)
    assert client.get(f"/kuendigungen/neu/{member.number}/{kind}").status_code == 200
    answer = sent(client, member, kind, received_on="", declared_by="Edda Nachtigall")
    assert answer.status_code == 422
    assert "Edda Nachtigall" in answer.text
    assert notices(session) == []


def test_the_preview_names_day_rule_and_amounts_and_enters_nothing(session: Session, client: FlaskClient) -> None:
    member = in_the_office(session, client, notice_months=24)
    data = {"received_on": "2026-09-01", "written_form": "schriftform", "declared_by": "W. Ehrenpreis"}
    address = f"/kuendigungen/neu/{member.number}/ordinary/vorschau"
    page = client.post(address, data={**data, "key": KEY}).text
    assert "31.12.2028" in page
    assert "24 Monaten" in page
    assert "2.500,00" in page
    panel = client.post(address, data={**data, "key": KEY}, headers={"HX-Request": "true"}).text
    assert panel.lstrip().startswith('<div id="preview"')
    assert notices(session) == []


def test_a_notice_is_entered_once_however_often_it_is_sent(session: Session, client: FlaskClient) -> None:
    member = in_the_office(session, client)
    same = {"shown": shown(client, member, "ordinary")}
    first, second = sent(client, member, **same), sent(client, member, **same)
    assert (first.status_code, first.location) == (302, second.location)
    assert [notice.state for notice in notices(session)] == [NoticeState.ENTERED]
    assert client.get(first.location).status_code == 200


def test_a_page_that_is_out_of_date_enters_nothing(session: Session, client: FlaskClient) -> None:
    member = in_the_office(session, client)
    before = shown(client, member, "partial")
    assert sent(client, member, "partial", key="the-first-form", shares="1", shown=before).status_code == 302
    late = sent(client, member, "partial", key="the-second-form", shares="1", shown=before)
    assert late.status_code == 409
    assert "KD-" in late.text
    assert len(notices(session)) == 1


def test_two_officers_at_once_make_one_notice(session: Session, client: FlaskClient, app: Flask) -> None:
    member = in_the_office(session, client)
    number = member.number

    def giving(own: Session) -> str:
        mine = members.find_by_number(own, number)
        assert mine is not None
        return given(own, mine).number

    answers = transactions_together(app, giving, giving)
    assert [isinstance(answer, Refusal) for answer in answers].count(True) == 1
    assert len(notices(session)) == 1


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"received_on": "2199-01-01"}, "Zukunft"),
        ({"received_on": "1950-01-01"}, "Die Mitgliedschaft besteht erst seit dem"),
        ({"received_on": "2024-06-03"}, "zwei Jahre"),
        ({"dated_on": "2199-01-01"}, "geschrieben"),
        ({"dated_on": "1800-01-01"}, "mehr als zwei Jahre"),
        ({"document": b"MZ"}, "PDF, PNG und JPEG"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    session: Session, client: FlaskClient, more: dict[str, Any], words: str
) -> None:
    member = in_the_office(session, client)
    files = {name: (io.BytesIO(content), "scan.exe") for name, content in more.items() if name == "document"}
    answer = sent(client, member, **{**more, **files})
    assert answer.status_code == 422
    assert words in answer.text
    assert notices(session) == []


def test_a_notice_without_its_paper_is_refused(session: Session, client: FlaskClient) -> None:
    member = in_the_office(session, client, residence_clause="Landkreis Morgenau")
    nothing = (io.BytesIO(b""), "")
    assert sent(client, member, document=nothing).status_code == 422
    assert sent(client, member, "residence").status_code == 422
    moved = sent(client, member, "residence", proof=(io.BytesIO(PDF), "abmeldung.pdf"))
    assert moved.status_code == 302
    assert [paper.purpose for paper in notices(session)[0].papers] == ["notice", "proof"]


def test_the_form_says_what_is_held_today_and_from_when_less(session: Session, client: FlaskClient) -> None:
    member = in_the_office(session, client)
    given(session, member, NoticeKind.PARTIAL, shares=3)
    session.commit()
    until = notices(session)[0].last_day
    assert until
    page = client.get(f"/kuendigungen/neu/{member.number}/partial").text
    assert re.search(rf"5\s*<br>\s*ab {until + ONE_DAY:%d.%m.%Y}: 2", page)


def test_a_notice_in_vain_is_entered_as_turned_down_only(session: Session, client: FlaskClient) -> None:
    member = in_the_office(session, client)
    refused = sent(client, member, "partial", shares="5")
    assert refused.status_code == 422
    assert wrong_fields(refused.text) == ["shares"]
    assert re.search(r'name="act"\s+value="reject"', refused.text)
    answer = sent(client, member, "partial", shares="5", act="reject", key="another-key")
    assert answer.status_code == 302
    assert [notice.state for notice in notices(session)] == [NoticeState.REJECTED]
    assert "höchstens 4" in client.get(answer.location).text
    assert shares.shares_held(session, member.id, date.max) == 5


def test_special_notice_and_creditors_notice_go_through_their_forms(session: Session, client: FlaskClient) -> None:
    member, today = in_the_office(session, client), clock.today().isoformat()
    special = sent(client, member, "special", amendment="nachschuss_introduce", resolved_on=today, attended="objected")
    assert special.status_code == 302
    page = client.get(special.location).text
    assert "zum Schluss des Geschäftsjahres, in dem sie erklärt wird" in page
    assert f"{notices(session)[0].last_day:%d.%m.%Y}" in page
    other = a_holder(session, "Stadt Lindenfurt")
    session.commit()
    proof = (io.BytesIO(PDF), "titel.pdf")
    seizure: dict[str, Any] = {"failed_on": "2026-08-03", "seized_on": "2026-09-01", "key": "creditor-key"}
    seizure["sender_address"] = "Marktplatz 1\n70999 Lindenfurt"
    seizure["proof"] = proof
    assert sent(client, other, "creditor", **seizure).status_code == 422
    seizure["proof"] = (io.BytesIO(PDF), "titel.pdf")
    assert sent(client, other, "creditor", is_final="y", **seizure).status_code == 302
    assert {notice.kind for notice in notices(session)} == {NoticeKind.SPECIAL, NoticeKind.CREDITOR}


def test_a_notice_shows_its_papers_and_its_letter(session: Session, client: FlaskClient) -> None:
    member = in_the_office(session, client)
    notice = given(session, member)
    session.commit()
    page = client.get(f"/kuendigungen/{notice.id}").text
    assert "KD-2026-001" in page
    assert "B-2026-0001" in page
    paper = client.get(f"/kuendigungen/{notice.id}/unterlagen/{notice.papers[0].id}")
    assert paper.mimetype == "application/pdf"
    assert client.get(f"/kuendigungen/{notice.id}/unterlagen/4711").status_code == 404
    assert client.get("/kuendigungen/4711").status_code == 404


def test_the_list_finds_by_name_number_and_state_and_goes_out_as_a_file(session: Session, client: FlaskClient) -> None:
    member = in_the_office(session, client)
    given(session, member)
    session.commit()
    assert "KD-2026-001" in client.get("/kuendigungen?q=altenbruck").text
    assert "KD-2026-001" in client.get("/kuendigungen?q=KD-2026-001").text
    assert "KD-2026-001" not in client.get("/kuendigungen?view=rejected").text
    assert "KD-2026-001" in client.get("/kuendigungen?format=csv").text


def test_a_mistake_is_undone_once_and_needs_its_reason(session: Session, client: FlaskClient) -> None:
    member = in_the_office(session, client)
    notice = given(session, member)
    session.commit()
    address = f"/kuendigungen/{notice.id}/storno"
    assert client.post(address, data={"key": KEY, "reason": " "}).status_code == 422
    assert client.post(address, data={"key": KEY, "reason": "Falsches Mitglied"}).status_code == 302
    late = client.post(address, data={"key": "another-key", "reason": "Noch einmal"})
    assert (late.status_code, "Diese Kündigung ist schon aufgehoben." in late.text) == (422, True)
    assert [each.state for each in notices(session)] == [NoticeState.REVERSED]


def test_going_on_is_laid_before_the_board_with_the_agreement(session: Session, client: FlaskClient) -> None:
    member = in_the_office(session, client)
    notice = given(session, member)
    session.commit()
    address, agreed = f"/kuendigungen/{notice.id}/fortsetzen", "Die Gemeinde bleibt."
    assert client.post(address, data={"key": KEY, "agreed": agreed}).status_code == 422
    data = {"key": KEY, "agreed": agreed, "document": (io.BytesIO(PDF), "einigung.pdf")}
    assert client.post(address, data=data).status_code == 302
    assert "Liegt dem Vorstand vor" in client.get(f"/kuendigungen/{notice.id}").text
    assert "KD-2026-001" in client.get("/beschluesse").text


def a_representative(session: Session, client: FlaskClient, authority: Authority, **statute: Any) -> Member:
    """Somebody who acts for a member, signed in."""
    a_leaving_house(session, **statute)
    person, member = a_person(session), a_holder(session)
    parties.add_representation(
        session, member.party_id, person.id, authority, "Bürgermeisterin", LONG_AGO, OFFICE, NOW
    )
    sign_in(session, client, person)
    return member


def own_form(client: FlaskClient, member: Member, **more: str) -> dict[str, str]:
    """The own form as its page shows it."""
    page = client.get(f"/mein/{member.number}/kuendigung").text
    found = re.search(r'name="shown" value="([^"]*)"', page)
    assert found
    return {"key": KEY, "shown": found[1].replace("&#34;", '"').replace("&quot;", '"'), "kind": "ordinary", **more}


def test_a_member_gives_notice_on_the_own_page_and_the_office_sees_it(session: Session, client: FlaskClient) -> None:
    member = a_representative(session, client, Authority.APPOINTED)
    address = f"/mein/{member.number}/kuendigung"
    assert "Wirksam mit Ablauf" in client.get(address).text
    unsure = client.post(address, data=own_form(client, member))
    assert unsure.status_code == 422
    assert "verbindlich" in unsure.text
    assert client.post(address, data=own_form(client, member, is_meant="y")).location == f"/mein/{member.number}"
    notice = notices(session)[0]
    assert (notice.channel, notice.received_on, notice.state) == (
        DeclarationChannel.PORTAL, clock.today(), NoticeState.ENTERED,
    )
    assert notice.number in client.get(f"/mein/{member.number}").text
    assert "Ihre Mitgliedschaft endet" in client.get(address).text


def test_a_member_gives_up_single_shares_on_the_own_page(session: Session, client: FlaskClient) -> None:
    member = a_representative(session, client, Authority.SOLE)
    address = f"/mein/{member.number}/kuendigung"
    preview = client.post(f"{address}/vorschau", data=own_form(client, member, kind="partial", shares="2"))
    assert "5, danach 3" in preview.text
    too_many = own_form(client, member, kind="partial", shares="5", is_meant="y")
    assert client.post(address, data=too_many).status_code == 422
    fits = own_form(client, member, kind="partial", shares="2", is_meant="y", key="another-key")
    assert client.post(address, data=fits).status_code == 302
    assert notices(session)[0].shares == 2


@pytest.mark.parametrize(("days", "field"), [
    ({"resolved_on": "2026-11-10", "known_on": "2026-11-01", "attended": "objected"}, "known_on"),
    ({"resolved_on": "2026-11-10", "known_on": "2026-11-01", "attended": "kept_away"}, "known_on"),
    ({"resolved_on": "2027-11-10"}, "resolved_on"),
])
def test_days_of_an_amendment_out_of_order_are_said_at_their_field(
    session: Session, client: FlaskClient, days: dict[str, str], field: str
) -> None:
    member = in_the_office(session, client)
    answer = Tab(client, f"/kuendigungen/neu/{member.number}/special", form="special$").send(
        amendment="share_increase", received_on="2026-11-20", document=(io.BytesIO(PDF), "kuendigung.pdf"), **days
    )
    assert answer.status_code == 422
    assert "Prüfen Sie die Tage" in answer.text.split(f'id="{field}-error"')[1].split("</div>")[0]
    assert notices(session) == []


def test_the_preview_warns_of_a_day_without_an_amendment_and_refuses_none(
    session: Session, client: FlaskClient
) -> None:
    member = in_the_office(session, client)
    recorded = statutes.versions(session)[0].resolved_on
    tab = {"amendment": "share_increase", "attended": "objected", "written_form": "schriftform", "declared_by": "W. E.",
           "received_on": "2026-11-20"}
    address = f"/kuendigungen/neu/{member.number}/special/vorschau"
    warned = client.post(address, data={**tab, "resolved_on": "2026-11-10"}).text
    assert "keine Änderung der Satzung eingetragen" in warned
    assert "Wirksam mit Ablauf" in warned
    known = client.post(address, data={**tab, "resolved_on": recorded.isoformat()}).text
    assert "keine Änderung der Satzung eingetragen" not in known


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_same_notice_of_single_shares_sent_twice_is_one(
    session: Session, client: FlaskClient, language: str
) -> None:
    """Also where nothing is left that could be given up."""
    member = a_representative(session, client, Authority.SOLE)
    address = f"/mein/{member.number}/kuendigung"
    sent = own_form(client, member, kind="partial", shares="4", is_meant="y")
    answers = [client.post(address, data=sent, headers={"Accept-Language": language}) for _ in range(2)]
    assert [(answer.status_code, answer.location) for answer in answers] == [(302, f"/mein/{member.number}")] * 2
    assert len(notices(session)) == 1


def test_a_right_that_the_member_does_not_have_is_refused_in_our_words(session: Session, client: FlaskClient) -> None:
    member = a_representative(session, client, Authority.SOLE)
    words = {"special": "Diese Kündigung geht hier nicht", "nonsense": "Wählen Sie eine der Möglichkeiten"}
    for kind, told in words.items():
        sent = own_form(client, member, kind=kind, is_meant="y")
        answer = client.post(f"/mein/{member.number}/kuendigung", data=sent)
        assert answer.status_code == 422
        assert told in answer.text
    assert notices(session) == []


def test_a_stale_notice_of_single_shares_says_what_the_member_holds_now(session: Session, client: FlaskClient) -> None:
    member = in_the_office(session, client)
    tab = Tab(client, f"/kuendigungen/neu/{member.number}/partial", form="partial$")
    given(session, member, NoticeKind.PARTIAL, shares=4)
    session.commit()
    answer = tab.send(shares="4", document=(io.BytesIO(PDF), "kuendigung.pdf"))
    assert answer.status_code == 409
    assert re.search(r"Anteile des Mitglieds jetzt gespeichert: 5, ab \d\d\.\d\d\.\d{4}: 1", said(answer))
    assert "Gekündigte Anteile jetzt gespeichert" not in said(answer)


@pytest.mark.parametrize(
    ("authority", "statute", "words"),
    [
        (Authority.SOLE, {"form_notice": "schriftform"}, "eigenhändig unterschriebene"),
        (Authority.JOINT, {}, "nur gemeinsam"),
    ],
)
def test_the_portal_says_how_to_give_notice_where_it_cannot_take_it(
    session: Session, client: FlaskClient, authority: Authority, statute: dict[str, str], words: str
) -> None:
    member = a_representative(session, client, authority, **statute)
    address = f"/mein/{member.number}/kuendigung"
    assert words in client.get(address).text
    data = {"key": KEY, "shown": "", "kind": "ordinary", "is_meant": "y"}
    assert client.post(address, data=data).status_code in (409, 422)
    assert notices(session) == []


def test_nobody_gives_notice_for_somebody_else(session: Session, client: FlaskClient) -> None:
    a_representative(session, client, Authority.SOLE)
    other = a_holder(session, "Stadt Lindenfurt")
    session.commit()
    assert client.get(f"/mein/{other.number}/kuendigung").status_code == 404
    assert client.post(f"/mein/{other.number}/kuendigung", data={"key": KEY}).status_code == 404


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("ground=death&event_on=2026-03-02", "31.12.2026"),
        ("ground=death&event_on=2026-03-02&heirs_continue=y", "geht weiter"),
        ("ground=succession&event_on=2027-01-01", "31.12.2027"),
        ("ground=exclusion&event_on=2026-05-20&sent_on=2026-05-22&meets_on=2026-06-19", "nicht mehr teil"),
        ("ground=transfer&event_on=2026-11-20&acquirer=1&amount=500&is_full=y", "So lässt sich"),
        ("ground=transfer&event_on=2026-11-20&acquirer=4711&amount=500", "gibt es nicht"),
        ("ground=death&event_on=gestern", "TT.MM.JJJJ"),
    ],
)
def test_other_grounds_are_only_reckoned(session: Session, client: FlaskClient, query: str, words: str) -> None:
    in_the_office(session, client)
    assert words in client.get(f"/kuendigungen/andere-gruende?{query}").text


def test_the_dossier_leads_to_the_notices_and_the_desk_tells_of_one_unanswered(
    session: Session, client: FlaskClient
) -> None:
    member = in_the_office(session, client)
    notice = given(session, member)
    notice.letter_id = None
    session.commit()
    assert "KD-2026-001" in client.get(f"/mitglieder/{member.number}").text
    assert "fehlt ein Brief" in client.get("/").text
    assert client.post(f"/kuendigungen/{notice.id}/brief", data={"key": KEY}).status_code == 302
    assert "fehlt ein Brief" not in client.get("/").text


def test_the_search_finds_a_notice_by_its_number(session: Session, client: FlaskClient) -> None:
    member = in_the_office(session, client)
    given(session, member)
    session.commit()
    assert "KD-2026-001" in client.get("/suche?q=KD-2026-001").text
    assert "KD-2026-001" in client.get("/suche?q=altenbruck").text


def test_the_check_finds_a_notice_of_which_the_register_does_not_know(session: Session) -> None:
    a_leaving_house(session)
    member = a_holder(session)
    notice = given(session, member)
    assert queries.without_trace(session) == []
    notice.last_day = date(2029, 12, 31)
    session.flush()
    assert queries.without_trace(session) == [notice]


def test_who_may_only_read_is_offered_no_form(session: Session, client: FlaskClient) -> None:
    a_leaving_house(session)
    notice = given(session, a_holder(session))
    session.commit()
    sign_in(session, client, a_person(session, "Gundula", "Prüfenstein"), Role.AUDITOR)
    page = client.get(f"/kuendigungen/{notice.id}").text
    assert "Irrtum stornieren" not in page
    assert str(TODAY.year) in page


def test_the_page_of_a_special_notice_warns_until_the_amendment_is_recorded(
    session: Session, client: FlaskClient
) -> None:
    member, today = in_the_office(session, client), clock.today()
    typed = {"amendment": "nachschuss_introduce", "resolved_on": today.isoformat(), "attended": "objected"}
    page = sent(client, member, "special", **typed).location
    assert f"Vom {today:%d.%m.%Y} ist keine Änderung der Satzung eingetragen" in client.get(page).text
    a_version(session, today, title="Neufassung")
    session.commit()
    assert "keine Änderung der Satzung eingetragen" not in client.get(page).text


def test_a_notice_before_the_membership_and_any_statute_names_the_day_on_which_it_began(
    session: Session, client: FlaskClient
) -> None:
    member = in_the_office(session, client)
    answer = sent(client, member, received_on="2015-01-01")
    assert answer.status_code == 422
    assert "Die Mitgliedschaft besteht erst seit dem" in answer.text
    assert "keine eingetragene Satzung" not in answer.text


def test_a_refused_page_leads_back_to_the_one_before(session: Session, client: FlaskClient) -> None:
    member = in_the_office(session, client)
    given(session, member)
    session.commit()
    before = f"/mitglieder/{member.number}"
    answer = client.get(f"/kuendigungen/neu/{member.number}/ordinary", headers={"Referer": f"http://localhost{before}"})
    assert answer.status_code in (409, 422)
    assert f'href="{before}"' in answer.text.split("error-sentence")[1]
    assert "Zurück zur vorigen Seite" in answer.text
    foreign = {"Referer": f"https://elsewhere.example{before}"}
    assert "Zurück" not in client.get(f"/kuendigungen/neu/{member.number}/ordinary", headers=foreign).text
