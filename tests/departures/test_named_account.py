"""With a notice goes the account to be paid: proposed, confirmed by another, never asked twice."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.archive import actions as archive_actions
from app.archive import queries as archive
from app.changes import actions as changes
from app.changes.models import ProposedChange
from app.changes.rules import ChangeOutcome, Matter
from app.core import clock
from app.core.formats import day as written
from app.core.values import Actor, Refusal, Role
from app.departures import actions as departures
from app.departures import queries as departures_read
from app.departures.models import Notice
from app.departures.rules import ASKS_ACCOUNT, BY_OTHERS, NoticeKind, NoticeState, check_account_asked
from app.parties import actions as parties
from app.parties import queries as party_queries
from app.parties.rules import Authority
from documents import entry_undone, notice_confirmation, registry
from tests.departures.test_views import a_representative, in_the_office, notices, own_form, sent
from tests.documents import pages
from tests.factories import LONG_AGO, NOW, OFFICE
from tests.tabs import said, wrong_fields

IBAN, OTHER = "DE02120300000000202051", "DE02500105170137075030"
SECOND_PERSON = Actor("Almut Weißdorn", 4711, None, frozenset({Role.BOARD}))


def proposed(session: Session) -> Sequence[ProposedChange]:
    """The accounts that were proposed."""
    session.expire_all()
    return session.scalars(select(ProposedChange).order_by(ProposedChange.id)).unique().all()


def test_an_account_is_asked_for_with_a_notice_by_the_member_alone() -> None:
    assert set(NoticeKind) - ASKS_ACCOUNT == set(BY_OTHERS)
    check_account_asked(NoticeKind.PARTIAL)
    with pytest.raises(Refusal, match="des Mitglieds selbst"):
        check_account_asked(NoticeKind.CREDITOR)


def test_what_the_office_enters_waits_for_a_second_person_with_the_notice_as_its_proof(
    session: Session, client: FlaskClient
) -> None:
    member = in_the_office(session, client)
    assert "Bisher ist keines eingetragen" in client.get(f"/kuendigungen/neu/{member.number}/ordinary").text
    assert sent(client, member, iban="DE02 1203 0000 0000 2020 51").status_code == 302
    [change], [notice] = proposed(session), notices(session)
    assert (change.matter, change.content, change.is_by_member) == (Matter.BANK_ACCOUNT, {"iban": IBAN}, False)
    assert change.proof_sha256 == notice.papers[0].sha256
    assert party_queries.bank_account_on(session, member.party_id, clock.today()) is None
    changes.confirm(session, change, SECOND_PERSON, clock.now())
    account = party_queries.bank_account_on(session, member.party_id, clock.today())
    assert account is not None
    assert account.iban == IBAN


def test_the_same_form_sent_twice_proposes_one_account(session: Session, client: FlaskClient) -> None:
    member = in_the_office(session, client)
    before = re.search(r'name="shown" value="([^"]*)"', client.get(f"/kuendigungen/neu/{member.number}/ordinary").text)
    assert before
    typed = {"shown": before[1].replace("&#34;", '"'), "iban": IBAN}
    assert [sent(client, member, **typed).status_code for _time in range(2)] == [302, 302]
    assert len(proposed(session)) == len(notices(session)) == 1


def test_the_account_on_record_is_shown_and_naming_it_again_changes_nothing(
    session: Session, client: FlaskClient
) -> None:
    member = in_the_office(session, client)
    parties.add_bank_account(session, member.party_id, IBAN, LONG_AGO, OFFICE, NOW)
    session.commit()
    page = client.get(f"/kuendigungen/neu/{member.number}/ordinary").text
    assert "Eingetragen ist DE02" in page
    assert sent(client, member, iban=IBAN).status_code == 302
    assert len(notices(session)) == 1
    assert proposed(session) == []


def test_without_an_account_nothing_is_proposed(session: Session, client: FlaskClient) -> None:
    assert sent(client, in_the_office(session, client), iban="  ").status_code == 302
    assert proposed(session) == []


@pytest.mark.parametrize("iban", ["DE02120300000000202052", "4711", "<script>alert(1)</script>", "DE" + "9" * 60])
def test_an_account_that_is_none_is_refused_at_its_field_and_no_notice_is_entered(
    session: Session, client: FlaskClient, iban: str
) -> None:
    member = in_the_office(session, client)
    answer = sent(client, member, iban=iban)
    assert answer.status_code == 422
    assert wrong_fields(answer.text) == ["iban"]
    assert notices(session) == []
    assert proposed(session) == []


def test_the_account_that_waits_already_may_be_named_again(session: Session, client: FlaskClient) -> None:
    member = in_the_office(session, client)
    changes.propose_bank_account(session, member, IBAN, clock.today(), None, True, SECOND_PERSON, clock.now())
    session.commit()
    answer = sent(client, member, iban="DE02 1203 0000 0000 2020 51")
    assert answer.status_code == 302
    assert "nicht übernommen" not in client.get(answer.location).text
    assert len(proposed(session)) == len(notices(session)) == 1


def test_a_notice_is_entered_on_its_day_though_another_account_waits(session: Session, client: FlaskClient) -> None:
    member = in_the_office(session, client)
    changes.propose_bank_account(session, member, OTHER, clock.today(), None, True, SECOND_PERSON, clock.now())
    session.commit()
    answer = sent(client, member, iban=IBAN)
    assert answer.status_code == 302
    assert "eine andere Bankverbindung wartet schon auf Bestätigung" in said(client.get(answer.location))
    [notice], [change] = notices(session), proposed(session)
    assert (notice.state, change.content) == (NoticeState.ENTERED, {"iban": OTHER})
    told = said(client.get(f"/mitglieder/{member.number}/verlauf"))
    assert f"Mit {notice.number} angegebenes Konto nicht übernommen: IBAN" in told
    assert IBAN not in told


def test_a_notice_is_entered_though_another_account_counts_from_a_later_day(
    session: Session, client: FlaskClient
) -> None:
    member = in_the_office(session, client)
    later = clock.today() + timedelta(days=30)
    parties.add_bank_account(session, member.party_id, OTHER, later, OFFICE, NOW)
    session.commit()
    answer = sent(client, member, iban=IBAN)
    assert answer.status_code == 302
    assert f"ab dem {written(later)} gilt schon eine andere" in said(client.get(answer.location))
    assert (len(notices(session)), proposed(session)) == (1, [])


def test_in_the_portal_too_a_notice_does_not_wait_for_another_account(session: Session, client: FlaskClient) -> None:
    member = a_representative(session, client, Authority.APPOINTED)
    changes.propose_bank_account(session, member, OTHER, clock.today(), None, True, SECOND_PERSON, clock.now())
    session.commit()
    typed = own_form(client, member, is_meant="y", iban=IBAN)
    answer = client.post(f"/mein/{member.number}/kuendigung", data=typed)
    assert answer.status_code == 302
    assert "Das angegebene Konto ist nicht übernommen" in said(client.get(answer.location))
    assert len(proposed(session)) == len(notices(session)) == 1


def test_with_single_shares_too_the_account_is_asked_for_as_with_the_whole_membership(
    session: Session, client: FlaskClient
) -> None:
    """A payout follows: what the credit exceeds the other shares by (§§ 67b, 73 GenG); juntagrico 538 asks for none."""
    member = in_the_office(session, client)
    parties.add_bank_account(session, member.party_id, OTHER, LONG_AGO, OFFICE, NOW)
    session.commit()
    page = client.get(f"/kuendigungen/neu/{member.number}/partial").text
    assert "Eingetragen ist DE02" in page
    assert "übrigen Anteile übersteigt" in page
    assert sent(client, member, "partial", shares="1", iban=IBAN).status_code == 302
    [change], [notice] = proposed(session), notices(session)
    assert change.content == {"iban": IBAN}
    letter = letter_text(session, notice)
    assert re.search(r"Auf das Konto DE.….2051", letter)
    assert "wie eingetragen" not in said(client.get(f"/kuendigungen/{notice.id}"))


@pytest.mark.parametrize(("released", "is_named"), [(0, False), (500_00, True)])
def test_where_single_shares_free_no_credit_the_letter_names_no_account(released: int, is_named: bool) -> None:
    facts = replace(notice_confirmation.variants()["partial"], released=released, account="DE … 2051")
    assert ("Auf das Konto" in pages.text(registry.build("notice_confirmation", facts))) == is_named


def test_the_forms_of_others_ask_for_none(session: Session, client: FlaskClient) -> None:
    member = in_the_office(session, client)
    for kind in NoticeKind:
        page = client.get(f"/kuendigungen/neu/{member.number}/{kind}").text
        assert ('name="iban"' in page) == (kind in ASKS_ACCOUNT), kind
    answer = sent(client, member, "creditor", declared_by="Sparkasse", iban=IBAN)
    assert answer.status_code == 422
    assert proposed(session) == []


def test_a_member_names_the_account_in_the_portal_with_single_shares_too(
    session: Session, client: FlaskClient
) -> None:
    member = a_representative(session, client, Authority.APPOINTED)
    address = f"/mein/{member.number}/kuendigung"
    assert "übrigen Anteile übersteigt" in client.get(address).text
    partial = own_form(client, member, kind="partial", shares="1", is_meant="y", iban=IBAN)
    assert client.post(address, data=partial).status_code == 302
    [change] = proposed(session)
    assert (change.is_by_member, change.content, change.proof_sha256) == (True, {"iban": IBAN}, None)
    assert len(notices(session)) == 1


def test_an_account_falls_with_the_notice_that_was_entered_by_mistake(session: Session, client: FlaskClient) -> None:
    member = in_the_office(session, client)
    assert sent(client, member, iban=IBAN).status_code == 302
    notice = notices(session)[0]
    assert client.post(f"/kuendigungen/{notice.id}/storno", data={"reason": "Falsches Mitglied"}).status_code == 302
    [change] = proposed(session)
    assert change.outcome is ChangeOutcome.WITHDRAWN


def test_an_account_falls_with_the_notice_that_both_sides_lift(session: Session, client: FlaskClient) -> None:
    assert sent(client, in_the_office(session, client), iban=IBAN).status_code == 302
    [notice], [change] = notices(session), proposed(session)
    departures.continue_by_consent(session, notice.id, "V-2026-012", SECOND_PERSON, clock.now())
    session.refresh(change)
    assert (notice.state, change.outcome) == (NoticeState.CONTINUED, ChangeOutcome.REJECTED)
    assert change.decision is not None
    assert change.decision.reason == "Einvernehmlich aufgehoben, V-2026-012"


def test_an_account_falls_with_its_notice_also_where_another_person_reverses_it(
    session: Session, client: FlaskClient
) -> None:
    member = in_the_office(session, client)
    assert sent(client, member, iban=IBAN).status_code == 302
    notice = notices(session)[0]
    departures.reverse(session, notice, "Falsches Mitglied", SECOND_PERSON, clock.now())
    [change] = proposed(session)
    assert change.outcome is ChangeOutcome.REJECTED
    assert change.decision is not None
    assert change.decision.reason == f"Kündigung {notice.number} storniert"


def undone_after_its_letter(session: Session, client: FlaskClient, *known: str) -> tuple[Notice, str]:
    """A notice with an account, confirmed and told of by letter, taken back as a mistake; and the answer."""
    member = in_the_office(session, client)
    for iban in known:
        parties.add_bank_account(session, member.party_id, iban, LONG_AGO, OFFICE, NOW)
    session.commit()
    assert sent(client, member, iban=IBAN).status_code == 302
    [notice], [change] = notices(session), proposed(session)
    changes.confirm(session, change, SECOND_PERSON, clock.now())
    archive_actions.mark_posted(session, [each.id for each in archive.waiting_items(session)], OFFICE, clock.now())
    session.commit()
    address = f"/kuendigungen/{notice.id}"
    assert "Konto DE…2051 gilt dann nicht mehr" in plainly(said(client.get(address)))
    assert client.post(f"{address}/storno", data={"reason": "Falsches Mitglied"}).status_code == 302
    return notice, plainly(said(client.get(address)))


def plainly(words: str) -> str:
    return re.sub(r"DE\W…\W", "DE…", words)


def correction(session: Session) -> str:
    """What the letter of correction says that waits in the tray."""
    [found] = [each.document for each in archive.waiting_items(session) if each.document.kind == "entry_undone"]
    printed = registry.build(found.kind, registry.load(found.kind, found.facts or {}))
    return plainly(" ".join(pages.text(printed).split()))


def account_now(session: Session, notice: Notice) -> str:
    found = party_queries.bank_account_on(session, notice.member.party_id, clock.today())
    return found.iban if found else ""


def test_a_confirmed_account_does_not_stay_with_who_never_gave_the_notice(
    session: Session, client: FlaskClient
) -> None:
    """Nothing is paid to it, and whoever was told of it is told so (R-REG-05, R-DOC-05)."""
    notice, page = undone_after_its_letter(session, client)
    assert account_now(session, notice) == ""
    assert "Konto DE…2051 gilt nicht mehr" in page
    assert "DE…2051, mit der Kündigung angegeben, mit ihr zurückgenommen" in page
    assert len(proposed(session)) == 1
    told = correction(session)
    assert "Das Konto DE…2051, das mit der Kündigung angegeben war, gilt nicht für Sie" in told
    assert "Nennen Sie uns bitte eines" in told
    assert "Sonst brauchen Sie nichts zu tun" in told
    assert "keine, die vorige ist zurückgenommen" in said(client.get(f"/mitglieder/{notice.member.number}/stammdaten"))


def test_the_account_before_a_mistaken_notice_holds_again_once_a_second_person_says_so(
    session: Session, client: FlaskClient
) -> None:
    notice, _page = undone_after_its_letter(session, client, OTHER)
    assert account_now(session, notice) == ""
    again = proposed(session)[-1]
    assert (again.content, again.outcome) == ({"iban": OTHER}, None)
    assert "Ihr Konto DE…5030 gilt, sobald eine zweite Person bei uns es geprüft hat" in correction(session)
    assert "Dieses Konto galt, bevor mit einer irrtümlich" in said(client.get(f"/aenderungen/{again.id}"))
    changes.confirm(session, again, SECOND_PERSON, clock.now())
    assert account_now(session, notice) == OTHER


def test_an_account_the_member_named_after_a_mistaken_notice_stays(session: Session, client: FlaskClient) -> None:
    member = in_the_office(session, client)
    assert sent(client, member, iban=IBAN).status_code == 302
    [notice], [change] = notices(session), proposed(session)
    changes.confirm(session, change, SECOND_PERSON, clock.now())
    own = changes.propose_bank_account(session, member, OTHER, clock.today(), None, True, SECOND_PERSON, clock.now())
    changes.confirm(session, own, Actor("Henrike", 4712, None, frozenset({Role.OFFICE})), clock.now())
    session.commit()
    assert client.post(f"/kuendigungen/{notice.id}/storno", data={"reason": "Falsches Mitglied"}).status_code == 302
    assert account_now(session, notice) == OTHER
    assert len(proposed(session)) == 2
    undone, ended_at = departures_read.account_undone_after, notice.ended_at or NOW
    assert undone(session, member, IBAN, ended_at - timedelta(microseconds=1)) == ended_at
    assert undone(session, member, OTHER, ended_at - timedelta(microseconds=1)) is None
    assert "gilt nicht mehr" not in said(client.get(f"/kuendigungen/{notice.id}"))


def two_that_name_one_account(session: Session, client: FlaskClient) -> list[Notice]:
    """A member gives up single shares twice and names the same account; it was confirmed in between."""
    member = in_the_office(session, client)
    parties.add_bank_account(session, member.party_id, OTHER, LONG_AGO, OFFICE, NOW)
    session.commit()
    assert sent(client, member, "partial", shares="1", iban=IBAN).status_code == 302
    changes.confirm(session, proposed(session)[0], SECOND_PERSON, clock.now())
    session.commit()
    assert sent(client, member, "partial", "another-notice", shares="2", iban=IBAN).status_code == 302
    return notices(session)


def test_an_account_stays_with_a_genuine_notice_that_names_it_too(session: Session, client: FlaskClient) -> None:
    mistaken, genuine = two_that_name_one_account(session, client)
    assert "DE…2051, mit der Kündigung angegeben, bestätigt" in plainly(
        said(client.get(f"/kuendigungen/{genuine.id}")).replace("Bestätigt", "bestätigt")
    )
    assert "gilt dann nicht mehr" not in said(client.get(f"/kuendigungen/{mistaken.id}"))
    assert client.post(f"/kuendigungen/{mistaken.id}/storno", data={"reason": "Doppelt"}).status_code == 302
    assert account_now(session, mistaken) == IBAN
    assert len(proposed(session)) == 1


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_once_both_were_mistakes_their_account_falls_with_the_last(
    session: Session, client: FlaskClient, order: tuple[int, int]
) -> None:
    found = two_that_name_one_account(session, client)
    for at in order:
        page = said(client.get(f"/kuendigungen/{found[at].id}"))
        assert ("gilt dann nicht mehr" in page) == (at == order[1])
        assert client.post(f"/kuendigungen/{found[at].id}/storno", data={"reason": "Falsch"}).status_code == 302
    assert account_now(session, found[0]) == ""
    again = proposed(session)[-1]
    assert (again.content, again.outcome) == ({"iban": OTHER}, None)
    told = departures_read.account_undone(session, found[order[1]], clock.today())
    assert told is not None
    assert (told.named[-4:], told.waits[-4:]) == ("2051", "5030")


def test_while_the_account_still_waits_the_letter_does_not_call_it_wrong_that_another_notice_names(
    session: Session, client: FlaskClient
) -> None:
    member = in_the_office(session, client)
    assert sent(client, member, "partial", shares="1", iban=IBAN).status_code == 302
    assert sent(client, member, "partial", "another-notice", shares="2", iban=IBAN).status_code == 302
    mistaken, genuine = notices(session)
    assert client.post(f"/kuendigungen/{mistaken.id}/storno", data={"reason": "Doppelt"}).status_code == 302
    [change] = proposed(session)
    assert change.outcome is None
    assert departures_read.account_undone(session, mistaken, clock.today()) is None
    assert client.post(f"/kuendigungen/{genuine.id}/storno", data={"reason": "Doch nicht"}).status_code == 302
    assert proposed(session)[0].outcome is not None


def test_a_renewed_notice_that_was_a_mistake_too_lets_the_former_account_wait_again(
    session: Session, client: FlaskClient
) -> None:
    notice, _page = undone_after_its_letter(session, client, OTHER)
    assert sent(client, notice.member, key="entered-again", iban=IBAN).status_code == 302
    again = notices(session)[-1]
    assert client.post(f"/kuendigungen/{again.id}/storno", data={"reason": "Auch falsch"}).status_code == 302
    waiting = [each for each in proposed(session) if each.outcome is None]
    assert [each.content for each in waiting] == [{"iban": OTHER}]


@pytest.mark.parametrize("is_confirmed", [False, True])
def test_the_former_account_waits_again_once_the_last_of_two_that_named_another_was_a_mistake_too(
    session: Session, client: FlaskClient, is_confirmed: bool
) -> None:
    member = undone_after_its_letter(session, client, OTHER)[0].member
    assert sent(client, member, "partial", "entered-again", shares="1", iban=IBAN).status_code == 302
    if is_confirmed:
        changes.confirm(session, proposed(session)[-1], SECOND_PERSON, clock.now())
        session.commit()
    assert sent(client, member, "partial", "once-more", shares="2", iban=IBAN).status_code == 302
    for each in notices(session)[-2:]:
        assert client.post(f"/kuendigungen/{each.id}/storno", data={"reason": "Auch falsch"}).status_code == 302
    waiting = [each for each in proposed(session) if each.outcome is None]
    assert [each.content for each in waiting] == [{"iban": OTHER}]


def test_the_page_of_a_notice_is_read_after_what_was_proposed_with_it_is_deleted(
    session: Session, client: FlaskClient
) -> None:
    member = in_the_office(session, client)
    assert sent(client, member, iban=IBAN).status_code == 302
    [notice], [change] = notices(session), proposed(session)
    changes.confirm(session, change, SECOND_PERSON, clock.now())
    change.content, change.erased_at = {}, clock.now()
    session.commit()
    page = client.get(f"/kuendigungen/{notice.id}")
    assert (page.status_code, "gelöscht, mit der Kündigung angegeben" in said(page)) == (200, True)
    assert client.post(f"/kuendigungen/{notice.id}/storno", data={"reason": "Falsch"}).status_code == 302
    assert account_now(session, notice) == ""
    assert departures_read.account_undone_after(session, member, IBAN, change.erased_at) is None


def test_an_account_that_counts_from_a_later_day_is_named_in_the_letter(session: Session, client: FlaskClient) -> None:
    facts = replace(entry_undone.variants()["account-later"])
    assert "Ab dem 1. Januar 2027 gilt Ihr Konto" in " ".join(pages.text(registry.build("entry_undone", facts)).split())
    member = in_the_office(session, client)
    assert sent(client, member, iban=IBAN).status_code == 302
    [notice], [change] = notices(session), proposed(session)
    changes.confirm(session, change, SECOND_PERSON, clock.now())
    later = clock.today() + timedelta(days=30)
    parties.add_bank_account(session, member.party_id, OTHER, later, OFFICE, clock.now())
    session.commit()
    assert client.post(f"/kuendigungen/{notice.id}/storno", data={"reason": "Falsches Mitglied"}).status_code == 302
    told = departures_read.account_undone(session, notice, clock.today())
    assert told is not None
    assert (plainly(told.named)[-4:], told.later[-4:], told.later_from) == ("2051", "5030", later)


def test_the_account_named_anew_goes_before_the_one_that_the_undoing_proposed(
    session: Session, client: FlaskClient
) -> None:
    """Only the day of receipt was wrong: the same member names its account again (R-PAY-01)."""
    notice, _page = undone_after_its_letter(session, client, OTHER)
    assert proposed(session)[-1].outcome is None
    assert sent(client, notice.member, key="entered-again", iban=IBAN).status_code == 302
    former, again = proposed(session)[-2:]
    assert (former.content, former.outcome) == ({"iban": OTHER}, ChangeOutcome.WITHDRAWN)
    assert (again.content, again.outcome) == ({"iban": IBAN}, None)
    changes.confirm(session, again, SECOND_PERSON, clock.now())
    assert account_now(session, notice) == IBAN


def test_it_is_known_when_an_account_turned_out_to_be_named_by_mistake(session: Session, client: FlaskClient) -> None:
    before = clock.now()
    notice, _page = undone_after_its_letter(session, client, OTHER)
    party_id, undone = notice.member.party_id, notice.ended_at
    assert undone is not None
    asked, meanwhile = party_queries.bank_account_undone_after, undone - timedelta(microseconds=1)
    assert asked(session, party_id, IBAN, meanwhile) == undone
    assert [asked(session, party_id, IBAN, then) for then in (before, undone)] == [None, None]
    assert asked(session, party_id, OTHER, meanwhile) is None


def letter_text(session: Session, notice: Notice) -> str:
    """What the letter that confirms a notice says."""
    facts = archive.get_document(session, notice.letter_id or 0).facts or {}
    printed = registry.build("notice_confirmation", registry.load("notice_confirmation", facts))
    return " ".join(pages.text(printed).split())


def test_the_account_named_with_a_notice_stands_masked_on_its_page_and_in_its_letter(
    session: Session, client: FlaskClient
) -> None:
    member = in_the_office(session, client)
    assert sent(client, member, iban=IBAN).status_code == 302
    [notice] = notices(session)
    letter = letter_text(session, notice)
    assert re.search(r"Auf das Konto DE.….2051", letter)
    assert "Es gilt, sobald eine zweite Person bei uns es geprüft hat" in letter
    assert IBAN not in letter.replace(" ", "").replace("\u00a0", "")
    address = f"/kuendigungen/{notice.id}"
    assert re.search(r"DE.….2051, mit der Kündigung angegeben, wartet auf Bestätigung", said(client.get(address)))
    changes.confirm(session, proposed(session)[0], SECOND_PERSON, clock.now())
    session.commit()
    assert "mit der Kündigung angegeben, bestätigt" in said(client.get(address))


def test_an_account_that_was_left_out_is_named_as_such_on_the_page_and_in_the_letter(
    session: Session, client: FlaskClient
) -> None:
    member = in_the_office(session, client)
    changes.propose_bank_account(session, member, OTHER, clock.today(), None, True, SECOND_PERSON, clock.now())
    session.commit()
    assert sent(client, member, iban=IBAN).status_code == 302
    [notice] = notices(session)
    assert re.search(r"Das Konto DE.….2051, das Sie mit der Kündigung angegeben haben, ist nicht übernommen",
                     letter_text(session, notice))
    page = said(client.get(f"/kuendigungen/{notice.id}"))
    assert re.search(r"DE.….2051, mit der Kündigung angegeben, nicht übernommen", page)


def test_where_no_account_is_named_the_one_on_record_is_shown(
    session: Session, client: FlaskClient
) -> None:
    member = in_the_office(session, client)
    parties.add_bank_account(session, member.party_id, OTHER, LONG_AGO, OFFICE, NOW)
    session.commit()
    assert sent(client, member, "partial", "k" * 32, shares="1").status_code == 302
    assert sent(client, member).status_code == 302
    partial, whole = sorted(notices(session), key=lambda each: each.id)
    assert re.search(r"DE.….5030, wie eingetragen", said(client.get(f"/kuendigungen/{whole.id}")))
    assert re.search(r"DE.….5030, wie eingetragen", said(client.get(f"/kuendigungen/{partial.id}")))
    assert re.search(r"Auf das Konto DE.….5030", letter_text(session, partial))
