"""How long the texts of an assembly may be, in signs."""

MAX_TITLE = 200
MAX_PLACE = 300
MAX_ACCESS = 2000
MAX_CLAUSE = 80
MAX_DRAFT = 20_000
"""A draft, or one side of a synopsis."""
MAX_COURT = 200
MAX_GROUND = 5000
"""Purpose or reasons of a demand, or of its refusal."""

LASTS_MINUTES, LONGEST_MINUTES = 180, 24 * 60
"""How long a meeting is planned to last, where nobody says otherwise, and at most."""
