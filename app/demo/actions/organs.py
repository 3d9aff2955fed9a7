"""The organs of the story: who was appointed, and what was resolved over the years."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.boardroom import actions as boardroom
from app.boardroom.actions import Opening, Record
from app.core.formats import euro
from app.core.values import Actor, Role
from app.demo.actions.house import at
from app.demo.actions.people import BOARD, FOUNDED, QUENDEL, SUPERVISORS
from app.demo.actions.proofs import signed_protocol
from app.demo.actions.register import ONE_MORE, Cast, name_of
from app.demo.actions.story import Plot
from app.demo.rules import Human
from app.organs import actions as organs
from app.organs.actions import RecordedVote
from app.organs.models import Resolution
from app.organs.rules import Choice, ItemKind, Organ, OrganFunction, Outcome, Procedure

ADMITTED: Sequence[tuple[date, str, str]] = (
    (date(2022, 3, 8), "Zulassung von 3 Mitgliedern", "Drei Mitglieder werden zugelassen."),
    (date(2022, 9, 20), "Zulassung von 4 Mitgliedern", "Vier Mitglieder werden zugelassen."),
    (date(2023, 4, 18), "Zulassung von 3 Mitgliedern", "Drei Mitglieder werden zugelassen."),
    (date(2023, 5, 2), "Zeichnung weiterer Anteile", "Der Stadt Lindenfurt werden zwei weitere Anteile zugelassen."),
    (date(2023, 11, 7), "Zulassung von 3 Mitgliedern", "Drei Mitglieder werden zugelassen."),
    (date(2024, 10, 15), "Zulassung von 3 Mitgliedern", "Drei Mitglieder werden zugelassen."),
    (date(2025, 2, 11), "Zulassung von 2 Mitgliedern", "Zwei Mitglieder werden zugelassen, eines investierend."),
    (date(2025, 9, 9), "Zulassung eines Mitglieds", "Ein Mitglied wird zugelassen."),
)
"""Resolutions of the board before the program was used, entered from the book of minutes."""

LATELY = (62, 41, 24)
"""How many days ago the board admitted one member each, in meetings whose minutes were entered."""


def appoint_founders(session: Session, cast: Cast) -> Plot:
    """The organs of the first years: three directors, a supervisory board of five."""
    yield (now := at(FOUNDED, 11))
    functions = (OrganFunction.CHAIR, OrganFunction.DEPUTY, OrganFunction.MEMBER)
    ends = (None, None, cast.today + timedelta(days=55))
    for human, function, last_day in zip(BOARD, functions, ends, strict=True):
        _appoint(session, cast, Organ.BOARD, human, function, FOUNDED, last_day, "Gründungsversammlung", now)
    for human in (*SUPERVISORS[:4], QUENDEL):
        function = OrganFunction.CHAIR if human is SUPERVISORS[0] else OrganFunction.MEMBER
        last_day = date(2025, 6, 19)
        organ, by = Organ.SUPERVISORY_BOARD, "Gründungsversammlung"
        _appoint(session, cast, organ, human, function, FOUNDED, last_day, by, now)


def elect_again(session: Session, cast: Cast) -> Plot:
    """The supervisory board of the second term."""
    day = date(2025, 6, 20)
    yield at(day, 16)
    functions = (OrganFunction.CHAIR, OrganFunction.DEPUTY, *(OrganFunction.MEMBER,) * 3)
    for human, function in zip(SUPERVISORS, functions, strict=True):
        last_day = date(max(2029, cast.today.year + 1), 6, 19)
        organ = Organ.SUPERVISORY_BOARD
        _appoint(session, cast, organ, human, function, day, last_day, "Generalversammlung 20.06.2025", at(day, 16))


def _appoint(
    session: Session, cast: Cast, organ: Organ, human: Human, function: OrganFunction, first_day: date,
    last_day: date | None, by: str, now: datetime,
) -> None:
    party = cast.person(session, human, first_day)
    organs.appoint(session, organ, party.id, function, first_day, last_day, by, cast.office, now)


def record_admissions(session: Session, cast: Cast) -> Plot:
    """Enter the board's earlier resolutions; entries of a day rest on them."""
    cast.documents[FOUNDED] = "Gründungssatzung"
    lately = [
        (cast.today - timedelta(days=days), "Zulassung eines Mitglieds", "Ein Mitglied wird zugelassen.")
        for days in LATELY
    ]
    text = "Der Weingut Silberdistel GmbH wird ein weiterer Anteil zugelassen."
    lately.append((cast.today - timedelta(days=ONE_MORE), "Zeichnung eines weiteren Anteils", text))
    for day, title, text in (*ADMITTED, *lately):
        yield (now := at(day, 9, 30))
        record = Record(Organ.BOARD, day, title, text, Outcome.ACCEPTED, votes=RecordedVote(3, 0, 0))
        cast.documents[day] = boardroom.record_resolution(session, record, cast.office, now).number


PROFITS = {2021: 9_310_40, 2022: 18_240_00, 2023: 22_915_50, 2024: 31_070_25, 2025: 27_408_75}
"""Net results of the years that are over, in cents."""
ASSEMBLY = (6, 20)
"""Month and day on which the assembly met each year."""


def record_assemblies(session: Session, cast: Cast) -> Plot:
    """What the general assembly resolved, entered by hand."""
    for year, profit in PROFITS.items():
        if year == FOUNDED.year:
            continue
        day = date(year + 1, *ASSEMBLY)
        yield (now := at(day, 18))
        whole = f"der Überschuss von {euro(profit)} geht in die Rücklagen"
        part = f"vom Überschuss von {euro(profit)} erhalten die Mitglieder 5.000 €, der Rest geht in die Rücklagen"
        text = f"Der Jahresabschluss {year} wird festgestellt; {part if year == max(PROFITS) else whole}."
        title, votes = f"Feststellung des Jahresabschlusses {year}", RecordedVote(14 + (year - 2021), 0, 1)
        record = Record(
            Organ.GENERAL_ASSEMBLY, day, title, text, Outcome.ACCEPTED, votes=votes, place="Stadthalle Lindenfurt"
        )
        boardroom.record_resolution(session, record, cast.office, now)


def meet(session: Session, cast: Cast) -> Plot:
    """A meeting of the board five weeks ago, with two matters."""
    day = cast.today - timedelta(days=36)
    yield (before := at(day - timedelta(days=6), 14))
    texts = ("Der Mietvertrag für das Rechenzentrum Quellbach wird um zwei Jahre verlängert.",
             "Die Geschäftsstelle erhält eine halbe Stelle für die Mitgliederbetreuung.")
    items = [boardroom.propose(session, Organ.BOARD, ItemKind.OTHER, text, cast.office, before).id for text in texts]
    yield (now := at(day, 14))
    chair, attending = cast.actor(BOARD[0], Role.BOARD), [cast.actor(human).party_id or 0 for human in BOARD]
    meeting, title = Procedure.MEETING, "Sitzung im Herbst"
    opening = Opening(Organ.BOARD, meeting, title, items, meeting_on=day, place="Morgenau", attending=attending)
    resolution = boardroom.open_resolution(session, opening, chair, now)
    for item in resolution.items:
        choices = dict(zip(attending, (Choice.YES, Choice.YES, Choice.ABSTAIN), strict=True))
        boardroom.enter_votes(session, item, choices, chair, now + timedelta(minutes=40))
    yield (now := at(day + timedelta(days=2), 10))
    sign(session, cast, resolution, now)


def circulate(
    session: Session, cast: Cast, items: Sequence[int], now: datetime, organ: Organ = Organ.BOARD,
    deadline_on: date | None = None,
) -> Resolution:
    """Open a circular with these items."""
    opening = Opening(organ, Procedure.CIRCULAR, "", items, deadline_on=deadline_on)
    return boardroom.open_resolution(session, opening, cast.office, now)


def sign(session: Session, cast: Cast, resolution: Resolution, now: datetime) -> None:
    """The office enters the protocol as signed, with its scan."""
    record = signed_protocol(resolution, name_of(BOARD[0]), now.date())
    boardroom.sign_protocol(session, resolution, now.date(), record, cast.office, now)


def vote(
    session: Session, cast: Cast, resolution: Resolution, human: Human, now: datetime, choice: Choice = Choice.YES
) -> None:
    """Somebody votes on every item of a resolution on which this person may vote."""
    role = Role.BOARD if resolution.organ is Organ.BOARD else Role.SUPERVISORY_BOARD
    actor: Actor = cast.actor(human, role)
    for item in resolution.items:
        if actor.party_id is not None and all(bias.party_id != actor.party_id for bias in item.biases):
            boardroom.vote(session, item, actor.party_id, choice, "", actor, now)
