"""What a member may declare in the portal: in Textform, and only who may act alone (§§ 65, 67b GenG, § 126b BGB)."""

from app.core.formats import day as written
from app.core.values import Refusal, WrittenForm
from app.departures.rules.dates import binds_too_short, months_binding, notice_dates
from app.departures.rules.facts import NoticeKind
from app.departures.rules.judging import Circumstances, needed_form
from app.departures.rules.partial import most_cancellable
from app.parties.rules import Authority, not_itself
from app.shares.rules import Owed


class NotMeant(Refusal):
    """A notice in the portal whose sender has not said that it is meant."""


PORTAL_KINDS = (NoticeKind.ORDINARY, NoticeKind.PARTIAL, NoticeKind.HARDSHIP, NoticeKind.SPECIAL)
"""The notices that a member can give in the portal, each where it has the right."""


def owed_when_given_today(known: Circumstances) -> Owed:
    """How many shares a member owes when a notice given today takes effect (§ 7a (2) GenG; R-SHR-05)."""
    months = months_binding(known.statute.notice_months, known.is_entrepreneur)
    return known.owed_on(notice_dates(known.years, months, known.today).last_day if known.years else known.today)


def most_given_up(held: int, owed: Owed) -> int:
    """Count the shares that may be given up singly; none while nobody can say how many must stay (§§ 7a (2), 67b)."""
    return 0 if owed.is_unknown else most_cancellable(held, owed.shares)


def rights_in_portal(known: Circumstances, held: int, has_objected: bool = False) -> tuple[NoticeKind, ...]:
    """List the notices that a member may give in the portal; single shares where it holds more than it must.

    After an amendment whoever objected on record, while the month runs (§ 67a GenG; R-EXIT-06); others give reasons
    that the office has to look into.
    """
    months = months_binding(known.statute.notice_months, known.is_entrepreneur)
    offered = {
        NoticeKind.ORDINARY: True,
        NoticeKind.PARTIAL: most_given_up(held, owed_when_given_today(known)) > 0,
        NoticeKind.HARDSHIP: not binds_too_short(months),
        NoticeKind.SPECIAL: has_objected,
    }
    return tuple(kind for kind, is_offered in offered.items() if is_offered)


def hindrance_in_portal(
    known: Circumstances, authority: Authority | None, is_itself: bool = False
) -> Refusal | None:
    """Say what keeps somebody from giving notice in the portal, and what helps; None where nothing does.

    Whoever represents only together with others declares on paper with them. `authority` is None for the member
    that acts itself; `is_itself`: it is the member who asks, in whose place others may act.
    """
    needed = needed_form(NoticeKind.ORDINARY, known.today, known.statute, known.textform_permitted)
    if known.ends_on is not None:
        return Refusal("Ihre Mitgliedschaft endet am {day}.", day=written(known.ends_on))
    if known.waits:
        return Refusal("Über Ihre Kündigung entscheidet der Vorstand.")
    if needed is WrittenForm.SCHRIFTFORM:
        return Refusal(
            "Die Satzung verlangt eine eigenhändig unterschriebene Kündigung (§ 65 Abs. 2 GenG). Schicken Sie sie mit"
            " der Post oder geben Sie sie im Büro ab; es zählt der Tag, an dem sie eingeht."
        )
    if authority is Authority.JOINT:
        return not_itself() if is_itself else Refusal(
            "Sie vertreten das Mitglied nur gemeinsam mit anderen. Kündigen Sie zusammen in einem Schreiben."
        )
    return None


def check_meant(is_meant: bool) -> None:
    """Refuse a notice that nobody has confirmed: after receipt it cannot be taken back alone (§ 130 BGB; R-EXIT-13)."""
    if not is_meant:
        raise NotMeant("Bestätigen Sie, dass Sie verbindlich kündigen.")
