"""The promotion report itself: its words, who may finish it and when, its examples (R-AUD-03, R-NEED-05)."""

from collections.abc import Mapping
from datetime import date, timedelta

from app.core.formats import day as written
from app.core.values import German, Refusal
from app.needs.rules import Level
from app.statutes.rules import last_day_of_months

MAX_WORDS = 6_000
MAX_EXAMPLE = 1_200
MAX_CONSENT = 300
MOST_EXAMPLES = 12

REPORT = "promotion_report"
"""The kind of the printed report, and the series of its numbers."""

WORDS: Mapping[str, str] = {
    "introduction": German("Einleitung"),
    "outlook": German("Ausblick"),
}
"""What the office writes for a year, beside the examples."""


class ExampleRefusal(Refusal):
    """What is wrong with the words of an example."""


class ConsentRefusal(Refusal):
    """What is wrong with the note of the owner's consent."""


class Rewritten(Refusal):
    """Somebody else wrote a newer version since the page was shown."""


def finish_by(last_day: date) -> date:
    """Until when the report of a year is finished: six months after it; no law, a promise of the house."""
    return last_day_of_months(last_day + timedelta(days=1), 6)


def report_number(year: int, number: int) -> str:
    """Write the number of an issued report, gapless per year of issue: `FB-2026-001` (R-DOC-10)."""
    return f"FB-{year}-{number:03d}"


def check_is_over(last_day: date, today: date) -> None:
    """Refuse to finish the report of a year that is not over: its figures would still change."""
    if today <= last_day:
        raise Refusal("Das Geschäftsjahr läuft noch bis {day}. Fertig wird der Bericht danach.", day=written(last_day))


def check_words(has_introduction: bool) -> None:
    """Refuse a report that says nothing but figures."""
    if not has_introduction:
        raise Refusal("Der Bericht hat noch keine Einleitung. Schreiben Sie sie, bevor er fertig wird.")


def check_issued_again(has_issue: bool, reason: str) -> None:
    """Refuse to issue a report a second time without saying what changed."""
    if has_issue and not reason.strip():
        raise Refusal("Dieser Bericht ist schon festgestellt. Schreiben Sie, warum es eine neue Ausgabe gibt.")


def check_example(words: str, is_named: bool, consent: str, examples: int) -> None:
    """Refuse an example without words, one that names its owner without consent, and more than the report has room for.

    Art. 6 (1) DSGVO; R-GDPR-02.
    """
    if not words.strip():
        raise ExampleRefusal("Schreiben Sie in wenigen Sätzen, was gesucht wurde und was die Antwort war.")
    if is_named and not consent.strip():
        raise ConsentRefusal("Mit Namen nur, wenn das Mitglied zugestimmt hat: Notieren Sie, wer wann zugestimmt hat.")
    if examples >= MOST_EXAMPLES:
        raise Refusal("Ein Bericht hat höchstens {most} Beispiele. Nehmen Sie erst eines heraus.", most=MOST_EXAMPLES)


def may_be_told(level: Level, is_answered: bool) -> bool:
    """Say whether a need may stand in a report as an example: an answered one that is not for the office alone."""
    return is_answered and level is not Level.OFFICE


def check_may_be_told(number: str, level: Level, is_answered: bool) -> None:
    """Refuse an example that may not be told: confidential needs are counted, never told (R-GDPR-02)."""
    if level is Level.OFFICE:
        raise Refusal(
            "Bedarf {number} ist vertraulich. Er zählt mit, steht aber nicht als Beispiel im Bericht.", number=number
        )
    if not is_answered:
        raise Refusal("Bedarf {number} wurde in diesem Jahr nicht beantwortet.", number=number)


def check_examples_stand(numbers: list[str]) -> None:
    """Refuse to finish a report with examples that may not be told any more."""
    if numbers:
        raise Refusal(
            "Diese Beispiele dürfen nicht mehr im Bericht stehen, denn ihr Bedarf ist vertraulich, zurückgezogen oder"
            " nicht mehr beantwortet: {numbers}. Nehmen Sie sie heraus.", numbers=", ".join(numbers),
        )


def check_knows_issues(known: int, issued: int, who: str, when: object) -> None:
    """Refuse to finish a report from a page that did not know its newest issue."""
    if known != issued:
        raise Rewritten(
            "{who} hat den Bericht {when} festgestellt. Sehen Sie sich die Ausgabe an, bevor Sie"
            " eine weitere feststellen.", who=who, when=when,
        )


def check_is_newest(seen: int, newest: int, who: str, when: object) -> None:
    """Refuse to write over what somebody else wrote meanwhile."""
    if seen != newest:
        raise Rewritten("{who} hat die Texte {when} geändert.", who=who, when=when)
