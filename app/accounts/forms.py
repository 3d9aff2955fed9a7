"""Forms of logins."""

from wtforms import EmailField, PasswordField, StringField
from wtforms.validators import Email, EqualTo, InputRequired, Length, Optional

from app.accounts.rules import MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH, ROLE_TASKS, ROLE_WORDS
from app.core.values import GRANTED_ROLES, Role
from app.core.web import Form, GermanDateField, KeyedForm, KnowingForm, SelectMultipleField, _l, in_words

EMAIL_LENGTH = 320
NAME_LENGTH = 150

ROLE_NAMES, ROLE_NOTES = in_words(ROLE_WORDS), in_words(ROLE_TASKS)
GRANTABLE = [(role.value, ROLE_NAMES[role]) for role in GRANTED_ROLES]


class ForgotPasswordForm(Form):
    """Asking for a link to set a new password."""

    email = EmailField(
        _l("E-Mail-Adresse"), [InputRequired(_l("Geben Sie Ihre E-Mail-Adresse an")), Length(max=EMAIL_LENGTH)]
    )


class LoginForm(ForgotPasswordForm):
    """Signing in."""

    password = PasswordField(_l("Passwort"), [InputRequired(_l("Geben Sie Ihr Passwort an"))])


class NewPasswordForm(Form):
    """A new password, typed twice."""

    password = PasswordField(
        _l("Neues Passwort"),
        [
            InputRequired(_l("Geben Sie ein Passwort an")),
            Length(min=MIN_PASSWORD_LENGTH, message=_l("Das Passwort braucht mindestens %(min)d Zeichen.")),
            Length(max=MAX_PASSWORD_LENGTH, message=_l("Das Passwort hat höchstens %(max)d Zeichen.")),
        ],
    )
    repeated = PasswordField(
        _l("Neues Passwort wiederholen"),
        [
            InputRequired(_l("Wiederholen Sie das Passwort")),
            EqualTo("password", _l("Die beiden Passwörter sind verschieden")),
        ],
    )


class ChangePasswordForm(NewPasswordForm):
    """One's own password: the present one and a new one."""

    current = PasswordField(_l("Bisheriges Passwort"), [InputRequired(_l("Geben Sie Ihr bisheriges Passwort an"))])


class EmailForm(Form):
    """The address of a login."""

    email = EmailField(
        _l("E-Mail-Adresse"),
        [
            InputRequired(_l("Geben Sie die E-Mail-Adresse an")),
            Length(max=EMAIL_LENGTH),
            Email(_l("Das ist keine E-Mail-Adresse")),
        ],
    )


class ChangeEmailForm(EmailForm, KnowingForm):
    """Another address in place of the present one."""


class InvitationForm(KeyedForm, EmailForm):
    """Inviting a person."""

    first_names = StringField(_l("Vorname"), [InputRequired(_l("Geben Sie den Vornamen an")), Length(max=NAME_LENGTH)])
    last_name = StringField(
        _l("Familienname"), [InputRequired(_l("Geben Sie den Familiennamen an")), Length(max=NAME_LENGTH)]
    )
    roles = SelectMultipleField(_l("Rollen"), [Optional()], choices=GRANTABLE, coerce=Role)


class GrantForm(Form):
    """Granting roles to a person."""

    roles = SelectMultipleField(
        _l("Rollen"), [InputRequired(_l("Wählen Sie mindestens eine Rolle"))],
        choices=GRANTABLE, coerce=Role,
    )
    first_day = GermanDateField(_l("Ab"), [InputRequired(_l("Geben Sie an, ab wann die Rolle gilt"))])
