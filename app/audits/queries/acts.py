"""What was applied for, given notice of, subscribed, changed and resolved in the period, with the papers (R-AUD-02)."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from app.admissions.models import Application
from app.admissions.rules import PURPOSE_WORDS as UPLOAD_WORDS
from app.admissions.rules import STATE_WORDS as APPLICATION_WORDS
from app.audits.queries.parts import (
    Cells,
    Letters,
    Listed,
    Paper,
    Part,
    counts_within,
    letter,
    letters_of,
    recorded_within,
)
from app.audits.queries.then import Then, of_the_period
from app.audits.rules import Period, safe_stem
from app.changes import queries as change_queries
from app.changes.models import ProposedChange
from app.changes.rules import MATTER_WORDS, OUTCOME_WORDS
from app.departures.models import Notice
from app.departures.rules import KIND_WORDS as NOTICE_WORDS
from app.departures.rules import PAPER_WORDS, NoticeState
from app.departures.rules import STATE_WORDS as NOTICE_STATES
from app.organs.models import Resolution
from app.organs.rules import ORGAN_WORDS, procedure_word
from app.subscriptions.models import Subscription
from app.subscriptions.rules import KIND_WORDS as SUBSCRIPTION_WORDS
from app.subscriptions.rules import STATE_WORDS as SUBSCRIPTION_STATES
from app.subscriptions.rules import SubscriptionState


def parts(session: Session, period: Period) -> list[Part]:
    """Changes, applications, notices, further shares and resolutions, each as a list with its papers."""
    return [
        *_changes(session, period), *_applications(session, period), *_notices(session, period),
        *_subscriptions(session, period), *_resolutions(session, period),
    ]  # fmt: skip


def _changes(session: Session, period: Period) -> list[Part]:
    then = Then(session, period)
    made = select(ProposedChange).where(recorded_within(ProposedChange.entered_at, period)).order_by(ProposedChange.id)
    found: Sequence[ProposedChange] = session.scalars(made).unique().all()
    papers = [
        Paper(f"05_Aenderungen/Beleg_{each.id:06d}", f"Beleg zur Änderung {each.id}", each.proof_sha256)
        for each in found if each.proof_sha256 and each.erased_at is None
    ]
    listed = Listed(
        f"05_Aenderungen/Aenderungen_{period}.csv", "Vorgeschlagene Änderungen und was daraus wurde",
        ("Kennung", "Nr.", "Name", "Was", "Neu", "Gilt ab", "Eingetragen", "Eingetragen von", "Ergebnis",
         "Entschieden", "Entschieden von", "Grund"), lambda: (_change(each, then) for each in found),
    )  # fmt: skip
    return [listed, *papers]


def _change(each: ProposedChange, then: Then) -> Cells:
    decision = each.decision
    decided: Cells = ("", "", "", "")
    if decision is not None and then.knew(decision.decided_at):
        decided = (OUTCOME_WORDS[decision.outcome], decision.decided_at, decision.decided_by_name, decision.reason)
    return (each.id, each.member.number, each.member.party.display_name, MATTER_WORDS[each.matter],
            change_queries.words_of(each.matter, each.content), each.valid_from, each.entered_at, each.entered_by_name,
            *decided)  # fmt: skip


def _applications(session: Session, period: Period) -> list[Part]:
    then = Then(session, period)
    within = or_(recorded_within(Application.submitted_at, period), recorded_within(Application.decided_at, period))
    made = select(Application).where(Application.number.is_not(None), within).order_by(Application.number)
    found: Sequence[Application] = session.scalars(made).unique().all()
    listed = Listed(
        f"06_Antraege/Antraege_{period}.csv", "Anträge auf Beitritt und ihre Zulassung",
        ("Nummer", "Name", "Erklärte Anteile", "Stand", "Eingereicht", "Entschieden", "Beschluss", "Benachrichtigt",
         "Gelöscht"),
        lambda: (_application(each, then) for each in found),
    )
    letters = letters_of(session, (each.declaration_document_id for each in found), period)
    return [listed, *(paper for each in found for paper in _papers_of_application(letters, each))]


def _application(each: Application, then: Then) -> Cells:
    return (each.number, each.name, each.shares, APPLICATION_WORDS[then.application(each)], each.submitted_at,
            *then.if_known(each.decided_at, each.resolution_number), *then.if_known(each.notified_at),
            *then.if_known(each.erased_at))  # fmt: skip


def _papers_of_application(letters: Letters, each: Application) -> Iterator[Part]:
    stem = f"06_Antraege/{safe_stem(each.number or '')}"
    title = f"Antrag {each.number}"
    yield from letter(letters, each.declaration_document_id, f"{stem}_Erklaerung", f"{title}: Beitrittserklärung")
    for upload in each.uploads:
        words = UPLOAD_WORDS.get(upload.purpose, upload.purpose)
        yield Paper(f"{stem}_{upload.id:06d}_{safe_stem(words)}", f"{title}: {words}", upload.sha256)


def _notices(session: Session, period: Period) -> list[Part]:
    then = Then(session, period)
    within = of_the_period(Notice.received_on, Notice.recorded_at, period, Notice.last_day)
    found = session.scalars(select(Notice).where(within).order_by(Notice.number)).unique().all()
    listed = Listed(
        f"07_Kuendigungen/Kuendigungen_{period}.csv", "Kündigungen",
        ("Nummer", "Nr.", "Name", "Art", "Eingegangen", "Wirksam zum", "Erklärte Anteile", "Stand", "Ablehnung",
         "Beschluss", "Aufgehoben", "Warum aufgehoben"), lambda: (_notice(each, then) for each in found),
    )  # fmt: skip
    letters = letters_of(session, (each.letter_id for each in found), period)
    return [listed, *(paper for each in found for paper in _papers_of_notice(letters, each))]


def _notice(each: Notice, then: Then) -> Cells:
    state = then.notice(each)
    decided = (each.refusal_reason, each.resolution_number) if state is not NoticeState.PROPOSED else ("", "")
    return (each.number, each.member.number, each.member.party.display_name, NOTICE_WORDS[each.kind], each.received_on,
            each.last_day, each.shares, NOTICE_STATES[state], *decided, *then.if_known(each.ended_at, each.end_reason))


def _papers_of_notice(letters: Letters, each: Notice) -> Iterator[Part]:
    stem, title = f"07_Kuendigungen/{safe_stem(each.number)}", f"Kündigung {each.number}"
    for paper in each.papers:
        words = PAPER_WORDS[paper.purpose]
        yield Paper(f"{stem}_{paper.id:06d}_{safe_stem(words)}", f"{title}: {words}", paper.sha256)
    yield from letter(letters, each.letter_id, f"{stem}_Schreiben", f"{title}: Schreiben an das Mitglied")


def _subscriptions(session: Session, period: Period) -> list[Part]:
    then = Then(session, period)
    within = of_the_period(Subscription.received_on, Subscription.recorded_at, period, Subscription.admitted_on)
    found = session.scalars(select(Subscription).where(within).order_by(Subscription.number)).unique().all()
    listed = Listed(
        f"08_Weitere_Anteile/Weitere_Anteile_{period}.csv", "Erklärungen über weitere Anteile",
        ("Nummer", "Nr.", "Name", "Art", "Erklärte Anteile", "Eingegangen", "Zugelassen", "Beschluss", "Stand",
         "Zurückgenommen", "Warum"), lambda: (_subscription(each, then) for each in found),
    )  # fmt: skip
    letters = letters_of(session, (each.letter_id for each in found), period)
    return [listed, *(paper for each in found for paper in _papers_of_subscription(letters, each))]


def _subscription(each: Subscription, then: Then) -> Cells:
    state = then.subscription(each)
    is_open = state is SubscriptionState.PROPOSED
    return (each.number, each.member.number, each.member.party.display_name, SUBSCRIPTION_WORDS[each.kind], each.shares,
            each.received_on, None if is_open else each.admitted_on, "" if is_open else each.resolution_number,
            SUBSCRIPTION_STATES[state], *then.if_known(each.ended_at, each.end_reason))  # fmt: skip


def _papers_of_subscription(letters: Letters, each: Subscription) -> Iterator[Part]:
    stem, title = f"08_Weitere_Anteile/{safe_stem(each.number)}", f"Weitere Anteile {each.number}"
    if each.paper_sha256 and each.erased_at is None:
        yield Paper(f"{stem}_Erklaerung", f"{title}: Erklärung", each.paper_sha256)
    yield from letter(letters, each.letter_id, f"{stem}_Schreiben", f"{title}: Schreiben an das Mitglied")


def resolved_within(period: Period) -> ColumnElement[bool]:
    """The condition that a resolution was opened, taken in a meeting or closed in the period."""
    return or_(recorded_within(Resolution.opened_at, period), counts_within(Resolution.meeting_on, period),
               recorded_within(Resolution.closed_at, period))  # fmt: skip


def _resolutions(session: Session, period: Period) -> list[Part]:
    made = select(Resolution).where(resolved_within(period))
    ordered = made.order_by(Resolution.organ, Resolution.year, Resolution.ordinal)
    found: Sequence[Resolution] = session.scalars(ordered).unique().all()
    listed = Listed(
        f"09_Beschluesse/Beschluesse_{period}.csv", "Beschlüsse der Organe, je Gegenstand",
        ("Nummer", "Organ", "Verfahren", "Titel", "Eröffnet", "Sitzung", "Geschlossen", "Gegenstand", "Wortlaut",
         "Ergebnis", "Ja", "Nein", "Enthaltung", "Befangen"), lambda: _items(found, Then(session, period)),
    )  # fmt: skip
    letters = letters_of(session, (each.protocol_document_id for each in found))
    return [listed, *(paper for each in found for paper in _papers_of_resolution(letters, each))]


def _items(found: Sequence[Resolution], then: Then) -> Iterator[Cells]:
    """What was taken in a meeting of the period was decided there, however late that was entered."""
    for each in found:
        met = then.came(each.meeting_on)
        closed = each.closed_at if met or then.knew(each.closed_at) else None
        head = (each.number, ORGAN_WORDS[each.organ], procedure_word(each.organ, each.procedure), each.title,
                each.opened_at, each.meeting_on, closed)  # fmt: skip
        for item in each.items:
            is_decided = met or then.knew(item.decided_at)
            told = (_OUTCOMES[item.outcome.value], *_votes(item)) if is_decided else (_OUTCOMES["open"], "", "", "", "")
            yield *head, item.position, item.text, *told


_OUTCOMES = {"open": "offen", "accepted": "angenommen", "rejected": "abgelehnt"}


def _votes(item: Any) -> Cells:
    """Numbers of votes, as cast here or as a record from elsewhere says, and who was biased."""
    cast = [vote.choice.value for vote in item.votes]
    counted = [cast.count(choice) for choice in ("yes", "no", "abstain")]
    noted = (item.votes_for, item.votes_against, item.votes_abstained)
    numbers = [own if cast else said for own, said in zip(counted, noted, strict=True)]
    return (*numbers, ", ".join(bias.name for bias in item.biases))


def _papers_of_resolution(letters: Letters, each: Resolution) -> Iterator[Part]:
    stem, title = f"09_Beschluesse/{safe_stem(each.number)}", f"Beschluss {each.number}"
    yield from letter(letters, each.protocol_document_id, f"{stem}_Protokoll", f"{title}: Protokoll")
    if each.record_sha256:
        yield Paper(f"{stem}_Niederschrift", f"{title}: unterschriebene Niederschrift", each.record_sha256)
