"""Pages of the room; see the name plate."""

from flask import Blueprint

blueprint = Blueprint("dossiers", __name__, url_prefix="/mitglieder")
