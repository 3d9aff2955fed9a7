"""Who asks about the cooperative in the story: prospects in every stage, with talks and next steps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.admissions.models import Application
from app.core.formats import local
from app.core.values import Actor, PartyKind, Role
from app.demo.actions.applications import ago
from app.demo.actions.papers import COMPLETE, NOTIFIED
from app.demo.actions.people import LAUTENSCHLAG, REHBEIN, TALHAMMER, WEISSDORN
from app.demo.actions.register import Cast, name_of
from app.demo.rules import Human
from app.prospects import actions
from app.prospects.actions import About, Person, PublicEnquiry, Request
from app.prospects.models import Prospect
from app.prospects.rules import Held, Planned, Source, Then, Way
from app.statutes import queries as statutes

M, C, P = PartyKind.MUNICIPALITY, PartyKind.COMPANY, PartyKind.PUBLIC_BODY
R, A, N = PartyKind.RESEARCH, PartyKind.ASSOCIATION, PartyKind.NATURAL_PERSON


@dataclass(frozen=True)
class Talk:
    """A talk so many days ago, with what it leads to: a step so many days from today, or an end."""

    days: int
    ours: Human
    outcome: str
    notes: str = ""
    step: str = ""
    due: int = 0
    then: Then = Then.STEP


@dataclass(frozen=True)
class Asking:
    """Somebody who asks, so many days ago, on some way."""

    days: int
    kind: PartyKind
    name: str
    city: str
    region: str
    person: Person
    subject: str
    text: str
    way: Way = Way.MAIL
    source: Source = Source.MEMBER
    talks: Sequence[Talk] = ()


ASKING: Sequence[Asking] = (
    Asking(
        196, R, "Hochschule Talberg", "Talberg", "Welldingen",
        Person("Ludgera", "Fennbach", "Kanzlerin", "l.fennbach@hs-talberg.example", "07998 220-10"),
        "Rechenzentrum gemeinsam nutzen", "Können Hochschulen Mitglied werden, und was kostet ein Anteil?",
        source=Source.EVENT, talks=(
            Talk(180, WEISSDORN, "Eigenes Rechenzentrum bleibt", "Der Senat hat anders entschieden.",
                 then=Then.END),
        ),
    ),
    Asking(
        121, M, "Gemeinde Steinach am Forst", "Steinach", "Rabental",
        Person("Notburga", "Haselwander", "Bürgermeisterin", "rathaus@steinach-forst.example", "07991 88-0"),
        "Sitzungsprotokolle aus Tonaufnahmen",
        "Wie weit sind andere Gemeinden damit, und wer prüft, ob das Ergebnis stimmt?", talks=(
            Talk(104, REHBEIN, "Interesse groß, Haushalt offen", "Der Kämmerer will Zahlen sehen.",
                 "Beispielrechnung senden", -88),
            Talk(61, REHBEIN, "Rechnung angekommen, Gemeinderat im Dezember", "Beschlussvorlage gewünscht.",
                 "Nach der Sitzung des Gemeinderats anrufen", -4),
        ),
    ),
    Asking(
        48, C, "Rabentaler Werkzeugbau GmbH", "Rabental", "Rabental",
        Person("Gernot", "Spindler", "Geschäftsführer", "g.spindler@rw-bau.example", "07991 4410"),
        "Angebote schneller schreiben", "Ein Kunde hat von Ihnen erzählt. Nehmen Sie auch kleine Betriebe auf?",
        way=Way.PHONE, talks=(
            Talk(30, TALHAMMER, "Will mit anderen Betrieben sprechen", "Kontakt zur Bäckerei vermittelt.",
                 "Treffen mit der Handwerkskammer abstimmen", 12),
        ),
    ),
    Asking(
        75, M, "Landkreis Hohenried", "Hohenried", "",
        Person("Konstantin", "Wolfegger", "Erster Landesbeamter", "w.wolfegger@hohenried.example", "07996 100-20"),
        "Datenplattform für die Kreisgemeinden", "Wir suchen Partner, die schon weiter sind.", source=Source.PARTNER,
        talks=(
            Talk(66, WEISSDORN, "Kreistag ist dafür", "Satzung und Beitrittsmappe übergeben.",
                 "Beschlussvorlage durchsehen", -50),
            Talk(33, WEISSDORN, "Beschluss gefasst, Beitritt gewünscht", "20 Anteile sind im Haushalt.",
                 "Unterlagen für den Antrag senden", 3, then=Then.WANTS),
        ),
    ),
    Asking(
        40, A, "Landfrauenverein Eichenau e. V.", "Eichenau", "Eichenau",
        Person("Walpurga", "Zehntner", "Vorsitzende", "vorstand@landfrauen-eichenau.example"),
        "Dürfen Vereine beitreten?", "Wir möchten unsere Kurse besser bekannt machen.", talks=(
            Talk(21, REHBEIN, "Passt nicht zum Verein", "Der Anteil ist ihnen zu hoch.", then=Then.END),
        ),
    ),
    Asking(
        12, P, "Zweckverband Nahverkehr Rabental", "Morgenau", "Morgenau",
        Person("Edeltraud", "Brückl", "Geschäftsleiterin", "e.brueckl@znr.example", "07990 55-100"),
        "Auskünfte an der Haltestelle", "Können wir mit Ihnen einen Versuch machen?", source=Source.PRESS, talks=(
            Talk(5, TALHAMMER, "Versuch wird vorbereitet", "Zwei Haltestellen in Morgenau.",
                 "Beispiele aus Quellbach zeigen", 5),
        ),
    ),
)  # fmt: skip

ONLINE: Sequence[tuple[int, About, Person, str, str]] = (
    (2, About(C, "Druckwerkstatt Lindenfurt OHG", "Lindenfurt"),
     Person("Ansgar", "Lettner", "Inhaber", "werkstatt@druck-lindenfurt.example", "07999 712-4"),
     "Was bringt uns die Mitgliedschaft?", "Wir sind zu acht und drucken vor allem für Vereine."),
    (8, About(N, region="Quellbach"), Person("Rosalinde", "Amsel", "", "r.amsel@post.example"),
     "Mitglied werden als Privatperson", "Ich möchte die Genossenschaft unterstützen. Geht das auch allein?"),
)  # fmt: skip


def ask_about_us(session: Session, cast: Cast, now: datetime) -> None:
    """Organisations and people ask; some are in talk, some have applied or joined."""
    for asking in ASKING:
        _in_talk(session, cast, asking)
    _conversions(session, cast)
    version = statutes.house(session).privacy_notice_version
    for days, about, person, subject, text in ONLINE:
        asked = PublicEnquiry(about, person, subject, text, version)
        actions.enquire(session, asked, f"2001:db8:{days}::1", ago(cast, days, 14))
    _hand_on(session, cast, now)


def _in_talk(session: Session, cast: Cast, asking: Asking) -> Prospect:
    about = About(asking.kind, asking.name, asking.region, city=asking.city, source=asking.source)
    entered_at = ago(cast, asking.days, 9)
    request = Request(local(entered_at).date(), asking.way, asking.subject, asking.text)
    prospect = actions.enter(session, about, asking.person, request, True, cast.office, entered_at)
    for talk in asking.talks:
        actor, at = _officer(session, talk.ours), ago(cast, talk.days, 15)
        held = Held(local(at).date(), actor.name, f"{asking.person.first_names} {asking.person.last_name}",
                    talk.notes, talk.outcome)
        planned = Planned(talk.step, cast.today + timedelta(days=talk.due), actor.user_id)
        reason = talk.outcome if talk.then is Then.END else ""
        actions.hold(session, prospect.id, held, talk.then, planned, reason, actor, at)
    return prospect


def _officer(session: Session, human: Human) -> Actor:
    account = accounts.find_account_by_email(session, human.email)
    assert account is not None
    return Actor(name_of(human), account.id, account.party_id, frozenset({Role.BOARD}))


def _conversions(session: Session, cast: Cast) -> None:
    """Two applications of the story began with an enquiry."""
    for days, paper in ((58, NOTIFIED), (26, COMPLETE)):
        applied = select(Application).where(Application.name == paper.who["name"]).order_by(Application.id)
        application = session.scalars(applied).first()
        if application is None or paper.kind is None:
            continue
        signer = dict(paper.people[0]) if paper.people else {}
        person = Person(*(str(signer.get(name, "")) for name in ("first_names", "last_name", "function", "email")))
        asking = Asking(
            days, paper.kind, str(paper.who["name"]), str(paper.who["city"]), str(paper.who.get("region", "")), person,
            "Beitritt", "Wie läuft die Aufnahme ab?", talks=(
                Talk(days - 10, REHBEIN, "Unterlagen besprochen", "", "Antrag abwarten", 14 - days, then=Then.WANTS),
            ),
        )  # fmt: skip
        prospect = _in_talk(session, cast, asking)
        actions.link_application(session, prospect.id, application.id, cast.office, ago(cast, days - 14, 10))


def _hand_on(session: Session, cast: Cast, now: datetime) -> None:
    """The office takes a step over today."""
    office = _officer(session, LAUTENSCHLAG)
    tools = session.scalars(select(Prospect).where(Prospect.name == "Rabentaler Werkzeugbau GmbH")).one()
    step = Planned("Termin mit der Handwerkskammer bestätigen", cast.today + timedelta(days=2), office.user_id)
    actions.plan(session, tools.id, step, cast.office, now)
