"""Operations: what goes on behind the pages, for those who answer for it.

The mailbox of outgoing mails, jobs, the journal, the check of the whole installation, backup and restore, the worker.
Nothing here decides about members; a mail in doubt is sent again by a person's word only.
"""
