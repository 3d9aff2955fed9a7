"""A list with real names, imported only where it is given: GENOKONTOR_FOUNDING_PARTNERS names the file."""

import os
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from tests.imports.test_actions import carried_out, handed_over

LIST = os.environ.get("GENOKONTOR_FOUNDING_PARTNERS", "")


@pytest.mark.skipif(not LIST, reason="the list with real names is not part of the project")
def test_the_founding_partners_are_all_taken_over(session: Session) -> None:
    """Umlauts, a pipe sign and long names included; every row is good."""
    run = carried_out(session, handed_over(session, Path(LIST).read_bytes(), share_amount=25_000_00))
    assert (run.imported, run.refused) == (12, 0)
