"""The application's own Flask: nothing here is a coroutine, and cookies are signed by what was derived once."""

import hmac
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import BadSignature, TimestampSigner, URLSafeTimedSerializer

from app.core.web.access import hard_headers

log = logging.getLogger(__name__)


class _Signer(TimestampSigner):
    """Derives the key from the secret once, not with each cookie."""

    @cached_property
    def _derived(self) -> dict[bytes, bytes]:
        return {each: super(_Signer, self).derive_key(each) for each in self.secret_keys}

    def derive_key(self, secret_key: str | bytes | None = None) -> bytes:
        """The key for one of our secrets; for the newest, where none is named."""
        wanted = secret_key if isinstance(secret_key, bytes) else self.secret_keys[-1]
        return self._derived[wanted]


class _Serializer(URLSafeTimedSerializer):
    """Signs and reads by one signer."""

    default_signer = _Signer

    @cached_property
    def _signer(self) -> Any:
        return self.make_signer()

    def iter_unsigners(self, salt: str | bytes | None = None) -> Iterator[Any]:
        """Who reads: every secret of ours."""
        yield self._signer


FIELD = "csrf_token"
"""What the token is called, in the cookie and in every form."""


class _Cookies(SecureCookieSessionInterface):
    """Cookies as Flask signs them, and the tokens of forms as Flask-WTF does."""

    def __init__(self) -> None:
        self._known: dict[object, _Serializer] = {}
        self._of_forms: dict[object, _Serializer] = {}

    def of_forms(self, app: Flask) -> URLSafeTimedSerializer:
        """What signs the tokens of forms."""
        if app.secret_key not in self._of_forms:
            self._of_forms[app.secret_key] = _Serializer(app.secret_key or "", salt="wtf-csrf-token")
        return self._of_forms[app.secret_key]

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """What signs the cookies, made once for a secret."""
        if app.secret_key not in self._known:
            options = {"key_derivation": self.key_derivation, "digest_method": self.digest_method}
            self._known[app.secret_key] = _Serializer(
                app.secret_key or "", salt=self.salt, serializer=self.serializer, signer_kwargs=options
            )
        return self._known[app.secret_key]


@dataclass(frozen=True)
class Quick:
    """An answer that needs no view: neither person nor page, and no session of the request."""

    status: str
    headers: Sequence[tuple[str, str]]
    body: bytes = b""


Quickly = Callable[[dict[str, Any]], Quick | None]
"""Answers a request by its environment alone; None leaves it to its view."""


def _unless_fails(answer: Quickly, environ: dict[str, Any]) -> Quick | None:
    """A quick answer; where it fails, which is written down, the view does the same once more."""
    try:
        return answer(environ)
    except Exception:
        log.exception("a quick answer failed")
        return None


@cache
def _state_of(folder: Path) -> str:
    """A short name for what a folder holds; another one as soon as any file in it is another."""
    whole = sha256()
    for file in sorted(each for each in folder.rglob("*") if each.is_file()):
        whole.update(str(file.relative_to(folder)).encode() + sha256(file.read_bytes()).digest())
    return whole.hexdigest()[:16]


class Application(Flask):
    """Flask without what is asked anew with every request and always has the same answer."""

    session_interface = _Cookies()

    def __init__(self, name: str, root_path: str, template_folder: str) -> None:
        state = _state_of(Path(root_path) / "static")
        super().__init__(
            name, root_path=root_path, template_folder=template_folder, static_url_path=f"/static/{state}"
        )
        self.quickly: list[Quickly] = []

    def wsgi_app(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer what thousands ask for every moment before all else."""
        for answer in self.quickly:
            if found := _unless_fails(answer, environ):
                is_secure = environ["wsgi.url_scheme"] == "https" or self.config["SESSION_COOKIE_SECURE"]
                length = () if found.status.startswith("304") else (("Content-Length", str(len(found.body))),)
                start_response(found.status, [*found.headers, *length, *hard_headers(is_secure)])
                return (found.body,)
        return super().wsgi_app(environ, start_response)

    def token_holds(self, cookies: Mapping[str, str], sent: Mapping[str, str]) -> bool:
        """Whether a form carries the token that goes with the cookie of its browser, as is asked of every form."""
        signed = self.session_interface.get_signing_serializer(self)
        if signed is None or not self.config["WTF_CSRF_ENABLED"]:
            return False
        longest = int(self.permanent_session_lifetime.total_seconds())
        try:
            kept = signed.loads(cookies.get(self.config["SESSION_COOKIE_NAME"], ""), max_age=longest)
            token = self.session_interface.of_forms(self).loads(sent.get(FIELD, ""))
        except BadSignature:
            return False
        return isinstance(token, str) and hmac.compare_digest(str(kept.get(FIELD, "")), token)

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function itself: none of ours is a coroutine."""
        return func
