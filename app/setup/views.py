"""The guided first run."""

from flask import Blueprint

blueprint = Blueprint("setup", __name__, url_prefix="/einrichtung")


def cooperative_name() -> str:
    """The firm, for the head of every page; empty before the set-up."""
    return ""
