"""Pages of the room; see the name plate."""

from flask import Blueprint

blueprint = Blueprint("imports", __name__, url_prefix="/import")
