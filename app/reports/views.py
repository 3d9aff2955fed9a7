"""Pages of the room; see the name plate."""

from flask import Blueprint

blueprint = Blueprint("reports", __name__, url_prefix="/register")
