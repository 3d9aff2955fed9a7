"""Pages of the room; see the name plate."""

from flask import Blueprint

blueprint = Blueprint("operations", __name__, url_prefix="/betrieb")
