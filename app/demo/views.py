"""Pages of the room; see the name plate."""

from flask import Blueprint

blueprint = Blueprint("demo", __name__, url_prefix="/demo")
