"""Browsers without JavaScript whose requests share nothing with the test but the database, as in earnest."""

from contextvars import Context
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse


class Visitor(FlaskClient):
    """A client whose every request has an application context of its own, also inside the test's."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send a request and read the answer to its end."""
        return Context().run(super().open, *args, **kwargs)


def visitor(app: Flask) -> Visitor:
    """Somebody who opens a fresh browser."""
    return Visitor(app, app.response_class, use_cookies=True)
