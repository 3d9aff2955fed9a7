"""The print of minutes, which nobody signed yet, is not kept as the signed copy (§ 47 (2) GenG; R-MIN-03)."""

import pytest
from sqlalchemy.orm import Session

from app.core import files
from app.core.jobs import Worker
from app.core.uploads import CheckedFile, FileRefusal
from app.minutes import actions
from app.minutes.rules import MinutesState
from tests.factories import NOW, OFFICE, TODAY
from tests.minutes.factories import SIGNED, a_closed_meeting, fixed


def test_the_print_itself_is_no_signed_copy(session: Session, worker: Worker) -> None:
    meeting = a_closed_meeting(session)
    minutes = fixed(session, meeting)
    session.commit()
    worker.run_until_idle()
    session.refresh(minutes.document)
    assert minutes.document.sha256 is not None
    print_itself = CheckedFile("Niederschrift.pdf", files.get(minutes.document.sha256))
    with pytest.raises(FileRefusal, match="Diese Datei ist der Ausdruck selbst, ohne Unterschriften"):
        actions.seal(session, meeting.assembly, SIGNED, TODAY, print_itself, OFFICE, NOW)
    assert minutes.state is MinutesState.FIXED
