"""Invented lives of members, told as an old office would list them, with what is true of each day."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

SHARE = 500_00
DAY = timedelta(days=1)
FIRST, LAST = date(2009, 3, 2), date(2024, 12, 31)
HEADINGS = ("Vorgang", "Mitglieds-Nr.", "Datum", "Erwerber", "Anteile", "Betrag", "Grund", "Erklärt am", "Beleg")

Change = tuple[date, date, int, int]
"""From which day it counts, at whose close it counts, shares, cents."""


@dataclass
class Life:
    """One member: from when to when, and every change of both ledgers."""

    number: int
    joined_on: date
    opening: int
    paid_in: int
    left_on: date | None = None
    shares: int = 0
    credit: int = 0
    changes: list[Change] = field(default_factory=list)

    def add(self, counts_on: date, closes_on: date, shares: int, cents: int) -> None:
        """Note a change."""
        self.changes.append((counts_on, closes_on, shares, cents))
        self.shares, self.credit = self.shares + shares, self.credit + cents

    def held(self, day: date) -> tuple[int, int]:
        """Shares and cents on a day."""
        known = [change for change in self.changes if change[0] <= day]
        return sum(change[2] for change in known), sum(change[3] for change in known)

    def held_at_close(self, day: date) -> tuple[int, int]:
        """Shares and cents when a day is over."""
        known = [change for change in self.changes if change[1] <= day]
        return sum(change[2] for change in known), sum(change[3] for change in known)

    def is_member(self, day: date) -> bool:
        """Whether the membership covers a day."""
        return self.joined_on <= day and (self.left_on is None or day <= self.left_on)


@dataclass
class World:
    """A cooperative of invented lives and the rows of its lists."""

    random: Random
    lives: list[Life] = field(default_factory=list)
    rows: list[dict[str, str]] = field(default_factory=list)

    def tell(self, event: str, life: Life, day: date, **more: object) -> None:
        """Add a row, days and amounts written now in one way, now in another."""
        row = {"Vorgang": event, "Mitglieds-Nr.": f"{life.number:04d}", "Datum": self._written(day)}
        row |= {heading: self._cell(value) for heading, value in more.items()}
        self.rows.append({heading: row.get(heading, "") for heading in HEADINGS} | {"Beleg": f"B-{len(self.rows)}"})

    def _cell(self, value: object) -> str:
        return self._written(value) if isinstance(value, date) else str(value)

    def _written(self, day: date) -> str:
        return day.strftime("%d.%m.%Y") if self.random.random() < 0.5 else day.isoformat()

    def amount(self, cents: int) -> str:
        """An amount as a German hand or a program writes it."""
        plain = f"{cents // 100}.{cents % 100:02d}"
        return plain if self.random.random() < 0.5 else f"{cents // 100:,}".replace(",", ".") + f",{cents % 100:02d} €"


def a_world(seed: int, members: int = 12, events: int = 120, pace: int = 60) -> World:
    """Members who join, subscribe, pay, get, lose, hand over, give up and leave, one event a day."""
    world = World(Random(seed))
    for number in range(1, members + 1):
        joined = FIRST + DAY * world.random.randrange(900)
        life = Life(number, joined, world.random.randint(1, 4), 0)
        life.paid_in = world.random.randint(0, life.opening) * SHARE
        life.add(joined, joined, life.opening, life.paid_in)
        world.lives.append(life)
    day = FIRST + DAY * 901
    for _ in range(events):
        day += DAY * world.random.randint(1, pace)
        if day > LAST:
            break
        _something_happens(world, day)
    world.random.shuffle(world.rows)
    return world


def _something_happens(world: World, day: date) -> None:
    life = world.random.choice(world.lives)
    if not life.is_member(day):
        if life.credit and life.is_member(day) is False and world.random.random() < 0.5:
            _paid_out(world, life, day, life.credit)
        return
    acts = (_subscribes, _pays, _pays, _gets, _loses, _hands_over, _hands_over, _gives_up, _leaves)
    world.random.choice(acts)(world, life, day)


def _subscribes(world: World, life: Life, day: date) -> None:
    number = world.random.randint(1, 3)
    life.add(day, day, number, 0)
    world.tell("Zeichnung weiterer Anteile", life, day, Anteile=number)


def _pays(world: World, life: Life, day: date) -> None:
    room = life.shares * SHARE - life.credit
    if room <= 0:
        return
    cents = world.random.choice([room, min(room, SHARE), min(room, 123_45)])
    life.add(day, day, 0, cents)
    world.tell("Einzahlung", life, day, Betrag=world.amount(cents))


def _gets(world: World, life: Life, day: date) -> None:
    cents = min(life.shares * SHARE - life.credit, 17_31)
    if cents > 0:
        life.add(day, day, 0, cents)
        world.tell("Gewinnzuschreibung", life, day, Betrag=world.amount(cents))


def _loses(world: World, life: Life, day: date) -> None:
    cents = min(life.credit, 40_00)
    if cents > 0:
        life.add(day, day, 0, -cents)
        world.tell("Verlustabschreibung", life, day, Betrag=world.amount(cents))


def _paid_out(world: World, life: Life, day: date, cents: int) -> None:
    life.add(day, day, 0, -cents)
    world.tell("Auszahlung", life, day, Betrag=world.amount(cents))


def _hands_over(world: World, life: Life, day: date) -> None:
    others = [each for each in world.lives if each is not life and each.is_member(day + DAY)]
    if not others or not life.shares:
        return
    other, number = world.random.choice(others), world.random.randint(1, life.shares)
    over = max(life.credit - (life.shares - number) * SHARE, 0)
    if over > (other.shares + number) * SHARE - other.credit:
        return
    life.add(day + DAY, day, -number, -over)
    other.add(day + DAY, day, number, over)
    told = {"Betrag": world.amount(over)} if over and world.random.random() < 0.5 else {}
    world.tell("Übertragung", life, day, Erwerber=other.number, Anteile=number, **told)
    if not life.shares:
        life.left_on = day
        if world.random.random() < 0.5:
            world.tell("Ausscheiden", life, day, Grund="Übertragung des Guthabens")


def _gives_up(world: World, life: Life, day: date) -> None:
    if life.shares > 1:
        life.add(day + DAY, day, -1, 0)
        world.tell("Kündigung einzelner Anteile", life, day, Anteile=1, **{"Erklärt am": day - DAY})
        over = life.credit - life.shares * SHARE
        if over > 0:
            _paid_out(world, life, day + DAY, over)


def _leaves(world: World, life: Life, day: date) -> None:
    if world.random.random() < 0.4:
        ground = world.random.choice(["Kündigung", "Tod", "Ausschluss"])
        life.add(day + DAY, day, -life.shares, 0)
        life.left_on = day
        world.tell("Austritt", life, day, Grund=ground, **{"Erklärt am": max(life.joined_on, day - DAY * 90)})


def members_list(world: World) -> bytes:
    """The list of members as they joined."""
    lines = ["Mitglieds-Nr.;Firma;Beitritt am;Anteile;Eingezahlt"]
    lines += [
        f"{life.number};Gemeinde Probstedt {life.number};{life.joined_on:%d.%m.%Y};{life.opening};{life.paid_in // 100}"
        for life in world.lives
    ]
    return "\n".join(lines).encode()


def history_list(world: World) -> bytes:
    """All events in one list, in no order."""
    lines = [";".join(HEADINGS), *(";".join(row.values()) for row in world.rows)]
    return "\n".join(lines).encode("cp1252")


def days_to_look_at(world: World) -> Iterator[date]:
    """The day of each third change, the one before, and the one after; ends of years."""
    days = sorted({change[0] for life in world.lives for change in life.changes})
    for day in days[::3]:
        yield from (day - DAY, day, day + DAY)
    yield from (date(year, 12, 31) for year in range(FIRST.year, LAST.year + 1))
