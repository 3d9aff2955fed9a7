"""Reads of operations: mails, jobs, journal, the check of everything, and rows as a backup keeps them."""

from app.operations.queries.mails import MAIL_SORTS, count_mails, get_mail, list_mails

__all__ = ["MAIL_SORTS", "count_mails", "get_mail", "list_mails"]
