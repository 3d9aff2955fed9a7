"""The public form: its steps, what was typed in them, and what that lacks (R-ADM-02 … R-ADM-14, R-REG-02)."""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from typing import Any

from email_validator import EmailNotValidError, validate_email

from app.admissions.rules.completeness import check_declarants
from app.admissions.rules.declaration import check_declaration, check_member_class, check_residence, sounds_conditional
from app.core.formats import check_letters
from app.core.values import PartyKind, PostalAddress, Refusal, check_iban, check_phone
from app.members.rules import MemberClass, check_detail, detail_field
from app.parties.rules import (
    Authority,
    check_listed_country,
    check_organisation_name,
    check_person_name,
    check_place,
    country_as_kept,
    display_name,
    is_organisation,
)
from app.shares.rules import check_number_of_shares
from app.statutes.rules import ClauseKind, Statute


class Step(StrEnum):
    """A page of the public form."""

    WHO = "who"
    REPRESENTATION = "representation"
    SHARES = "shares"
    DOCUMENTS = "documents"
    DECLARATION = "declaration"
    SUMMARY = "summary"


def steps_for(kind: PartyKind) -> tuple[Step, ...]:
    """List the steps of a kind of applicant, in order; a natural person declares for itself."""
    return tuple(step for step in Step if is_organisation(kind) or step is not Step.REPRESENTATION)


def step_after(kind: PartyKind, step: Step) -> Step:
    """Name the step that follows; after the last it is the last."""
    steps = steps_for(kind)
    return steps[min(steps.index(step) + 1, len(steps) - 1)]


def step_before(kind: PartyKind, step: Step) -> Step | None:
    """Name the step before, or None at the first."""
    steps = steps_for(kind)
    position = steps.index(step)
    return steps[position - 1] if position else None


@dataclass(frozen=True)
class Signer:
    """A person who declares, as typed (R-ADM-13)."""

    first_names: str = ""
    last_name: str = ""
    title: str = ""
    function: str = ""
    email: str = ""
    authority: Authority = Authority.SOLE

    @property
    def name(self) -> str:
        """The name as it is spoken."""
        return display_name(self.first_names, self.last_name, self.title)


@dataclass(frozen=True)
class Need:
    """A need the applicant brings (Bedarf)."""

    title: str
    text: str = ""

    def __str__(self) -> str:
        return f"{self.title}: {self.text}" if self.title and self.text else self.title or self.text


@dataclass(frozen=True)
class Typed:
    """What was typed so far, read from the stored content; nothing in it is checked yet."""

    kind: PartyKind
    member_class: MemberClass
    who: Mapping[str, str]
    details: Mapping[str, str] = field(default_factory=dict)
    signers: tuple[Signer, ...] = ()
    shares: str = ""
    iban: str = ""
    needs: tuple[Need, ...] = ()
    clauses: frozenset[int] = frozenset()
    statute_id: int | None = None
    privacy_version: str | None = None
    remarks: str = ""
    will_use_services: bool = False

    @property
    def name(self) -> str:
        """The applicant's name: of a person as it is spoken, of an organisation the firm or designation."""
        who = self.who
        if is_organisation(self.kind):
            return who.get("name", "")
        return display_name(who.get("first_names", ""), who.get("last_name", ""), who.get("title", ""))

    @property
    def address(self) -> PostalAddress:
        """The applicant's address."""
        who = self.who
        street, postcode, city = (who.get(key, "") for key in ("street", "postcode", "city"))
        return PostalAddress(street, postcode, city, country_as_kept(who.get("country", "")), who.get("addition", ""))

    @property
    def number_of_shares(self) -> int | None:
        """The number of shares, or None where it is no number."""
        text = self.shares.strip()
        return int(text) if re.fullmatch(r"\d{1,7}", text, re.ASCII) and int(text) else None

    @property
    def authorities(self) -> tuple[Authority, ...]:
        """By what right each declarant declares."""
        return tuple(signer.authority for signer in self.signers)

    @property
    def has_register_data(self) -> bool:
        """Whether court and number of a register are named."""
        return bool(self.who.get("register_number"))


DETAILS = "details"
"""Where the first step keeps the further fields of the register that the statute names."""


def typed_from(kind: PartyKind, member_class: MemberClass, content: Mapping[str, Any]) -> Typed:
    """Read what was typed from the stored content (step → field → text)."""
    shares, declared = content.get(Step.SHARES, {}), content.get(Step.DECLARATION, {})
    who = content.get(Step.WHO, {})
    people = content.get(Step.REPRESENTATION, {}).get("people", ()) if is_organisation(kind) else ()
    return Typed(
        kind=kind,
        member_class=member_class,
        who={name: text for name, text in who.items() if name != DETAILS},
        details=who.get(DETAILS, {}),
        signers=tuple(_signers(people)),
        shares=str(shares.get("shares") or ""),
        iban=shares.get("iban") or "",
        needs=tuple(_needs(shares.get("needs", ()))),
        clauses=frozenset(declared.get("clauses", ())),
        statute_id=declared.get("statute_id"),
        privacy_version=declared.get("privacy_version"),
        remarks=declared.get("remarks") or "",
        will_use_services=bool(shares.get("will_use_services")),
    )


def _signers(people: Iterable[Mapping[str, str]]) -> Iterator[Signer]:
    for person in people:
        texts = {key: (person.get(key) or "").strip() for key in _SIGNER_TEXTS}
        if any(texts.values()):
            yield Signer(**texts, authority=Authority(person.get("authority") or Authority.SOLE))


_SIGNER_TEXTS = ("first_names", "last_name", "title", "function", "email")


def _needs(needs: Iterable[Mapping[str, str]]) -> Iterator[Need]:
    for need in needs:
        title, text = (need.get("title") or "").strip(), (need.get("text") or "").strip()
        if title or text:
            yield Need(title, text)


def fingerprint(content: Mapping[str, Any]) -> str:
    """A short mark of what was typed: who submits declares what the page showed, not what another window changed."""
    plain = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(plain.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Problem:
    """What a step lacks: the field it stands at and the sentence that says so."""

    step: Step
    field: str
    refusal: Refusal


@dataclass(frozen=True)
class RequiredClause:
    """A clause the declaration must contain, in its present version (R-ADM-05)."""

    clause_id: int
    kind: ClauseKind


@dataclass(frozen=True)
class Conditions:
    """Against what a declaration is checked: the statute of the day, its version, clauses, privacy notice."""

    statute: Statute
    statute_id: int
    clauses: Sequence[RequiredClause]
    privacy_version: str
    has_statute_document: bool = True


def problems(typed: Typed, conditions: Conditions) -> list[Problem]:
    """List all that a declaration lacks, in the order of the form; empty where it may be submitted."""
    return [found for step in steps_for(typed.kind) for found in problems_of(step, typed, conditions)]


def problems_of(step: Step, typed: Typed, conditions: Conditions) -> list[Problem]:
    """List what one step lacks."""
    match step:
        case Step.WHO:
            checks = _who(typed, conditions.statute)
        case Step.REPRESENTATION:
            checks = _representation(typed)
        case Step.SHARES:
            checks = _shares(typed, conditions.statute)
        case Step.DECLARATION:
            checks = _declaration(typed, conditions)
        case _:
            checks = iter(())
    asked = [*_letters(step, typed), *checks]
    return [Problem(step, field, refusal) for field, check in asked if (refusal := _refusal_of(check))]


Check = tuple[str, Callable[[], object]]


def _refusal_of(check: Callable[[], object]) -> Refusal | None:
    try:
        check()
    except Refusal as refusal:
        return refusal
    return None


def _letters(step: Step, typed: Typed) -> Iterator[Check]:
    """All that is typed stands in the declaration, so it must be of letters that print."""
    for name, text in _texts(step, typed):
        yield name, partial(check_letters, text)


def _texts(step: Step, typed: Typed) -> Iterator[tuple[str, str]]:
    """The texts of a step with the names of their fields."""
    match step:
        case Step.WHO:
            yield from ((name, str(text)) for name, text in typed.who.items())
        case Step.REPRESENTATION:
            for row, signer in enumerate(typed.signers):
                yield from ((f"people-{row}-{name}", getattr(signer, name)) for name in _SIGNER_TEXTS)
        case Step.SHARES:
            for row, need in enumerate(typed.needs):
                yield from ((f"needs-{row}-title", need.title), (f"needs-{row}-text", need.text))
        case Step.DECLARATION:
            yield "remarks", typed.remarks


def _who(typed: Typed, statute: Statute) -> Iterator[Check]:
    who = typed.who
    if is_organisation(typed.kind):
        yield "name", lambda: check_organisation_name(who.get("name", ""))
    else:
        yield "last_name", lambda: check_person_name(who.get("first_names", ""), who.get("last_name", ""))
    yield "country", lambda: check_listed_country(typed.address.country)
    yield "postcode" if who.get("street") and who.get("city") else "street", lambda: check_place(typed.address)
    yield "email", lambda: check_email(who.get("email", ""))
    if who.get("phone", "").strip():
        yield "phone", lambda: check_phone(who["phone"])
    if typed.kind is PartyKind.COMPANY:
        yield "register_number", lambda: check_register(who.get("register_court", ""), who.get("register_number", ""))
    for name in statute.register_details:
        yield detail_field(name), partial(check_detail, name, typed.details.get(name, ""))
    yield "in_district", lambda: check_residence(statute, bool(who.get("in_district")))


def _representation(typed: Typed) -> Iterator[Check]:
    for position, signer in enumerate(typed.signers):
        yield f"people-{position}-last_name", partial(check_signer_name, signer)
        yield f"people-{position}-function", partial(check_signer_function, signer)
        yield f"people-{position}-email", partial(check_email, signer.email)
        yield f"people-{position}-email", partial(check_own_email, signer, typed.signers[:position])
    yield "people", lambda: check_declarants(typed.kind, typed.authorities)


def _shares(typed: Typed, statute: Statute) -> Iterator[Check]:
    yield "shares", lambda: check_shares(typed, statute)
    if typed.iban.strip():
        yield "iban", lambda: check_iban(typed.iban)
    yield "will_use_services", lambda: check_member_class(typed.member_class, statute, typed.will_use_services)


def _declaration(typed: Typed, conditions: Conditions) -> Iterator[Check]:
    for clause in conditions.clauses:
        yield f"clause-{clause.clause_id}", partial(check_confirmed, clause, typed.clauses)
    yield "statute", lambda: check_statute(typed, conditions)
    yield "privacy", lambda: check_privacy(typed.privacy_version, conditions.privacy_version)
    yield "remarks", lambda: check_declaration(sounds_conditional(typed.remarks), True)


def check_email(address: str) -> None:
    """Refuse what is no e-mail address, as strictly as a login does later; whether it exists shows when confirmed."""
    if not address.strip():
        raise Refusal("Geben Sie eine E-Mail-Adresse an.")
    try:
        validate_email(address.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError as fault:
        raise Refusal("Diese E-Mail-Adresse ist nicht vollständig. Steht ein @ darin?") from fault


def check_own_email(signer: Signer, others: Sequence[Signer]) -> None:
    """Refuse one address for two declarants: each confirms by an own link, nobody for somebody else (R-ADM-13)."""
    if signer.email and signer.email.lower() in {other.email.lower() for other in others}:
        raise Refusal("Geben Sie für jede Person eine eigene E-Mail-Adresse an; jede bestätigt über ihren Link.")


def check_register(court: str, number: str) -> None:
    """Refuse a company without its entry in the register; the office needs it to check who represents (R-ADM-13)."""
    if not court.strip() or not number.strip():
        raise Refusal("Geben Sie Registergericht und Registernummer an, zum Beispiel HRB 1234.")


def check_signer_name(signer: Signer) -> None:
    """Refuse a declarant without full name (R-ADM-13)."""
    if not signer.first_names or not signer.last_name:
        raise Refusal("Geben Sie Vor- und Nachname der Person an, die erklärt.")


def check_signer_function(signer: Signer) -> None:
    """Refuse a declarant whose function is not named; authority is checked by it (R-ADM-13)."""
    if not signer.function:
        raise Refusal("Geben Sie an, in welcher Funktion Sie unterzeichnen.")


def check_shares(typed: Typed, statute: Statute) -> None:
    """Refuse what is no number of shares, or one outside the statute's limits (§ 7a GenG; R-SHR-01)."""
    if typed.number_of_shares is None:
        raise Refusal("Geben Sie die Zahl der Anteile als ganze Zahl an.")
    check_number_of_shares(typed.number_of_shares, statute)


def check_confirmed(clause: RequiredClause, confirmed: frozenset[int]) -> None:
    """Refuse a declaration in which this clause is not confirmed in its present version (§ 15a GenG; R-ADM-05)."""
    if clause.clause_id in confirmed:
        return
    match clause.kind:
        case ClauseKind.PAYMENT_UNDERTAKING:
            raise Refusal("Bestätigen Sie die Pflicht zur Einzahlung.")
        case ClauseKind.NACHSCHUSS_UNDERTAKING:
            raise Refusal("Bestätigen Sie die Pflicht zum Nachschuss.")
        case ClauseKind.ACK_FURTHER_PAYMENTS:
            raise Refusal("Bestätigen Sie, dass Sie die weiteren Zahlungspflichten kennen.")
        case ClauseKind.ACK_NOTICE_PERIOD:
            raise Refusal("Bestätigen Sie, dass Sie die Kündigungsfrist kennen.")


def check_statute(typed: Typed, conditions: Conditions) -> None:
    """Refuse a declaration for which the statute in force was not there, or is not confirmed to (R-ADM-07)."""
    check_declaration(False, conditions.has_statute_document)
    if typed.statute_id != conditions.statute_id:
        raise Refusal("Bestätigen Sie, dass Ihnen die geltende Satzung vor der Erklärung zur Verfügung stand.")


def check_privacy(shown: str | None, present: str) -> None:
    """Refuse a declaration before the privacy notice in its present version was shown (Art. 13 DSGVO)."""
    if shown != present:
        raise Refusal("Bestätigen Sie, dass Sie die Datenschutzhinweise gelesen haben.")
