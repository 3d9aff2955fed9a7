"""The database is lost under the running application: a sentence, nothing half done, and on it goes when it is back."""

from pathlib import Path

import pytest

from app.demo.actions.people import LAUTENSCHLAG
from tests import postgres
from tests.hostile.serving import Caller, Server, free_port, serving, wait_until

TROUBLED = "SELECT count(*) FROM job_item WHERE state IN ('failed', 'in_doubt')"
SENTENCE = "Die Datenbank ist gerade beschäftigt oder nicht erreichbar"


def begin(caller: Caller, token: str, key: str) -> tuple[int, bool]:
    """Begin an application; gives the status, and whether the database is said to be away."""
    answer = caller.post("/beitritt", {"csrf_token": token, "kind": "company", "member_class": "ordinary", "key": key})
    return answer.status, SENTENCE in answer.text


def test_a_stopped_postgresql_is_said_and_found_again(tmp_path: Path) -> None:
    with postgres.own_folder() as folder:
        try:
            database = postgres.start_first(folder)
        except postgres.NoPostgres as missing:
            pytest.skip(f"not run: {missing}")
        try:
            url = postgres.url_of(folder).render_as_string(hide_password=False)
            with serving(tmp_path, url, free_port()) as server:
                office, applicant = server.caller().sign_in(LAUTENSCHLAG.email), server.caller()
                token = applicant.see("/beitritt").field("csrf_token")
                of_the_story = server.rows(TROUBLED)
                postgres.stop(database)
                assert (office.see("/antraege").status, applicant.see("/konto/anmelden").status) == (503, 503)
                assert begin(applicant, token, "while-it-is-lost") == (503, True)
                database = postgres.start_again(database, folder)
                goes_on(server, office, applicant, token)
                assert server.rows(TROUBLED) == of_the_story
        finally:
            postgres.stop(database)


def goes_on(server: Server, office: Caller, applicant: Caller, token: str) -> None:
    """Whoever was signed in still is, what was refused is taken, a job asked for now is done, nothing is missing."""
    wait_until(lambda: office.see("/antraege").status == 200)
    assert server.rows("SELECT count(*) FROM done_act WHERE key LIKE '%while-it-is-lost'") == [(0,)]
    assert begin(applicant, token, "while-it-is-lost") == (302, False)
    delivered = "SELECT count(*) FROM outgoing_mail WHERE kind = 'password_reset' AND state = 'kept'"
    assert server.rows(delivered) == [(0,)]
    applicant.send("/konto/passwort-vergessen", {"email": LAUTENSCHLAG.email})
    wait_until(lambda: server.rows(delivered) == [(1,)], seconds=120)
