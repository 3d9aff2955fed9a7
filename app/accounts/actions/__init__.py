"""What is done with logins: opened, invited, granted, signed in and out."""

from app.accounts.actions.links import (
    account_of_invitation,
    account_of_reset,
    choose_password,
    invitation_link,
    invitation_path,
    invite,
    request_reset,
)
from app.accounts.actions.passwords import change_password, configure_hasher, log_in, recognise, set_password
from app.accounts.actions.people import (
    change_email,
    disable,
    enable,
    end_grant,
    grant,
    open_account,
    set_locale,
)
from app.accounts.actions.sessions import (
    count_attempt,
    end_all_sessions,
    end_other_sessions,
    end_session,
    note_presence,
    open_session,
)

__all__ = [
    "account_of_invitation",
    "account_of_reset",
    "change_email",
    "change_password",
    "choose_password",
    "configure_hasher",
    "count_attempt",
    "disable",
    "enable",
    "end_all_sessions",
    "end_grant",
    "end_other_sessions",
    "end_session",
    "grant",
    "invitation_link",
    "invitation_path",
    "invite",
    "log_in",
    "note_presence",
    "open_account",
    "open_session",
    "recognise",
    "request_reset",
    "set_locale",
    "set_password",
]
