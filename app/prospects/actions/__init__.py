"""What is done about prospects: enquiries taken, talks held, moved, asked, invited to join, deleted in time."""

from app.prospects.actions.applying import begin_application, hand_in_joined, invite, link_application, link_by_number
from app.prospects.actions.enquiring import (
    About,
    EmailRefusal,
    Person,
    PhoneRefusal,
    PublicEnquiry,
    Request,
    add_contact,
    add_enquiry,
    change,
    change_contact,
    enquire,
    enter,
    remove_contact,
)
from app.prospects.actions.keeping import (
    ask,
    confirm_email,
    erase,
    hand_in,
    keep_in_time,
    note_consent,
    renew_consent,
    set_terms,
    withdraw_consent,
)
from app.prospects.actions.moving import move, undo
from app.prospects.actions.noting import standing, touch
from app.prospects.actions.talking import change_talk, hold, plan
from app.prospects.actions.telling import personal_link

__all__ = [
    "About",
    "EmailRefusal",
    "Person",
    "PhoneRefusal",
    "PublicEnquiry",
    "Request",
    "add_contact",
    "add_enquiry",
    "ask",
    "begin_application",
    "change",
    "change_contact",
    "change_talk",
    "confirm_email",
    "enquire",
    "enter",
    "erase",
    "hand_in",
    "hand_in_joined",
    "hold",
    "invite",
    "keep_in_time",
    "link_application",
    "link_by_number",
    "move",
    "note_consent",
    "personal_link",
    "plan",
    "remove_contact",
    "renew_consent",
    "set_terms",
    "standing",
    "touch",
    "undo",
    "withdraw_consent",
]
