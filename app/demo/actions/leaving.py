"""Who leaves in the story: a bakery, a firm, some shares, one in vain, and somebody who would rather stay."""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.core.values import DeclarationChannel, WrittenForm
from app.demo.actions.house import at
from app.demo.actions.people import BAECKEREI, INGENIEURE, LINDENFURT
from app.demo.actions.proofs import notice_on_paper
from app.demo.actions.register import Cast
from app.demo.actions.story import Plot
from app.departures import actions as departures
from app.departures.models import Notice
from app.departures.rules import Declared, NoticeKind, PaperPurpose
from app.members.models import Member

BY_HAND, IN_TEXT = WrittenForm.SCHRIFTFORM, WrittenForm.TEXTFORM
DRUCKEREI, VERKEHRSVERBUND = "Druckerei Federkiel GmbH & Co. KG", "Verkehrsverbund Rabental GmbH"


def _papers(member: Member, person: str, text: str, day: date) -> departures.Papers:
    return {PaperPurpose.NOTICE: notice_on_paper(member.party.display_name, person, text, day)}


def _by_post(session: Session, cast: Cast, name: str, person: str, now: datetime) -> Notice:
    """A notice of a whole membership comes with the post and is entered by the office."""
    member, day = cast.members[name], now.date()
    declared = Declared(NoticeKind.ORDINARY, day, BY_HAND, person, dated_on=day - timedelta(days=2))
    papers = _papers(member, person, "Wir kündigen unsere Mitgliedschaft zum nächstmöglichen Zeitpunkt.", day)
    return departures.give(session, member, declared, papers, DeclarationChannel.OFFICE, cast.office, now)


def leave(session: Session, cast: Cast) -> Plot:
    """A bakery gave notice soon after it had joined, and has left."""
    yield (now := at(date(2022, 12, 15)))
    _by_post(session, cast, BAECKEREI.name, "Friedhelm Hollerstrauch", now)


def give_notice(session: Session, cast: Cast) -> Plot:
    """An engineering firm gives notice."""
    yield (now := at(cast.today - timedelta(days=9)))
    _by_post(session, cast, INGENIEURE.name, "Sörensen-Quast", now)


def give_up_in_vain(session: Session, cast: Cast) -> Plot:
    """A printing house would give up its only share and stay; that is turned down."""
    yield (now := at(cast.today - timedelta(days=6)))
    member, day = cast.members[DRUCKEREI], now.date()
    declared = Declared(NoticeKind.PARTIAL, day, IN_TEXT, "Adelgunde Federkiel", shares=1)
    papers = _papers(member, "Adelgunde Federkiel", "Wir kündigen einen Geschäftsanteil und bleiben Mitglied.", day)
    departures.turn_down(session, member, declared, papers, cast.office, now)


def give_up_a_share(session: Session, cast: Cast) -> Plot:
    """The city gives up one of its shares in the portal."""
    yield (now := at(cast.today - timedelta(days=3), 14))
    declared = Declared(NoticeKind.PARTIAL, now.date(), IN_TEXT, "Dr. Almut Weißdorn", shares=1)
    city = cast.members[LINDENFURT.name]
    departures.give(session, city, declared, {}, DeclarationChannel.PORTAL, cast.office, now)


def ask_to_stay(session: Session, cast: Cast) -> Plot:
    """A transport association gave notice in spring and would rather stay; the board is asked."""
    yield (now := at(cast.today - timedelta(days=210)))
    notice = _by_post(session, cast, VERKEHRSVERBUND, "Edeltraud Fahrnholz", now)
    yield (now := at(cast.today - timedelta(days=4), 11))
    name = notice.member.party.display_name
    paper = notice_on_paper(name, "Edeltraud Fahrnholz", "Wir möchten Mitglied bleiben.", now.date())
    agreed = "Der Verkehrsverbund hat seinen Haushalt geklärt und möchte bleiben."
    departures.ask_to_continue(session, notice, agreed, paper._replace(name="Vereinbarung.pdf"), cast.office, now)
