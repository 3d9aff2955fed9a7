"""The annual accounts of the years that a period touches, with the papers, and what results brought members.

R-AUD-02, R-FIN-05.
"""

from collections.abc import Iterator
from itertools import starmap

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, aliased

from app.audits.queries.parts import Cells, Listed, Paper, Part, counts_within, recorded_within
from app.audits.rules import Period, plain_amount, safe_stem
from app.closing import queries as closing
from app.closing.models import AccountsEntry, Appropriation, DividendEntry
from app.closing.queries import Claim
from app.closing.rules import CLAIM_WORDS, STEP_WORDS, YEAR_PAPER_WORDS
from app.members.models import Member
from app.statutes import queries as statutes
from app.statutes.rules import FiscalYear


def parts(session: Session, period: Period) -> list[Part]:
    """Every step of accounts whose year ends in the period, or that was taken in it."""
    within = counts_within(AccountsEntry.year_end, period) | counts_within(AccountsEntry.day, period)
    ordered = select(AccountsEntry).where(within).order_by(AccountsEntry.year_end, AccountsEntry.id)
    found = session.scalars(ordered).all()
    headings = ("Geschäftsjahr bis", "Schritt", "Am", "Beschluss oder Niederschrift", "Jahresergebnis", "Vortrag",
                "Gesetzliche Rücklage", "Andere Rücklagen", "Bilanzsumme", "Zurückgenommen, weil", "Erfasst",
                "Erfasst von")  # fmt: skip
    listed = Listed(
        f"15_Jahresabschluesse/Jahresabschluesse_{period}.csv", "Jahresabschlüsse und ihre Feststellung", headings,
        lambda: map(_step, found),
    )
    papers = [
        Paper(
            f"15_Jahresabschluesse/{each.year_end:%Y-%m-%d}_{STEP_WORDS[each.step]}_{each.id:06d}",
            f"Jahresabschluss zum {each.year_end:%d.%m.%Y}: {STEP_WORDS[each.step]}", each.document_sha256,
        )
        for each in found if each.document_sha256
    ]
    return [listed, *papers, *_handed_in(session, period), _claims(session, period), _dividends(session, period)]


def years_audited(session: Session, period: Period) -> list[FiscalYear]:
    """The fiscal years that end in the period: their accounts and papers are what is audited (§ 53 (1) GenG)."""
    return [
        year for year in statutes.fiscal_years(session) if period.first_day <= year.last_day <= period.last_day
    ]


def _handed_in(session: Session, period: Period) -> Iterator[Part]:
    """Minutes of the assembly, declarations, proofs of disclosure: about years that end in the period, or dated in it.
    """
    papers = (each for year in statutes.fiscal_years(session) for each in closing.papers_of(session, year.last_day))
    for each in papers:
        if any(period.first_day <= day <= period.last_day for day in (each.year_end, each.dated_on)):
            words = str(YEAR_PAPER_WORDS[each.kind])
            stem = f"15_Jahresabschluesse/{each.year_end:%Y-%m-%d}_{safe_stem(words)}_{each.id:06d}"
            title = f"{words} vom {each.dated_on:%d.%m.%Y}, zum Geschäftsjahr bis {each.year_end:%d.%m.%Y}"
            yield Paper(stem, title, each.sha256 or "")


def _claims(session: Session, period: Period) -> Listed:
    """What was due from results of the period, or decided in it, and what had become of it at its close."""
    within = counts_within(Appropriation.year_end, period) | counts_within(Appropriation.effective_on, period)
    return Listed(
        f"15_Jahresabschluesse/Ansprueche_aus_Ergebnissen_{period}.csv", "Was Mitgliedern aus Ergebnissen zusteht",
        ("Ergebnisverwendung", "Geschäftsjahr bis", "Beschlossen", "Nr.", "Name", "Gewinnanteil in Euro",
         "Zinsen in Euro", "Zusammen in Euro", "Buchung", "Am", "Zurückgekommen"),
        lambda: map(_claim, closing.claims_of(session, within, day=period.last_day)),
    )  # fmt: skip


def _claim(each: Claim) -> Cells:
    use, ended, back = each.appropriation, each.ended_by, each.came_back
    return (use.number, use.year_end, use.effective_on, each.member.number, each.member.party.display_name,
            plain_amount(each.paid_out), plain_amount(each.interest), plain_amount(each.amount),
            ended.number if ended else "", ended.effective_on if ended else None,
            back.effective_on if back else None)  # fmt: skip


def _dividends(session: Session, period: Period) -> Listed:
    within = counts_within(DividendEntry.effective_on, period) | recorded_within(DividendEntry.recorded_at, period)
    undone = aliased(DividendEntry)
    found = (
        select(DividendEntry, Appropriation.number, Member, undone.number)
        .join(Appropriation, Appropriation.id == DividendEntry.appropriation_id)
        .join(Member, Member.id == DividendEntry.member_id)
        .outerjoin(undone, and_(
            undone.appropriation_id == DividendEntry.appropriation_id, undone.member_id == DividendEntry.member_id,
            undone.turn == DividendEntry.undoes,
        ))
    )
    return Listed(
        f"15_Jahresabschluesse/Auszahlungen_aus_Ergebnissen_{period}.csv",
        "Auszahlungen daraus, ihre Rückgaben und ihre Stornos",
        ("Nummer", "Ergebnisverwendung", "Nr.", "Name", "Art", "Betrag in Euro", "Am", "IBAN", "Storniert",
         "Rückgabe von", "Bemerkung", "Erfasst", "Erfasst von"),
        lambda: starmap(_dividend, session.execute(found.where(within).order_by(DividendEntry.id)).unique()),
    )  # fmt: skip


def _dividend(entry: DividendEntry, use: str, member: Member, undone: str | None) -> Cells:
    of_which = ("", undone or "") if entry.came_back else (undone or "", "")
    kind = "Kam zurück" if entry.came_back else "Storno" if entry.undoes is not None else CLAIM_WORDS[entry.kind]
    return (entry.number, use, member.number, member.party.display_name, kind,
            plain_amount(entry.amount), entry.effective_on, entry.iban, *of_which, entry.note, entry.recorded_at,
            entry.recorded_by)  # fmt: skip


def _step(each: AccountsEntry) -> Cells:
    return (each.year_end, STEP_WORDS[each.step], each.day, each.reference, *_figures(each), each.note,
            each.recorded_at, each.recorded_by)  # fmt: skip


def _figures(each: AccountsEntry) -> Iterator[str]:
    given = (each.net_result, each.carried_forward, each.legal_reserve, each.other_reserves, each.balance_total)
    return (plain_amount(cents) if cents is not None else "" for cents in given)
