"""What the organisations of the story need: the questions of those who begin, of towns, of trades; all invented."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.demo.actions.people import FELDHUETER, QUENDEL, TALHAMMER, WEISSDORN
from app.demo.rules import Human
from app.needs.rules import Field, Level, NeedState, Urgency

CALM, YEAR, NOW = Urgency.CALM, Urgency.THIS_YEAR, Urgency.PRESSING
PUBLIC, MEMBERS, OFFICE = Level.PUBLIC, Level.MEMBERS, Level.OFFICE
SEEN, UNDER_WAY, ANSWERED, SET_ASIDE = NeedState.SEEN, NeedState.UNDER_WAY, NeedState.ANSWERED, NeedState.SET_ASIDE
ADMINISTRATION, DATA, STRATEGY, MOBILITY = Field.ADMINISTRATION, Field.DATA, Field.STRATEGY, Field.MOBILITY


@dataclass(frozen=True)
class Wish:
    """A need of the story, raised so many days ago; who writes it itself has a login, for others the office does.

    `steps` lead it on: days ago, state, words.
    """

    days: int
    owner: str
    title: str
    situation: str
    effect: str
    field: Field
    urgency: Urgency = YEAR
    level: Level = MEMBERS
    data: str = ""
    writer: Human | None = None
    steps: Sequence[tuple[int, NeedState, str]] = ()


LINDENFURT, QUELLBACH, KREIS = "Stadt Lindenfurt", "Gemeinde Quellbach", "Landkreis Rabental"
WEINGUT, KULTUR = "Weingut Silberdistel GmbH", "Kulturkreis Altenbruck e. V."

WISHES: Sequence[Wish] = (
    # which solutions can be trusted
    Wish(210, "Handwerkskammer Rabental", "Woran erkennen Betriebe eine vertrauenswürdige KI-Lösung?",
         "Unsere Betriebe bekommen jede Woche Angebote für KI-Programme. Ob eines hält, was es verspricht, und was mit"
         " den Kundendaten geschieht, kann kaum jemand beurteilen.",
         "Es gibt eine kurze Liste mit Fragen und geprüfte Lösungen, auf die wir verweisen können.", STRATEGY, NOW,
         PUBLIC, steps=((205, SEEN, ""), (160, UNDER_WAY, ""), (40, ANSWERED, (
         "Die Fragenliste ist fertig und liegt bei der Geschäftsstelle. Drei Lösungen sind danach geprüft; die Berichte"
         " stehen allen Mitgliedern offen.")))),
    Wish(150, WEINGUT, "Welchem Übersetzungsdienst können wir Verträge anvertrauen?",
         "Wir verkaufen nach Frankreich und Dänemark und übersetzen Angebote mit frei zugänglichen Diensten. Wo die"
         " Texte landen, wissen wir nicht.",
         "Ein Dienst, dem man vertrauen kann und den auch ein kleiner Betrieb bezahlt.", Field.TRADE, YEAR, MEMBERS,
         "Angebote und Etiketten der letzten Jahre", QUENDEL, ((148, SEEN, ""), (90, UNDER_WAY, ""))),
    Wish(96, "Kreiskrankenhaus Quellbach gGmbH", "Arztbriefe diktieren, ohne dass Daten das Haus verlassen",
         "Ärztinnen diktieren am Abend, das Schreibbüro kommt nicht nach. Dienste im Internet scheiden aus:"
         " Gesundheitsdaten dürfen das Haus nicht verlassen.",
         "Der Brief ist fertig, wenn der Patient geht, und alles läuft im eigenen Rechenzentrum.", Field.HEALTH, NOW,
         OFFICE, "Etwa 40 000 Briefe, nur intern verwendbar", steps=((94, SEEN, ""),)),
    Wish(33, "Verbandsgemeinde Sankt Rabe", "Welche KI-Programme dürfen unsere Leute benutzen?",
         "Im Rathaus probieren viele etwas aus, jeder für sich. Der Personalrat fragt nach Regeln, und wir wissen"
         " nicht, welche Programme sicher genug sind.",
         "Eine Liste erlaubter Programme und eine Dienstanweisung, die andere schon erprobt haben.", STRATEGY, YEAR,
         PUBLIC, steps=((31, SEEN, ""),)),
    # how to classify the market
    Wish(185, "Raiffeisenkasse Rabental-Morgenau eG", "Anbieter von Sprachmodellen einordnen",
         "Der Markt wechselt alle paar Monate. Uns fehlt ein Überblick, welche Anbieter es gibt, wo sie rechnen und"
         " was sie kosten.",
         "Eine Übersicht, die zweimal im Jahr erneuert wird und Empfehlungen begründet.", STRATEGY, CALM, MEMBERS,
         steps=((182, SEEN, ""), (120, UNDER_WAY, ""))),
    Wish(74, "Druckerei Federkiel GmbH & Co. KG", "Wer bietet Bildprüfung für kleine Auflagen an?",
         "Vor dem Druck prüfen wir Bilder auf Auflösung, Farben und Rechte von Hand. Die Anbieter, die wir finden,"
         " rechnen mit Konzernen.",
         "Ein Marktüberblick mit Preisen, die zu einem Betrieb mit zwanzig Leuten passen.", Field.PRODUCTION, CALM,
         MEMBERS, "Druckdaten aus zwölf Jahren", steps=((70, SEEN, ""),)),
    Wish(20, "Stadt Morgenau", "Marktüberblick: Was kostet KI für eine Stadt unserer Größe?",
         "Der Gemeinderat will für den Haushalt wissen, womit zu rechnen ist. Jeder Anbieter rechnet anders: je Kopf,"
         " je Anfrage, je Lizenz.",
         "Vergleichbare Zahlen aus Städten, die schon etwas betreiben.", STRATEGY, NOW, PUBLIC,
         steps=((19, SEEN, ""),)),
    # how to start a project that lasts
    Wish(58, "Molkerei Alpenklee Rabental GmbH", "Weniger Joghurt wegwerfen: Wie fangen wir an?",
         "Vierzig Läden bestellen jeden Morgen, am Abend kommt ein Teil zurück. Wir haben die Bestellungen, aber"
         " niemanden, der so etwas schon gemacht hat.",
         "Ein erster Schritt, der wenig kostet und nach einem Jahr noch läuft.", Field.TRADE, YEAR, PUBLIC,
         "Bestellungen und Rückläufe je Laden seit 2019", steps=((56, SEEN, ""), (48, UNDER_WAY, ""), (12, ANSWERED, (
         "Die Hochschule Welldingen hat mit Ihren Zahlen eine Vorhersage je Laden gerechnet; im Versuch kam ein Fünftel"
         " weniger zurück. Die Anleitung steht allen Mitgliedern offen.")))),
    Wish(61, "Zimmerei Fürchtegott Kleinlein e. K.", "Angebote aus Bauplänen vorbereiten, ohne dass es einschläft",
         "Aufmaß und Stückliste rechne ich nachts aus Plänen heraus. Schon zweimal haben wir ein Programm angefangen"
         " und nach drei Monaten aufgehört.",
         "Ein Vorhaben, das jemand begleitet, bis es von selbst läuft.", Field.TRADE, YEAR, MEMBERS,
         "Pläne und Angebote als PDF", steps=((58, SEEN, ""),)),
    Wish(47, "Volkshochschule Eichenau e. V.", "Erst verstehen, dann kaufen: Einführung für Amtsleitungen",
         "Viele Häuser kaufen etwas und fragen danach, wozu. Wir könnten schulen, uns fehlen Unterlagen und"
         " Referentinnen, die Verwaltung kennen.",
         "Ein Kurs von zwei Abenden, nach dem man ein Vorhaben beginnen kann, das Bestand hat.", Field.EDUCATION, YEAR,
         PUBLIC, steps=((45, SEEN, ""), (30, UNDER_WAY, ""))),
    # data infrastructure
    Wish(170, "Landkreis Welldingen", "Gemeinsame Datenplattform für die Kreisgemeinden",
         "Jede Gemeinde pflegt eigene Listen zu Straßen, Bäumen, Spielplätzen und Zählern. Auswertungen über den Kreis"
         " entstehen von Hand.",
         "Daten liegen an einer Stelle, jede Gemeinde behält ihre Hoheit, Auswertungen dauern Minuten.", DATA, YEAR,
         MEMBERS, "Listen, Karten, Zählerstände in vielen Formaten", steps=((166, SEEN, ""), (140, UNDER_WAY, ""))),
    Wish(118, "Stadtwerke Quellbach GmbH", "Messwerte aus Netz und Zählern zusammenführen",
         "Netz, Zähler und Wetterdaten liegen in drei Systemen, die nicht miteinander sprechen. Für jede Frage bauen"
         " wir eine eigene Tabelle.",
         "Eine Dateninfrastruktur, auf der Vorhersagen aufsetzen können.", DATA, YEAR, MEMBERS,
         "Zählerwerte je Viertelstunde, Netzzustände, Wetter", steps=((115, SEEN, ""),)),
    Wish(52, "Hochschule Welldingen", "Rechenzeit und Speicher für sprachliche Daten teilen",
         "Unsere Rechner stehen nachts still, andere kaufen teure Rechenzeit ein. Für gemeinsame Nutzung fehlen Regeln"
         " und eine Abrechnung.",
         "Mitglieder rechnen auf vorhandenen Rechnern der Region, sicher getrennt voneinander.", DATA, CALM, PUBLIC,
         steps=((50, SEEN, ""),)),
    Wish(15, "Zweckverband Abwasser Morgenau", "Sensordaten aus dem Kanalnetz nutzbar machen",
         "Pegel und Pumpen melden alle fünf Minuten, angesehen wird das nur bei Störungen. Die Daten liegen beim"
         " Hersteller.",
         "Wir kommen an die eigenen Messwerte heran und werden gewarnt, bevor etwas überläuft.", DATA, NOW, MEMBERS,
         "Pegel und Laufzeiten von 38 Pumpwerken"),
    # tasks of municipalities: minutes
    Wish(230, LINDENFURT, "Sitzungen des Gemeinderats aus Tonaufnahmen verschriften",
         "Nach jeder Sitzung schreibt eine Kollegin drei Tage am Protokoll. Die Tonaufnahme ist da, Redner und"
         " Beschlüsse muss sie heraushören.",
         "Am selben Abend liegt ein Entwurf vor, Beschlüsse stehen getrennt.", ADMINISTRATION, YEAR, PUBLIC,
         "Tonaufnahmen und Niederschriften seit 2015", WEISSDORN, ((226, SEEN, ""), (180, UNDER_WAY, ""))),
    Wish(176, KREIS, "Protokoll aus der Tonaufnahme von Kreistag und Ausschüssen",
         "Elf Ausschüsse tagen, oft im Dialekt und durcheinander. Der Schriftführer hört jede Aufnahme zweimal ab.",
         "Ein Protokoll, das nur noch geprüft wird.", ADMINISTRATION, YEAR, MEMBERS, "", FELDHUETER,
         ((172, SEEN, ""), (150, UNDER_WAY, ""))),
    Wish(88, "Hochschule Welldingen", "Senatssitzungen verschriften, Redner erkennen",
         "Der Senat tagt öffentlich, Mitschriften entstehen im eigenen Haus. Fachwörter und Namen versteht kein"
         " Programm, das wir kennen.",
         "Eine Niederschrift mit richtigen Namen, gerechnet im eigenen Rechenzentrum.", Field.EDUCATION, CALM, MEMBERS,
         steps=((85, SEEN, ""),)),
    # citizens' questions
    Wish(142, QUELLBACH, "Anfragen an das Bürgerbüro schneller beantworten",
         "Jede Woche kommen etwa 150 E-Mails zu Ausweisen, Hundesteuer und Sperrmüll. Die Antworten stehen auf unserer"
         " Internetseite, aber niemand findet sie.",
         "Einfache Fragen sind in einer Stunde beantwortet, schwierige landen beim richtigen Amt.", ADMINISTRATION, NOW,
         PUBLIC, "E-Mails eines Jahres, ohne Namen", TALHAMMER, ((138, SEEN, ""), (60, UNDER_WAY, ""))),
    Wish(109, "Gemeinde Eichenau", "Bürgertelefon am Abend",
         "Um 16 Uhr ist das Rathaus zu, viele rufen später an: Öffnungszeiten, Zuständigkeiten, Unterlagen für den"
         " Personalausweis.",
         "Auskunft auch nach Feierabend, auf Deutsch, Türkisch und Ukrainisch.", ADMINISTRATION, YEAR, MEMBERS,
         steps=((105, SEEN, ""),)),
    Wish(27, "Gemeinde Hohenmoos", "Bürgerfragen beantworten, obwohl wir nur zu viert sind",
         "Wir sind vier Leute für alles. Anfragen zu Ummeldung, Müll und Bauanträgen bleiben liegen, wenn eine krank"
         " ist.",
         "Ein gemeinsamer Auskunftsdienst mit anderen kleinen Gemeinden.", ADMINISTRATION, NOW, MEMBERS,
         steps=((25, SEEN, ""),)),
    Wish(9, "Verkehrsverbund Rabental GmbH", "Fahrgastfragen bei Störungen beantworten",
         "Bei Störungen bricht das Telefon zusammen. Die Leitstelle weiß Bescheid, die Auskunft erfährt es als letzte.",
         "Fahrgäste bekommen in Minuten eine richtige Antwort, auch an der Haltestelle.", MOBILITY, YEAR, MEMBERS),
    # roads, buildings, energy
    Wish(126, "Stadt Morgenau", "Schlaglöcher finden, bevor sich jemand beschwert",
         "Der Bauhof fährt die Straßen zweimal im Jahr ab und schreibt mit. Was dazwischen aufbricht, melden Bürger.",
         "Eine Kamera am Müllwagen erkennt Schäden, der Bauhof plant danach.", MOBILITY, YEAR, PUBLIC,
         "Straßenkataster, Bilder aus zwei Befahrungen", steps=((122, SEEN, ""), (80, SET_ASIDE, (
         "Erst wenn geklärt ist, wie Gesichter und Kennzeichen unkenntlich werden. Die Datenschutzbeauftragte prüft es"
         " bis zum Frühjahr.")))),
    Wish(83, KREIS, "Zustand der Kreisstraßen laufend erfassen",
         "Die Straßenmeisterei begutachtet 410 Kilometer von Hand. Risse und Spurrinnen sehen wir zu spät.",
         "Straßenschäden stehen in einer Karte, nach Dringlichkeit geordnet.", MOBILITY, YEAR, MEMBERS,
         "Dashcam-Aufnahmen eines Winters", FELDHUETER, ((80, SEEN, ""),)),
    Wish(65, "Wohnbau Lindenfurt eG", "Heizungen einstellen, ohne jede Wohnung zu betreten",
         "1 200 Wohnungen, überall andere Regler. Die Abrechnung zeigt erst nach einem Jahr, wo etwas nicht stimmt.",
         "Auffälliger Verbrauch fällt im selben Monat auf, Mieterdaten bleiben im Haus.", Field.ENERGY, YEAR, OFFICE,
         "Monatswerte je Wohnung, vertraulich", steps=((63, SEEN, ""),)),
    Wish(38, "Stadtwerke Quellbach GmbH", "Stromverbrauch der nächsten Tage vorhersagen",
         "Wir kaufen Strom nach Erfahrung ein. Wetter, Ferien und die vielen neuen Solaranlagen bringen die"
         " Vorhersage durcheinander.",
         "Eine Vorhersage je Viertelstunde, die sich selbst nachstellt.", Field.ENERGY, YEAR, MEMBERS,
         "Lastgänge seit 2012", steps=((36, SEEN, ""),)),
    # law, staff, culture
    Wish(58, "Gemeinde Eichenau", "Ausschreibungen prüfen, bevor Bieter rügen",
         "Für eine Ausschreibung lesen drei Ämter dieselben hundert Seiten. Widersprüche fallen den Bietern auf, nicht"
         " uns.",
         "Widersprüche und fehlende Angaben sind markiert, bevor veröffentlicht wird.", ADMINISTRATION, CALM, MEMBERS,
         steps=((56, SEEN, ""),)),
    Wish(44, KULTUR, "Das Vereinsarchiv durchsuchbar machen",
         "Hundert Jahre Protokolle in Sütterlin, Plakate, Tonbänder. Wer etwas sucht, fragt unseren ältesten"
         " Vorstand.",
         "Schüler und Forscherinnen finden Stellen, ohne Sütterlin lesen zu können.", Field.EDUCATION, CALM, PUBLIC,
         "Etwa 9 000 gescannte Seiten", QUENDEL, ((42, SEEN, ""),)),
    Wish(12, WEINGUT, "Pflanzenkrankheiten im Weinberg früh erkennen",
         "Bei Mehltau zählt jeder Tag. Wir gehen die Zeilen ab und sehen es oft zu spät.",
         "Ein Foto mit dem Telefon genügt, und wir wissen, ob gespritzt werden muss.", Field.TRADE, YEAR, MEMBERS,
         "Fotos und Wetterdaten von drei Jahren", QUENDEL),
    Wish(5, "Raiffeisenkasse Rabental-Morgenau eG", "Betrugsversuche am Telefon erkennen",
         "Anrufer geben sich als Enkel oder Polizei aus. Am Schalter merken wir es, am Telefon nicht.",
         "Mitarbeitende werden gewarnt, während das Gespräch läuft.", Field.SAFETY, NOW, OFFICE,
         "Geschulte Beispiele, vertraulich"),
)  # fmt: skip

OF_PROSPECTS: Sequence[Wish] = (
    Wish(60, "Landkreis Hohenried", "Datenplattform für zwölf Kreisgemeinden",
         "Zwölf Gemeinden, zwölf Fachverfahren. Für die Wärmeplanung haben wir ein halbes Jahr lang Daten gesammelt.",
         "Eine gemeinsame Plattform, am liebsten mit denen, die schon weiter sind.", DATA, NOW, MEMBERS,
         "Gebäude- und Verbrauchsdaten"),
    Wish(50, "Gemeinde Steinach am Forst", "Gemeinderatsprotokoll aus der Tonaufnahme",
         "Die Bürgermeisterin schreibt das Protokoll am Sonntag selbst.",
         "Ein Entwurf, den man nur noch durchsieht.", ADMINISTRATION, YEAR, OFFICE),
)  # fmt: skip
