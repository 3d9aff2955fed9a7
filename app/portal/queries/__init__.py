"""Reads of the portal: the memberships a person acts for, and all that belongs to one of them."""

from app.members.models import Member
from app.portal.queries.acts import OpenActs, open_acts
from app.portal.queries.assemblies import Coming, OwnAssemblies, Receipts, coming_assemblies, own_assemblies
from app.portal.queries.known import own_data
from app.portal.queries.membership import (
    Membership,
    ToPay,
    acts_for_any,
    documents_of,
    last_proposed,
    may_act,
    membership,
    memberships_of,
    offers_to,
    own_change,
    own_document,
    words_of,
)

__all__ = [
    "Coming",
    "Member",
    "Membership",
    "OpenActs",
    "OwnAssemblies",
    "Receipts",
    "ToPay",
    "acts_for_any",
    "coming_assemblies",
    "documents_of",
    "last_proposed",
    "may_act",
    "membership",
    "memberships_of",
    "offers_to",
    "open_acts",
    "own_assemblies",
    "own_change",
    "own_data",
    "own_document",
    "words_of",
]
