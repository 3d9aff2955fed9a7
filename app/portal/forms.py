"""Forms by which a member proposes its own changes; the office enters them by the same ones."""

from app.changes.forms import MATTERS, ActForm, AddressForm, BankAccountForm, ContactForm

__all__ = ["MATTERS", "ActForm", "AddressForm", "BankAccountForm", "ContactForm"]
