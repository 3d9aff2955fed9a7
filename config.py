"""Settings from the environment, with safe defaults. Read by `app.main` alone."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Config:
    """What an administrator can set; every setting is an environment variable GENOKONTOR_…"""

    data: Path
    """GENOKONTOR_DATA: folder of database, files and keys."""
    database_url: str
    """GENOKONTOR_DATABASE_URL: by default SQLite in the data folder; `postgresql://…` for PostgreSQL."""
    base_url: str | None
    """GENOKONTOR_BASE_URL: public address of this installation, printed in QR codes and mails."""
    secret_key: str = field(repr=False)
    """Signs cookies and links; made once and kept in the data folder."""
    is_secret_given: bool = False
    """GENOKONTOR_SECRET_KEY is set: it goes before the key kept in the data folder."""
    is_demo: bool = False
    """GENOKONTOR_DEMO=1: the demonstration; nothing is sent out, the data can be reset."""
    smtp_host: str = ""
    smtp_port: int = 587
    smtp_user: str = ""
    smtp_password: str = field(default="", repr=False)
    smtp_starttls: bool = True
    mail_sender: str = "genokontor@localhost"
    cheap_passwords: bool = False
    """Tests only: argon2 with the least cost."""


def from_environment(environ: Mapping[str, str] = os.environ) -> Config:
    """Read the settings; makes the data folder and the secret key where they are missing."""
    demo = environ.get("GENOKONTOR_DEMO") == "1"
    default = Path(environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / (
        "genokontor-demo" if demo else "genokontor"
    )
    data = Path(environ.get("GENOKONTOR_DATA") or default).resolve()
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    url = _database(environ.get("GENOKONTOR_DATABASE_URL") or f"sqlite:///{data / 'genokontor.sqlite3'}")
    return Config(
        data=data,
        database_url=url.replace("postgresql://", "postgresql+psycopg://", 1),
        base_url=_address(environ.get("GENOKONTOR_BASE_URL") or None),
        secret_key=environ.get("GENOKONTOR_SECRET_KEY") or _kept_secret(data / "secret-key"),
        is_secret_given=bool(environ.get("GENOKONTOR_SECRET_KEY")),
        is_demo=demo,
        smtp_host="" if demo else environ.get("GENOKONTOR_SMTP_HOST", ""),
        smtp_port=_port(environ.get("GENOKONTOR_SMTP_PORT") or "587"),
        smtp_user=environ.get("GENOKONTOR_SMTP_USER", ""),
        smtp_password=environ.get("GENOKONTOR_SMTP_PASSWORD", ""),
        smtp_starttls=environ.get("GENOKONTOR_SMTP_STARTTLS", "1") != "0",
        mail_sender=environ.get("GENOKONTOR_MAIL_SENDER", "genokontor@localhost"),
    )


def _database(url: str) -> str:
    """The database's address as typed; another than the two it can be ends the start with a sentence."""
    if url.startswith(("postgresql://", "postgresql+psycopg://", "sqlite:///")):
        return url
    raise SystemExit(f"GENOKONTOR_DATABASE_URL beginnt mit postgresql:// oder sqlite:///, nicht „{url.split(':')[0]}“.")


def _address(url: str | None) -> str | None:
    """The public address as typed; what no browser opens ends the start with a sentence."""
    if url is None or (url.startswith(("https://", "http://")) and urlsplit(url).hostname):
        return url
    raise SystemExit(f"GENOKONTOR_BASE_URL ist eine Adresse wie https://kontor.example.org, nicht „{url}“.")


def _port(text: str) -> int:
    """A port as typed; what is none ends the start with a sentence."""
    if text.isascii() and text.isdigit() and 1 <= int(text) <= 65535:
        return int(text)
    raise SystemExit(f"GENOKONTOR_SMTP_PORT ist eine Zahl von 1 bis 65535, nicht „{text}“.")


def _kept_secret(path: Path) -> str:
    """The secret of this installation, made once; two starts at once end with the same one."""
    if not path.exists():
        half = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        half.write_text(secrets.token_hex(32))
        half.chmod(0o600)
        try:
            path.hardlink_to(half)
        except FileExistsError:
            pass
        finally:
            half.unlink()
    return path.read_text().strip()
