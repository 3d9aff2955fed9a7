"""Pages of the room; see the name plate."""

from flask import Blueprint

blueprint = Blueprint("organs", __name__, url_prefix="/organe")
