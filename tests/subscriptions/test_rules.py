"""Who may take further shares, what the declaration says, what follows."""

from dataclasses import replace
from datetime import date

import pytest

from app.core.values import PartyKind, Refusal, WrittenForm
from app.parties.rules import Authority
from app.shares.rules import Owed, Scale, Stated
from app.statutes.rules import Statute, statute_from
from app.subscriptions.rules import (
    Circumstances,
    Declared,
    SubscriptionKind,
    check_declared,
    check_meant,
    consequences_of,
    hindrance_in_portal,
    subscription_number,
    wording_of,
)

TODAY = date(2026, 11, 26)


def statute(**values: object) -> Statute:
    """A statute that allows ten shares of 500 euros and says only this besides."""
    return statute_from({
        "share_amount": 500_00, "nachschuss": "none", "further_shares_allowed": True, "max_shares": 10,
        "payment_days": 14, **values,
    })


def known(**values: object) -> Circumstances:
    """A member with two paid shares."""
    clauses = {key: values.pop(key) for key in list(values) if key in vars(statute())}
    plain = Circumstances(
        today=TODAY, statute=statute(**clauses), then=statute(**clauses), textform_permitted=False,
        member_since=date(2024, 5, 1), ends_on=None, waits="", shares=2, paid=1_000_00, owed=Owed(1),
    )
    return replace(plain, **values)  # type: ignore[arg-type]


def declared(shares: int = 3, **values: object) -> Declared:
    """A declaration of today in Textform."""
    plain = Declared(SubscriptionKind.FURTHER, shares, TODAY, WrittenForm.TEXTFORM, "Gemeinde Altenbruck")
    return replace(plain, **values)  # type: ignore[arg-type]


MANDATORY = {"kind": SubscriptionKind.MANDATORY}
BY_PEOPLE = Owed(1, Scale("Einwohner", 1_000), Stated("Einwohner", 4_210, date(2026, 1, 1)))


def test_further_shares_are_taken_while_all_earlier_ones_are_paid() -> None:
    check_declared(declared(), known())
    with pytest.raises(Refusal, match="voll eingezahlt"):
        check_declared(declared(), known(paid=999_99))


@pytest.mark.parametrize(("changed", "answer"), [
    ({"further_shares_allowed": False}, "lässt weitere Anteile nicht zu"), ({"max_shares": 4}, "höchstens 4 Anteile"),
    ({"ends_on": date(2026, 12, 31)}, "endet am 31.12.2026"), ({"waits": "BT-2026-001"}, "schon der Vorstand"),
    ({"form_join": "schriftform"}, "unterschrieben"), ({"member_since": date(2026, 11, 27)}, "begann erst"),
])  # fmt: skip
def test_what_statute_and_register_do_not_allow_is_refused(changed: dict[str, object], answer: str) -> None:
    with pytest.raises(Refusal, match=answer):
        check_declared(declared(), known(**changed))


def test_days_that_cannot_be_are_refused() -> None:
    with pytest.raises(Refusal, match="Zukunft"):
        check_declared(declared(received_on=date(2026, 11, 27)), known())
    with pytest.raises(Refusal, match="geschrieben"):
        check_declared(declared(dated_on=date(2026, 11, 27)), known())


def test_textform_is_enough_by_permission_where_the_statute_wants_a_signature() -> None:
    check_declared(declared(), known(form_join="schriftform", textform_permitted=True))
    check_declared(declared(written_form=WrittenForm.SCHRIFTFORM), known(form_join="schriftform"))


def test_mandatory_shares_are_at_most_those_that_lack_and_do_not_wait_for_payments() -> None:
    for number in (1, 2, 3):
        check_declared(declared(number, **MANDATORY), known(paid=0, owed=BY_PEOPLE))
    with pytest.raises(Refusal, match=r"sind es 5 Anteile \(4\.210 Einwohner seit .*; gehalten werden 2 Anteile"):
        check_declared(declared(4, **MANDATORY), known(owed=BY_PEOPLE))


def test_without_a_scale_in_the_statute_mandatory_shares_are_the_same_for_all() -> None:
    with pytest.raises(Refusal, match="Die Satzung nennt keinen Maßstab; Pflichtanteile sind für alle gleich"):
        check_declared(declared(1, **MANDATORY), known())
    check_declared(declared(1, **MANDATORY), known(owed=Owed(3)))


def test_mandatory_shares_wait_until_the_number_is_known_by_which_they_are_counted() -> None:
    with pytest.raises(Refusal, match="Zahl, die noch fehlt: Einwohner"):
        check_declared(declared(1, **MANDATORY), known(owed=Owed(3, Scale("Einwohner", 1_000))))


def test_whoever_owes_shares_may_take_fewer_and_owes_the_rest_still() -> None:
    """Each step nearer is one, also where the statute allows nobody more than are owed."""
    for clauses in ({}, {"further_shares_allowed": False, "max_shares": None}):
        for number, lacking in ((3, 0), (2, 1), (1, 2)):
            check_declared(declared(number), known(owed=BY_PEOPLE, **clauses))
            assert consequences_of(number, known(owed=BY_PEOPLE, **clauses), TODAY).lacking == lacking
    with pytest.raises(Refusal, match="voll eingezahlt"):
        check_declared(declared(1), known(owed=BY_PEOPLE, paid=0))


def test_what_follows_counts_from_the_admission() -> None:
    meant = consequences_of(3, known(min_payment=200_00, nachschuss="limited"), TODAY)
    assert (meant.shares_before, meant.shares_after, meant.nominal) == (2, 5, 1_500_00)
    assert [(due.amount, due.due_on) for due in meant.dues] == [(600_00, date(2026, 12, 10))]
    assert (meant.rest, meant.liability, meant.is_doubtful) == (900_00, 2_500_00, True)


def test_the_declaration_is_unconditional_and_says_what_the_law_wants() -> None:
    whole = statute(nachschuss="limited", notice_months=24, annual_contribution=50_00)
    words = wording_of(PartyKind.MUNICIPALITY, whole, 3, 5)
    assert words[0] == (
        "Wir beteiligen uns unbedingt mit 3 weiteren Geschäftsanteilen zu je 500,00\u00a0€ (§\u00a015b\u00a0GenG)."
    )
    assert [word in line for word, line in zip(
        ("Einzahlungen", "Haftsumme von 2.500,00\u00a0€", "Zahlungspflichten", "24 Monaten"), words[1:], strict=True
    )] == [True] * 4  # fmt: skip
    assert len(wording_of(PartyKind.NATURAL_PERSON, statute(), 1, 3)) == 2


def test_the_portal_says_what_keeps_somebody_from_declaring() -> None:
    assert hindrance_in_portal(known(), None) is None
    assert hindrance_in_portal(known(), Authority.SOLE) is None
    answers = [
        hindrance_in_portal(known(form_join="schriftform"), None), hindrance_in_portal(known(), Authority.JOINT),
        hindrance_in_portal(known(waits="BT-2026-001"), None), hindrance_in_portal(known(ends_on=TODAY), None),
        hindrance_in_portal(known(further_shares_allowed=False), None),
    ]
    assert ["eigenhändig" in str(answers[0]), "gemeinsam" in str(answers[1])] == [True, True]
    assert all(answers)


def test_a_declaration_in_the_portal_is_meant() -> None:
    check_meant(is_meant=True)
    with pytest.raises(Refusal, match="Bestätigen"):
        check_meant(is_meant=False)


def test_declarations_are_numbered_by_year() -> None:
    assert subscription_number(2026, 3) == "BT-2026-003"
