"""Subscriptions: how a member takes further shares (Beteiligung mit weiteren Geschäftsanteilen, § 15b GenG).

A declaration comes in, is judged by the statute and laid before the board; admitted, it is entered in the share ledger
with what falls due on it, and told to the member; entered by mistake, it is undone by a counter-entry.
"""
