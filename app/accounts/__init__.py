"""Accounts: logins, sessions and the granted roles office, auditor and administrator.

Board, supervisory board and representative follow from `organs` and `members` on the day and are never granted here.
"""
