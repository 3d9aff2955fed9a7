"""What needs are about: themes, each with the German words that tell of it.

The words are those of municipal tasks, trades, care, research and technology at large. A theme is found by a whole
word or by a part of a compound, whatever its ending; a word may tell of several themes.
"""

from collections.abc import Mapping

from app.core.values import German

THEMES: Mapping[German, str] = {
    German("Auskunft für Bürger"): (
        "Auskunft Bürgerbüro Bürgeranfrage Bürgerfrage Bürgerservice Bürgerauskunft Bürgertelefon Öffnungszeit "
        "Zuständigkeit Anliegen Sprechzeit Servicecenter Hotline Callcenter Telefonzentrale Anruf Anrufer "
        "Kundenanfrage Kundenservice Behördenruf Bürgerdialog FAQ Wartezeit Terminvergabe Terminbuchung"
    ),
    German("Chat und Sprachassistenz"): (
        "Chatbot Bot Chat Sprachbot Voicebot Telefonbot Dialogsystem Dialogassistent Telefonassistent Sprachassistent "
        "Avatar Lotse virtuell"
    ),
    German("Sprachmodelle"): (
        "Sprachmodell LLM GPT ChatGPT Textgenerierung generativ Prompt Prompten Halluzination halluzinieren RAG "
        "Textentwurf"
    ),
    German("Ausweise und Meldewesen"): (
        "Personalausweis Ausweis Reisepass Pass Passfoto Einwohnermeldeamt Meldeamt Meldewesen Meldebescheinigung "
        "Ummeldung Anmeldung Wohnsitz Führungszeugnis Standesamt Geburtsurkunde Heirat Eheschließung Sterbeurkunde "
        "Urkunde"
    ),
    German("Fahrzeugzulassung"):
        "Kfz Zulassung Zulassungsstelle Führerschein Kennzeichen Wunschkennzeichen Fahrzeugschein",
    German("Bauanträge"): (
        "Bauantrag Baugesuch Baugenehmigung Bauamt Baurecht Baurechtsamt Baurechtsbehörde Bauaufsicht Bauherr "
        "Bauvorhaben Bauordnung Landesbauordnung Bauakte Bauvorlage Bauunterlage Bauplan Lageplan Grundriss "
        "Stellplatz Abstandsfläche Bebauungsplan Bauleitplanung Architekt Carport Gaube Grundflächenzahl "
        "Kenntnisgabeverfahren Brandschutznachweis Statik"
    ),
    German("Anträge und Bescheide"): (
        "Antrag Antragsteller Antragsbearbeitung Antragstellung Bescheid Genehmigung Genehmigungsverfahren "
        "Vollständigkeit vollständig Vollständigkeitsprüfung Nachforderung nachreichen Sachbearbeiter Sachbearbeitung "
        "Vorgang Formular Nachweis Unterlage Widerspruch Widerspruchsverfahren Vordruck Ausfüllen Onlinedienst "
        "Bewilligung Ablehnung Rückstau Vorprüfung"
    ),
    German("Straßen und Wege"): (
        "Straße Schlagloch Fahrbahn Fahrbahnschaden Straßenschaden Straßenzustand Asphalt Belag Straßenbelag Gehweg "
        "Radweg Pflaster Spurrinne Tiefbau Tiefbauamt Straßenmeisterei Straßenbau Straßenunterhalt Kreisstraße "
        "Flickstelle Feldweg Wirtschaftsweg Riss Kanaldeckel Straßensanierung Zustandserfassung Straßenkontrolle "
        "Streckenkontrolle Dashcam"
    ),
    German("Brücken und Bauwerke"): (
        "Brücke Bauwerk Bauwerksprüfung Brückenprüfung Tunnel Beton Stützmauer Betonschaden Ingenieurbauwerk "
        "Abplatzung Bewehrung"
    ),
    German("Winterdienst"): (
        "Winterdienst Winter Schnee Schneefall Eis Glätte Glatteis Eisglätte glatt streuen Streusalz Streudienst "
        "Streufahrzeug Salz räumen Räumdienst Räumfahrzeug Räumung Neuschnee Frost vereisen überfrieren Reifglätte "
        "Streckenwetter"
    ),
    German("Bauhof und Betriebshof"): (
        "Bauhof Betriebshof Fuhrpark Grünpflege Grünfläche Mähen Mäharbeit Stadtgärtnerei Friedhof Spielplatz "
        "Kehrmaschine Stadtreinigung"
    ),
    German("Energie in Gebäuden"): (
        "Energie Energieverbrauch Energiemanagement Heizung Heizkosten Heizkurve Thermostat Stromverbrauch "
        "Wärmeverbrauch Gasverbrauch Verbrauch Verbrauchsdaten Zähler Zählerstand Stromzähler Smartmeter "
        "Wärmemengenzähler Liegenschaft Lüftung Klimaanlage Gebäudetechnik Gebäudeleittechnik Gebäudeautomation "
        "Gebäudebetrieb Energiesparen Einsparpotenzial Energieeinsparung Energiekosten Grundlast Energiebericht"
    ),
    German("Wärmeplanung"): (
        "Wärmeplanung Wärmeplan Wärmewende Wärmenetz Fernwärme Fernwärmenetz Nahwärme Nahwärmenetz Wärmepumpe "
        "Wärmebedarf Wärmeatlas Wärmeversorgung Abwärme Gebäudedämmung Dämmung gedämmt Heizungstausch "
        "Holzhackschnitzel Quartier Kessel Schornsteinfeger Geothermie"
    ),
    German("Stromnetz und erneuerbare Energie"): (
        "Stromnetz Netzbetreiber Verteilnetz Netzausbau Trafo Solar Photovoltaik Solaranlage PV Windkraft Windrad "
        "Windpark Bürgerenergie Speicher Batteriespeicher Einspeisung Stromerzeugung Stromprognose Lastspitze "
        "Lastgang Lastprognose Lastmanagement Wallbox Ladesäule Ladeinfrastruktur Elektroauto Ladepunkt Strompreis "
        "Flexibilität"
    ),
    German("Klimaschutz"): (
        "Klimaschutz Klimaneutralität klimaneutral CO2 Treibhausgas Emission Emissionen Klimabilanz Nachhaltigkeit "
        "Nachhaltigkeitsbericht Klimaschutzmanager Fußabdruck ESG CSRD"
    ),
    German("Sitzungen und Protokolle"): (
        "Sitzung Protokoll protokollieren Protokollant Protokollführung Niederschrift Mitschrift mitschreiben "
        "Mitschnitt Tonaufnahme Tonaufzeichnung Aufnahme Besprechung Meeting Gremium Schriftführer Wortmeldung "
        "Redebeitrag Sitzungsdienst Wortprotokoll Beschlussprotokoll Ausschuss Gemeinderatssitzung Ratssitzung "
        "Tagesordnung"
    ),
    German("Spracherkennung"): (
        "Spracherkennung Transkription transkribieren Transkript Diktat diktieren Mundart Dialekt Sprecher "
        "Sprechererkennung Untertitel Speech verschriftlichen vorlesen"
    ),
    German("Gemeinderat und Politik"): (
        "Gemeinderat Stadtrat Kreistag Stadträtin Fraktion Kommunalpolitik Ratsinformationssystem Ratsvorlage "
        "Beschlussvorlage Vorlage Beschluss Bürgermeister Ortschaftsrat"
    ),
    German("Bürgerbeteiligung"): (
        "Bürgerbeteiligung Beteiligung Beteiligungsverfahren Stellungnahme Einwendung Bürgerrat Bürgerhaushalt "
        "Umfrage Befragung Petition Mitsprache Jugendbeteiligung Dialogforum Anregung Öffentlichkeitsbeteiligung"
    ),
    German("Mängelmeldung"): (
        "Mängelmelder Mängelmeldung Schadensmeldung Bürgermeldung Beschwerde Beschwerdemanagement Reklamation "
        "Anregungsmanagement"
    ),
    German("Leichte Sprache"): (
        "leicht einfach Leichtsprache verständlich Verständlichkeit Amtsdeutsch Juristendeutsch Verwaltungssprache "
        "Behördendeutsch Amtssprache Textvereinfachung vereinfachen umformulieren Schachtelsatz Satz bürgernah "
        "Klartext lesbar Fachchinesisch Lernschwierigkeit umschreiben"
    ),
    German("Übersetzung und Mehrsprachigkeit"): (
        "Übersetzung übersetzen Übersetzer Übersetzungsdienst dolmetschen Dolmetscher mehrsprachig Mehrsprachigkeit "
        "Fremdsprache fremdsprachig Muttersprache Sprachbarriere Sprachkenntnis Türkisch Arabisch Ukrainisch Englisch "
        "Französisch Dari Verständigung Sprachmittler"
    ),
    German("Barrierefreiheit und Inklusion"): (
        "barrierefrei Barrierefreiheit Behinderung behindert Inklusion gehörlos Gebärdensprache blind sehbehindert "
        "Rollstuhl Screenreader Assistenzbedarf Teilhabe Eingliederungshilfe Werkstatt"
    ),
    German("Migration und Integration"): (
        "Migration Integration Integrationskurs Ausländerbehörde Aufenthaltstitel Zuwanderung zugewandert Geflüchtete "
        "Flüchtling Asyl Einbürgerung Willkommenscenter Visum Anerkennung"
    ),
    German("KI-Recht"): (
        "Verordnung KI-Verordnung Act Hochrisiko Hochrisikosystem Risikoklasse Risikobewertung Risikoeinstufung "
        "Konformität Konformitätsbewertung Compliance Rechtssicherheit Haftung Gesetz Vorschrift Pflicht Regulierung "
        "EU-Recht Rechtsrahmen Folgenabschätzung Grundrecht Klassifizierung Einstufung Dienstanweisung "
        "Dienstvereinbarung KI-Register Leitfaden Artikel"
    ),
    German("Datenschutz"): (
        "Datenschutz DSGVO Datenschutzbeauftragter personenbezogen Anonymisierung anonymisieren pseudonymisieren "
        "Schwärzung schwärzen Schwärzen Einwilligung Datenschutzfolgenabschätzung DSFA Vertraulichkeit vertraulich "
        "Persönlichkeitsrecht Löschfrist Betroffenenrecht unkenntlich"
    ),
    German("Ethik und Vertrauen"): (
        "Ethik Diskriminierung Fairness Vorurteil Transparenz Nachvollziehbarkeit erklärbar Erklärbarkeit Vertrauen "
        "vertrauenswürdig Verantwortung Leitlinie Algorithmenregister Akzeptanz"
    ),
    German("Marktübersicht und Auswahl"): (
        "Markt Marktübersicht Marktüberblick Anbieter Hersteller Verkäufer Produkt Produktvergleich Vergleich "
        "vergleichen Lösung Referenz Siegel Gütesiegel Zertifikat Zertifizierung Bewertung Auswahl Orientierung "
        "seriös unabhängig neutral Werbung Angebot Testbericht Dienstleister Vertrieb"
    ),
    German("Beschaffung und Vergabe"): (
        "Beschaffung Vergabe Vergaberecht Ausschreibung ausschreiben Leistungsverzeichnis Rahmenvertrag Einkauf "
        "Vergabestelle Lieferant Angebotsvergleich Bieter Einkaufsgemeinschaft Lieferantenauswahl"
    ),
    German("Daten teilen"): (
        "Datenraum Datenplattform Dateninfrastruktur Datenaustausch Datentreuhand Datensilo Datenteilung "
        "Datensouveränität Schnittstelle Metadaten Opendata Datenportal Datensatz Datenbestand Datenhaltung "
        "Datenbank Datenstrategie Gaia-X Lizenz Plattform souverän"
    ),
    German("Datenqualität"): (
        "Datenqualität Dublette Datenbereinigung Datenpflege Stammdaten Datenmanagement Datengrundlage Datenlücke "
        "Schreibweise Ausreißer Altdaten Datenmigration"
    ),
    German("Digitale Infrastruktur"): (
        "Rechenzentrum Cloud Server Rechenleistung Grafikkarte GPU Hosting Infrastruktur Netzwerk Glasfaser Breitband "
        "WLAN Mobilfunk"
    ),
    German("Sensoren und Internet der Dinge"):
        "Sensor Sensorik Sensornetz LoRaWAN IoT Messwert Messdaten Messreihe Messstation Fühler Funksensor Smartcity",
    German("IT-Sicherheit"): (
        "IT-Sicherheit Cybersicherheit Informationssicherheit Cyberangriff Hacker Hackerangriff Phishing "
        "Schadsoftware Ransomware Verschlüsselungstrojaner Firewall Passwort NIS2 Sicherheitslücke Schwachstelle "
        "Notfallplan BSI-Grundschutz Betrugsmail Angriff"
    ),
    German("Schulung und Weiterbildung"): (
        "Schulung schulen Weiterbildung Fortbildung fortbilden Kurs Seminar Lehrgang Workshop Lernvideo Lernplattform "
        "E-Learning Qualifizierung qualifizieren Grundlagenkurs Kompetenz KI-Kompetenz Multiplikator Coaching "
        "Einsteiger Anfänger lernen Trainer Lehrgänge Basiswissen"
    ),
    German("Schule und Unterricht"): (
        "Schule Unterricht Lehrkraft Lehrer Lehrerin Schüler Schülerin Klasse Klassenzimmer Hausaufgabe Lernstand "
        "Nachhilfe Förderunterricht Kollegium Gymnasium Grundschule Berufsschule Klausur Aufsatz Stundenplan "
        "Vertretungsplan Lernsoftware Lehrplan individuell Pädagogik"
    ),
    German("Kinderbetreuung"): (
        "Kita Kindergarten Kindertagesstätte Kindertageseinrichtung Krippe Erzieherin Kinderbetreuung Betreuungsplatz "
        "Kitaplatz Platzvergabe Elternbeitrag Ganztag Hort Tagesmutter Eltern Kleinkind Ferienbetreuung"
    ),
    German("Hochschule und Forschung"): (
        "Hochschule Universität Forschung Forscher Institut Wissenschaft Studiengang Student Studierende Professor "
        "Forschungsprojekt Transfer Transferzentrum Labor Doktorand Forschungspartner Reallabor"
    ),
    German("Vorausschauende Wartung"): (
        "Wartung Instandhaltung Predictive Maintenance Ausfall Maschinenausfall Stillstand Maschinenstillstand "
        "Störung Verschleiß Defekt Zustandsüberwachung Schwingung Vibration Lager Getriebe Spindel Ersatzteil "
        "Reparatur Servicetechniker Pumpe Kompressor Aggregat Turbine ausfallen kaputtgehen Lebensdauer Fernwartung"
    ),
    German("Qualitätsprüfung mit Bildern"): (
        "Sichtprüfung Qualitätskontrolle Qualitätsprüfung Qualitätssicherung Bauteil Ausschuss Ausschussquote Kratzer "
        "Oberfläche Oberflächenprüfung Fehlererkennung Fehlerbild Inspektion Prüfplatz Gutteil Lunker Pore "
        "Schweißnaht Endkontrolle Bildverarbeitung Mangel fehlerhaft aussortieren Fehlteil Röntgenbild "
        "Defekterkennung Nacharbeit"
    ),
    German("Bilderkennung"): (
        "Kamera Bild Bilderkennung Bildauswertung Foto fotografieren Luftbild Satellitenbild Satellit Drohne "
        "Befliegung Video Videoanalyse Computervision"
    ),
    German("Produktion und Fertigung"): (
        "Produktion Fertigung Maschine Maschinenbau Werkzeugmaschine Fabrik Rüstzeit Fertigungsplanung "
        "Produktionsplanung Roboter Robotik Montage Takt Dreherei Fräsen Gießerei Spritzguss Werkhalle "
        "Auftragsplanung Losgröße Anlagenbauer"
    ),
    German("Wissen bewahren"): (
        "Wissen Wissensmanagement Wissenstransfer Wissensdatenbank Wissensverlust Erfahrungswissen Erfahrung Rente "
        "Ruhestand Pensionierung Pensionierungswelle Nachfolger Nachfolgerin Nachfolge Vorgänger Einarbeitung "
        "Nachschlagewerk Generationswechsel Übergabe Gedächtnis"
    ),
    German("Dokumente finden"): (
        "Dokument Dokumentensuche Suche Suchmaschine Wissenssuche Volltextsuche Ablage Laufwerk Handbuch "
        "Betriebsanleitung Intranet Datei auffindbar durchsuchen Nachschlagen"
    ),
    German("Archiv und Digitalisierung von Akten"): (
        "Archiv Archivgut Akte E-Akte Aktenführung Aktenplan Aktenzeichen Digitalisierung digitalisieren scannen Scan "
        "Handschrift handschriftlich Handschriftenerkennung Kurrent Sütterlin Texterkennung OCR Verschlagwortung "
        "verschlagworten Urkundenbuch Nachlass Kirchenbuch historisch Registratur"
    ),
    German("Posteingang"): (
        "Posteingang Post Posteinlauf Brief Briefpost E-Mail Mail Postfach Poststelle Eingang Eingangspost "
        "Weiterleitung verteilen Zuordnung Klassifikation vorsortieren"
    ),
    German("Rechnungen und Buchhaltung"): (
        "Rechnung Eingangsrechnung Rechnungseingang Rechnungsprüfung Rechnungsbearbeitung Buchhaltung Buchung Buchen "
        "Kontierung Beleg Kreditoren Mahnung Zahlung Kasse Stadtkasse Kämmerei Finanzbuchhaltung E-Rechnung "
        "Zahlungsziel Skonto Steuerberater Lieferschein"
    ),
    German("Haushalt und Finanzen"): (
        "Haushalt Haushaltsplan Haushaltsplanung Steuerschätzung Gewerbesteuer Grundsteuer Finanzplanung Kennzahl "
        "Controlling Etat Einnahme Liquidität Steuereinnahme Jahresabschluss Kostenrechnung"
    ),
    German("Fördermittel"): (
        "Fördermittel Förderung Förderprogramm Förderantrag Förderrichtlinie Fördertopf Förderaufruf Fördergeld "
        "Zuschuss Zuwendung Verwendungsnachweis Drittmittel Bekanntmachung Eigenanteil Richtlinie Förderkulisse "
        "Stipendium Fördermittelberatung"
    ),
    German("Personal gewinnen"): (
        "Bewerbung Bewerber Bewerberauswahl Personal Personalamt Personalgewinnung Stelle Stellenanzeige "
        "Stellenausschreibung Fachkraft Fachkräftemangel Arbeitskraft Recruiting Lebenslauf Azubi Ausbildung "
        "Ausbildungsplatz Lehrling Nachwuchs Vorstellungsgespräch Arbeitgeber Personalmangel Matching"
    ),
    German("Dienst- und Einsatzplanung"): (
        "Dienstplan Schichtplan Einsatzplan Einsatzplanung Personaleinsatz Personaleinsatzplanung Schicht Urlaub "
        "Rufbereitschaft Bereitschaftsdienst Krankheitsausfall Springer Besetzung Wunschdienst Personalplanung "
        "Schichtplanung"
    ),
    German("Touren und Logistik"): (
        "Tour Tourenplanung Route Routenplanung Fahrer Lieferung Lieferwagen Spedition Logistik Lkw Zustellung Paket "
        "Lagerhaltung Lagerbestand Bestand Bestellung Bestellmenge Disposition Lieferkette Transport Leerfahrt Fracht"
    ),
    German("Pflege und Alter"): (
        "Pflege Pflegekraft Pflegedienst Pflegeheim Pflegedokumentation Seniorin Senior Seniorenheim Altenheim "
        "Altenpflege Demenz Sturz Kurzzeitpflege Pflegebedürftige Bewohner Angehörige Sozialstation alleinlebend "
        "Tagespflege Betreuung"
    ),
    German("Klinik und Medizin"): (
        "Klinik Klinikum Krankenhaus Patient Arzt Ärztin Arztbrief Befund Diagnose Notaufnahme Medizin medizinisch "
        "Hausarzt Praxis Therapie Röntgen Radiologie Operation Gesundheitsamt Gesundheit Rettungsdienst Entlassbrief "
        "Station Telemedizin Apotheke Medikament Hygiene"
    ),
    German("Soziales"): (
        "Soziales Sozialamt Jobcenter Wohngeld Grundsicherung Sozialleistung Bürgergeld Jugendamt Jugendhilfe "
        "Kindeswohl Unterhalt Schuldnerberatung Beratungsstelle Obdachlos Tafel Sozialarbeit Elterngeld"
    ),
    German("Verkehr steuern"): (
        "Verkehr Ampel Lichtsignal Lichtsignalanlage Ampelanlage Kreuzung Stau Verkehrsfluss Verkehrssteuerung "
        "Verkehrszählung Verkehrsmenge Verkehrsleitsystem Knotenpunkt Grünphase Umleitung Baustelle Pendler "
        "Durchgangsverkehr"
    ),
    German("Parken"): (
        "Parken Parkplatz Parkhaus Parkraum Parkraumbewirtschaftung Parkplatzsuche Stellfläche Parkleitsystem "
        "Parksuchverkehr Anwohnerparken Falschparker"
    ),
    German("Bus und Bahn"): (
        "Bus Nahverkehr ÖPNV Fahrgast Fahrgastzahl Fahrplan Haltestelle Linie Rufbus On-Demand S-Bahn Straßenbahn "
        "Bahn Verkehrsbetrieb Verkehrsverbund Verspätung Auslastung Bürgerbus Mitfahrgelegenheit Mobilität Ticket"
    ),
    German("Rad und Fuß"): (
        "Fahrrad Radverkehr Radfahrer Lastenrad Fußgänger Fußverkehr Schulweg Unfall Unfallstelle Verkehrssicherheit "
        "Radwegenetz Tempo Geschwindigkeit"
    ),
    German("Hochwasser und Starkregen"): (
        "Hochwasser Starkregen Sturzflut Flut Überflutung Überschwemmung Pegel Pegelstand Wasserstand Niederschlag "
        "Regen Regenradar Unwetter Gewitter Frühwarnung Frühwarnsystem Warnsystem Einzugsgebiet Rückhaltebecken "
        "Regenbecken Bach Gewässer Hochwasserschutz"
    ),
    German("Katastrophenschutz und Feuerwehr"): (
        "Feuerwehr Katastrophenschutz Katastrophe Notruf Leitstelle Einsatzleiter Lagebild Krisenstab "
        "Bevölkerungsschutz Evakuierung Rettungskraft Einsatzkraft Brand Waldbrand Sirene Alarmierung Krise "
        "Stromausfall Blackout"
    ),
    German("Trinkwasser"): (
        "Wasser Trinkwasser Wasserversorgung Wasserversorger Wasserleitung Leitungsnetz Rohrbruch Rohr Leckage Leck "
        "Wasserverlust Brunnen Hochbehälter Wasserwerk Quelle Wasserzähler Rohrnetz Versorgungsleitung undicht "
        "Wasserverbrauch Trockenheit"
    ),
    German("Abwasser"): (
        "Abwasser Kläranlage Kanal Kanalisation Kanalnetz Kanalinspektion Kanalbefahrung Klärwerk Klärschlamm "
        "Belüftungsbecken Abwasserzweckverband Pumpwerk Regenüberlauf Kanalsanierung"
    ),
    German("Abfall"): (
        "Abfall Müll Mülltonne Müllabfuhr Müllfahrzeug Tonne Container Entsorgung Entsorger Recycling Wertstoff "
        "Wertstoffhof Sperrmüll Restmüll Biotonne Biomüll Altglas Altkleider Füllstand Leerung Papierkorb "
        "Müllkalender Abfallwirtschaft Fehlwurf Störstoff wilde Deponie Abfuhr Gelber Sack Mülleimer"
    ),
    German("Wald und Bäume"): (
        "Wald Forst Forstamt Förster Baum Baumkataster Baumkontrolle Straßenbaum Borkenkäfer Käferholz Trockenschaden "
        "Aufforstung Holz Holzernte Waldzustand Waldbesitzer Fichte Buche Revier Baumpflege Totholz Stadtbaum"
    ),
    German("Landwirtschaft"): (
        "Landwirtschaft Landwirt Bauer Acker Feld Ernte Ertrag Ertragsprognose Düngung Düngemittel Pflanzenschutz "
        "Unkraut Stall Tierwohl Milchvieh Kuh Rind Schwein Weinbau Winzer Weinberg Rebe Obst Obstbau Bewässerung "
        "Gewächshaus Schädling Streuobst Hofladen"
    ),
    German("Natur und Umwelt"): (
        "Natur Naturschutz Umwelt Artenschutz Artenvielfalt Biodiversität Biotop Tier Vogel Wildtier Insekt "
        "Fledermaus Monitoring Luftqualität Feinstaub Lärm Lärmschutz Lärmkarte Umweltamt Bodenversiegelung "
        "Flächenversiegelung Wildunfall Amphibien"
    ),
    German("Hitze und Klimaanpassung"): (
        "Hitze Hitzewelle Hitzeaktionsplan Hitzeinsel Stadtklima Klimaanpassung Klimawandel Schwammstadt entsiegeln "
        "Entsiegelung Gründach Verschattung Kaltluft Dürre"
    ),
    German("Stadtplanung und Geodaten"): (
        "Stadtplanung Geodaten GIS Karte Kataster Vermessung Flächennutzung Leerstand Baulücke Innenentwicklung "
        "digitaler Zwilling Stadtmodell Flächennutzungsplan Raumplanung Neubaugebiet Simulation"
    ),
    German("Wohnen"): (
        "Wohnung Wohnungsbau Wohnungsgenossenschaft Mieter Miete Mietspiegel Vermieter Wohnraum Nebenkosten "
        "Hausverwaltung Zweckentfremdung Wohnungsnot Wohnungsamt"
    ),
    German("Innenstadt und Handel"): (
        "Innenstadt Einzelhandel Handel Händler Laden Kunde Besucherfrequenz Passantenfrequenz Frequenz Fußgängerzone "
        "Onlineshop Warenhaus Wochenmarkt Ladenleerstand Gewerbeverein Stadtmarketing Bäckerei Absatz Absatzprognose "
        "Nachfrageprognose"
    ),
    German("Tourismus und Gastronomie"): (
        "Tourismus Tourist Gast Gäste Urlauber Besucher Besucherlenkung Wanderweg Ausflug Ausflugsziel "
        "Sehenswürdigkeit Hotel Übernachtung Ferienwohnung Gastronomie Restaurant Gastwirt Kurort Reise Speiseplan "
        "Kantine Küche Lebensmittelverschwendung Essensmenge"
    ),
    German("Kultur und Bibliothek"): (
        "Kultur Museum Bibliothek Bücherei Theater Konzert Ausstellung Sammlung Kulturgut Kulturerbe Heimatpflege "
        "Stadtgeschichte Musikschule Medienbestand Exponat Denkmal Denkmalpflege Veranstaltung Veranstaltungskalender"
    ),
    German("Ehrenamt und Vereine"): (
        "Verein Ehrenamt ehrenamtlich Freiwillige Sportverein Musikverein Mitgliederverwaltung Nachbarschaftshilfe "
        "Engagement Vereinsarbeit Spende Sport Sportplatz"
    ),
    German("Öffentlichkeitsarbeit"): (
        "Öffentlichkeitsarbeit Pressestelle Pressemitteilung Amtsblatt Mitteilungsblatt Socialmedia Instagram "
        "Newsletter Redaktion Bildmaterial Marketing Werbetext Beitrag Nachricht Falschmeldung Desinformation "
        "Deepfake Zeitung"
    ),
    German("Internetauftritt"): (
        "Homepage Webseite Website Internetseite Internetauftritt Webauftritt Internet Onlineportal Bürgerportal App "
        "Portal"
    ),
    German("Handwerk"): (
        "Handwerk Handwerker Handwerksbetrieb Meister Geselle Schreinerei Tischlerei Elektriker Sanitär "
        "Angebotserstellung Kostenvoranschlag Aufmaß Kalkulation Baustellendokumentation Bautagebuch Dachdecker "
        "Malerbetrieb Werkstattbuch"
    ),
    German("Angebote und Vertrieb"): (
        "Angebotskalkulation Kundenkommunikation Vertriebler Außendienst Kundenberatung CRM Verkauf Preisfindung "
        "Kundenanfragen Auftrag Auftragseingang technischer"
    ),
    German("Verträge und Rechtstexte"): (
        "Vertrag Vertragsprüfung Vertragsmanagement Klausel Frist Fristen Jurist Rechtsabteilung Anwalt Kanzlei "
        "Gericht Urteil Rechtsprechung Satzung Satzungsrecht Paragraf Rechtsamt Rechtsprüfung"
    ),
    German("Ordnung und Kontrolle"): (
        "Ordnungsamt Bußgeld Ordnungswidrigkeit Kontrolle Lebensmittelkontrolle Gewerbeaufsicht Gewerbeanmeldung "
        "Polizei Sicherheit Vandalismus Videoüberwachung Betrug Betrugserkennung Schwarzarbeit Gaststättenerlaubnis "
        "Veterinäramt"
    ),
    German("Ein KI-Projekt beginnen"): (
        "Projekt KI-Projekt Einstieg Einführung Anwendungsfall Pilot Pilotprojekt Pilotphase Strategie KI-Strategie "
        "Fahrplan Verstetigung verstetigen dauerhaft Projektstart Prototyp Ideensammlung Reifegrad Nutzenanalyse "
        "Priorisierung Machbarkeit Regelbetrieb Projektende Konzept Dauerbetrieb Umsetzung"
    ),
    German("Zusammenarbeit und Netzwerk"): (
        "Zusammenarbeit Kooperation Netzwerk Austausch Erfahrungsaustausch Verbund interkommunal Partner Partnersuche "
        "Konsortium Stammtisch Zweckverband gemeinsam Nachbargemeinde Ansprechpartner Vernetzung"
    ),
    German("Gründung und Start-ups"): (
        "Start-up Startup Gründer Gründung Gründerzentrum Wagniskapital Investor Jungunternehmen Ausgründung "
        "Pilotkunde Pilotkommune Risikokapital"
    ),
    German("Prozesse automatisieren"): (
        "Automatisierung automatisieren Prozess Arbeitsablauf Workflow Routineaufgabe RPA Arbeitsschritt "
        "Verwaltungsprozess Bürokratie Bürokratieabbau Fachverfahren Entlastung Medienbruch abtippen übertragen"
    ),
    German("Vorhersage und Statistik"): (
        "Prognose Vorhersage vorhersagen Prognosemodell Statistik Zeitreihe Bevölkerungsprognose Schülerzahl "
        "Bedarfsplanung Demografie Einwohnerentwicklung Auswertung"
    ),
    German("Werkstoffe und Chemie"): (
        "Werkstoff Material Chemie Rezeptur Labordaten Versuch Versuchsreihe Mischung Materialforschung Kunststoff "
        "Lack Legierung Simulationsmodell"
    ),
    German("Konstruktion und Entwicklung"): (
        "Konstruktion Konstrukteur CAD Zeichnung Stückliste Bauteilsuche Produktentwicklung Entwicklung Normen Norm "
        "Patent Patentrecherche technische Dokumentation Variante"
    ),
    German("Softwareentwicklung"): (
        "Software Softwareentwicklung Programmierer Programmierung Quellcode Code Open-Source Altsystem Legacy "
        "Testautomatisierung Entwickler API"
    ),
    German("Banken und Versicherungen"): (
        "Bank Sparkasse Versicherung Schaden Schadensregulierung Kredit Kreditprüfung Geldwäsche Risiko Police "
        "Kontoführung"
    ),
    German("Arbeitsschutz"): (
        "Arbeitsschutz Arbeitssicherheit Unterweisung Sicherheitsunterweisung Unfallverhütung Gefährdungsbeurteilung "
        "Schutzausrüstung Ergonomie Arbeitsunfall Gefahrstoff"
    ),
}
"""Theme → its words, in the usual spelling; the theme's name is shown as the reason of a likeness."""
