"""The payout list, what is still to be settled, and one settlement with its figures."""

from datetime import date

from flask import url_for
from flask.typing import ResponseReturnValue

from app.archive import queries as archive
from app.changes.rules import CONFIRMERS, may_confirm
from app.core.db import db
from app.core.web import (
    Column,
    Listing,
    ReasonForm,
    _,
    _l,
    current_actor,
    export,
    page,
    reading_day,
    requires,
    status_of,
    wanted_export,
)
from app.removals import queries as removals
from app.settlements import queries
from app.settlements.forms import (
    EXITS,
    HOLDS,
    KINDS,
    REMOVALS,
    STATES,
    ActForm,
    ClosingForm,
    DebtForm,
    PayoutForm,
    WriteOffForm,
)
from app.settlements.models import Settlement
from app.settlements.queries import Payout
from app.settlements.rules import UNDOABLE, SettlementState, undone_by_dissolution_until
from app.settlements.views.pieces import READERS, WORDS, WRITERS, blueprint, dissolution_on_agenda

TABS = {
    "": _l("Auszuzahlen"), "proposed": _l("Zu bestätigen"), "owed": _l("Rest geschuldet"),
    "paid": _l("Abgeschlossen"), "undone": _l("Aufgehoben"),
}  # fmt: skip
STANDS = {"payable": _l("auszahlbar"), "overdue": _l("überfällig"), "barred": _l("verjährt"), **HOLDS}


@blueprint.get("/", strict_slashes=False)
@requires(*READERS)
def index() -> ResponseReturnValue:
    """What is to be paid, or was, searched, filtered and sorted; as a file the whole list."""
    session, today = db.session(), reading_day()
    listing = Listing.of_request(queries.SORTS, ("view", "stand"))
    view, stand = listing.filters.get("view", ""), listing.filters.get("stand", "")
    found = queries.list_payouts(session, view, listing.query, stand, listing.sort, listing.descending, today)
    if kind := wanted_export():
        return export(kind, "auszahlungen", _columns(), found)
    listing.rows, listing.total = found[listing.offset : listing.offset + listing.limit], len(found)
    return page(
        "settlements/index.html", listing=listing, tabs=tabs_of(view), today=today, sums=queries.sum_of(found, today),
        stands=STANDS, is_open=view not in TABS or not view, is_owed=view == "owed", owed=queries.sum_owed(found),
        may_pay=current_actor().has_any(WRITERS) and any(_is_to_pay(row, today) for row in listing.rows), **WORDS,
    )


def _is_to_pay(row: Payout, today: date) -> bool:
    """Whether it may be chosen among others; what is barred is paid by itself (§ 214 BGB)."""
    return row.settlement.state is SettlementState.OPEN and not row.is_barred(today)


def tabs_of(shown: str) -> list[dict[str, object]]:
    """The tabs above the payouts; `shown` is a view of the list, or the name of a page of its own."""
    lists = [
        {"label": word, "url": url_for(".index", view=view or None), "active": shown == view}
        for view, word in TABS.items()
    ]  # fmt: skip
    to_open, dividends = (
        {"label": label, "url": url_for(endpoint), "active": shown == endpoint}
        for label, endpoint in ((_("Zu eröffnen"), ".candidates"), (_("Aus Ergebnissen"), ".dividends"))
    )
    return [*lists[:2], to_open, *lists[2:], dividends]


def _columns() -> list[Column[Payout]]:
    return [
        Column("number", _("Nummer"), lambda row: row.settlement.number),
        Column("member", _("Nr."), lambda row: row.settlement.member.number),
        Column("name", _("Mitglied"), lambda row: row.settlement.member.party.display_name),
        Column("kind", _("Grund"), lambda row: _reason_of(row.settlement)),
        Column("last_day", _("Wirksam zum"), lambda row: row.settlement.last_day),
        Column("due", _("Fällig am"), lambda row: row.settlement.due_on),
        Column("claim", _("Anspruch in €"), lambda row: row.settlement.claim / 100),
        Column("left", _("Offen in €"), lambda row: row.settlement.left / 100),
        Column("owed", _("Vom Fehlbetrag geschuldet in €"), lambda row: row.settlement.debt / 100),
        Column("forgone", _("Vom Fehlbetrag ausgebucht in €"), lambda row: row.settlement.forgone / 100),
        Column("payable", _("Jetzt auszahlbar in €"), lambda row: row.payable_on(reading_day()) / 100),
        Column("payee", _("Empfänger"), lambda row: row.payee_name),
        Column("iban", _("IBAN"), lambda row: row.iban),
        Column("waits", _("Wartet"), _waits),
        Column("barred", _("Verjährt nach"), lambda row: row.barred_after if row.settlement.claim else None),
        Column("state", _("Stand"), lambda row: state_word(row.settlement)),
    ]


def state_word(settlement: Settlement) -> str:
    """How far a settlement has come; one whose claim a loss took wholly was confirmed, but nothing is paid out."""
    is_nothing = settlement.state is SettlementState.PAID and not settlement.claim
    return _("nichts auszuzahlen") if is_nothing else str(STATES[settlement.state])


def _waits(row: Payout) -> str:
    is_open = row.settlement.state is SettlementState.OPEN
    appeal = [REMOVALS[row.contested.state]] if row.contested and is_open else []
    return ", ".join(str(each) for each in [*(HOLDS[hold] for hold in row.holds), *appeal])


def _reason_of(settlement: Settlement) -> str:
    return str(EXITS[settlement.ground] if settlement.ground else KINDS[settlement.kind])


@blueprint.get("/zu-eroeffnen")
@requires(*READERS)
def candidates() -> ResponseReturnValue:
    """Who has left or given up shares and has credit, without a settlement yet."""
    session, today = db.session(), reading_day()
    return page(
        "settlements/candidates.html", candidates=queries.candidates(session, today), tabs=tabs_of(".candidates"),
        may_write=current_actor().has_any(WRITERS), **WORDS,
    )


@blueprint.get("/<int:settlement_id>")
@requires(*READERS)
def show(settlement_id: int) -> ResponseReturnValue:
    """One settlement: each figure with its rule, what was taken from it, and the next step."""
    return shown(settlement_id)


def shown(
    settlement_id: int, payout: PayoutForm | None = None, reason: ReasonForm | None = None,
    debt: DebtForm | None = None, writing_off: WriteOffForm | None = None, closing: ClosingForm | None = None,
) -> ResponseReturnValue:
    """The page of a settlement, with the form that was sent where it is shown again."""
    session, today, actor = db.session(), reading_day(), current_actor()
    settlement = queries.get_settlement(session, settlement_id)
    found = queries.payout_of(session, settlement, today)
    payout = payout or PayoutForm(formdata=None, amount=found.payable, paid_on=today)
    reason, closing = reason or ReasonForm(formdata=None), closing or ClosingForm(formdata=None)
    debt = debt or DebtForm(formdata=None, amount=settlement.debt, received_on=today)
    writing_off = writing_off or WriteOffForm(formdata=None, forgone_on=today)
    waits = settlement.state is SettlementState.PROPOSED
    basis, undone_until = queries.find_basis_of(session, settlement), undone_by_dissolution_until(settlement.last_day)
    entries = queries.credit_entries_of(session, basis) if basis else ()
    following = queries.following_number(session, settlement)
    statements = queries.statements_of(session, settlement)
    written = archive.with_corrections(session, *(each.id for each in statements))
    astray, apart = queries.paid_astray(session, settlement.member), queries.left_apart(session, settlement)
    return page(
        "settlements/show.html", status_of(payout, reason, debt, writing_off, closing), settlement=settlement,
        payout=found, today=today, figures=queries.figures_of(settlement), basis=basis,
        apart=apart, younger=queries.has_younger(session, settlement),
        entries=[each for each in entries if each not in apart],
        barred_set_off=queries.barred_set_off(session, settlement, today),
        astray=[each for each in astray if each.paid.settlement_id == settlement_id],
        minimum=queries.minimum_capital_on(session, today), unclaimed=queries.unclaimed_of(session, settlement, today),
        owed_back=queries.owed_back_of(session, settlement, today), following=following,
        follows=queries.followed_number(session, settlement),
        blocked_by=queries.blocking_number(session, settlement.period_id, settlement.share_entry_id),
        letters=statements, corrections=[each for each in written if each not in statements],
        taken=queries.taken_of(session, entries),
        act=ActForm(formdata=None), writing_off=writing_off.show(queries.shown_of_debt(settlement)),
        form=payout.show(queries.shown_of(found)), debt=debt.show(queries.shown_of_debt(settlement)), reason=reason,
        closing=closing,
        may_write=actor.has_any(WRITERS),
        may_confirm=waits and actor.has_any(CONFIRMERS) and may_confirm(settlement.entered_by, actor.user_id),
        followed=removals.find_followed(session, settlement.member_id),
        waiting=queries.waiting_account(session, settlement.member, found.payee),
        holds_from=queries.account_holds_from(session, found.payee, today),
        undone_until=undone_until,
        dissolves_on=dissolution_on_agenda(session, today, undone_until),
        may_withdraw=waits and settlement.entered_by == actor.user_id,
        lacks_correction=queries.lacks_correction(session, settlement) and actor.has_any(WRITERS),
        may_write_letter=actor.has_any(WRITERS) and settlement.state in UNDOABLE,
        is_undoable=settlement.state in UNDOABLE and not following
        and not (settlement.paid or settlement.received or settlement.forgone), **WORDS,
    )
