"""Further cases of the served kinds: bounds, defaults and keys that are not said."""

from typing import Any

import pytest

from tests.cases.runner import differences

F: dict[str, Any] = {
    "s177_resolution": False,
    "statute_expressly_excludes_textform": False,
    "declared_on": "2026-02-01",
}
INV = {"board_approved": True, "gv_consent": True, "sb_consent": True, "statute_consent_by": None}
SHR = {"share": "500.00", "shares": 2, "paid": "1000.00", "mandatory": False}
P, N, A, T = "payment_undertaking", "nachschuss_undertaking", "ack_further_payments", "ack_notice_period"
ALL = ["firma", "legal_form", "seat", "register_court", "register_number"]
BOARD, CHAIR = "all_board_members_with_full_first_name", "supervisory_board_chair"

FORM = [
    ({"declaration_form": "schriftform", "statute_form": "schriftform"}, True),
    ({"declaration_form": "qualified_signature", "statute_form": "schriftform"}, True),
    ({"declaration_form": "qualified_signature", "statute_form": "textform"}, True),
    ({"declaration_form": "schriftform", "statute_form": "textform"}, True),
    ({"declaration_form": "textform", "statute_form": "schriftform"}, False),
    ({"declaration_form": "textform", "statute_form": "schriftform", "s177_resolution": True}, True),
    ({"declaration_form": "schriftform", "statute_form": "schriftform", "declared_on": "2031-01-01"}, True),
    (
        {
            "declaration_form": "textform",
            "statute_form": "schriftform",
            "s177_resolution": True,
            "statute_expressly_excludes_textform": True,
        },
        False,
    ),
    (
        {
            "declaration_form": "qualified_signature",
            "statute_form": "schriftform",
            "statute_expressly_excludes_textform": True,
        },
        True,
    ),
]
CONTENT = [
    ({"nachschuss": "none", "notice_months": 13, "further_payment_duties": False}, [P, T]),
    ({"nachschuss": "none", "notice_months": 12, "further_payment_duties": True}, [P, A]),
    ({"nachschuss": "unlimited", "notice_months": 24, "further_payment_duties": True}, [P, N, A, T]),
    ({"nachschuss": "unlimited"}, [P, N]),
]
INVESTING = [
    ({}, True, None),
    ({"board_approved": False, "gv_consent": False}, False, "board_approval"),
    ({"sb_consent": False}, True, None),
    ({"statute_consent_by": "supervisory_board", "gv_consent": False}, True, None),
    ({"statute_consent_by": "supervisory_board", "sb_consent": False}, False, "sb_consent"),
]
FURTHER = [
    ({}, True),
    ({"paid": "999.99"}, False),
    ({"paid": "0.00", "mandatory": True}, True),
    ({"balance": "0.00"}, True),
    ({"shares": 0, "paid": "0.00"}, True),
    ({"shares": 1, "paid": "499.99"}, False),
]
SIZES = [
    (20, True, True, True, True),
    (21, True, True, False, False),
    (21, True, False, False, True),
    (21, False, True, True, False),
    (3, True, False, True, True),
]
COMPOSITION = [
    ((2, 0, 0), False),
    ((3, 0, 0), True),
    ((3, 0, 2), False),
    ((4, 1, 1), False),
    ((6, 1, 1), True),
    ((7, 2, 0), False),
    ((8, 2, 1), False),
    ((9, 2, 1), True),
    ((9, 0, 3), True),
    ((12, 3, 1), True),
    ((12, 3, 2), False),
]
LIABILITY = [
    ({"nachschuss": "none", "shares": 3}, "0.00"),
    ({"nachschuss": "limited", "shares": 1}, "500.00"),
    ({"nachschuss": "limited", "shares": 3, "liability": "2000.00"}, "2000.00"),
    ({"nachschuss": "limited", "shares": 5, "liability": "2000.00", "statute": "default"}, "2500.00"),
    ({"nachschuss": "limited", "shares": 5, "liability": "2000.00", "statute": "no_increase"}, "2000.00"),
    ({"nachschuss": "unlimited", "shares": 5}, None),
]


def check(kind: str, given: dict[str, Any], **expected: object) -> None:
    """Compare one answer as the runner does."""
    assert differences({"id": "more", "kind": kind, "input": given, "expected": expected}) == []


@pytest.mark.parametrize(("given", "valid"), FORM)
def test_form_of_the_declaration(given: dict[str, Any], valid: bool) -> None:
    check("application.form", {**F, **given}, valid=valid)


def test_a_form_case_may_leave_out_what_the_law_has_without_a_clause() -> None:
    check("application.form", {"declaration_form": "textform", "declared_on": "2026-02-01"}, valid=True)


@pytest.mark.parametrize(("given", "required"), CONTENT)
def test_content_of_the_declaration(given: dict[str, Any], required: list[str]) -> None:
    highlighted = [clause for clause in required if clause != P]
    online, paper = {**given, "electronically_prepared": True}, {**given, "electronically_prepared": False}
    check("application.content", online, required=required, must_be_highlighted=highlighted)
    check("application.content", paper, required=required, must_be_highlighted=[])


@pytest.mark.parametrize(
    ("conditional", "provided", "reason"),
    [
        (False, True, None),
        (True, False, "conditional"),
        (True, True, "conditional"),
        (False, False, "statutes_not_provided"),
    ],
)
def test_objection_to_a_declaration(conditional: bool, provided: bool, reason: str | None) -> None:
    given = {"text": "Wir treten bei.", "conditional": conditional, "statutes_provided_before": provided}
    check("application.check", given, acceptable=reason is None, reason=reason)


@pytest.mark.parametrize(("given", "admitted", "missing"), INVESTING)
def test_admission_of_an_investing_member(given: dict[str, Any], admitted: bool, missing: str | None) -> None:
    check("investing.admission", {**INV, **given}, admitted=admitted, missing=missing)


@pytest.mark.parametrize(("given", "admissible"), FURTHER)
def test_one_more_share(given: dict[str, Any], admissible: bool) -> None:
    check("shares.further", {**SHR, **given}, admissible=admissible)


@pytest.mark.parametrize(
    ("natural", "member", "represents", "eligible"),
    [
        (True, True, False, True),
        (True, False, True, True),
        (True, False, False, False),
        (False, True, False, False),
        (False, False, True, False),
    ],
)
def test_eligibility(natural: bool, member: bool, represents: bool, eligible: bool) -> None:
    given = {"person": "P", "natural": natural, "member": member, "legal_representative_of_member": represents}
    check("office.eligibility", given, eligible=eligible)


@pytest.mark.parametrize(("members", "one", "waived", "board_ok", "supervisory_ok"), SIZES)
def test_reliefs_end_above_twenty(members: int, one: bool, waived: bool, board_ok: bool, supervisory_ok: bool) -> None:
    given = {"members": members, "statute_one_person_board": one, "statute_no_supervisory_board": waived}
    check("organs.size_rules", given, board_ok=board_ok, supervisory_ok=supervisory_ok)


@pytest.mark.parametrize(("made_up", "valid"), COMPOSITION)
def test_composition_of_the_supervisory_board(made_up: tuple[int, int, int], valid: bool) -> None:
    size, investing, delegated = made_up
    check("supervisory_board.composition", {"size": size, "investing": investing, "delegated": delegated}, valid=valid)


@pytest.mark.parametrize(
    ("contains", "missing"),
    [([*ALL, BOARD, CHAIR], []), ([*ALL, CHAIR], [BOARD]), ([*ALL, BOARD], [CHAIR]), ([], [*ALL, BOARD, CHAIR])],
)
def test_particulars_of_a_letter(contains: list[str], missing: list[str]) -> None:
    check("letter.footer", {"contains": contains}, valid=not missing, missing=missing)


@pytest.mark.parametrize(("given", "expected"), LIABILITY)
def test_liability_sum(given: dict[str, Any], expected: str | None) -> None:
    check("liability.sum", {"share": "500.00", **given}, liability_sum=expected)


@pytest.mark.parametrize(
    ("iban", "valid"),
    [
        ("DE89370400440532013000", True),
        ("de89 3704 0044 0532 0130 00", True),
        ("DE88370400440532013000", False),
        ("DE8937040044053201300", False),
        ("DE893704004405320130000", False),
        ("AT61 1904 3002 3457 3201", True),
        ("CH93 0076 2011 6238 5295 7", True),
        ("XX89370400440532013000", False),
        ("", False),
    ],
)
def test_iban(iban: str, valid: bool) -> None:
    check("sepa.iban", {"iban": iban}, valid=valid)


@pytest.mark.parametrize(
    ("creditor_id", "valid"),
    [
        ("DE98ZZZ09999999999", True),
        ("DE98 ZZZ 0999 9999 999", True),
        ("DE98001" + "09999999999", True),
        ("DE97ZZZ09999999999", False),
        ("DE98ZZZ0999999999", False),
        ("DE98ZZZ099999999990", False),
        ("DE98ZZZ0999999999X", False),
        ("98ZZZ09999999999", False),
        ("", False),
    ],
)
def test_creditor_identifier(creditor_id: str, valid: bool) -> None:
    check("sepa.creditor_id", {"creditor_id": creditor_id}, valid=valid)
