"""Pages of the room; see the name plate."""

from flask import Blueprint

blueprint = Blueprint("accounts", __name__, url_prefix="/konto")
