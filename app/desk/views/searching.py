"""The search: as a page, and as the answer of the command palette."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup, escape

from app.core.db import db
from app.core.formats import member_number
from app.core.values import PartyKind
from app.core.web import _, _n, current_actor, day, euro, may_open, page, reading_day, requires, titled
from app.desk import queries
from app.desk.queries import Found
from app.desk.rules import spans
from app.desk.views import commands
from app.desk.views.commands import Command
from app.desk.views.pages import blueprint
from app.desk.views.words import ORGANS

ROOMS = {
    "dossiers": "dossiers.show", "portal": "portal.show", "accounts": "accounts.person", "shares": "shares.index",
    "organs": "organs.show", "admissions": "admissions.show", "boardroom": "boardroom.show", "archive": "archive.show",
    "departures": "departures.show", "subscriptions": "subscriptions.show", "transfers": "transfers.show",
    "removals": "removals.show", "settlements": "settlements.show", "prospects": "prospects.show",
    "needs": "needs.show", "assessments": "assessments.show", "solutions": "solutions.show",
}  # fmt: skip
"""Room → the page that shows one of its things; who may not open it does not find it."""

ICONS = {
    PartyKind.NATURAL_PERSON: "user", PartyKind.COMPANY: "building", PartyKind.MUNICIPALITY: "building-community",
    PartyKind.PUBLIC_BODY: "building-bank", PartyKind.RESEARCH: "school", PartyKind.ASSOCIATION: "users-group",
}  # fmt: skip


@dataclass(frozen=True)
class Option:
    """One hit: its page, what it is called, and a note; with what was hit marked."""

    id: str
    url: str
    name: Markup
    icon: str
    note: Markup
    end: str = ""


@dataclass(frozen=True)
class Group:
    """Hits of one kind."""

    id: str
    heading: str
    options: Sequence[Option]


@blueprint.get("/suche")
@requires()
def search() -> ResponseReturnValue:
    """The search as a page of its own."""
    return page("desk/search.html", query=_query(), groups=_groups(_query()))


@blueprint.get("/suche/palette")
@requires()
def palette() -> str:
    """The hits for the command palette, as a fragment."""
    return render_template("desk/palette.html", groups=_groups(_query()))


def _query() -> str:
    return request.args.get("q", "").strip()[:100]


def _groups(query: str) -> list[Group]:
    """Hits by kind; after `>` only commands are looked for."""
    if query.startswith(">"):
        found, words = Found(), query.removeprefix(">")
    else:
        found, words = _found(query), query
    groups = [*_people(found, words), *_commands(found, words), *_matters(found, words)]
    filled = [group for group in groups if group.options]
    if not filled:
        return _meant(words)
    best = next((group for group in filled if _is_named(group.options[0], words)), None)
    return sorted(filled, key=lambda group: group is not best) if best else filled


def _meant(words: str) -> list[Group]:
    """The members whose names are most like words that nothing has."""
    found = queries.resembling(db.session(), words, _rooms(), reading_day())
    return [Group("meant", _("Meinten Sie …"), _members(found, words))] if found.members else []


def _rooms() -> set[str]:
    """The rooms that the person may open."""
    return {room for room, endpoint in ROOMS.items() if may_open(endpoint)}


def _is_named(option: Option, words: str) -> bool:
    """Whether what was typed is the name or the number of a hit, and not only its place or what it is about."""
    return "<mark>" in (option.name + option.note if words.isdecimal() else option.name)


def _found(query: str) -> Found:
    """Look for all words; where nothing has all of them, for those that name no command."""
    session, actor, today, rooms = db.session(), current_actor(), reading_day(), _rooms()
    found = queries.search(session, query, rooms, actor, today)
    shorter = commands.without_command_words(query)
    if found.is_empty and shorter != query:
        return queries.search(session, shorter, rooms, actor, today)
    return found


def _members(found: Found, words: str) -> list[Option]:
    return [
        _option(f"m{each.number}", _at("dossiers.show", number=each.number), each.party.display_name,
                ICONS[each.party.kind], _member_note(found, each.id, each.number), words)
        for each in found.members
    ]  # fmt: skip


def _people(found: Found, words: str) -> Iterator[Group]:
    yield Group("members", _("Mitglieder"), _members(found, words))
    own = [
        _option(f"o{each.number}", _at("portal.show", number=each.number), each.party.display_name,
                ICONS[each.party.kind], _("Nr. %(number)s", number=member_number(each.number)), words)
        for each in found.own
    ]  # fmt: skip
    yield Group("own", _("Meine Mitgliedschaften"), own)
    offices = [
        _option(f"f{each.id}", _at("organs.show", office_id=each.id), each.party.display_name, "building-bank",
                str(ORGANS[each.organ.value]), words)
        for each in found.offices
    ]  # fmt: skip
    yield Group("offices", _("Ämter"), offices)
    people = [
        _option(f"p{each.id}", _at("accounts.person", account_id=each.id), each.party.display_name, "user", each.email,
                words)
        for each in found.people
    ]  # fmt: skip
    yield Group("people", _("Personen"), people)


def _member_note(found: Found, member_id: int, number: int) -> str:
    held = _n("%(num)s Anteil", "%(num)s Anteile", found.shares.get(member_id, 0))
    note = _("Nr. %(number)s, %(held)s", number=member_number(number), held=held)
    name = found.represented.get(member_id)
    return str(_("%(note)s, vertreten durch %(name)s", note=note, name=name) if name else note)


def _commands(found: Found, words: str) -> Iterator[Group]:
    if len(found.members) in (1, 2):
        first = found.members[0]
        offered = [_command(each, words, number=first.number) for each in commands.of_a_member(words)]
        yield Group("of-member", _("Befehle für %(name)s", name=first.party.display_name), offered)
    yield Group("commands", _("Befehle"), [_command(each, words) for each in commands.commands_for(words)])


def _command(command: Command, words: str, **arguments: Any) -> Option:
    url = _at(command.endpoint, **command.arguments, **arguments)
    return _option(f"c-{command.key}", url, str(command.label), command.icon, "", words)


def _matters(found: Found, words: str) -> Iterator[Group]:
    applications = [
        _option(f"a{each.id}", _at("admissions.show", application_id=each.id), each.name or each.number or "", "inbox",
                _("Antrag %(number)s", number=each.number), words,
                day(each.submitted_at) if each.submitted_at else "")
        for each in found.applications
    ]  # fmt: skip
    yield Group("applications", _("Anträge"), applications)
    asking = [
        _option(f"i{each.prospect.id}", _at("prospects.show", prospect_id=each.prospect.id), each.prospect.name,
                "address-book", each.prospect.number, words, day(each.received_on))
        for each in found.prospects
    ]  # fmt: skip
    yield Group("prospects", _("Interessenten"), asking)
    yield Group("needs", _("Bedarfe und Bündel"), list(_needs(found, words)))
    rounds = [
        _option(f"bw{each.id}", _at("assessments.show", round_id=each.id), each.title, "scale", each.number, words,
                day(each.prepared_at))
        for each in found.rounds
    ]  # fmt: skip
    yield Group("rounds", _("Bewertung"), rounds)
    yield Group("solutions", _("Lösungen"), list(_solutions(found, words)))
    yield Group("offers", _("Partnerangebote"), list(_offers(found, words)))
    papers = [*_resolutions(found, words), *_notices(found, words), *_subscriptions(found, words),
              *_transfers(found, words), *_removals(found, words), *_settlements(found, words),
              *_payments(found, words), *_papers(found, words)]
    yield Group("papers", _("Vorgänge und Dokumente"), papers)


def _solutions(found: Found, words: str) -> Iterator[Option]:
    shown = [(_at("solutions.show", solution_id=each.id), each) for each in found.solutions]
    shown += [
        (_at("solutions.own_show", number=number, solution_id=each.id), each)
        for number, each in found.members_solutions
    ]
    for url, each in shown:
        yield _option(f"l{each.id}", url, each.title, "bulb", each.number, words, day(each.opened_at))


def _offers(found: Found, words: str) -> Iterator[Option]:
    shown = [(_at("solutions.offer", offer_id=each.id), each) for each in found.offers]
    shown += [
        (_at("solutions.own_offer", number=number, offer_id=each.id), each) for number, each in found.members_offers
    ]
    for url, each in shown:
        note = f"{each.number}, {each.member.party.display_name}"
        yield _option(f"p{each.id}", url, each.title, "briefcase", note, words, day(each.stated_at))


def _needs(found: Found, words: str) -> Iterator[Option]:
    shown = [(_at("needs.show", need_id=each.need.id), each.need) for each in found.needs]
    shown += [
        (_at("needs.own_show", number=number, need_id=each.need.id), each.need) for number, each in found.members_needs
    ]
    for url, need in shown:
        yield _option(f"b{need.id}", url, need.title, "bulb", need.number, words, day(need.raised_at))
    stacked = [(_at("bundles.show", bundle_id=each.bundle.id), each.bundle) for each in found.bundles]
    stacked += [
        (_at("bundles.own_show", number=number, bundle_id=each.bundle.id), each.bundle)
        for number, each in found.members_bundles
    ]
    for url, bundle in stacked:
        yield _option(f"bd{bundle.id}", url, bundle.title, "stack-2", bundle.number, words, day(bundle.opened_at))


def _resolutions(found: Found, words: str) -> Iterator[Option]:
    for each in found.resolutions:
        url = _at("boardroom.show", resolution_id=each.id)
        name, opened = _("Beschluss %(number)s", number=each.number), day(each.opened_at)
        yield _option(f"r{each.id}", url, name, "gavel", titled(each.title), words, opened)


def _notices(found: Found, words: str) -> Iterator[Option]:
    for each in found.notices:
        name = _("Kündigung %(number)s", number=each.number)
        url, note = _at("departures.show", notice_id=each.id), each.member.party.display_name
        yield _option(f"n{each.id}", url, name, "door-exit", note, words, day(each.received_on))


def _subscriptions(found: Found, words: str) -> Iterator[Option]:
    for each in found.subscriptions:
        name = _("Weitere Anteile %(number)s", number=each.number)
        url, note = _at("subscriptions.show", subscription_id=each.id), each.member.party.display_name
        yield _option(f"s{each.id}", url, name, "stack-2", note, words, day(each.received_on))


def _transfers(found: Found, words: str) -> Iterator[Option]:
    for each in found.transfers:
        name, note = _("Übertragung %(number)s", number=each.number), each.transferor.party.display_name
        url = _at("transfers.show", transfer_id=each.id)
        yield _option(f"t{each.id}", url, name, "arrows-exchange", note, words, day(each.received_on))


def _removals(found: Found, words: str) -> Iterator[Option]:
    for each in found.removals:
        name = _("Ausscheiden %(number)s", number=each.number)
        url, note = _at("removals.show", removal_id=each.id), each.member.party.display_name
        yield _option(f"x{each.id}", url, name, "users", note, words, day(each.event_on) if each.event_on else "")


def _settlements(found: Found, words: str) -> Iterator[Option]:
    for each in found.settlements:
        name = _("Auseinandersetzung %(number)s", number=each.number)
        url, note = _at("settlements.show", settlement_id=each.id), each.member.party.display_name
        yield _option(f"g{each.id}", url, name, "cash", note, words, day(each.last_day))


def _payments(found: Found, words: str) -> Iterator[Option]:
    for each in found.payments:
        url = _at("dossiers.payments", number=each.member_number)
        number = member_number(each.member_number)
        note = _("%(amount)s, Nr. %(number)s", amount=euro(each.amount), number=number)
        name = _("Zahlung %(number)s", number=each.number)
        yield _option(f"k-{each.number}", url, name, "coin-euro", note, words, day(each.received_on))


def _papers(found: Found, words: str) -> Iterator[Option]:
    for each in found.certificates:
        name, note = _("Urkunde %(number)s", number=each.number), _n("%(num)s Anteil", "%(num)s Anteile", each.shares)
        url, issued = _at("shares.certificate", number=each.number), day(each.issued_at)
        yield _option(f"u-{each.number}", url, name, "certificate", note, words, issued)
    listed = {each.number for each in found.certificates} | {each.number for each in found.resolutions}
    for document in found.documents:
        if document.number is None or document.number not in listed:
            url, name = _at("archive.show", document_id=document.id), titled(document.title)
            issued = day(document.issued_at)
            yield _option(f"d{document.id}", url, name, "file-text", document.number or "", words, issued)


def _at(endpoint: str, **arguments: Any) -> str:
    return url_for(endpoint, **arguments)


def _option(key: str, url: str, name: str, icon: str, note: str, words: str, end: str = "") -> Option:
    return Option(key, url, marked(name, words), icon, marked(note, words), end)


def marked(text: str, words: str) -> Markup:
    """A text with what was hit between `<mark>`; everything else is escaped."""
    parts, last = [], 0
    for start, end in spans(text, words):
        parts += [escape(text[last:start]), Markup("<mark>") + text[start:end] + Markup("</mark>")]
        last = end
    return Markup("").join([*parts, escape(text[last:])])
