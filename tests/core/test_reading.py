"""A screen writes figures, days and refusals in its reader's language."""

from datetime import UTC, date, datetime

from flask import Flask, render_template_string

from app.core import formats
from app.core.values import Refusal
from app.core.web import short_day, translated

ENGLISH = {"Accept-Language": "en"}
DAY = date(2026, 3, 1)


def test_a_page_writes_figures_and_days_in_the_language_of_its_reader(app: Flask) -> None:
    with app.test_request_context(headers=ENGLISH):
        written = render_template_string("{{ 123450|euro }} {{ 1234|count }} {{ day|day }}", day=DAY)
        assert written.replace("\u00a0", " ") == "€1,234.50 1,234 1 Mar 2026"
    with app.test_request_context():
        assert render_template_string("{{ 1234|count }} {{ day|day }}", day=DAY) == "1.234 01.03.2026"


def test_a_refusal_names_days_and_amounts_in_the_language_of_its_reader(app: Flask) -> None:
    refusal = Refusal("{day}: {amount}", day=formats.day(DAY), amount=formats.euro(1_234_50))
    with app.test_request_context(headers=ENGLISH):
        assert translated(refusal).replace("\u00a0", " ") == "1 Mar 2026: €1,234.50"
    assert str(refusal).replace("\u00a0", " ") == "01.03.2026: 1.234,50 €"


def test_a_sentence_that_ends_with_a_name_ends_with_one_stop(app: Flask) -> None:
    with app.test_request_context():
        assert translated(Refusal("Gewählt: {name}.", name="Radfreunde e. V.")) == "Gewählt: Radfreunde e. V."
        assert translated(Refusal("Gewählt: {name}.", name="Ada Ahorn")) == "Gewählt: Ada Ahorn."


def test_an_hour_on_a_page_has_its_day_where_that_is_another_than_the_meetings(app: Flask) -> None:
    """In the words of its reader."""
    at, met_on = datetime(2026, 3, 4, 13, 32, tzinfo=UTC), (date(2026, 3, 4), DAY)
    shown = "{% for day in met_on %}{{ at|hour(day) }}; {{ at|at_hour(day) }}; {% endfor %}"
    with app.test_request_context():
        assert render_template_string(shown, at=at, met_on=met_on).replace("\u00a0", " ") == (
            "14:32 Uhr; um 14:32 Uhr; 04.03.2026, 14:32 Uhr; am 04.03.2026 um 14:32 Uhr; "
        )
    with app.test_request_context(headers=ENGLISH):
        assert render_template_string(shown, at=at, met_on=met_on).replace("\u00a0", " ") == (
            "14:32; at 14:32; 4 Mar 2026, 14:32; on 4 Mar 2026 at 14:32; "
        )


def test_a_day_of_this_year_needs_no_year(app: Flask) -> None:
    with app.test_request_context():
        assert short_day(DAY) == "01.03."
    with app.test_request_context(headers=ENGLISH):
        assert short_day(DAY) == "1\u00a0Mar"


def test_a_sentence_writes_its_number_as_numbers_are_written(app: Flask) -> None:
    counted = """{{ ngettext("%(num)s Anteil", "%(num)s Anteile", shares) }}"""
    with app.test_request_context():
        assert [render_template_string(counted, shares=each) for each in (1, 2381)] == ["1 Anteil", "2.381 Anteile"]
    with app.test_request_context(headers=ENGLISH):
        assert [render_template_string(counted, shares=each) for each in (1, 2381)] == ["1 share", "2,381 shares"]


def test_a_reference_in_a_sentence_is_not_broken_and_nothing_else_is_trusted(app: Flask) -> None:
    with app.test_request_context():
        written = render_template_string("{{ text|unbroken }}", text="Antrag <b> V-2022-001, E-Mail")
    assert written == 'Antrag &lt;b&gt; <span class="reference">V-2022-001</span>, E-Mail'
