"""The check of the whole installation, run when the page is opened."""

from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.db import db
from app.core.web import page, requires, sentence
from app.operations import queries
from app.operations.forms import AREAS
from app.operations.rules import Area, Finding
from app.operations.views.pieces import CHECKERS, blueprint


@blueprint.get("/pruefung")
@requires(*CHECKERS)
def check() -> ResponseReturnValue:
    """What is not as it should be, area by area; or that all is well."""
    now = clock.now()
    sentences: dict[Area, list[str]] = {area: [] for area in Area}
    for finding in queries.findings(db.session(), now):
        sentences[finding.area].append(sentence_of(finding))
    return page(
        "operations/check.html", sentences=sentences, areas=AREAS, now=now,
        total=sum(len(each) for each in sentences.values()),
    )


def sentence_of(finding: Finding) -> str:
    """A finding in the reader's language."""
    return sentence(finding.message, finding.values)
