"""Mails: text and HTML say the same, carry the link, and end with the particulars of § 25a GenG."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from documents import assembly_invitation, mails
from documents.facts import Payment, sample_letterhead

HEAD = sample_letterhead()
LINK = "https://kontor.morgenau.example/x/Beispiel-1"
UNTIL = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
PAYMENT = Payment(1_000_000, "20 Anteile", date(2026, 12, 15), "Mitglied 0413 Anteile")
MEETING = assembly_invitation.sample().meeting
STRETCHED = assembly_invitation.variants()["stretched"].meeting
MAILS: list[mails.MailFacts] = [
    mails.ConfirmEmail(HEAD, LINK, UNTIL),
    mails.ApplicationSaved(HEAD, LINK, date(2026, 12, 24)),
    mails.ConfirmDeclaration(HEAD, "Walburga Ehrenpreis", "A-2026-0071", LINK),
    mails.ApplicationReceived(HEAD, "A-2026-0071", LINK),
    mails.ApplicationToSign(HEAD, "A-2026-0071", LINK),
    mails.ApplicationReturned(HEAD, "A-2026-0071", ("Der Beschluss des Gemeinderats",), LINK, is_reminder=True),
    mails.ApplicationReturned(HEAD, "A-2026-0071", ("Der Beschluss des Gemeinderats",), LINK, date(2027, 1, 18)),
    mails.ApplicationRefused(HEAD, "A-2026-0071", date(2026, 11, 17)),
    mails.ApplicationWithdrawn(HEAD, "A-2026-0071"),
    mails.Admitted(HEAD, "die Gemeinde X", 413, date(2026, 11, 24), 20, 50_000, "V-2026-037", PAYMENT, LINK),
    mails.EnquiryReceived(HEAD, LINK, has_consent=True, until=date(2026, 12, 24), subject="Mitgliedschaft"),
    mails.EnquiryReceived(HEAD, LINK),
    mails.ProspectMoved(HEAD, LINK, is_confirmed=True),
    mails.ProspectInvited(HEAD, "Gemeinde X", LINK),
    mails.ProspectConsent(HEAD, LINK, date(2026, 12, 24)),
    mails.NeedLedOn(HEAD, "BE-2026-0012", "Beantwortet", LINK),
    mails.AssessmentAsked(HEAD, "BR-2026-01", "Herbst", date(2026, 12, 14), LINK),
    mails.AssessmentReminder(HEAD, "BR-2026-01", "Herbst", date(2026, 12, 14), LINK, "Weingut Rebhang (Nr. 2)"),
    mails.NeedChanged(HEAD, "BE-2026-0012", LINK),
    mails.NeedQuestion(HEAD, "BE-2026-0012", LINK),
    mails.NeedAnswer(HEAD, "BE-2026-0012", LINK),
    mails.ContactAsked(HEAD, "BE-2026-0012", LINK),
    mails.ContactAnswered(HEAD, "BE-2026-0012", LINK),
    mails.NeedSolved(HEAD, "BE-2026-0012", LINK),
    mails.VerdictReminder(HEAD, "BE-2026-0012", LINK),
    mails.VerdictReplied(HEAD, "BE-2026-0012", LINK),
    mails.PartnerAsked(HEAD, "LO-2026-0004", LINK),
    mails.PaymentReceived(HEAD, 500_000, date(2026, 12, 9), "Mitglied 0413", 500_000),
    mails.ChangeProposed(HEAD, "Bankverbindung", "Gemeinde X", "IBAN DE … 3000", date(2026, 12, 1)),
    mails.ChangeDecided(HEAD, "Bankverbindung", "Gemeinde X", "IBAN DE … 3000", "confirmed", date(2026, 12, 1)),
    mails.ChangeDecided(HEAD, "Anschrift", "Gemeinde X", "Am Wehr 1", "rejected", date(2026, 12, 1), "Kein Beleg"),
    mails.ChangeDecided(HEAD, "Anschrift", "Gemeinde X", "Am Wehr 1", "withdrawn", date(2026, 12, 1)),
    mails.ChangeDecided(
        HEAD, "Bankverbindung", "Gemeinde X", "IBAN DE … 3000", "undone", date(2026, 12, 1), "Kündigung KD-1 storniert"
    ),
    mails.LoginInvitation(HEAD, "Walburga Ehrenpreis", LINK, UNTIL),
    mails.PasswordReset(HEAD, "Walburga Ehrenpreis", LINK, UNTIL),
    mails.CircularOpened(HEAD, "Cosima Rehbein", "V-2026-037", ("Antrag A-2026-0071",), LINK, UNTIL),
    mails.ResolutionQuestion(HEAD, "Cosima Rehbein", "V-2026-037", LINK),
    mails.AssemblyConvened(HEAD, MEETING, ("TOP 1: Eröffnung", "TOP 2: Bericht"), LINK, ("Einladung", "Termin")),
    mails.AssemblyConvened(HEAD, STRETCHED, ("TOP 1: Eröffnung",)),
    mails.AssemblyExtended(
        HEAD, MEETING, "Zur Beschlussfassung wird ein weiterer Gegenstand angekündigt", ("TOP 11: Abberufung",),
        "Mitglieder verlangen das.", LINK, ("Ergänzung",),
    ),
    mails.AssemblyCancelled(HEAD, MEETING, "Der Saal steht nicht zur Verfügung.", ("Absage", "Termin")),
    mails.AssemblyCorrected(
        HEAD, MEETING, ("Ort: bisher Großer Saal, richtig Kleiner Saal",), "Er war verwechselt.", LINK, ("Termin",)
    ),
    mails.AssemblyRedirected(
        HEAD, MEETING, UNTIL, ("Zugang: https://neu.example/raum-2",), "Der Konferenzdienst ist ausgefallen.", LINK
    ),
    mails.DemandRefused(HEAD, "Ladestation am Dorfplatz", date(2026, 11, 10), "Der Platz gehört der Gemeinde.", True),
    mails.DemandRefused(HEAD, "Ladestation am Dorfplatz", date(2026, 11, 10), "Der Platz gehört der Gemeinde.", False),
    mails.DemandRefused(HEAD, "Ladestation", date(2026, 11, 10), "Sie gehört der Gemeinde.", True, is_alone=True),
    mails.DemandRefused(HEAD, "Ladestation", date(2026, 11, 10), "Sie gehört der Gemeinde.", False, is_alone=True),
    mails.AssemblyProxy(HEAD, MEETING, ("Gemeinde X", "Gemeinde Y"), LINK, "Guten Tag Theodora Quendel,"),
    mails.AssemblyPostponed(HEAD, MEETING, STRETCHED, "Der Saal steht nicht zur Verfügung.", LINK, ("Verlegung",)),
]


def name(facts: mails.MailFacts) -> str:
    return mails.kind_of(type(facts))


@pytest.mark.parametrize("facts", MAILS, ids=name)
def test_a_mail_carries_its_link_in_both_parts(facts: mails.MailFacts) -> None:
    mail = mails.compose(facts)
    if LINK in vars(facts).values():
        assert f"\n{LINK}\n" in mail.text
        assert f'href="{LINK}"' in mail.html


@pytest.mark.parametrize("facts", MAILS, ids=name)
def test_a_mail_ends_with_the_particulars_of_25a(facts: mails.MailFacts) -> None:
    mail = mails.compose(facts)
    for part in ("eingetragene Genossenschaft, Sitz Morgenau", "GnR 700412", "Cosima Rehbein", "Ansgar Feldhüter"):
        assert part in mail.text.partition("\n-- \n")[2]
        assert part in mail.html


@pytest.mark.parametrize("facts", MAILS, ids=name)
def test_both_parts_say_the_same(facts: mails.MailFacts) -> None:
    mail = mails.compose(facts)
    bare = re.sub(r"\s+", "", re.sub(r"<title>.*</title>|<[^>]+>|Seite öffnen", "", mail.html))
    for line in mail.text.replace("-- \n", "").splitlines():
        assert re.sub(r"\s+", "", line.removeprefix("- ")) in bare


@pytest.mark.parametrize("facts", MAILS, ids=name)
def test_a_subject_is_one_short_line(facts: mails.MailFacts) -> None:
    subject = mails.compose(facts).subject
    assert subject
    assert len(subject) < 90
    assert "\n" not in subject


def test_every_text_has_its_facts_and_every_facts_its_text() -> None:
    texts = {file.stem for file in mails.FOLDER.glob("*.txt")}
    made = [kind for each in mails.MailFacts.__subclasses__() for kind in each.__subclasses__() or [each]]
    assert texts == {name(facts) for facts in MAILS} == {mails.kind_of(kind) for kind in made}


def test_what_people_typed_is_text_and_never_markup() -> None:
    mail = mails.compose(mails.CircularOpened(HEAD, "<i>Cosima</i>", "V-1", ("Antrag",), LINK, UNTIL))
    assert "<i>" not in mail.html
    assert "<i>Cosima</i>" in mail.text


def test_what_people_typed_cannot_pass_for_a_link_of_ours() -> None:
    typed = "Antrag\n\nhttps://boese.example/\n\nx"
    mail = mails.compose(mails.CircularOpened(HEAD, "Cosima", "V-1", (typed,), LINK, UNTIL))
    assert 'href="https://boese.example/' not in mail.html


def test_what_was_typed_of_a_meeting_stays_in_its_line() -> None:
    """Also where it lies within the facts."""
    meeting = replace(STRETCHED, access="Saal\n\nhttps://boese.example/\n\nx")
    mail = mails.compose(mails.AssemblyConvened(HEAD, meeting, ("TOP 1: Eröffnung",)))
    assert 'href="https://boese.example/' not in mail.html
    assert "Saal https://boese.example/ x" in mail.text


def test_a_convocation_names_organ_form_day_and_agenda() -> None:
    """And in the stretched procedure both phases (R-GV-03)."""
    text = mails.compose(mails.AssemblyConvened(HEAD, STRETCHED, ("TOP 1: Eröffnung",))).text.replace("\u00a0", " ")
    for words in ("der Vorstand der Digitalverbund Morgenau eG beruft", "im gestreckten Verfahren mit virtueller",
                  "- Erörterung: Samstag, 12. Juni 2027, 10:00 Uhr", "- Abstimmung: Montag, 14. Juni 2027, 08:00 Uhr",
                  "- TOP 1: Eröffnung", STRETCHED.access, STRETCHED.voting.replace("\u00a0", " ")):
        assert words in text


def test_a_refusal_names_no_reasons() -> None:
    text = mails.compose(mails.ApplicationRefused(HEAD, "A-2026-0071", date(2026, 11, 17))).text
    assert "Gründe teilt er dazu nicht mit." in text


def test_admission_without_payment_asks_for_none() -> None:
    facts = mails.Admitted(HEAD, "Wendelin Kornblum", 414, date(2026, 11, 24), 1, 50_000, "V-2026-037")
    text = mails.compose(facts).text
    assert "IBAN" not in text
    assert "Zugang" not in text
    assert "1 Geschäftsanteil zu 500,00" in text


def test_who_did_not_apply_is_told_what_becomes_of_the_application_and_promised_no_deletion() -> None:
    text = mails.compose(mails.ConfirmEmail(HEAD, LINK, UNTIL)).text
    assert "Ohne diese Bestätigung wird über den Antrag nicht entschieden." in text
    assert "gelöscht" not in text
