"""Pages of the promotion report: the years, one year's figures and words, the needs behind a figure, the issue."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.core import clock, journal
from app.core.db import db, transaction
from app.core.formats import fold
from app.core.values import NotFound, PartyKind, Role
from app.core.web import (
    Column,
    Listing,
    RefusalsAbove,
    RefusalsAt,
    _,
    current_actor,
    download,
    export,
    page,
    reading_day,
    requires,
    status_of,
    wanted_export,
)
from app.needs import queries as needs
from app.needs.queries import Row
from app.needs.rules import Field, Viewer
from app.promotion import actions, queries
from app.promotion.forms import (
    ASKINGS,
    FIELDS,
    FIGURES,
    KINDS,
    ActForm,
    ExampleForm,
    IssueForm,
    KnownForm,
    WordsForm,
)
from app.promotion.rules import (
    COMPARED,
    FLOW,
    KEYS,
    NONE,
    VERDICTS_SO,
    ConsentRefusal,
    ExampleRefusal,
    Figure,
    Figures,
    Group,
    Way,
    Year,
    chosen,
    grouped,
    may_be_told,
    written,
)
from app.promotion.views.pieces import (
    READERS,
    WORDS,
    WRITERS,
    blueprint,
    figure_name,
    may_issue,
    may_write,
    office_side,
    until,
    year_of,
)
from app.prospects.rules import Figure as Asking

OK, REFUSED = 200, 422
ALL = Viewer(reads_all=True)
SORTS = ("number", "title", "owner", "raised")


@dataclass(frozen=True)
class Line:
    """A row of the exported figures: what it counts, this year and the year before."""

    about: str
    name: str
    now: object
    then: object


@blueprint.get("/bedarfe/foerderbericht")
@requires(*READERS)
def reports() -> ResponseReturnValue:
    """The fiscal years with how far the report of each is."""
    session, today, now = db.session(), clock.today(), clock.now()
    standings = queries.standings(session)
    day = reading_day()
    years = queries.years(session, day)
    counted = queries.figures_of_all(session, years, now)
    rows = [(year, figures, standings.get(year.last_day)) for year, figures in zip(years, counted, strict=True)]
    entered_to = years[0].last_day
    return page(
        "promotion/reports.html", rows=rows, today=today, side=office_side(),
        missing_after=entered_to if entered_to < day else None, **WORDS,
    )


@blueprint.get("/bedarfe/foerderbericht/<ending>")
@requires(*READERS)
def report(ending: str) -> ResponseReturnValue:
    """One year: its figures beside those of the year before, the words, the examples, the issues; as a file, too."""
    form, session, year = KnownForm(request.args), db.session(), year_of(ending)
    status = OK if form.validate() else REFUSED
    known_at = form.known_at(clock.today(), clock.now()) if status == OK else clock.now()
    counted = actions.count_year(session, year, known_at)
    if (kind := wanted_export()) and status == OK:
        return export(kind, f"foerderbericht-{ending}", _columns(counted), _lines(counted))
    known_on = form.known_on(clock.today())
    return page(
        "promotion/report.html", status, form=form, year=year, ending=ending, counted=counted, known_on=known_on,
        known=until(known_on), text=queries.find_text(session, year.last_day), flow=FLOW, compared=COMPARED,
        milestones=queries.milestones(), groups=_groups(counted.now), Asking=Asking, days=written,
        today=clock.today(), examples=_examples(session, year.last_day), NONE=NONE, may_write=may_write(),
        issues=queries.issues_of(session, year.last_day), fallen=actions.fallen_examples(session, counted.now),
        lines=journal.lines_about(session, actions.subject_of(year.last_day)), act=ActForm(formdata=None),
        may_issue=may_issue(), has_before=_is_a_year(counted.before), named=_named,
        verdicts_so=VERDICTS_SO if queries.tell_of_answered() else "", **WORDS,
    )


def _is_a_year(days: Year) -> bool:
    return any(each.last_day == days.last_day for each in queries.years(db.session(), reading_day()))


def _groups(figures: Figures) -> list[tuple[str, object, list[Group]]]:
    heads = (("field", _("Nach Einsatzfeld")), ("region", _("Nach Region")), ("kind", _("Nach Art")))
    return [(name, head, grouped(figures, KEYS[name])) for name, head in heads]


def _named(name: str, key: str) -> object:
    """What the key of a row is called."""
    if name == "field":
        return FIELDS[Field(key)] if key else _("ohne Angabe")
    if name == "kind":
        return KINDS[PartyKind(key)] if key else _("Mitglied seit später")
    return key or _("ohne Region")


def _examples(session: Any, year_end: Any) -> list[tuple[Any, Row]]:
    found = queries.examples_of(session, year_end)
    rows = {row.need.id: row for row in queries.rows_of(session, [each.need_id for each in found])}
    return [(each, rows[each.need_id]) for each in found if each.need_id in rows]


def _columns(counted: actions.Counted) -> list[Column[Line]]:
    return [
        Column("about", _("Nach"), lambda line: line.about), Column("name", _("Zahl"), lambda line: line.name),
        Column("now", str(counted.year), lambda line: line.now),
        Column("then", counted.before_called, lambda line: line.then),
    ]


def _lines(counted: actions.Counted) -> list[Line]:
    """Every figure of the page, this year and the year before."""
    now, then = counted.now, counted.then
    found = [Line(_("Bedarfe"), str(FIGURES[figure]), now.number(figure), then.number(figure)) for figure in Figure]
    found += [Line(_("Bedarfe"), _(each.word), now.number(each.key), then.number(each.key))
              for each in queries.milestones()]
    found += [
        Line(_("Nutzen"), _("Mitglieder, deren Bedarf beantwortet wurde"), len(now.members_served),
             len(then.members_served)),
        Line(_("Nutzen"), _("Beantwortete Bedarfe anderer"), now.answered_of_prospects, then.answered_of_prospects),
        Line(_("Nutzen"), _("Tage bis zur Antwort (Median)"), written(now.days_to_answer),
             written(then.days_to_answer)),
    ]  # fmt: skip
    for name, head, _rows in _groups(now):
        before = {group.key: group for group in grouped(then, KEYS[name])}
        after = {group.key: group for group in grouped(now, KEYS[name])}
        found += [
            Line(str(head), f"{_named(name, key)}: {FIGURES[figure]}", _number(after, key, figure),
                 _number(before, key, figure))
            for key in {**after, **before} for figure in COMPARED
        ]  # fmt: skip
    return found + [Line(_("Interessenten"), str(ASKINGS[each]), counted.talks.numbers[each],
                         counted.talks_then.numbers[each]) for each in Asking]


def _number(groups: dict[str, Group], key: str, figure: Figure) -> int:
    return groups[key].numbers[figure] if key in groups else 0


# --- the needs behind a figure ----------------------------------------------------------------------------------------


@blueprint.get("/bedarfe/foerderbericht/<ending>/zahlen/<figure>")
@requires(*READERS)
def behind(ending: str, figure: str) -> ResponseReturnValue:
    """The needs behind one figure of a year, searched, sorted and filtered; as a file, too."""
    form, session, year, name = KnownForm(request.args), db.session(), year_of(ending), figure_name(figure)
    if name is None:
        raise NotFound("Diese Zahl kennt der Förderbericht nicht.")
    status = OK if form.validate() else REFUSED
    listing = Listing.of_request(SORTS, ("field", "region", "kind", "kenntnis"))
    known_at = form.known_at(clock.today(), clock.now()) if status == OK else clock.now()
    figures = queries.figures(session, Year(year.first_day, year.last_day), known_at)
    wanted = {key: value for key, value in listing.filters.items() if key in KEYS}
    ways = {way.need_id: way for way in chosen(figures.behind(figure), wanted)}
    rows = _in_order([row for row in queries.rows_of(session, [*ways]) if _has(row, listing.query)], listing)
    if (kind := wanted_export()) and status == OK:
        return export(kind, f"{figure}-{ending}", _behind_columns(ways), rows)
    listing.total, listing.rows = len(rows), rows[listing.offset : listing.offset + listing.limit]
    return page(
        "promotion/behind.html", status, form=form, listing=listing, ways=ways, year=year, ending=ending, name=name,
        figure=figure, choices=_choices(figures.behind(figure)), may_write=may_write(),
        all_count=figures.number(figure), told=_tellable(session, year.last_day, figure, figures), viewer=ALL, **WORDS,
    )


def _has(row: Row, words: str) -> bool:
    text = f"{row.need.search_text} {fold(row.owner(ALL))} {fold(row.need.number)}"
    return all(word in text for word in fold(words).split())


def _in_order(rows: list[Row], listing: Listing[Any]) -> list[Row]:
    keys: dict[str, Any] = {
        "number": lambda row: row.need.number, "title": lambda row: fold(row.need.title),
        "owner": lambda row: fold(row.owner(ALL)), "raised": lambda row: row.need.raised_at,
    }
    return sorted(rows, key=keys[listing.sort], reverse=listing.descending)


def _choices(ways: Sequence[Way]) -> list[dict[str, object]]:
    heads = {"field": _("Einsatzfeld"), "region": _("Region"), "kind": _("Von")}
    return [
        {"name": name, "label": head,
         "options": [(key or NONE, _named(name, key)) for key in sorted({KEYS[name](way) for way in ways})]}
        for name, head in heads.items()
    ]  # fmt: skip


def _tellable(session: Any, year_end: Any, figure: str, figures: Figures) -> frozenset[int]:
    """The needs that may be added as examples from this page."""
    if figure != Figure.ANSWERED:
        return frozenset()
    taken = {each.need_id for each in queries.examples_of(session, year_end)}
    rows = queries.rows_of(session, [way.need_id for way in figures.behind(figure)])
    return frozenset(row.need.id for row in rows if may_be_told(row.need.level, True)) - taken


def _behind_columns(ways: dict[int, Way]) -> list[Column[Row]]:
    """What was known of each need at the end of the year, and its title of today."""
    return [
        Column("number", _("Nummer"), lambda row: row.need.number),
        Column("title", _("Bedarf"), lambda row: row.need.title or _("Gelöscht")),
        Column("owner", _("Von"), lambda row: row.owner(ALL)),
        Column("field", _("Einsatzfeld"), lambda row: str(_named("field", KEYS["field"](ways[row.need.id])))),
        Column("region", _("Region"), lambda row: ways[row.need.id].region),
        Column("raised", _("Eingebracht"), lambda row: ways[row.need.id].raised_on),
    ]


# --- words, examples, issue -------------------------------------------------------------------------------------------


@blueprint.route("/bedarfe/foerderbericht/<ending>/texte", methods=["GET", "POST"])
@requires(*WRITERS)
def words(ending: str) -> ResponseReturnValue:
    """Write the words of a year's report; each version is kept."""
    form, session, year = WordsForm(), db.session(), year_of(ending)
    if request.method == "GET":
        text = queries.find_text(session, year.last_day)
        form.introduction.data, form.outlook.data = (text.introduction, text.outlook) if text else ("", "")
        form.seen.data = str(text.version if text else 0)
    elif form.validate_on_submit():
        with RefusalsAbove(form):
            introduction, outlook = form.introduction.data or "", form.outlook.data or ""
            actor, now, seen = current_actor(), clock.now(), form.seen_version
            with transaction() as written_in:
                form.once(written_in, lambda: actions.write_words(
                    written_in, year.last_day, introduction, outlook, seen, actor, now
                ).id)  # fmt: skip
            flash(_("Gespeichert"))
            return redirect(url_for(".report", ending=ending))
    return page("promotion/words.html", status_of(form), form=form, year=year, ending=ending, **WORDS)


@blueprint.get("/bedarfe/foerderbericht/<ending>/texte/<int:version>")
@requires(*READERS)
def version(ending: str, version: int) -> ResponseReturnValue:
    """A version of these words."""
    session, year = db.session(), year_of(ending)
    found = queries.get_text(session, year.last_day, version)
    return page(
        "promotion/version.html", year=year, ending=ending, text=found, texts=queries.texts_of(session, year.last_day),
        **WORDS,
    )


@blueprint.route("/bedarfe/foerderbericht/<ending>/beispiele/<int:need_id>", methods=["GET", "POST"])
@requires(*WRITERS)
def example(ending: str, need_id: int) -> ResponseReturnValue:
    """Let a report tell of an answered need."""
    form, session, year = ExampleForm(), db.session(), year_of(ending)
    row = needs.get_row(session, need_id, ALL)
    if form.validate_on_submit():
        with RefusalsAbove(form), RefusalsAt(form.words, ExampleRefusal), RefusalsAt(form.consent, ConsentRefusal):
            said, is_named, consent = form.words.data or "", bool(form.is_named.data), form.consent.data or ""
            actor, now, days = current_actor(), clock.now(), Year(year.first_day, year.last_day)
            with transaction() as written_in:
                form.once(written_in, lambda: actions.add_example(
                    written_in, days, need_id, said, is_named, consent, actor, now
                ).id)  # fmt: skip
            flash(_("Aufgenommen"))
            return redirect(url_for(".report", ending=ending, _anchor="beispiele"))
    return page("promotion/example.html", status_of(form), form=form, year=year, ending=ending, row=row, need=row.need,
                viewer=ALL, **WORDS)  # fmt: skip


@blueprint.post("/bedarfe/foerderbericht/<ending>/beispiele/<int:example_id>/herausnehmen")
@requires(*WRITERS)
def take_out(ending: str, example_id: int) -> ResponseReturnValue:
    """Take an example out of a report."""
    year, actor, now = year_of(ending), current_actor(), clock.now()

    def taken_out() -> int:
        actions.take_example_out(session, year.last_day, example_id, actor, now)
        return example_id

    with transaction() as session:
        ActForm().once(session, taken_out)
    flash(_("Herausgenommen"))
    return redirect(url_for(".report", ending=ending, _anchor="beispiele"))


@blueprint.route("/bedarfe/foerderbericht/<ending>/feststellen", methods=["GET", "POST"])
@requires(Role.BOARD)
def issue(ending: str) -> ResponseReturnValue:
    """The board finishes a report: it is frozen under a number, and a further issue replaces it."""
    form, session, year = IssueForm(), db.session(), year_of(ending)
    text, issues = queries.find_text(session, year.last_day), queries.issues_of(session, year.last_day)
    if request.method == "GET":
        form.seen.data, form.issued.data = str(text.version if text else 0), str(len(issues))
    elif form.validate_on_submit():
        with RefusalsAbove(form):
            actor, now, seen, reason = current_actor(), clock.now(), form.seen_version, form.reason.data or ""
            issued = form.issues_seen
            with transaction() as written_in:
                form.once(written_in, lambda: actions.issue(written_in, year, seen, reason, actor, now, issued).id)
            flash(_("Festgestellt"))
            return redirect(url_for(".report", ending=ending, _anchor="ausgaben"))
    return page("promotion/issue.html", status_of(form), form=form, year=year, ending=ending, text=text, issues=issues,
                today=clock.today(), **WORDS)  # fmt: skip


@blueprint.get("/bedarfe/foerderbericht/<ending>/entwurf.pdf")
@requires(*READERS)
def draft(ending: str) -> ResponseReturnValue:
    """The report as it stands, printed and marked as a draft."""
    form, year, now = KnownForm(request.args), year_of(ending), clock.now()
    known_at = form.known_at(clock.today(), now) if form.validate() else now
    content = actions.print_draft(db.session(), year, known_at, current_actor(), now)
    return download(content, f"foerderbericht-{ending}-entwurf.pdf")
