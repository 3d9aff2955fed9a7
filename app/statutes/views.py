"""Pages of the room; see the name plate."""

from flask import Blueprint

blueprint = Blueprint("statutes", __name__, url_prefix="/satzung")
