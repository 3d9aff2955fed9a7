"""What is done about changes: proposed by one, decided on by another, told to the member, erased in time."""

from app.changes.actions.erasing import erase_expired_changes, erase_expired_proofs
from app.changes.actions.proposing import (
    confirm,
    propose_address,
    propose_again,
    propose_bank_account,
    propose_contact,
    propose_former,
    reject,
    take_back,
    take_back_account,
    tell_of_new_contact,
    withdraw,
)

__all__ = [
    "confirm",
    "erase_expired_changes",
    "erase_expired_proofs",
    "propose_address",
    "propose_again",
    "propose_bank_account",
    "propose_contact",
    "propose_former",
    "reject",
    "take_back",
    "take_back_account",
    "tell_of_new_contact",
    "withdraw",
]
