"""A list with real names, imported only where it is given: GENOKONTOR_FOUNDING_PARTNERS names the file."""

import os
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app.imports import actions
from tests.factories import NOW, OFFICE

LIST = os.environ.get("GENOKONTOR_FOUNDING_PARTNERS", "")


@pytest.mark.skipif(not LIST, reason="the list with real names is not part of the project")
def test_the_founding_partners_are_all_taken_over(session: Session) -> None:
    """Umlauts, a pipe sign and long names included; every row is good."""
    run = actions.hand_over(session, "founding.csv", Path(LIST).read_bytes(), 2_500_000, OFFICE, NOW)
    actions.take_over(session, run, OFFICE, NOW)
    assert (run.imported, run.refused) == (12, 0)
