"""Imports: lists from elsewhere, of members or of what happened to them, taken over in one transaction.

A list is mapped and tried first; a history, whose events are entered with their past days, can be undone as a whole.
"""
