"""Pages of the room; see the name plate."""

from flask import Blueprint

blueprint = Blueprint("shares", __name__)
