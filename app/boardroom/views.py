"""Pages of the room; see the name plate."""

from flask import Blueprint

blueprint = Blueprint("boardroom", __name__, url_prefix="/beschluesse")
