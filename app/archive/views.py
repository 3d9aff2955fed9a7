"""Pages of the room; see the name plate."""

from flask import Blueprint

blueprint = Blueprint("archive", __name__)
