"""Pages of the room; see the name plate."""

from flask import Blueprint

blueprint = Blueprint("portal", __name__, url_prefix="/mein")
