"""Who convenes an organ, and how quorum and majority are said in words."""

import pytest

from app.boardroom import rules
from app.core.values import Actor, Refusal, Role
from app.organs.rules import Choice, Majority, Organ, OrganVote, Standing, lack_kept
from app.shares.rules import AboutShares
from app.statutes.rules import MajorityRule

THREE = frozenset({1, 2, 3})


def standing(**more: object) -> Standing:
    """A board of three with a quorum of two and one Yes."""
    given = {"organ": Organ.BOARD, "seats": THREE, "quorum": 2, "votes": (OrganVote(1, Choice.YES),), **more}
    return Standing(**given)  # type: ignore[arg-type]


@pytest.mark.parametrize(("role", "organ", "may"), [
    (Role.OFFICE, Organ.SUPERVISORY_BOARD, True), (Role.BOARD, Organ.BOARD, True),
    (Role.BOARD, Organ.SUPERVISORY_BOARD, False), (Role.SUPERVISORY_BOARD, Organ.SUPERVISORY_BOARD, True),
    (Role.AUDITOR, Organ.BOARD, False), (Role.BOARD, Organ.GENERAL_ASSEMBLY, True), (Role.MEMBER, Organ.BOARD, False),
])
def test_the_office_and_the_organ_itself_convene(role: Role, organ: Organ, may: bool) -> None:
    assert rules.may_convene(Actor("X", roles=frozenset({role})), organ) is may


def test_who_may_not_convene_is_told_so() -> None:
    with pytest.raises(Refusal, match="vorbehalten"):
        rules.check_may_convene(Actor("X"), Organ.BOARD)


def test_the_count_names_the_biased_and_the_absent() -> None:
    assert str(rules.count_of(standing(biased=frozenset({3})))) == "3 im Amt, 1 befangen: 2 stimmen ab."
    absent = standing(biased=frozenset({3}), absent=frozenset({2, 3}))
    assert str(rules.count_of(absent)) == "3 im Amt, 1 befangen, 1 nicht anwesend: 1 stimmen ab."


@pytest.mark.parametrize("rule", list(MajorityRule))
def test_every_majority_has_its_sentence(rule: MajorityRule) -> None:
    assert str(rules.majority_of(standing(majority=Majority(rule)))).startswith("Angenommen")


def test_the_protocol_cites_the_clauses_of_the_statute() -> None:
    clauses = {"board_quorum": "§ 14 Abs. 2", "board_majority": "§ 14 Abs. 3"}
    quorum, required = rules.in_print(standing(), clauses, "vom 14. Juni 2025")
    assert quorum == "2 unbefangene Mitglieder (§ 14 Abs. 2 der Satzung)"
    assert required == "Mehr Ja- als Neinstimmen (§ 14 Abs. 3 der Satzung\u00a0vom 14. Juni 2025)"


def test_a_silent_statute_is_not_cited() -> None:
    assert rules.in_print(standing(quorum=1), {}, "")[0] == "Ein unbefangenes Mitglied"


def test_a_yes_may_be_the_last_one_needed() -> None:
    assert rules.would_decide(standing(), 2)
    assert not rules.would_decide(standing(votes=()), 2)
    assert not rules.would_decide(standing(objected=True), 2)


def test_what_hinders_is_told_by_what_kind_of_refusal_it_is_and_not_by_the_words_it_is_filled_with() -> None:
    about_shares = AboutShares("Der Antrag lautet auf {number}.", number=3)
    of_another_room = Refusal("Zu {measure} ist noch {shares} offen.", measure="Frist", shares="nichts")
    assert str(rules.reason_of(about_shares)) == "Vor der Zulassung ist noch offen: Zahl der Anteile."
    assert str(rules.reason_of(of_another_room)) == "Zu Frist ist noch nichts offen."
    assert str(lack_kept(about_shares)) == "Noch offen: Zahl der Anteile."
    assert str(lack_kept(of_another_room)) == "Noch offen: Angaben zum Vorgang."
