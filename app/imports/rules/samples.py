"""A small list of each kind, to see how one may look; all of it is invented."""

from collections.abc import Mapping

from app.imports.rules.lists import ListKind

SAMPLE_NAMES: Mapping[ListKind, str] = {
    ListKind.MEMBERS: "mitglieder.csv", ListKind.SHARES: "anteile.csv", ListKind.PAYMENTS: "zahlungen.csv",
    ListKind.TRANSFERS: "uebertragungen.csv", ListKind.EXITS: "ausscheiden.csv", ListKind.HISTORY: "vorgaenge.csv",
}
"""How the file of each is called."""

SAMPLES: Mapping[ListKind, str] = {
    ListKind.MEMBERS: (
        "Mitglieds-Nr.;Art;Nachname;Vorname;Firma;Straße;PLZ;Ort;Beitritt am;Anteile;Eingezahlt\n"
        "1;natürliche Person;Weißdorn;Almut;;Kontorgasse 3;70990;Morgenau;01.04.2009;2;1.000,00\n"
        "2;Gemeinde;;;Gemeinde Altenbruck;Marktplatz 1;70991;Altenbruck;15.09.2010;4;500,00\n"
    ),
    ListKind.SHARES: (
        "Mitglieds-Nr.;Vorgang;Anteile;Wirksam ab;Erklärt am;Beleg\n"
        "1;Zeichnung;3;01.07.2012;14.06.2012;V-2012-014\n"
        "2;Kündigung einzelner Anteile;1;31.12.2015;20.08.2015;Schreiben vom 18.08.2015\n"
    ),
    ListKind.PAYMENTS: (
        "Mitglieds-Nr.;Zweck;Betrag;Eingegangen am;Beleg\n"
        "2;Einzahlung;1.500,00;02.11.2010;Auszug 44/2010\n"
        "2;Eintrittsgeld;50,00;02.11.2010;Auszug 44/2010\n"
        "1;Gewinnzuschreibung;12,40;30.06.2014;Beschluss vom 24.06.2014\n"
        "2;Auszahlung;500,00;30.06.2016;Auszug 26/2016\n"
    ),
    ListKind.TRANSFERS: (
        "Von Mitglied;An Mitglied;Anteile;Guthaben;Übertragen am;Beleg\n"
        "1;2;2;1.000,00;30.09.2018;Vertrag vom 12.09.2018\n"
    ),
    ListKind.EXITS: (
        "Mitglieds-Nr.;Ausgeschieden am;Erklärt am;Grund;Beleg\n"
        "1;31.12.2020;14.08.2020;Kündigung;Schreiben vom 12.08.2020\n"
    ),
    ListKind.HISTORY: (
        "Mitglieds-Nr.;Vorgang;Tag;Anteile;Betrag;Erwerber;Grund;Erklärt am;Beleg\n"
        "1;Zeichnung;01.07.2012;3;;;;14.06.2012;V-2012-014\n"
        "1;Einzahlung;16.07.2012;;1.500,00;;;;Auszug 29/2012\n"
        "1;Übertragung;30.09.2018;2;1.000,00;2;;;Vertrag vom 12.09.2018\n"
        "1;Ausscheiden;31.12.2020;;;;Kündigung;14.08.2020;Schreiben vom 12.08.2020\n"
    ),
}
"""Each as a spreadsheet would write it; the columns may be called otherwise and stand in another order."""
