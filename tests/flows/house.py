"""Several people at their own browsers, in one house; every request in a context of its own, as a server has it."""

import hashlib
import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import LoginSession
from app.core import clock
from app.core.db import db
from app.core.jobs import Worker
from app.core.outbox import OutgoingMail
from app.core.values import Role
from app.main import handlers_of
from app.parties.models import Party
from tests.conftest import BASE_URL
from tests.factories import an_account


@dataclass
class Browser:
    """Somebody at a browser without scripts; forms are sent with what the page holds."""

    client: FlaskClient

    def see(self, address: str, status: int = 200) -> str:
        """Open a page."""
        answer = self.client.get(address, follow_redirects=status == 200)
        assert answer.status_code == status, f"{address}: {answer.status_code} {answer.text[:300]}"
        return unescape(answer.text).replace("\u00a0", " ")

    def send(self, address: str, data: Mapping[str, object] | None = None, status: int = 302) -> str:
        """Send a form; gives the address it leads on to."""
        answer = self.client.post(address, data=dict(data or {}))
        assert answer.status_code == status, f"{address}: {answer.status_code} {answer.text[-2000:]}"
        return answer.location or ""


@dataclass
class House:
    """The installation of one test."""

    app: Flask

    def browser(self) -> Browser:
        """A fresh browser of a stranger."""
        return Browser(self.app.test_client())

    def signed_in(self, name: str, *roles: Role) -> Browser:
        """The browser of somebody known, signed in; granted roles besides those that follow from offices."""
        found, token = self.browser(), secrets.token_urlsafe(32)
        with self.session() as session:
            party = session.scalars(select(Party).where(Party.display_name == name)).one()
            account, now = an_account(session, party, *roles), clock.now()
            digest = hashlib.sha256(token.encode()).hexdigest()
            session.add(LoginSession(token_hash=digest, account_id=account.id, created_at=now, last_seen_at=now))
        with found.client.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = token, True
        return found

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Look into the database, or change it."""
        with self.app.app_context():
            yield db.session()
            db.session.commit()

    def work(self) -> None:
        """Let the worker do whatever is due."""
        with self.app.app_context():
            Worker(handlers_of(self.app.config["GENOKONTOR"])).run_until_idle()

    def link_in_mail(self, kind: str, to: str) -> str:
        """The path of the link in the newest mail of a kind to an address."""
        with self.session() as session:
            sent = select(OutgoingMail).where(OutgoingMail.kind == kind, OutgoingMail.to_address == to)
            mail = session.scalars(sent.order_by(OutgoingMail.id.desc())).first()
            assert mail is not None, f"no mail {kind} to {to}"
            found = re.search(re.escape(BASE_URL) + r"(/\S+)", mail.text)
            assert found is not None
            return found[1]


def value_of(page: str, name: str) -> str:
    """What a hidden field of a page holds."""
    tag = next(tag for tag in re.findall(r"<input[^>]*>", page) if f'name="{name}"' in tag)
    found = re.search(r'value="([^"]*)"', tag)
    return found[1] if found else ""
