"""Papers about a fiscal year for its audit: handed in, seen, withdrawn; whatever is no such paper is refused."""

import io
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app.closing import actions, queries
from app.closing.models import YearPaper
from app.closing.rules import YEAR_PAPER_WORDS, PaperDayRefusal, YearPaperKind, check_paper_day, check_paper_stands
from app.core import files
from app.core.journal import JournalLine
from app.core.uploads import CheckedFile
from app.core.values import NotFound, Refusal, Role
from tests.closing.factories import FIRST, MINUTES, SECOND, a_house_with_years, adopted
from tests.closing.test_accounts import shown
from tests.factories import NOW, OFFICE, TODAY, a_pdf, a_person, a_picture, sign_in, sign_in_office
from tests.tabs import wrong_fields

ADDRESS = "/jahresabschluesse/2025-12-31/pruefungsunterlagen"
SIGNED = date(2026, 6, 12)
MINUTES_KIND, INVESTMENTS = YearPaperKind.ASSEMBLY_MINUTES, YearPaperKind.ASSET_INVESTMENTS


def handed_in(session: Session, kind: YearPaperKind = MINUTES_KIND) -> YearPaper:
    """A paper about 2025."""
    return actions.hand_in(session, SECOND, kind, SIGNED, MINUTES, OFFICE, NOW)


def number_of_papers(session: Session) -> int:
    session.expire_all()
    return session.scalar(select(func.count()).select_from(YearPaper)) or 0


def test_every_kind_of_paper_has_its_words() -> None:
    assert set(YEAR_PAPER_WORDS) == set(YearPaperKind)


def test_a_paper_is_of_its_fiscal_year_or_later_and_not_of_a_day_to_come() -> None:
    check_paper_day(SECOND.first_day, SECOND, TODAY)
    check_paper_day(TODAY, SECOND, TODAY)
    for day, words in ((date(2024, 12, 31), "01.01.2025"), (date(2026, 11, 25), "Zukunft")):
        with pytest.raises(PaperDayRefusal, match=words):
            check_paper_day(day, SECOND, TODAY)
    check_paper_stands(is_withdrawn=False)


def test_a_paper_is_kept_with_its_year_and_journaled_and_is_missing_no_more(session: Session) -> None:
    a_house_with_years(session)
    assert queries.missing_papers(session, queries.accounts_of(session, SECOND)) == list(YearPaperKind)
    paper = handed_in(session)
    assert files.get(paper.sha256 or "") == MINUTES.content
    assert queries.is_file_needed(session, paper.sha256 or "")
    assert [each.id for each in queries.papers_of(session, SECOND.last_day)] == [paper.id]
    assert queries.papers_of(session, FIRST.last_day) == []
    assert MINUTES_KIND not in queries.missing_papers(session, queries.accounts_of(session, SECOND))
    session.commit()
    line = session.scalars(select(JournalLine).where(JournalLine.act == "accounts.paper")).one()
    assert line.summary() == "Niederschrift der Generalversammlung vom 12.06.2026 zum Geschäftsjahr 2025 eingereicht"


def test_a_paper_by_mistake_is_withdrawn_once_by_a_row_that_points_back(session: Session) -> None:
    a_house_with_years(session)
    paper = handed_in(session)
    row = actions.withdraw(session, SECOND, paper, "Falsches Jahr", OFFICE, NOW)
    assert (row.withdraws_id, row.reason, row.sha256) == (paper.id, "Falsches Jahr", None)
    assert queries.papers_of(session, SECOND.last_day) == []
    assert queries.get_year_paper(session, SECOND, paper.id) is paper
    with pytest.raises(Refusal, match="schon zurückgenommen"):
        actions.withdraw(session, SECOND, paper, "Noch einmal", OFFICE, NOW)
    with pytest.raises(NotFound):
        queries.get_year_paper(session, SECOND, row.id)
    with pytest.raises(NotFound):
        queries.get_year_paper(session, FIRST, paper.id)


def test_a_paper_already_withdrawn_is_told_so_and_asked_for_no_reason(client: FlaskClient, session: Session) -> None:
    a_house_with_years(session)
    paper = handed_in(session)
    sign_in_office(session, client)
    session.commit()
    at = f"{ADDRESS}/{paper.id}/zurueck"
    assert 'name="reason"' in client.get(at).text
    actions.withdraw(session, SECOND, paper, "Falsches Jahr", OFFICE, NOW)
    session.commit()
    page = client.get(at).text
    assert "schon zurückgenommen worden: Falsches Jahr" in page
    assert 'name="reason"' not in page


def test_links_that_take_papers_back_name_theirs(client: FlaskClient, session: Session) -> None:
    a_house_with_years(session)
    handed_in(session)
    sign_in_office(session, client)
    session.commit()
    label = 'aria-label="Zurücknehmen: Niederschrift der Generalversammlung vom 12.06.2026"'
    assert label in client.get("/jahresabschluesse/2025-12-31").text


@pytest.mark.parametrize("statement", ["UPDATE year_paper SET filename = 'x'", "DELETE FROM year_paper"])
def test_the_database_lets_papers_only_grow(session: Session, statement: str) -> None:
    a_house_with_years(session)
    handed_in(session)
    session.commit()
    with pytest.raises(DatabaseError):
        session.execute(text(statement))
    session.rollback()


def test_nothing_but_a_pdf_is_kept(session: Session) -> None:
    a_house_with_years(session)
    with pytest.raises(Refusal, match="Angenommen wird PDF"):
        actions.hand_in(session, SECOND, INVESTMENTS, SIGNED, CheckedFile("x.png", a_picture()), OFFICE, NOW)
    assert number_of_papers(session) == 0


def sent(client: FlaskClient, key: str = "papers-first", content: bytes = b"", **more: object) -> tuple[int, str]:
    """What the server answers to a paper that is handed in on its page."""
    before = more.pop("shown", None) or shown(client.get(f"{ADDRESS}/neu").text)
    typed = {"kind": "asset_investments", "day": "12.06.2026", "key": key, "shown": before, **more}
    typed["paper"] = (io.BytesIO(content or a_pdf("Erklärung")), "Erklärung.pdf")
    answer = client.post(f"{ADDRESS}/neu", data=typed)
    return answer.status_code, answer.text


def test_the_office_hands_a_paper_in_sees_it_and_withdraws_it(client: FlaskClient, session: Session) -> None:
    a_house_with_years(session)
    sign_in_office(session, client)
    assert client.get("/jahresabschluesse/2025-12-31").text.count("fehlt noch") == len(YearPaperKind)
    form = client.get(f"{ADDRESS}/neu").text
    assert "Die Unterlage steht im Prüfungsordner" in form
    before = shown(form)
    assert [sent(client, shown=before)[0], sent(client, shown=before)[0]] == [302, 302], "the same form twice"
    assert number_of_papers(session) == 1
    page = client.get("/jahresabschluesse/2025-12-31").text
    assert page.count("fehlt noch") == len(YearPaperKind) - 1
    [paper] = queries.papers_of(session, SECOND.last_day)
    opened = client.get(f"{ADDRESS}/{paper.id}")
    assert (opened.status_code, opened.mimetype) == (200, "application/pdf")
    for reason, status in (("", 422), ("Irrtum", 302)):
        answer = client.post(f"{ADDRESS}/{paper.id}/zurueck", data={"key": "papers-back", "reason": reason})
        assert answer.status_code == status
    assert queries.papers_of(session, SECOND.last_day) == []


@pytest.mark.parametrize(
    ("typed", "words"),
    [({"kind": "tax_return"}, "Unterlage"), ({"kind": ""}, "Wählen Sie"),
     ({"day": "31.12.2024"}, "vor dem Geschäftsjahr"),
     ({"kind": "proof_of_disclosure", "day": "31.12.2025"}, "erst nach dessen Ende offengelegt: nach dem 31.12.2025"),
     ({"day": "01.01.2040"}, "Zukunft"), ({"day": "morgen"}, "Datum"),
     ({"content": b"%PDF-1.4 kaputt"}, "beschädigt"), ({"content": b"<script>alert(1)</script>"}, "Angenommen")],
)
def test_a_paper_that_is_none_is_refused_at_its_field_and_changes_nothing(
    client: FlaskClient, session: Session, typed: dict[str, object], words: str
) -> None:
    a_house_with_years(session)
    sign_in_office(session, client)
    status, page = sent(client, **typed)  # type: ignore[arg-type]
    assert status == 422
    assert words in page
    assert number_of_papers(session) == 0


def test_the_same_file_is_not_handed_in_twice_as_the_same_paper_and_the_field_says_that_it_is_there(
    client: FlaskClient, session: Session
) -> None:
    a_house_with_years(session)
    sign_in_office(session, client)
    assert sent(client)[0] == 302
    status, page = sent(client, "papers-again", day="13.06.2026")
    assert (status, wrong_fields(page)) == (422, ["paper"])
    assert "Diese Datei liegt schon vor: Erklärung zu Vermögensanlagen vom 12.06.2026" in page
    assert number_of_papers(session) == 1
    assert sent(client, "papers-other", kind="proof_of_disclosure")[0] == 302, "as another paper it is taken"


def test_a_stale_form_of_papers_names_what_was_handed_in_meanwhile_and_no_internal_number(
    client: FlaskClient, session: Session
) -> None:
    a_house_with_years(session)
    sign_in_office(session, client)
    before = shown(client.get(f"{ADDRESS}/neu").text)
    handed_in(session)
    session.commit()
    status, page = sent(client, shown=before)
    assert status == 409
    assert "Niederschrift der Generalversammlung vom 12.06.2026: Niederschrift.pdf" in page


def test_who_audits_reads_papers_and_hands_none_in(client: FlaskClient, session: Session) -> None:
    a_house_with_years(session)
    paper = handed_in(session)
    session.commit()
    sign_in(session, client, a_person(session, "Gundula", "Prüfenstein"), Role.AUDITOR)
    assert client.get(f"{ADDRESS}/{paper.id}").status_code == 200
    assert "Unterlage einreichen" not in client.get("/jahresabschluesse/2025-12-31").text
    assert client.get(f"{ADDRESS}/neu").status_code == 403


def test_minutes_that_came_with_the_adoption_are_not_missing(session: Session) -> None:
    a_house_with_years(session)
    adopted(session)
    missing = queries.missing_papers(session, queries.accounts_of(session, SECOND))
    assert missing == [kind for kind in YearPaperKind if kind is not MINUTES_KIND]
