"""Pages of voting: the chair's page, polls, the tellers' sheet, the screen in the hall, the ballot on one's own device.
"""

from app.voting.views import (
    casting,
    declared,
    leading,
    left_open,
    papers,
    polling,
    quickly,
    redirecting,
    showing,
    telling,
)
from app.voting.views.pieces import blueprint

__all__ = [
    "blueprint", "casting", "declared", "leading", "left_open", "papers", "polling", "quickly",
    "redirecting", "showing", "telling",
]
