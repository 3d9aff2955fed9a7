"""What is done about attendance: powers of attorney, bans, plural votes, coming and going, entries."""

from app.attendance.actions.coming import (
    Arrival,
    Joining,
    arrive,
    join_together,
    leave,
    let_guest_in,
    let_guest_out,
)
from app.attendance.actions.concerning import declared_at, hand_in, say_concern
from app.attendance.actions.entering import end_entry, enter
from app.attendance.actions.holding import hold, matter_of, subject_of
from app.attendance.actions.leading import FromAbove, check_changeable, hand_in_leading, hold_led, is_voted_on
from app.attendance.actions.listing import TITLE, issue_list, list_facts
from app.attendance.actions.naming import Named, party_meant, person_meant, somebody_coming
from app.attendance.actions.proxies import (
    Granted,
    Line,
    RowRefused,
    Stranger,
    attach_paper,
    end_grant,
    grant,
    grant_many,
    revoke,
)
from app.attendance.actions.taking_back import check_mistake, take_back
from app.attendance.actions.tickets import (
    address_of,
    order_tickets,
    picture_of,
    print_ticket,
    print_ticket_of_proxy,
    tickets_of_all,
)
from app.attendance.actions.weighing import grant_votes

__all__ = [
    "TITLE",
    "Arrival",
    "FromAbove",
    "Granted",
    "Joining",
    "Line",
    "Named",
    "RowRefused",
    "Stranger",
    "address_of",
    "arrive",
    "attach_paper",
    "check_changeable",
    "check_mistake",
    "declared_at",
    "end_entry",
    "end_grant",
    "enter",
    "grant",
    "grant_many",
    "grant_votes",
    "hand_in",
    "hand_in_leading",
    "hold",
    "hold_led",
    "is_voted_on",
    "issue_list",
    "join_together",
    "leave",
    "let_guest_in",
    "let_guest_out",
    "list_facts",
    "matter_of",
    "order_tickets",
    "party_meant",
    "person_meant",
    "picture_of",
    "print_ticket",
    "print_ticket_of_proxy",
    "revoke",
    "say_concern",
    "somebody_coming",
    "subject_of",
    "take_back",
    "tickets_of_all",
]
