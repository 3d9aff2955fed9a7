"""What is longer than anybody expects: nothing leaves its frame, the window of the envelope, or the sheet."""

from collections.abc import Hashable
from dataclasses import replace

import pytest

from app.core.values import PostalAddress
from documents import declaration, payment_request, protocol, report, share_certificate, welcome_letter
from documents.declaration import Declarant
from documents.facts import Signatory
from documents.protocol import Choice, Vote
from documents.record import Row
from documents.share_certificate import CertificateFacts, Design
from tests.documents import pages

WORD = ("Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz" * 3)[:150]
FIRM = (
    "Zweckverband für Breitband, Rechenzentren und gemeinsame Verwaltungsdienste im Rabental und den angrenzenden "
    "Landkreisen Lindenfurt, Quellbach und Altenbruck einschließlich der Gemeinden und ihrer Eigenbetriebe mbH & Co."
)
SIX_LINES = (
    FIRM, "Frau Prof. Dr. Walburga Ehrenpreis-Unterberger-Ostermann", "Rechenzentrum Nord, Haus C, dritter Aufgang",
    "Am Alten Güterbahnhof 117", "70993 Sankt Leonhard am Oberen Rabenstein", "Vereinigtes Königreich",
)  # fmt: skip
NEEDS = tuple(f"Bedarf {number}: ein Rechenzentrum mit Glasfaser bis in die Ortsteile" for number in range(99))
RATES = payment_request.variants()["rates"]
LETTERHEAD = replace(
    RATES.letter.letterhead, firm=f"{FIRM[:150]} eG", seat="Sankt Leonhard am Oberen Rabenstein",
    email="geschaeftsstelle@genossenschaft-mit-einem-sehr-langen-namen.morgenau.example",
)
LETTER = replace(RATES.letter, letterhead=LETTERHEAD, recipient=SIX_LINES, contact="Prof. Dr. Henrike Lautenschlag")
WORDY = replace(RATES.letter, recipient=(WORD, WORD, WORD[:100], "Kirchgasse 4", "70997 Altenbruck", "Schweiz"))
FORM = declaration.variants()["by-hand"]
RESOLUTION = protocol.sample()
ITEM = RESOLUTION.items[0]
REPORT = report.sample()
VOTES = tuple(Vote(f"Dr. Almut Weißdorn {number}", Choice.YES, ITEM.votes[0].at, "Grund " * 12) for number in range(40))
LETTERS = {
    "request-firm": ("payment_request", replace(
        RATES, letter=LETTER, payment=replace(RATES.payment, purpose=f"Mitglied 0413 {FIRM}"[:140])
    )),
    "request-word": ("payment_request", replace(
        RATES, letter=WORDY, payment=replace(RATES.payment, purpose=WORD[:140])
    )),
    "welcome-firm": ("welcome_letter", replace(
        welcome_letter.sample(), letter=LETTER, member=f"den {FIRM}", needs=NEEDS
    )),
    "welcome-word": ("welcome_letter", replace(welcome_letter.sample(), letter=WORDY, member=WORD, needs=(WORD,))),
}  # fmt: skip
RECORDS = {
    "forty-declare-jointly": ("declaration", replace(
        FORM, declarants=tuple(Declarant(f"Dr. Mechthild Unterberger {number}", "Prokuristin") for number in range(40)),
        needs=NEEDS, remarks=f"{FIRM}\n" * 20,
    )),
    "declaration-word": ("declaration", replace(
        FORM, applicant=WORD, particulars=(Row("Name", WORD),), declarants=(Declarant(WORD, WORD, WORD),),
        needs=(WORD,), remarks=WORD * 5,
        clauses=tuple(replace(clause, heading=WORD, text=WORD) for clause in FORM.clauses),
    )),
    "report-word": ("report", replace(
        REPORT, subtitle=WORD, rows=(Row("Mitglied", WORD),),
        tables=(replace(REPORT.tables[0], heading=WORD, rows=((WORD,) * 6,) * 40, note=WORD),),
    )),
    "sixty-items": ("protocol", replace(RESOLUTION, items=(ITEM,) * 60)),
    "forty-votes": ("protocol", replace(RESOLUTION, items=(replace(ITEM, votes=VOTES),))),
    "protocol-word": ("protocol", replace(
        RESOLUTION, subject=WORD, closing=(WORD,), rows=(Row("Akten", WORD),), signatories=(Signatory(WORD, WORD),),
        items=(replace(ITEM, title=WORD, text=WORD * 2, votes=(Vote(WORD, Choice.BIASED, None, WORD),)), ITEM),
    )),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "facts"), [*LETTERS.values(), *RECORDS.values()], ids=[*LETTERS, *RECORDS])
def test_nothing_leaves_the_margins_of_any_page(kind: str, facts: Hashable) -> None:
    printed = pages.printed(kind, facts)
    words = [word for page in range(pages.number_of(printed)) for word in pages.words(printed, page + 1)]
    assert [word for word in words if word.left < 19.5 or word.right > 190.6 or word.bottom > 294] == []


@pytest.mark.parametrize(("kind", "facts"), LETTERS.values(), ids=LETTERS)
def test_sender_recipient_and_information_stay_in_their_places(kind: str, facts: Hashable) -> None:
    above = [word for word in pages.words(pages.printed(kind, facts)) if 45 < word.top < 103]
    assert [word for word in above if word.left < 100 and (word.right > 105 or word.bottom > 90.5)] == []
    assert [word for word in above if (word.left > 105 and word.left < 124.5) or word.bottom > 103] == []


def test_a_letter_ends_with_the_last_words_of_its_text() -> None:
    """No page holds nothing but the greeting."""
    printed = pages.printed(*LETTERS["request-firm"])
    last = [word.text for word in pages.words(printed, pages.number_of(printed))]
    assert "Mitgliedschaft" in last[: last.index("freundlichen")]


def test_of_many_needs_the_welcome_letter_names_three() -> None:
    text = pages.text(pages.printed("welcome_letter", replace(welcome_letter.sample(), needs=NEEDS)))
    assert "„Bedarf 2: ein Rechenzentrum mit Glasfaser bis in die Ortsteile“ und 96 weitere." in text


LONG = replace(
    share_certificate.variants()["classic-long"], name=FIRM, shares=123_456, nominal=123_456_789,
    cooperative=replace(share_certificate.sample().cooperative, firm=LETTERHEAD.firm, seat=LETTERHEAD.seat),
    address=PostalAddress(SIX_LINES[3], "70993", "Sankt Leonhard am Oberen Rabenstein", SIX_LINES[5], SIX_LINES[2]),
)  # fmt: skip
WORDS_ONLY = replace(LONG, name=WORD, address=PostalAddress(WORD[:100], "70990", WORD[:80], addition=WORD[:100]))


@pytest.mark.parametrize("facts", [LONG, WORDS_ONLY], ids=["firm", "word"])
def test_the_classic_certificate_keeps_inside_its_border(facts: CertificateFacts) -> None:
    words = pages.words(pages.printed("share_certificate", facts))
    assert [word for word in words if word.left < 29 or word.right > 181 or word.bottom > 272] == []
    holding = next(word.top for word in words if word.text == "ist")
    assert max(word.bottom for word in words if word.top < holding) < holding + 1.5
    given = next(word.top for word in words if word.text == "Morgenau,")
    assert max(word.bottom for word in words if word.top < given) < given + 1.5


@pytest.mark.parametrize("facts", [LONG, WORDS_ONLY], ids=["firm", "word"])
def test_the_modern_certificate_keeps_number_and_particulars_apart(facts: CertificateFacts) -> None:
    words = pages.words(pages.printed("share_certificate", replace(facts, design=Design.MODERN)))
    between = [word for word in words if 100 < word.top < 195]
    assert [word for word in between if (word.left < 114 and word.right > 114) or word.right > 190.5] == []
    assert next(word.bottom for word in reversed(between) if word.text == "GnR") < 195.5
