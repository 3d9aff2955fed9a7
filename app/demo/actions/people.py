"""Who lives in the story: organisations and people of the fictional Rabental; none of them exists."""

from collections.abc import Sequence
from datetime import date

from app.core.values import PartyKind, Role
from app.demo.rules import Entry, House, Human, Login
from app.members.rules import MemberClass
from app.parties.rules import Authority

M, C, P = PartyKind.MUNICIPALITY, PartyKind.COMPANY, PartyKind.PUBLIC_BODY
R, A = PartyKind.RESEARCH, PartyKind.ASSOCIATION
COURT = "Amtsgericht Lindenfurt"
APPOINTED, JOINT = Authority.APPOINTED, Authority.JOINT

FOUNDED = date(2021, 5, 10)
"""The day the cooperative was entered in the register of cooperatives."""

WEISSDORN = Human("Almut", "Weißdorn", "Dr.", "a.weissdorn@lindenfurt.example")
TALHAMMER = Human("Korbinian", "Talhammer", "", "k.talhammer@quellbach.example")
REHBEIN = Human(
    "Cosima", "Rehbein", "", "c.rehbein@digitalverbund.example", "Fliedergasse 12", "70990", "Morgenau", "Morgenau"
)
FELDHUETER = Human("Ansgar", "Feldhüter", "", "a.feldhueter@rabental.example")
KRAEHENBRINK = Human("Ottilie", "Krähenbrink", "", "o.kraehenbrink@stadtwerke-quellbach.example")
KORNBLUM = Human("Wendelin", "Kornblum", "Prof. Dr.", "w.kornblum@hs-welldingen.example")
ULMENRIED = Human("Gisbert", "Ulmenried", "", "g.ulmenried@hwk-rabental.example")
SONNLEITNER = Human("Irmela", "Sonnleitner", "", "i.sonnleitner@eichenau.example")
QUENDEL = Human("Theodora", "Quendel", "", "t.quendel@silberdistel.example")
BALDRIAN = Human("Mechthild", "Baldrian", "Dr.")
LICHTENAU = Human("Severin", "Lichtenau")
KLANGHOLZ = Human("Roswitha", "Klangholz", "Dr.")
LAUTENSCHLAG = Human("Henrike", "Lautenschlag", "", "h.lautenschlag@digitalverbund.example")
BRANDNER = Human("Ottilie", "Brandner", "", "o.brandner@digitalverbund.example")
PRUEFENSTEIN = Human("Gundula", "Prüfenstein", "", "g.pruefenstein@pruefer-rabental.example")

BOARD = (WEISSDORN, TALHAMMER, REHBEIN)
"""The directors, the chair first."""

SUPERVISORS = (FELDHUETER, KRAEHENBRINK, KORNBLUM, ULMENRIED, SONNLEITNER)
"""The supervisory board, the chair first."""

KULTURKREIS = House(
    A, "Kulturkreis Altenbruck e. V.", "Kirchgasse 9", "70997", "Altenbruck", "Quellbach",
    "kontakt@kulturkreis-altenbruck.example", QUENDEL, "Vorsitzende", Authority.SOLE, COURT, "VR 700128",
)
WEINGUT = House(
    C, "Weingut Silberdistel GmbH", "Rebhang 3", "70996", "Eichenau", "Eichenau", "hof@silberdistel.example", QUENDEL,
    "Geschäftsführerin", Authority.SOLE, COURT, "HRB 712004",
)
LINDENFURT = House(
    M, "Stadt Lindenfurt", "Marktplatz 1", "70999", "Lindenfurt", "Lindenfurt", "stadt@lindenfurt.example", WEISSDORN,
    "Oberbürgermeisterin", APPOINTED,
)
QUELLBACH = House(
    M, "Gemeinde Quellbach", "Rathausgasse 2", "70995", "Quellbach", "Quellbach", "gemeinde@quellbach.example",
    TALHAMMER, "Bürgermeister", APPOINTED,
)
INGENIEURE = House(
    C, "Sörensen-Quast Ingenieurgesellschaft mbH", "Am Wehr 5", "70995", "Quellbach", "Quellbach",
    "buero@soerensen-quast.example", Human("Jorid", "Sörensen-Quast"), "Geschäftsführerin", Authority.SOLE, COURT,
    "HRB 715530",
)
BAECKEREI = House(
    C, "Bäckerei Hollerstrauch KG", "Hefegasse 4", "70991", "Rabental", "Rabental", "backstube@hollerstrauch.example",
    Human("Friedhelm", "Hollerstrauch"), "Komplementär", Authority.SOLE, COURT, "HRA 700911",
)
WOHNBAU = House(
    C, "Wohnbau Lindenfurt eG", "Gartenstadt 14", "70999", "Lindenfurt", "Lindenfurt",
    "wohnbau@lindenfurt-eg.example", Human("Hadwig", "Ziegelbrink"), "Vorständin", JOINT, COURT, "GnR 700051",
)
VOLKSHOCHSCHULE = House(
    A, "Volkshochschule Eichenau e. V.", "Schulberg 5", "70996", "Eichenau", "Eichenau", "buero@vhs-eichenau.example",
    Human("Kunigunde", "Lernbrink"), "Vorsitzende", Authority.SOLE, COURT, "VR 700219",
)
SPARSTRUMPF = House(
    C, "Sparstrumpf Beteiligungs GmbH", "Münzgasse 8", "70999", "Lindenfurt", "Lindenfurt",
    "post@sparstrumpf.example", Human("Balduin", "Silberling"), "Geschäftsführer", Authority.SOLE, COURT, "HRB 718807",
)
KRANKENHAUS = House(
    C, "Kreiskrankenhaus Quellbach gGmbH", "Klinikweg 1", "70995", "Quellbach", "Quellbach",
    "leitung@klinik-quellbach.example", BALDRIAN, "Geschäftsführerin", Authority.SOLE, COURT, "HRB 711242",
)
MORGENAU = House(
    M, "Stadt Morgenau", "Rathausplatz 1", "70990", "Morgenau", "Morgenau", "stadt@morgenau.example", LICHTENAU,
    "Bürgermeister", APPOINTED,
)
SPRACHTECHNIK = House(
    R, "Institut für angewandte Sprachtechnik Welldingen e. V.", "Lautweg 7", "70998", "Welldingen", "Welldingen",
    "institut@sprachtechnik.example", KLANGHOLZ, "Vorstand", Authority.SOLE, COURT, "VR 700340",
)

FOUNDERS: Sequence[Entry] = (
    Entry(LINDENFURT, FOUNDED, 8),
    Entry(House(M, "Landkreis Rabental", "Schlossplatz 2", "70991", "Rabental", "Rabental", "kreis@rabental.example",
                FELDHUETER, "Landrat", APPOINTED), FOUNDED, 12),
    Entry(QUELLBACH, FOUNDED, 2),
    Entry(House(C, "Stadtwerke Quellbach GmbH", "Am Wasserturm 1", "70995", "Quellbach", "Quellbach",
                "post@stadtwerke-quellbach.example", KRAEHENBRINK, "Geschäftsführerin", Authority.SOLE, COURT,
                "HRB 710007"), FOUNDED, 6),
    Entry(House(R, "Hochschule Welldingen", "Campusallee 10", "70998", "Welldingen", "Welldingen",
                "praesidium@hs-welldingen.example", KORNBLUM, "Präsident", APPOINTED), FOUNDED, 2),
    Entry(KULTURKREIS, FOUNDED, 1),
    Entry(House(P, "Handwerkskammer Rabental", "Zunftstraße 6", "70991", "Rabental", "Rabental",
                "kammer@hwk-rabental.example", ULMENRIED, "Präsident", APPOINTED), FOUNDED, 3),
    Entry(REHBEIN, FOUNDED, 1),
)  # fmt: skip

LATER: Sequence[Entry] = (
    Entry(House(M, "Gemeinde Eichenau", "Dorfstraße 21", "70996", "Eichenau", "Eichenau", "gemeinde@eichenau.example",
                SONNLEITNER, "Bürgermeisterin", APPOINTED), date(2022, 3, 8), 2),
    Entry(WEINGUT, date(2022, 3, 8), 1),
    Entry(KRANKENHAUS, date(2022, 3, 8), 4),
    Entry(House(C, "Raiffeisenkasse Rabental-Morgenau eG", "Bankgasse 1", "70990", "Morgenau", "Morgenau",
                "vorstand@kasse-rabental.example", Human("Ludger", "Talerfeld"), "Vorstand", JOINT, COURT,
                "GnR 700023"), date(2022, 9, 20), 5),
    Entry(House(C, "Verkehrsverbund Rabental GmbH", "Bahnhofplatz 3", "70991", "Rabental", "Rabental",
                "service@vv-rabental.example", Human("Edeltraud", "Fahrnholz"), "Geschäftsführerin", Authority.SOLE,
                COURT, "HRB 713319"), date(2022, 9, 20), 3),
    Entry(BAECKEREI, date(2022, 9, 20), 1),
    Entry(Human("Walburga", "Ehrenpreis", "", "walburga.ehrenpreis@post.example", "Kirchgasse 4", "70997", "Altenbruck",
                "Quellbach"), date(2022, 9, 20), 1),
    Entry(MORGENAU, date(2023, 4, 18), 6),
    Entry(SPRACHTECHNIK, date(2023, 4, 18), 1),
    Entry(INGENIEURE, date(2023, 4, 18), 2),
    Entry(WOHNBAU, date(2023, 11, 7), 4),
    Entry(House(C, "Zimmerei Fürchtegott Kleinlein e. K.", "Sägewerk 2", "70997", "Altenbruck", "Quellbach",
                "holz@kleinlein.example", Human("Fürchtegott", "Kleinlein"), "Inhaber", Authority.SOLE, COURT,
                "HRA 700877"), date(2023, 11, 7), 1),
    Entry(House(M, "Gemeinde Hohenmoos", "Moosweg 1", "70993", "Hohenmoos", "Eichenau", "gemeinde@hohenmoos.example",
                Human("Notburga", "Moosbacher"), "Bürgermeisterin", APPOINTED), date(2023, 11, 7), 1),
    Entry(House(M, "Landkreis Welldingen", "Kreishaus 1", "70998", "Welldingen", "Welldingen",
                "kreis@welldingen.example", Human("Eginhard", "Wellenkamp", "Dr."), "Landrat", APPOINTED),
          date(2024, 10, 15), 8),
    Entry(House(C, "Druckerei Federkiel GmbH & Co. KG", "Letternweg 11", "70990", "Morgenau", "Morgenau",
                "satz@federkiel.example", Human("Adelgunde", "Federkiel"), "Geschäftsführerin", Authority.SOLE, COURT,
                "HRA 701204"), date(2024, 10, 15), 1),
    Entry(VOLKSHOCHSCHULE, date(2024, 10, 15), 1),
    Entry(Human("Traugott", "Nachtigall", "", "traugott.nachtigall@post.example", "Amselstieg 2", "70998", "Welldingen",
                "Welldingen"), date(2025, 2, 11), 1),
    Entry(SPARSTRUMPF, date(2025, 2, 11), 4, member_class=MemberClass.INVESTING),
    Entry(House(M, "Verbandsgemeinde Sankt Rabe", "Am Anger 8", "70994", "Sankt Rabe", "Rabental",
                "verwaltung@sankt-rabe.example", Human("Leokadia", "Angerer"), "Verbandsbürgermeisterin", APPOINTED),
          date(2025, 9, 9), 3),
    Entry(House(C, "Molkerei Alpenklee Rabental GmbH", "Käsegasse 17", "70991", "Rabental", "Rabental",
                "kontor@alpenklee.example", Human("Sigismund", "Rahmfeld"), "Geschäftsführer", Authority.SOLE, COURT,
                "HRB 719450"), 62, 2, paid=0.5),
    Entry(House(P, "Zweckverband Abwasser Morgenau", "Klärwerk 1", "70990", "Morgenau", "Morgenau",
                "zv@abwasser-morgenau.example", Human("Ingbert", "Klarwasser"), "Verbandsvorsteher", APPOINTED), 41, 2,
          paid=0.0, has_certificate=False),
    Entry(Human("Apollonia", "Sommerwind", "Dr.", "apollonia.sommerwind@post.example", "Lerchenfeld 30", "70999",
                "Lindenfurt", "Lindenfurt"), 24, 1, paid=1.0, has_certificate=False),
)  # fmt: skip

LOGINS: Sequence[Login] = (
    Login(LAUTENSCHLAG, "h.lautenschlag@digitalverbund.example", "Geschäftsstelle: prüft, trägt Zahlungen ein, druckt",
          (Role.OFFICE,)),
    Login(WEISSDORN, WEISSDORN.email, "Vorstand, Vorsitz: nimmt Vorlagen auf, unterzeichnet"),
    Login(TALHAMMER, TALHAMMER.email, "Vorstand: stimmt ab, in einem Antrag befangen"),
    Login(REHBEIN, REHBEIN.email, "Vorstand: ihre Stimme entscheidet"),
    Login(FELDHUETER, FELDHUETER.email, "Aufsichtsrat, Vorsitz: stimmt einem investierenden Mitglied zu"),
    Login(PRUEFENSTEIN, PRUEFENSTEIN.email, "Prüfung: liest bis zum Ende des geprüften Jahres, prüft das Journal",
          (Role.AUDITOR,)),
    Login(BRANDNER, BRANDNER.email, "Verwaltung: klärt E-Mails und Aufträge, Personen, Einrichtung",
          (Role.ADMINISTRATOR,)),
    Login(QUENDEL, QUENDEL.email, "Mitglied: handelt für zwei, eines hat zu zahlen"),
)
