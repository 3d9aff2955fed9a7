"""What a row must keep to: its member, the membership of its day, closed years, what is held, the room there is."""

from collections.abc import Mapping
from datetime import date

from app.core.formats import day as written
from app.core.formats import euro, member_number
from app.core.values import Cents
from app.imports.rules.columns import Field
from app.imports.rules.courses import Course, Span
from app.imports.rules.deaths import Calendar
from app.imports.rules.events import Event
from app.imports.rules.findings import EventError, Faulty
from app.members.rules import ExitGround
from app.shares.rules import nominal_of, on_the_day, so_many_shares


class PassedOver(Faulty):
    """Raised over a row that asks for nothing: what it tells stands in the ledgers already."""


class Limits:
    """The limits of every event, as the ledgers stand after the events before it."""

    def __init__(self, courses: Mapping[int, Course], share_amount: Cents, calendar: Calendar) -> None:
        self.courses, self.share_amount, self.calendar = courses, share_amount, calendar

    def _course(self, number: int, column: Field) -> Course:
        course = self.courses.get(number)
        if course is None:
            raise Faulty(
                EventError.UNKNOWN_MEMBER, column,
                "Nr. {number} steht nicht im Register. Übernehmen Sie zuerst die Mitglieder, oder berichtigen Sie die"
                " Nummer.", number=member_number(number),
            )
        return course

    def _pass_over(self, course: Course, kind: str, day: date, value: int) -> None:
        """Pass a row over whose entry is there; an opening by the list of members counts as one."""
        if course.take((kind, day, value)):
            raise PassedOver(
                EventError.ALREADY_THERE, Field.DAY, "Steht schon im Buch und wird nicht noch einmal eingetragen."
            )

    def _require_open(self, day: date) -> None:
        """Refuse an entry that would count within a closed fiscal year (R-REG-05)."""
        closed_through = self.calendar.closed_through
        if closed_through is not None and day <= closed_through:
            raise Faulty(
                EventError.IN_CLOSED_YEAR, Field.DAY,
                "Bis zum {day} sind die Geschäftsjahre geschlossen. Öffnen Sie das Jahr wieder, oder lassen Sie die"
                " Zeile aus.", day=written(closed_through),
            )

    def _span(self, course: Course, day: date, column: Field = Field.DAY) -> Span:
        """The membership of a day; refused where there is none."""
        span = course.span_on(day)
        if span is not None:
            return span
        if over := course.ended_before(day):
            assert over.last_day is not None
            raise Faulty(
                EventError.ENDED_ALREADY, column,
                "Die Mitgliedschaft von Nr. {number} ist am {day} zu Ende. Prüfen Sie den Tag.",
                number=member_number(course.number), day=written(over.last_day),
            )
        raise Faulty(
            EventError.NOT_A_MEMBER, column, "Am {day} ist Nr. {number} noch kein Mitglied. Prüfen Sie den Tag.",
            number=member_number(course.number), day=written(day),
        )

    def _gains(self, course: Course, day: date, column: Field) -> None:
        """Refuse shares for a membership whose end stands in the books: they went out with what was held then."""
        span = self._span(course, day, column)
        if span.last_day is not None:
            raise Faulty(
                EventError.ENDED_ALREADY, column,
                "Das Ausscheiden von Nr. {number} zum {day} ist schon mit dem Bestand davor gebucht. Stornieren Sie es"
                " und übernehmen Sie es nach dieser Zeile.",
                number=member_number(course.number), day=written(span.last_day),
            )

    def _require_shares(self, event: Event, course: Course) -> None:
        """Refuse more shares than are held on that very day, or left after a later entry (R-SHR-02)."""
        held, least = course.shares.at(on_the_day(event.day)), course.shares.least_from(on_the_day(event.day))
        if event.shares > held:
            raise Faulty(
                EventError.MORE_THAN_HELD, Field.SHARES,
                "Am {day} hält Nr. {number} nur {shares}. Prüfen Sie Zahl und Tag, oder ob vorher eine Zeile fehlt.",
                day=written(event.day), number=member_number(course.number), shares=so_many_shares(max(held, 0)),
            )
        if event.shares > least:
            raise Faulty(
                EventError.MORE_THAN_HELD, Field.SHARES,
                "Nach einem späteren Vorgang bleiben Nr. {number} nur {shares}. Prüfen Sie, was danach gebucht ist.",
                number=member_number(course.number), shares=so_many_shares(max(least, 0)),
            )

    def _require_credit(self, amount: Cents, event: Event, course: Course) -> None:
        least = course.credit.least_from(on_the_day(event.day))
        if amount > least:
            raise Faulty(
                EventError.MORE_THAN_CREDIT, Field.AMOUNT,
                "So hoch ist das Geschäftsguthaben von Nr. {number} an diesem Tag oder nach einem späteren Vorgang"
                " nicht: {credit}.", number=member_number(course.number), credit=euro(max(least, 0)),
            )

    def _require_room(self, amount: Cents, course: Course, moment: int, added: int = 0) -> None:
        """Refuse credit beyond the nominal of the shares (§ 7 no. 1 GenG; R-SHR-02)."""
        nominal = nominal_of(course.shares.most_from(moment) + added, self.share_amount)
        room = nominal - course.credit.most_from(moment)
        if amount > room:
            raise Faulty(
                EventError.BEYOND_NOMINAL, Field.AMOUNT,
                "Auf die Anteile von Nr. {number} passen an diesem Tag noch {room}. Prüfen Sie den Betrag, oder ob"
                " vorher eine Zeichnung fehlt (§ 7 Nr. 1 GenG).",
                number=member_number(course.number), room=euro(max(room, 0)),
            )

    def _refuse_owed_on_given_up(self, day: date, course: Course) -> None:
        """No list tells on which shares was paid; what is still owed on those given up comes first (R-PAY-07)."""
        if course.owes_since is not None and day > course.owes_since:
            raise Faulty(
                EventError.OWED_ON_GIVEN_UP, Field.DAY,
                "Nr. {number} schuldet noch Einzahlungen auf Anteile, die zum {day} endeten. Buchen Sie diese Zahlung"
                " unter Zahlungen: Sie geht zuerst dorthin.",
                number=member_number(course.number), day=written(course.owes_since),
            )

    def _refuse_second_end(self, event: Event, span: Span) -> None:
        assert span.last_day is not None
        if span.last_day == event.day and not span.row:
            raise PassedOver(
                EventError.ALREADY_THERE, Field.DAY, "Steht schon im Register und wird nicht noch einmal eingetragen."
            )
        if span.last_day == event.day and event.ground is span.ground is ExitGround.TRANSFER:
            raise PassedOver(
                EventError.BY_TRANSFER, Field.EXIT_GROUND,
                "Die Mitgliedschaft endet schon mit der Übertragung in Zeile {row}.", row=span.row,
            )
        raise Faulty(
            EventError.ENDED_ALREADY, Field.DAY,
            "Die Mitgliedschaft endet schon am {day}. Streichen Sie eine der beiden Angaben, oder stornieren Sie das"
            " frühere Ausscheiden.", day=written(span.last_day),
        )

    def _refuse_blocked_payout(self, amount: Cents, event: Event, course: Course) -> None:
        """A member is paid only what lies above the nominal of the shares (§ 22 (4) GenG; R-SHR-07, R-PAY-04)."""
        free = course.credit.at(on_the_day(event.day)) - nominal_of(
            course.shares.at(on_the_day(event.day)), self.share_amount
        )
        if course.span_on(event.day) is not None and amount > free:
            raise Faulty(
                EventError.BLOCKED_PAYOUT, Field.AMOUNT,
                "Solange die Mitgliedschaft besteht, wird nur ausgezahlt, was über den Anteilen steht: {free} (§ 22"
                " Abs. 4 GenG). Prüfen Sie den Tag, oder ob das Ausscheiden fehlt.", free=euro(max(free, 0)),
            )
