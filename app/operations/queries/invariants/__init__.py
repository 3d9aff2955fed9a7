"""What must hold between register, ledgers, documents and acts: finders of whatever breaks it."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.operations.queries.invariants import acts, documents, entries, ledgers, register, reversals, splits
from app.operations.rules import Finding

Finder = Callable[[Session, datetime], Iterator[Finding]]
"""Gives what breaks one invariant or several, as of a moment."""

FINDERS: Sequence[Finder] = (
    documents.unmade, documents.certificates_with_other_shares, documents.certificates_beside_each_other,
    register.entries_without_membership, register.memberships_at_once, register.exits_with_gaps,
    register.exits_before_entry, register.members_without_name,
    ledgers.below_zero, ledgers.other_holdings, ledgers.outsiders_with_shares, ledgers.members_without_shares,
    ledgers.credit_above_nominal, ledgers.payments_without_credit, ledgers.credit_without_payment,
    reversals.unequal, reversals.unequal_returns, reversals.unequal_returns_of_payouts, reversals.repeated,
    splits.unlike_the_statute,
    acts.notices, acts.subscriptions_and_ledger, acts.transfers_and_ledgers, acts.removals_and_register,
    acts.settlements_and_ledger, acts.settlements_without_cover, acts.dividends_and_results,
    acts.assemblies_and_tellings, acts.presences_and_rights, acts.results_and_votes, acts.applications, acts.changes,
    acts.decisions, entries.without_act, reversals.made_by_no_act, entries.transfer_legs, acts.results_and_ledger,
    entries.dues, acts.jobs,
)  # fmt: skip
"""Every finder, in the order in which findings are shown."""
