"""Settlements: what somebody who left, or gave up shares, is paid (Auseinandersetzung, §§ 73, 8a, 67b GenG).

A settlement is opened once the accounts of the year are adopted, and confirmed by a second person, since money leaves.
What is taken from it (payouts, set-off, what is barred) stands in the credit ledger too; nothing is ever edited.
"""
