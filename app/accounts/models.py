"""Tables of logins, granted roles, sessions and the throttle."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import BigId, Model, UtcDateTime, enum_column
from app.core.values import GRANTED_ROLES, MAX_FULL_NAME, Role
from app.parties.models import Party


class Account(Model):
    """A person's login; the address is folded and unique. Without a password hash it waits for its first login."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), unique=True)
    email: Mapped[str] = mapped_column(String(320), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    locale: Mapped[str | None] = mapped_column(String(5))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    invited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    party: Mapped[Party] = relationship(lazy="joined", innerjoin=True)


class RoleGrant(Model):
    """A role given by an administrator for a time; roles that follow from offices and memberships never stand here."""

    __tablename__ = "role_grant"
    __table_args__ = (
        CheckConstraint(f"role IN {tuple(role.value for role in GRANTED_ROLES)}", name="only_granted_roles"),
        CheckConstraint("last_day IS NULL OR last_day >= first_day", name="period_runs_forward"),
        Index("ix_role_grant_account", "account_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    role: Mapped[Role] = mapped_column(enum_column(Role))
    first_day: Mapped[date]
    last_day: Mapped[date | None]
    granted_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))


class LoginSession(Model):
    """A session on one device; the cookie holds a random token, the table its hash. Ended sessions stay as a record."""

    __tablename__ = "login_session"
    __table_args__ = (Index("ix_login_session_account", "account_id"),)

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    device: Mapped[str] = mapped_column(String(300), default="")
    address: Mapped[str] = mapped_column(String(60), default="")

    account: Mapped[Account] = relationship(lazy="joined", innerjoin=True)


class LoginAttempt(Model):
    """A login that failed, kept for the throttle; the key is a mark of the address typed or of the sender's."""

    __tablename__ = "login_attempt"
    __table_args__ = (Index("ix_login_attempt_key_at", "key", "at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
