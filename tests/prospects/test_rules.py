"""Rules on prospects, without a database: stages, talks, pasted mails, how long something is kept, what is counted."""

from datetime import date, timedelta

import pytest

from app.admissions.rules import ApplicationState
from app.core.values import PartyKind, Refusal
from app.prospects.rules import (
    DueOnRefusal,
    EndRefusal,
    Event,
    Fate,
    Figure,
    HeldOnRefusal,
    Kept,
    OwnerRefusal,
    Planned,
    Stage,
    Terms,
    check_held_on,
    check_may_apply,
    check_may_undo,
    check_move,
    check_no_advertising,
    check_planned,
    check_terms,
    counted_by,
    counted_by_month,
    fate_of,
    months_after,
    read_mail,
    stage_of,
    within,
)

TODAY = date(2026, 11, 24)
TERMS = Terms(12, 30)
MAIL = """Von: "Hufnagel, Berta" <b.hufnagel@silbertal.example>
Gesendet: Dienstag, 17. November 2026 09:12
An: kontor@digitalverbund.example
Betreff: AW: WG: Mitgliedschaft im Verbund

Sehr geehrte Damen und Herren,
wir möchten mehr wissen.

Mit freundlichen Grüßen
Berta Hufnagel
Kämmerin
Gemeinde Silbertal
Tel. 07999 1234-56
"""


@pytest.mark.parametrize(
    ("kept", "application", "shown"),
    [
        (Stage.NEW, None, Stage.NEW),
        (Stage.WANTS, ApplicationState.DRAFT, Stage.WANTS),
        (Stage.NEW, ApplicationState.RETURNED, Stage.APPLIED),
        (Stage.ENDED, ApplicationState.PROPOSED, Stage.APPLIED),
        (Stage.WANTS, ApplicationState.NOTIFIED, Stage.MEMBER),
        (Stage.WANTS, ApplicationState.REFUSED, Stage.ENDED),
        (Stage.IN_TALK, ApplicationState.WITHDRAWN, Stage.IN_TALK),
    ],
)
def test_the_stage_follows_the_application_as_soon_as_one_is_handed_in(
    kept: Stage, application: ApplicationState | None, shown: Stage
) -> None:
    assert stage_of(kept, application) is shown


def test_nobody_moves_by_hand_what_follows_from_an_application() -> None:
    for to in (Stage.APPLIED, Stage.MEMBER):
        with pytest.raises(Refusal, match="folgt aus dem Antrag"):
            check_move(None, to, "")
    with pytest.raises(Refusal, match="folgt hier dem Antrag"):
        check_move(ApplicationState.SUBMITTED, Stage.ENDED, "Grund")
    check_move(ApplicationState.WITHDRAWN, Stage.ENDED, "Grund")


def test_an_end_has_a_reason() -> None:
    with pytest.raises(EndRefusal):
        check_move(None, Stage.ENDED, "  ")


def test_only_the_newest_move_is_undone() -> None:
    check_may_undo(True, None)
    with pytest.raises(Refusal, match="Inzwischen"):
        check_may_undo(False, None)
    with pytest.raises(Refusal):
        check_may_undo(True, ApplicationState.ADMITTED)


def test_who_has_applied_or_is_in_does_not_apply_again() -> None:
    for state in (None, ApplicationState.REFUSED, ApplicationState.WITHDRAWN):
        check_may_apply(state, is_erased=False)
    for state in (ApplicationState.SUBMITTED, ApplicationState.NOTIFIED):
        with pytest.raises(Refusal):
            check_may_apply(state, is_erased=False)


def test_a_talk_lies_behind_and_its_next_step_ahead() -> None:
    check_held_on(TODAY, TODAY)
    with pytest.raises(HeldOnRefusal):
        check_held_on(TODAY + timedelta(days=1), TODAY)
    check_planned(Planned("Anrufen", TODAY, 1), TODAY)
    with pytest.raises(DueOnRefusal):
        check_planned(Planned("Anrufen", TODAY - timedelta(days=1), 1), TODAY)
    with pytest.raises(DueOnRefusal):
        check_planned(Planned("Anrufen", None, 1), TODAY)
    with pytest.raises(OwnerRefusal):
        check_planned(Planned("Anrufen", TODAY, None), TODAY)
    with pytest.raises(Refusal):
        check_planned(Planned(" ", TODAY, 1), TODAY)


# --- mails ------------------------------------------------------------------------------------------------------------


def test_a_pasted_mail_tells_sender_organisation_telephone_and_subject() -> None:
    read = read_mail(MAIL)
    assert (read.first_names, read.last_name, read.email) == ("Berta", "Hufnagel", "b.hufnagel@silbertal.example")
    assert (read.organisation, read.phone) == ("Gemeinde Silbertal", "07999 1234-56")
    assert (read.subject, read.received_on) == ("Mitgliedschaft im Verbund", date(2026, 11, 17))
    assert read.text.startswith("Sehr geehrte")


def test_an_english_head_and_a_mail_without_one_are_read_too() -> None:
    read = read_mail("From: Jo Doe <jo@x.example>\nDate: Tue, 17 Nov 2026 09:12:00 +0100\nSubject: Hi\n\nHallo")
    assert (read.first_names, read.last_name, read.received_on) == ("Jo", "Doe", date(2026, 11, 17))
    bare = read_mail("Hallo,\nwas kostet es?\nViele Grüße\nAnna Beispiel\nBeispiel Software GmbH\n+49 7999 4711")
    assert (bare.last_name, bare.organisation) == ("Beispiel", "Beispiel Software GmbH")
    assert bare.phone == "+49 7999 4711"


SOURCE = """Received: from mx.example (mx.example [192.0.2.1])
	by mail.example; Tue, 17 Nov 2026 09:12:00 +0100
From: =?utf-8?q?J=C3=B6rg_Gr=C3=BCn?= <j.gruen@maschinen.example>
Subject: =?utf-8?B?QW5mcmFnZSBmw7xyIFBydWZzdMOkbmRl?=
Date: Tue, 17 Nov 2026 09:12:00 +0100
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

Guten Tag,
wir suchen W=C3=A4rme.
Viele Gr=C3=BC=C3=9Fe
J=C3=B6rg Gr=C3=BCn
Gesch=C3=A4ftsf=C3=BChrer | Gr=C3=BCn Maschinenbau GmbH
"""


def test_a_mail_pasted_as_its_source_is_read_with_its_coded_words() -> None:
    read = read_mail(SOURCE)
    assert (read.first_names, read.last_name, read.email) == ("Jörg", "Grün", "j.gruen@maschinen.example")
    assert (read.subject, read.received_on) == ("Anfrage für Prufstände", date(2026, 11, 17))
    assert read.organisation == "Grün Maschinenbau GmbH"
    assert read.text.startswith("Guten Tag,\nwir suchen Wärme.")
    assert "Received" not in read.text


def test_coded_words_and_a_line_above_a_forwarded_head_are_read() -> None:
    read = read_mail(
        "-----Ursprüngliche Nachricht-----\nVon: =?utf-8?q?J=C3=B6rg_Gr=C3=BCn?= <j@x.example>\n"
        "Gesendet: Dienstag, 17. November 2026 09:12\nBetreff: WG: =?utf-8?q?W=C3=A4rme?=\n\nHallo"
    )
    assert (read.last_name, read.subject, read.received_on) == ("Grün", "Wärme", date(2026, 11, 17))
    assert read.text == "Hallo"


BROKEN = "Received: x\nSubject: =?nix?q?=FF?=\nContent-Type: text/plain; charset=nix\n\nx"
ODD = (BROKEN, "", "Von:", "<script>1</script>", "Datum: 99.99.9999", "von: " * 900, "@" * 9000, "x" * 10**6)


@pytest.mark.parametrize("text", ODD)
def test_what_is_no_mail_tells_nothing_and_breaks_nothing(text: str) -> None:
    read = read_mail(text)
    assert (read.email, read.phone, read.received_on) == ("", "", None)


def test_a_message_full_of_links_is_refused() -> None:
    check_no_advertising("https://a.example und www.b.example")
    with pytest.raises(Refusal):
        check_no_advertising("https://a.example " * 4)


# --- how long something is kept ---------------------------------------------------------------------------------------


def test_months_end_with_the_last_day_of_a_shorter_month() -> None:
    assert months_after(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert months_after(date(2026, 11, 24), 12) == date(2027, 11, 24)


def test_who_says_nothing_for_the_idle_period_is_asked_and_then_forgotten() -> None:
    idle = Kept(Stage.IN_TALK, date(2025, 11, 24))
    assert fate_of(idle, TERMS, date(2026, 11, 23)) is Fate.KEEP
    assert fate_of(idle, TERMS, TODAY) is Fate.ASK
    asked = Kept(Stage.IN_TALK, date(2025, 11, 24), asked_until=date(2026, 12, 24))
    assert fate_of(asked, TERMS, date(2026, 12, 24)) is Fate.KEEP
    assert fate_of(asked, TERMS, date(2026, 12, 25)) is Fate.NO_ANSWER


def test_a_step_still_ahead_keeps_a_prospect_and_an_overdue_one_does_not() -> None:
    assert fate_of(Kept(Stage.WANTS, date(2025, 1, 1), awaits_on=TODAY), TERMS, TODAY) is Fate.KEEP
    assert fate_of(Kept(Stage.WANTS, date(2025, 1, 1), awaits_on=date(2026, 1, 1)), TERMS, TODAY) is Fate.ASK


def test_nobody_is_asked_with_whom_it_ended_or_who_is_in() -> None:
    for stage in (Stage.ENDED, Stage.MEMBER):
        assert fate_of(Kept(stage, date(2025, 11, 24)), TERMS, TODAY) is Fate.OVER
    assert fate_of(Kept(Stage.APPLIED, date(2020, 1, 1)), TERMS, TODAY) is Fate.KEEP


def test_an_unconfirmed_enquiry_is_forgotten_after_a_month_and_a_refused_one_at_once() -> None:
    unconfirmed = Kept(Stage.NEW, TODAY - timedelta(days=30), is_confirmed=False)
    assert fate_of(unconfirmed, TERMS, TODAY) is Fate.KEEP
    assert fate_of(unconfirmed, TERMS, TODAY + timedelta(days=1)) is Fate.UNCONFIRMED
    assert fate_of(Kept(Stage.ENDED, TODAY, is_cleared=True), TERMS, TODAY) is Fate.REFUSED


def test_periods_stay_within_reason() -> None:
    check_terms(Terms(3, 14))
    for terms in (Terms(2, 30), Terms(37, 30), Terms(12, 13), Terms(12, 91)):
        with pytest.raises(Refusal):
            check_terms(terms)


# --- figures ----------------------------------------------------------------------------------------------------------


def event(figure: Figure, day: date, kind: PartyKind = PartyKind.MUNICIPALITY, region: str = "Rabental") -> Event:
    return Event(figure, day, kind, region, 1, "I-2026-0001", "Gemeinde X")


def test_figures_are_counted_by_kind_and_by_month_without_losing_one() -> None:
    events = [
        event(Figure.ENQUIRIES, date(2026, 9, 30)), event(Figure.ENQUIRIES, date(2026, 10, 1), region=""),
        event(Figure.TALKS, date(2026, 10, 31)), event(Figure.MEMBERS, date(2026, 11, 24), PartyKind.COMPANY),
    ]  # fmt: skip
    months = counted_by_month(events, date(2026, 9, 15), TODAY)
    assert [(row.key, row.first_day, row.last_day) for row in months] == [
        ("09/2026", date(2026, 9, 15), date(2026, 9, 30)), ("10/2026", date(2026, 10, 1), date(2026, 10, 31)),
        ("11/2026", date(2026, 11, 1), TODAY),
    ]  # fmt: skip
    assert [row.numbers[Figure.ENQUIRIES] for row in months] == [1, 1, 0]
    by_kind = counted_by(events, lambda each: each.kind.value)
    assert [(row.key, row.numbers[Figure.ENQUIRIES]) for row in by_kind] == [("municipality", 2), ("company", 0)]
    assert {row.key for row in counted_by(events, lambda each: each.region)} == {"", "Rabental"}
    assert len(within(events, date(2026, 10, 1), date(2026, 10, 31))) == 2
