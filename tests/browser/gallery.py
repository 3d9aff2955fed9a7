"""A small application that shows the house's parts with invented data; only the tests see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, flash, render_template, request
from flask_babel import Babel
from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined
from wtforms import BooleanField, IntegerField, PasswordField, StringField, TextAreaField
from wtforms.validators import InputRequired

from app.core.web import (
    KeyedForm,
    Listing,
    NavGroup,
    NavItem,
    Person,
    RadioField,
    SelectField,
    Shell,
    UploadField,
    public,
    show_errors_as_pages,
)
from app.core.web.access import protect

ROOT = Path(__file__).parent.parent.parent
Answer = str | tuple[str, int]
ROOMS = {"accounts": ("login", "show", "logout", "set_language"), "desk": ("search",), "demo": ("reset",)}
PAGES = ("desk", "members", "member", "application", "apply", "components", "login", "empty", "check", "error")


@dataclass(frozen=True)
class Row:
    """A member in the list."""

    number: int
    name: str
    kind: str
    place: str
    joined: date
    shares: int
    paid: int
    open: int
    state: str
    word: str | None = None


def _row(
    number: int, name: str, kind: str, place: str, shares: int, state: str = "member", word: str | None = None
) -> Row:
    due = 50000 if state in ("instalment", "overdue") else 0
    return Row(number, name, kind, place, date(2021, 2, 19), shares, shares * 50000 - due, due, state, word)


ROWS: Sequence[Row] = (
    _row(1, "Stadt Lindenfurt", "Kommune", "Lindenfurt", 40),
    _row(2, "Landkreis Rabental", "Kommune", "Morgenau", 100),
    _row(7, "Stadtwerke Quellbach GmbH", "Unternehmen", "Quellbach", 120, "instalment", "Rate bis 31.12."),
    _row(14, "Institut für angewandte Sprachtechnik Welldingen e. V.", "Forschung", "Welldingen", 10),
    _row(23, "Raiffeisenkasse Rabental-Morgenau eG", "Unternehmen", "Morgenau", 60, "investing"),
    _row(31, "Sörensen-Quast Ingenieurgesellschaft mbH", "Unternehmen", "Quellbach", 8, "leaving", "Ende 31.12.2027"),
    _row(88, "Zimmerei Fürchtegott Kleinlein e. K.", "Unternehmen", "Altenbruck", 5, "overdue", "Fällig seit 30.09."),
    _row(104, "Kulturkreis Altenbruck e. V.", "Verein", "Altenbruck", 5, "undeliverable"),
    *(_row(200 + number, f"Verbandsgemeinde Sankt Rabe {number}", "Kommune", "Sankt Rabe", 25) for number in range(24)),
)
FUNCTION = "Geben Sie an, in welcher Funktion Sie unterzeichnen"
KINDS = [("municipality", "Kommune"), ("company", "Unternehmen")]


class ApplyForm(KeyedForm):
    """A form with one field of every kind."""

    kind = RadioField("Wer tritt bei?", choices=KINDS, validators=[InputRequired()])
    name = StringField("Vor- und Nachname", validators=[InputRequired()])
    function = StringField("Funktion", validators=[InputRequired(FUNCTION)])
    shares = IntegerField("Anteile", validators=[InputRequired()])
    state = SelectField("Land", choices=[("BW", "Baden-Württemberg"), ("BY", "Bayern")])
    needs = TextAreaField("Bedarf")
    proof = UploadField("Nachweis der Vertretungsmacht")
    pays = BooleanField(validators=[InputRequired("Bestätigen Sie die Pflicht zur Einzahlung")])
    liable = BooleanField()


class LoginForm(KeyedForm):
    """Address and password."""

    email = StringField("E-Mail-Adresse", validators=[InputRequired()])
    password = PasswordField("Passwort", validators=[InputRequired()])


def _nav(active: str) -> Sequence[NavGroup]:
    def item(label: str, icon: str, count: int = 0, alert: bool = False) -> NavItem:
        return NavItem(label, f"/{icon}", icon, count, alert, label == active)

    return (
        NavGroup(None, (item("Heute", "sun", 9, True), item("Anträge", "inbox", 7), item("Mitglieder", "users"),
                        item("Anteile", "stack-2"), item("Zahlungen", "coin-euro", 3))),
        NavGroup("Organe", (item("Beschlüsse", "gavel"), item("Versammlungen", "building-community"))),
        NavGroup("Ablage", (item("Druck", "printer", 12), item("Register", "book"), item("Satzung", "section-sign"))),
    )


ACTIVE = {"desk": "Heute", "members": "Mitglieder", "member": "Mitglieder", "application": "Anträge"}


def _shell() -> Shell:
    name = request.path.strip("/")
    person = None if name in ("login", "apply", "check") else Person("Henrike Lautenschlag", "HL", "Geschäftsstelle")
    return Shell("Digitalverbund Morgenau eG", _nav(ACTIVE.get(name, "")), person, is_demo=name == "desk")


def _context(name: str) -> dict[str, Any]:
    forms: dict[str, type[KeyedForm]] = {"apply": ApplyForm, "components": ApplyForm, "login": LoginForm}
    if name in forms:
        return {"form": forms[name]()}
    if name == "members":
        return {"listing": Listing(sort="number", filters={"place": "Rabental"}, rows=ROWS, total=146)}
    if name == "error":
        sentence = "Es wurde nichts gespeichert. Vorgang 7F3A."
        return {"status": 500, "heading": "Das hat nicht geklappt", "sentence": sentence, "number": "7F3A"}
    if name == "empty":
        return {"listing": Listing(sort="number", query="xyz")}
    return {}


def make_gallery() -> Flask:
    """The application of the gallery."""
    app = Flask("gallery", root_path=str(ROOT / "app"), static_folder="static")
    app.config.update(SECRET_KEY="gallery", BABEL_DEFAULT_LOCALE="de")
    app.jinja_loader = ChoiceLoader(
        [FileSystemLoader(ROOT / "templates"), FileSystemLoader(Path(__file__).parent / "pages")]
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    Babel(app)
    protect(app, lambda token: None)
    show_errors_as_pages(app, _shell)
    _add_pages(app)
    return app


def _add_pages(app: Flask) -> None:
    @app.route("/<any('" + "','".join(PAGES) + "'):name>", methods=["GET", "POST"])
    @public
    def show(name: str) -> Answer:
        context = _context(name)
        if "toast" in request.args:
            flash("Eingetragen als Nr. 0413")
        if request.method == "POST" and not context["form"].validate():
            return render_template(f"{name}.html", **context), 422
        return render_template(f"{name}.html", **context)

    @app.post("/saved")
    @public
    def saved() -> Answer:
        return "", 204

    @app.post("/refuse")
    @public
    def refuse() -> Answer:
        return "Die Abstimmung ist bereits geschlossen.", 409

    for room, endpoints in ROOMS.items():
        _add_room(app, room, endpoints)


def _add_room(app: Flask, room: str, endpoints: Sequence[str]) -> None:
    blueprint = Blueprint(room, room, url_prefix=f"/{room}")

    @public
    def answer() -> str:
        return room

    for endpoint in endpoints:
        blueprint.add_url_rule(f"/{endpoint}", endpoint, answer, methods=["GET", "POST"])
    if room == "desk":
        blueprint.add_url_rule("/palette", "palette", public(lambda: render_template("palette_answer.html")))
    app.register_blueprint(blueprint)
