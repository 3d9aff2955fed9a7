"""Letters: DIN 5008 form B, the particulars of § 25a GenG, and what each kind of letter must say."""

from dataclasses import replace

import pytest
import segno

from documents import (
    completion_letter,
    hearing_invitation,
    notice_confirmation,
    notice_refusal,
    payment_request,
    pictures,
    refusal_letter,
    registry,
    transfer_refused,
    welcome_letter,
)
from documents.letter import Letter, sample_letter, set_address
from tests.documents import pages
from tests.documents.pages import grey

KINDS = (
    "welcome_letter", "payment_request", "refusal_letter", "completion_letter", "notice_confirmation", "notice_refusal",
    "notice_continuation", "settlement_statement", "membership_continued", "exclusion_refused", "exclusion_lifted",
    "entry_undone",
)
LETTERS = {
    f"{kind}-{variant}": (kind, facts) for kind in KINDS for variant, facts in registry.KINDS[kind].variants().items()
}


@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_is_one_page(name: str) -> None:
    assert pages.number_of(pages.printed(*LETTERS[name])) == 1


TRANSFERS = registry.KINDS["transfer_entered"].variants()
LIFTED = registry.KINDS["exclusion_lifted"].variants()


@pytest.mark.parametrize("name", TRANSFERS)
def test_a_blank_stands_between_the_sentences_of_a_letter_on_a_transfer(name: str) -> None:
    words = " ".join(pages.text(pages.printed("transfer_entered", TRANSFERS[name])).split())
    assert "übertragen. Der Vorstand" in words or "übertragen. Eines Beschlusses" in words


@pytest.mark.parametrize("name", LIFTED)
def test_a_letter_on_a_lifted_exclusion_goes_on_in_small_letters_after_the_salutation(name: str) -> None:
    facts = LIFTED[name]
    words = " ".join(pages.text(pages.printed("exclusion_lifted", facts)).split())
    assert words.split(facts.letter.salutation)[1].strip()[0].islower()


@pytest.mark.parametrize("name", LETTERS)
def test_the_address_stands_inside_the_window(name: str) -> None:
    kind, facts = LETTERS[name]
    words = pages.words(pages.printed(kind, facts))
    window = [word for word in words if word.left >= 20 and word.right <= 105 and word.top >= 45 and word.bottom <= 90]
    lines = " ".join(facts.letter.recipient).replace("\u00a0", " ")
    assert " ".join(word.text for word in window if word.top > 62) == lines


def test_information_block_and_subject_stand_where_din_5008_has_them() -> None:
    words = pages.words(pages.printed("welcome_letter", welcome_letter.sample()))
    label = next(word for word in words if word.text == "Mitgliedsnummer")
    subject = next(word for word in words if word.text == "Willkommen:")
    assert label.left == pytest.approx(125, abs=0.3)
    assert 50 <= label.top <= 52
    assert subject.left == pytest.approx(25, abs=0.3)
    assert 103 <= subject.top <= 106


def test_fold_and_punch_marks_stand_at_the_edge() -> None:
    page = pages.picture(pages.printed("welcome_letter", welcome_letter.sample()), 254)
    dark = [row / 10 for row in range(page.height) if grey(page, 20, row) < 200]
    for mark in (105, 148.5, 210):
        assert any(abs(row - mark) < 0.3 for row in dark)
    assert len(dark) < 15


@pytest.mark.parametrize("name", LETTERS)
def test_every_letter_states_the_particulars_of_25a(name: str) -> None:
    text = pages.text(pages.printed(*LETTERS[name]))
    for part in ("Eingetragene Genossenschaft, Sitz Morgenau", "GnR 700412, Amtsgericht Lindenfurt"):
        assert part in text
    for person in ("Almut Weißdorn", "Korbinian Talhammer", "Cosima Rehbein", "Ansgar Feldhüter"):
        assert person in text
    assert "Verband Rabentaler Prüfer" in text


def test_a_large_board_pushes_the_text_up_and_not_the_foot_off_the_page() -> None:
    facts = welcome_letter.variants()["long"]
    board = tuple(f"Dr. Hildegunde Beispiel-Langenname {number}" for number in "ABCDEFGHIJ")
    head = replace(facts.letter.letterhead, board=board)
    words = pages.words(pages.printed("welcome_letter", replace(facts, letter=replace(facts.letter, letterhead=head))))
    assert {"A,", "J"} <= {word.text for word in words}
    assert max(word.bottom for word in words) < 294


def test_a_logo_takes_the_place_of_the_house_mark() -> None:
    facts = welcome_letter.sample()
    logo = b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="10"><rect width="40" height="10"/></svg>'
    letterhead = replace(facts.letter.letterhead, logo=logo)
    other = pages.printed("welcome_letter", replace(facts, letter=replace(facts.letter, letterhead=letterhead)))
    assert other != pages.printed("welcome_letter", facts)


def test_a_word_wider_than_the_window_makes_the_letters_smaller() -> None:
    lines, size = set_address(("Donaudampfschifffahrtsgesellschaftskapitänsversorgungswerk", "Am Kai 1"))
    assert len(lines) == 2
    assert size < 11


def test_an_address_has_at_most_six_lines() -> None:
    with pytest.raises(ValueError, match="six lines"):
        replace(sample_letter(), recipient=("Zeile",) * 7)


def test_the_welcome_letter_tells_number_day_shares_and_payment() -> None:
    text = pages.text(pages.printed("welcome_letter", welcome_letter.sample()))
    for part in ("Nummer 0413", "24. November 2026", "20 Geschäftsanteilen", "V-2026-037", "15. Dezember 2026"):
        assert part in text
    assert "Sitzungen des Gemeinderats verschriften" in text


def test_the_welcome_letter_leaves_paying_to_the_request_enclosed() -> None:
    text = pages.text(pages.printed("welcome_letter", welcome_letter.sample()))
    assert "Anlage: Zahlungsaufforderung" in text
    assert "Überweisen per Foto" not in text
    assert "Verwendungszweck" not in text


def test_a_request_names_the_later_rates() -> None:
    text = pages.text(pages.printed("payment_request", payment_request.variants()["rates"]))
    assert "Später sind zu zahlen: 12.500,00 € bis zum 15. Dezember 2027 und" in " ".join(text.split())


def test_without_a_payment_nothing_is_asked_for() -> None:
    text = pages.text(pages.printed("welcome_letter", welcome_letter.variants()["bare"]))
    assert "IBAN DE" not in text.split("Bank")[0]


@pytest.mark.parametrize(
    ("name", "cents", "amount", "purpose"),
    [
        ("Digitalverbund Morgenau eG", 525_075, "5250.75", "Mitglied 0413 Anteile"),
        ("Wärmegenossenschaft Süßenbach eG", 1, "0.01", "Łukasz Groß, 2. Rate für 3 Anteile – 50 €"),
        ("Energie eG", 99_999_999_999, "999999999.99", "x" * 140),
    ],
)
def test_the_transfer_code_carries_the_transfer(name: str, cents: int, amount: str, purpose: str) -> None:
    content = f"BCD\n002\n1\nSCT\n\n{name}\nDE89370400440532013000\nEUR{amount}\n\n\n{purpose}"
    expected = segno.make_qr(content.encode(), error="m", boost_error=False)
    assert pictures.transfer_code(name, "DE89370400440532013000", "", cents, purpose) == pictures.as_address(expected)


def test_a_long_firm_and_a_long_purpose_still_make_a_code() -> None:
    """Both are cut to what a transfer can hold; umlauts take no more room than there is."""
    longest = pictures.transfer_code("Ü" * 90, "DE89370400440532013000", "COBADEFFXXX", 100, "ä" * 200)
    assert longest == pictures.transfer_code("Ü" * 70, "DE89370400440532013000", "COBADEFFXXX", 100, "ä" * 140)


def test_a_payment_request_must_add_up() -> None:
    with pytest.raises(ValueError, match="items"):
        replace(payment_request.sample(), paid=1)


def test_a_reminder_states_what_was_paid_and_what_remains() -> None:
    text = pages.text(pages.printed("payment_request", payment_request.variants()["reminder"]))
    assert "bereits gezahlt −5.000,00 Noch zu zahlen 5.250,00" in text


def test_only_an_application_that_is_open_is_called_so_and_an_applicant_has_no_membership_yet() -> None:
    joining = transfer_refused.variants()["newcomer"]
    text = pages.text(pages.printed("transfer_refused", joining))
    assert "bleibt davon unberührt und ist weiter offen" in text
    text = pages.text(pages.printed("transfer_refused", replace(joining, application="")))
    assert ("weiter offen" in text, "An Ihrer Mitgliedschaft" in text) == (False, False)


def test_a_refusal_gives_no_reasons_and_says_what_is_deleted() -> None:
    text = pages.text(pages.printed("refusal_letter", refusal_letter.sample()))
    assert "Gründe teilt er dazu nicht mit." in text
    assert "löschen wir, sobald dieser Brief abgesandt ist" in text


def test_a_refused_paper_declaration_is_returned() -> None:
    text = pages.text(pages.printed("refusal_letter", refusal_letter.variants()["paper"]))
    assert "erhalten Sie mit diesem Brief zurück" in text
    assert "Anlage: Beitrittserklärung vom 17. November 2026" in text


def test_a_returned_application_learns_what_is_missing() -> None:
    facts = completion_letter.sample()
    text = pages.text(pages.printed("completion_letter", facts))
    assert all(thing in text for thing in facts.missing)
    assert "18. Januar 2027" in text


def test_a_letter_without_known_contact_still_prints() -> None:
    letter: Letter = replace(sample_letter(), contact="", member_number=None, signatories=())
    facts = replace(completion_letter.sample(), letter=letter)
    assert "unser Büro" in pages.text(pages.printed("completion_letter", facts))


def test_a_confirmed_notice_names_receipt_period_end_and_payout() -> None:
    text = pages.text(pages.printed("notice_confirmation", notice_confirmation.sample()))
    for words in ("23. November 2026", "6 Monate zum Schluss", "30. Juni 2027", "31. Dezember 2027", "30. Juni 2028"):
        assert words in text


@pytest.mark.parametrize(
    ("variant", "words"),
    [
        ("partial", "Sie bleiben Mitglied."),
        ("hardship", "V-2026-041"),
        ("special", "wirkt weder für noch gegen Sie"),
        ("residence", "ohne Frist"),
        ("creditor", "Sparkasse Lindenfurt"),
        ("insolvency", "66a"),
    ],
)
def test_a_confirmed_notice_says_by_what_right_it_was_given(variant: str, words: str) -> None:
    text = pages.text(pages.printed("notice_confirmation", notice_confirmation.variants()[variant]))
    assert words in text.replace("\u00a0", " ")


@pytest.mark.parametrize(("left", "words"), [(1, "Es bleibt 1 Geschäftsanteil"), (2, "Es bleiben 2 Geschäftsanteile")])
def test_what_is_left_after_a_notice_of_single_shares_is_counted(left: int, words: str) -> None:
    facts = replace(notice_confirmation.variants()["partial"], shares_left=left)
    text = pages.text(pages.printed("notice_confirmation", facts)).replace("\u00a0", " ")
    assert words in " ".join(text.split())


def test_a_notice_turned_down_names_the_reason_and_what_holds() -> None:
    text = pages.text(pages.printed("notice_refusal", notice_refusal.sample()))
    assert "Textform genügt hier nicht" in text
    assert "besteht unverändert fort" in text
    hardship = pages.text(pages.printed("notice_refusal", notice_refusal.variants()["hardship"]))
    assert "31. Dezember 2031" in hardship
    assert "keine Wirkung" not in hardship


def test_a_settlement_after_its_day_promises_no_day_that_has_passed() -> None:
    """It says since when it was due, and that it is paid now."""
    written = pages.text(pages.printed(*LETTERS["settlement_statement-late"]))
    assert "Fällig seit 30. Juni 2027" in " ".join(written.split())
    assert "jetzt unverzüglich" in " ".join(written.split())
    assert "Auszahlung bis" not in written


@pytest.mark.parametrize("words", [200, 420, 700])
def test_what_somebody_wrote_at_length_goes_on_over_the_page_and_the_first_keeps_its_foot(words: int) -> None:
    """Wherever the first page ends; the particulars of § 25a GenG are lost nowhere."""
    pdf = pages.printed("hearing_invitation", replace(hearing_invitation.sample(), reasons="Wort " * words))
    first = " ".join(word.text for word in pages.words(pdf, 1)).replace("\u00a0", " ")
    assert "GnR 700412, Amtsgericht Lindenfurt" in first
    assert pages.text(pdf).count("Wort") == words
