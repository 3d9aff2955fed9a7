"""What the emergency folder of an assembly holds: who votes how often under which item, for whom, on what."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime


@dataclass(frozen=True)
class ItemHead:
    """An item that is resolved on: its number, its title, and whose votes are barred under it."""

    number: str
    title: str
    barred: str = ""


@dataclass(frozen=True)
class RollLine:
    """A member that can vote: who casts for it, in which way, and with how many votes under each item."""

    number: str
    name: str
    through: str
    way: str
    votes: tuple[str, ...]


@dataclass(frozen=True)
class AwaitedLine:
    """A member that may vote and is not there: who can come for it, its votes, and under which items they are others.
    """

    number: str
    name: str
    through: str
    votes: str
    other: str = ""


@dataclass(frozen=True)
class GrantLine:
    """A power of attorney: of whom, for whom, of which day."""

    number: str
    name: str
    proxy: str
    dated: str


@dataclass(frozen=True)
class PresenceLine:
    """Somebody who is there: with a vote, without one, or as a guest; since when."""

    number: str
    name: str
    through: str
    way: str
    came: str
    contact: str = ""
    """How somebody who takes part from afar is reached when the network fails."""


@dataclass(frozen=True)
class BallotLine:
    """A line to mark on a ballot: its boxes, beside whom or what they stand.

    On a blank one the name is written in by hand; it has one box, where none are named.
    """

    label: str
    boxes: tuple[str, ...]
    is_blank: bool = False


@dataclass(frozen=True)
class BallotPaper:
    """One ballot to copy: what is asked, how it is marked, for how many votes it stands, how often it is copied.

    `note`: what is done with it before it is copied, said beside it.
    """

    kicker: str
    title: str
    question: str
    names: tuple[str, ...]
    lines: tuple[BallotLine, ...]
    hint: str
    votes: str
    copies: str
    note: str = ""


@dataclass(frozen=True)
class FolderFacts:
    """What the emergency folder holds at a moment.

    `has_hall`: somebody can vote in one, on paper. `has_distant`: somebody may take part or vote from afar.
    `votes_until`: the last day of a voting phase; empty where there is none.
    """

    cooperative: str
    assembly: str
    place: str
    made_at: datetime
    items: tuple[ItemHead, ...]
    roll: tuple[RollLine, ...]
    awaited: tuple[AwaitedLine, ...]
    total: str
    grants: tuple[GrantLine, ...]
    present: tuple[PresenceLine, ...]
    guests: tuple[PresenceLine, ...]
    ballots: tuple[BallotPaper, ...]
    has_hall: bool = True
    has_distant: bool = False
    votes_until: str = ""


_YES_NO = (BallotLine("", ("Ja", "Nein", "Enthaltung")),)


def sample() -> FolderFacts:
    """The folder of an assembly of the fictional Digitalverbund Morgenau."""
    return FolderFacts(
        cooperative="Digitalverbund Morgenau eG", assembly="Ordentliche Generalversammlung am 19. Juni 2027",
        place="Bürgersaal Altenbruck, Kirchgasse 1, 70997 Altenbruck",
        made_at=datetime(2027, 6, 19, 11, 55, tzinfo=UTC),
        items=(ItemHead("2", "Feststellung des Jahresabschlusses"),
               ItemHead("3", "Entlastung des Vorstands", "Almut Weißdorn (§ 43 Abs. 6 GenG)")),
        roll=(RollLine("0001", "Stadt Lindenfurt", "Almut Weißdorn", "Saal", ("3", "–")),
              RollLine("0004", "Gemeinde Quellbach", "Knut Talhammer", "Saal", ("1", "1"))),
        awaited=(AwaitedLine("0007", "Silberdistel eG", "Tilda Quendel", "1"),
                 AwaitedLine("0011", "Zweckverband Oberes Rabental", "", "3", "TOP 3: 1")),
        total="4 Stimmen", grants=(GrantLine("0007", "Silberdistel eG", "Tilda Quendel", "1. Juni 2027"),),
        present=(PresenceLine("0001", "Stadt Lindenfurt", "Almut Weißdorn", "Saal", "13:40"),),
        guests=(PresenceLine("", "Gunda Prüfenstein", "Prüfungsverband", "", "13:45"),),
        ballots=(
            BallotPaper("TOP 2", "Feststellung des Jahresabschlusses", "Der Jahresabschluss wird festgestellt.", (),
                        _YES_NO, "", "1 Stimme", "24-mal kopieren"),
            BallotPaper("TOP 4", "Wahlen zum Aufsichtsrat", "", (), (
                BallotLine("", ("Cora Silberdistel",)), BallotLine("", ("Dirk Erlengrund",)),
                BallotLine("", ("Enthaltung",)),
            ), "Höchstens 1 Kreuz.", "1 Stimme", "24-mal kopieren"),
            BallotPaper("TOP 5", "Wahlen zum Vorstand", "", (), (
                *[BallotLine("", (), True)] * 3, BallotLine("", ("Enthaltung",)),
            ), "Höchstens 1 Kreuz.", "1 Stimme", "24-mal kopieren",
                        "Wenn mehr Personen zur Wahl stehen als Sitze: Namen eintragen,"),
            BallotPaper("TOP 5", "Wahlen zum Vorstand", "", (),
                        (BallotLine("", ("Ja", "Nein", "Enthaltung"), True),), "", "1 Stimme", "24-mal kopieren",
                        "Wenn nicht mehr Personen zur Wahl stehen als Sitze: Namen eintragen,"),
        ),
    )  # fmt: skip


def variants() -> dict[str, FolderFacts]:
    """Samples: a few, nothing yet, many members with long names under many items, and the meetings from afar."""
    first = sample()
    online = PresenceLine("0004", "Gemeinde Quellbach", "Knut Talhammer", "Online", "13:41", "07011 4711-0")
    roll = tuple(replace(each, way="Online") for each in first.roll)
    remote = replace(
        first, place="", roll=roll, awaited=(), present=(online,), ballots=(), has_hall=False, has_distant=True
    )  # fmt: skip
    many = tuple(
        RollLine(f"{number:04d}", "Interkommunaler Zweckverband Abwasserbeseitigung Oberes Rabental und Umgebung",
                 "Friederike Rabenstein-Talhammer", "Online", ("1",) * 12)
        for number in range(1, 80)
    )  # fmt: skip
    items = tuple(ItemHead(str(number), "Änderung der Satzung in mehreren Punkten") for number in range(1, 13))
    return {
        "few": first,
        "nothing": replace(first, roll=(), awaited=(), grants=(), present=(), guests=(), ballots=(), items=(),
                           total="0 Stimmen"),
        "many": replace(first, roll=many, items=items),
        "hybrid": replace(first, present=(*first.present, online), has_distant=True),
        "virtual": remote,
        "stretched": replace(remote, votes_until="26. Juni 2027"),
    }  # fmt: skip
