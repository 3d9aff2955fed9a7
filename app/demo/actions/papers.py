"""The applications of the story, as they were typed."""

from collections.abc import Mapping

from app.core.values import PartyKind
from app.demo.rules import Paper
from app.members.rules import MemberClass

M, C, P = PartyKind.MUNICIPALITY, PartyKind.COMPANY, PartyKind.PUBLIC_BODY
A, N = PartyKind.ASSOCIATION, PartyKind.NATURAL_PERSON
COURT = "Amtsgericht Lindenfurt"


def _who(name: str, street: str, postcode: str, city: str, email: str, region: str, number: str = "") -> dict[str, str]:
    register = {"register_court": COURT, "register_number": number} if number else {}
    return {
        "name": name, "street": street, "postcode": postcode, "city": city, "email": email, "region": region,
        **register,
    }


def _signer(
    first_names: str, last_name: str, function: str, email: str, authority: str = "sole", title: str = ""
) -> Mapping[str, str]:
    return {
        "first_names": first_names, "last_name": last_name, "title": title, "function": function, "email": email,
        "authority": authority,
    }


DRAFT = Paper(
    C, _who("Imkerei Sonnentau GbR", "Heidehof 2", "70993", "Hohenmoos", "honig@sonnentau.example", "Eichenau"),
)
INCOMPLETE = Paper(
    C, _who("Elektro Funkenflug GmbH", "Kabelgasse 8", "70990", "Morgenau", "werkstatt@funkenflug.example", "Morgenau",
            "HRB 720114"),
    (_signer("Wolfhard", "Funk", "Geschäftsführer", "w.funk@funkenflug.example", "joint"),
     _signer("Liselotte", "Flug", "Geschäftsführerin", "l.flug@funkenflug.example", "joint")),
    2, (("Gemeinsame Ausschreibungen", "Leistungsverzeichnisse vergleichen"),),
)
COMPLETE = Paper(
    M, _who("Gemeinde Altenbruck", "Kirchgasse 1", "70997", "Altenbruck", "gemeinde@altenbruck.example", "Quellbach"),
    (_signer("Hildrun", "Steinbrück", "Bürgermeisterin", "h.steinbrueck@altenbruck.example", "appointed"),),
    2, (("Protokolle", "Sitzungen mitschreiben, auch im Dialekt"), ("Formulare", "Leichte Sprache")),
)
RETURNED = Paper(
    C, _who("Ferienhof Wiesengrund GmbH", "Talweg 19", "70991", "Rabental", "hof@wiesengrund.example", "Rabental",
            "HRB 716002"),
    (_signer("Florentine", "Wiesner", "Geschäftsführerin", "f.wiesner@wiesengrund.example"),), 1,
)
IN_VOTE = Paper(
    C, _who("Tischlerei Ahornblatt GmbH", "Hobelgasse 5", "70996", "Eichenau", "holz@ahornblatt.example", "Eichenau",
            "HRB 717390"),
    (_signer("Ruprecht", "Ahorner", "Geschäftsführer", "r.ahorner@ahornblatt.example"),),
    2, (("Angebote schreiben", "Aufmaß per Foto"),), "DE89370400440532013000",
)
BIASED = Paper(
    P, _who("Zweckverband Wasserversorgung Quellbach", "Am Hochbehälter 1", "70995", "Quellbach",
            "post@wasser-quellbach.example", "Quellbach"),
    (_signer("Gundel", "Brunnhuber", "Stellvertretende Verbandsvorsteherin", "g.brunnhuber@wasser-quellbach.example",
             "appointed"),),
    4, (("Leitungspläne", "Karten und Messwerte zusammenführen"),),
)
NOTIFIED = Paper(
    M, _who("Gemeinde Tannwies", "Forststraße 3", "70992", "Tannwies", "gemeinde@tannwies.example", "Rabental"),
    (_signer("Waldemar", "Tanner", "Bürgermeister", "w.tanner@tannwies.example", "appointed"),), 2,
    (("Bürgerauskunft", "Fragen zu Müll und Ausweisen beantworten"),),
)
ON_PAPER = Paper(
    A, _who("Kleintierzuchtverein Rabental e. V.", "Hasensteig 6", "70991", "Rabental", "", "Rabental", "VR 700566"),
    (_signer("Kreszentia", "Löffler", "Vorsitzende", ""),), 1,
)
REFUSED = Paper(
    C, _who("Glücksritter Handels UG (haftungsbeschränkt)", "Würfelgasse 13", "70999", "Lindenfurt", "", "Lindenfurt",
            "HRB 721999"),
    (_signer("Kasimir", "Glücksritter", "Geschäftsführer", ""),), 1,
)
WITHDRAWN = Paper(
    C, _who("Pension Seeblick Inh. Amalie Seidl e. K.", "Uferweg 1", "70992", "Tannwies", "pension@seeblick.example",
            "Rabental", "HRA 701350"),
    (_signer("Amalie", "Seidl", "Inhaberin", "a.seidl@seeblick.example"),), 1,
)
INVESTING = Paper(
    C, _who("Notgroschen Vermögens GmbH", "Zinsstraße 2", "70999", "Lindenfurt", "kontor@notgroschen.example",
            "Lindenfurt", "HRB 719006"),
    (_signer("Leonhard", "Groschenfeld", "Geschäftsführer", "l.groschenfeld@notgroschen.example"),), 8,
    member_class=MemberClass.INVESTING,
)
LIKELY_DUPLICATE = Paper(
    N, {"first_names": "Walburga", "last_name": "Ehrenpreis", "street": "Kirchgasse 11", "postcode": "70997",
        "city": "Altenbruck", "email": "walburga.ehrenpreis@post.example", "region": "Quellbach"},
)
