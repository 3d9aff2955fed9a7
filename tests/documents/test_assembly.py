"""Letters on a general assembly: what the law and the statute ask of them (R-GV-03, R-DOC-06), and how they break."""

from collections.abc import Hashable
from dataclasses import replace

import pytest

from app.core.values import WrittenForm
from documents import assembly_invitation, assembly_notice
from documents.assembly import ItemType, MeetingForm
from documents.assembly.differences import Piece, differences
from documents.assembly_invitation import ProxyRules
from documents.assembly_notice import Notice
from documents.writing import bound
from tests.documents import pages

INVITATIONS = assembly_invitation.variants()
NOTICES = assembly_notice.variants()
LETTERS: dict[str, tuple[str, Hashable]] = {
    **{name: ("assembly_invitation", facts) for name, facts in INVITATIONS.items()},
    **{f"notice-{name}": ("assembly_notice", facts) for name, facts in NOTICES.items()},
}


def text_of(facts: Hashable, kind: str = "assembly_invitation") -> str:
    """All words of a letter in one line."""
    return " ".join(pages.text(pages.printed(kind, facts)).split())


def pages_of(facts: Hashable, kind: str = "assembly_invitation") -> list[str]:
    """The words of each page."""
    pdf = pages.printed(kind, facts)
    numbers = range(1, pages.number_of(pdf) + 1)
    return [" ".join(word.text for word in pages.words(pdf, number)).replace("\u00a0", " ") for number in numbers]


def test_the_agenda_says_what_is_resolved_and_how_many_seats_are_filled() -> None:
    facts = assembly_invitation.sample()
    election = replace(facts.items[0], number=8, title="Wahlen zum Aufsichtsrat", type=ItemType.ELECTION, seats=2)
    single = replace(election, number=9, title="Nachwahl", seats=1)
    said = text_of(replace(facts, items=(*facts.items, election, single))).replace("\u00a0", " ")
    assert "Wahlen zum Aufsichtsrat – Wahl, 2 Sitze" in said
    assert "Nachwahl – Wahl, 1 Sitz" in said
    assert "– Beschlussfassung" in said


@pytest.mark.parametrize("name", LETTERS)
def test_the_first_page_keeps_its_foot_and_every_page_its_margins(name: str) -> None:
    """Wherever the agenda, or what comes with it, is divided."""
    kind, facts = LETTERS[name]
    assert "GnR 700412, Amtsgericht Lindenfurt" in pages_of(facts, kind)[0]
    pdf = pages.printed(kind, facts)
    words = [word for number in range(pages.number_of(pdf)) for word in pages.words(pdf, number + 1)]
    assert [word for word in words if word.left < 19.5 or word.right > 190.6 or word.bottom > 294] == []


def test_the_proxy_form_asks_for_instructions_only_where_some_were_given() -> None:
    """Whom the member instructs, it binds: "voluntary" could be read as if the proxy were free to follow them."""
    text = text_of(assembly_invitation.sample())
    assert ("Weisungen, falls erteilt" in text, "freiwillig" in text) == (True, False)


@pytest.mark.parametrize("name", LETTERS)
def test_no_page_ends_with_a_heading(name: str) -> None:
    """Nor with the number of an item whose words stand on the next."""
    kind, facts = LETTERS[name]
    headings = (
        "Tagesordnung", "Unterlagen", "Vertretung", "Bisher Neu",
        "Neufassung der Satzung", "Beschlussvorschlag von Vorstand und Aufsichtsrat",
        "Elektronische Teilnahme und Abstimmung", "Übertragung in Bild und Ton",
    )
    for page in pages_of(facts, kind)[1:-1]:
        last = page.rpartition(" Seite ")[0]
        assert not last.endswith(headings), last[-60:]


@pytest.mark.parametrize("name", INVITATIONS)
def test_an_invitation_says_who_convenes_which_assembly_when_in_which_form_with_which_agenda(name: str) -> None:
    facts = INVITATIONS[name]
    text = text_of(facts)
    meeting = facts.meeting
    for words in (
        "Digitalverbund Morgenau eG", meeting.convener, meeting.name, "Samstag, 12. Juni 2027, 10:00 Uhr",
        "§ 43b Abs. 1 GenG", meeting.place, meeting.access, meeting.voting, meeting.streaming,
        facts.objection,
    ):
        assert words.replace("\u00a0", " ") in text
    for item in facts.items:
        assert f"TOP {item.number} {item.title}" in text
        for words in (item.draft, item.majority, *item.candidates):
            assert words.replace("\u00a0", " ") in text


def test_the_stretched_procedure_names_the_form_of_its_discussion_and_when_votes_are_cast() -> None:
    text = text_of(INVITATIONS["stretched"])
    assert "im gestreckten Verfahren mit virtueller Erörterungsphase und anschließender Abstimmungsphase" in text
    assert "Montag, 14. Juni 2027, 08:00 Uhr, bis Montag, 21. Juni 2027, 18:00 Uhr" in text
    assert "in der Erörterungs- und in der Abstimmungsphase, das Stimmrecht" in text


def test_votes_cast_right_after_the_discussion_are_said_to_follow_it() -> None:
    meeting = INVITATIONS["stretched"].meeting
    assert replace(meeting, voting_from=meeting.begins_at).voted_between.replace("\u00a0", " ") == (
        "im Anschluss an die Erörterung, bis Montag, 21. Juni 2027, 18:00 Uhr"
    )


@pytest.mark.parametrize("changes", [
    {"form": MeetingForm.HYBRID}, {"form": MeetingForm.VIRTUAL, "access": "A", "voting": "V"}, {"place": ""},
    {"form": MeetingForm.STRETCHED, "access": "A", "voting": "V"}, {"discussion": MeetingForm.VIRTUAL},
])
def test_a_meeting_lacks_nothing_that_its_form_needs_and_has_nothing_else(changes: dict[str, object]) -> None:
    """A place where people meet, access and voting for others, a form of the discussion for two phases."""
    with pytest.raises(ValueError, match=r"place|told|phase"):
        replace(INVITATIONS["physical"].meeting, **changes)  # type: ignore[arg-type]


def test_who_takes_part_from_elsewhere_is_told_how_to_object() -> None:
    with pytest.raises(ValueError, match="object"):
        replace(INVITATIONS["virtual"], objection="")


def test_papers_and_the_day_for_own_items_are_named() -> None:
    text = text_of(INVITATIONS["physical"])
    assert "Ab dem 21. Mai 2027 liegen in unserem Büro" in text
    assert "Jahresabschluss 2026, Lagebericht und Bericht des Aufsichtsrats." in text
    assert "von einem Zehntel der Mitglieder" in text
    assert "bis zum 2. Juni 2027 bei uns sein" in text
    assert "Satzung in der vorgeschlagenen Fassung, ab dem 10. Mai 2027" in text_of(INVITATIONS["long"])


def with_proxy(proxy: ProxyRules) -> str:
    """What an invitation with these rules says."""
    return text_of(replace(INVITATIONS["minority"], proxy=proxy))


def test_the_proxy_follows_the_statute() -> None:
    """Form, number and conditions, in the letter and on the form."""
    signed = with_proxy(ProxyRules(WrittenForm.SCHRIFTFORM, 1, "§ 26 Abs. 4 der Satzung", "Nur Mitglieder."))
    for words in ("bedarf der Schriftform", "mehr als ein Mitglied vertreten", "§ 26 Abs. 4 der Satzung",
                  "Nur Mitglieder.", "Eigenhändige Unterschrift für das Mitglied"):
        assert words in signed
    free = with_proxy(ProxyRules(permission="Textform ist zugelassen (§ 177 Abs. 1 GenG)."))
    for words in ("bedarf der Textform", "mehr als zwei Mitglieder vertreten", "§ 177 Abs. 1 GenG",
                  "eine Unterschrift ist nicht"):
        assert words in free
    assert "Eigenhändige" not in free


def test_the_proxy_form_is_the_last_page_alone() -> None:
    """It may be cut off; it names the member, and the copy for everybody nobody."""
    named = {"physical": "Gemeinde Altenbruck, Mitgliedsnummer 0413", "everybody": "Mitglied vertreten durch"}
    for name, member in named.items():
        *others, last = pages_of(INVITATIONS[name])
        assert "Hier abtrennen Vollmacht" in last
        assert member in last
        assert "Hier abtrennen" not in " ".join(others)


@pytest.mark.parametrize(("kind", "facts"), [
    ("assembly_invitation", INVITATIONS["everybody"]), ("assembly_notice", NOTICES["everybody"]),
])
def test_the_copy_for_everybody_names_no_member(kind: str, facts: Hashable) -> None:
    text = text_of(facts, kind)
    assert "An alle Mitglieder" in text
    for words in ("Ehrenpreis", "Gemeinde Altenbruck", "0413", "Mitgliedsnummer"):
        assert words not in text


def test_a_synopsis_sets_old_and_new_side_by_side_and_repeats_its_head_on_every_page() -> None:
    found = [page for page in pages_of(INVITATIONS["long"]) if "Satzung Bisher Neu" in page]
    assert len(found) > 1
    text = text_of(INVITATIONS["long"])
    for words in ("§ 2 Abs. 1", "Betrieb eines", "Rechenzentren und Netzen", "(neu eingefügt)", "(entfällt)"):
        assert words in text


def test_old_and_new_are_marked_where_they_differ() -> None:
    old, new = differences("Die Frist beträgt sechs Monate.", "Die Frist beträgt drei Monate.")
    assert [piece.text for piece in old if piece.is_changed] == ["sechs"]
    assert [piece.text for piece in new if piece.is_changed] == ["drei"]
    assert ("".join(piece.text for piece in old), "".join(piece.text for piece in new)) == (
        "Die Frist beträgt sechs Monate.", "Die Frist beträgt drei Monate.",
    )


def test_of_what_was_written_anew_no_single_words_are_marked() -> None:
    assert differences("Die Frist beträgt sechs Monate.", "Er tagt am Sitz.") == (
        (Piece("Die Frist beträgt sechs Monate."),), (Piece("Er tagt am Sitz."),),
    )
    assert differences("", "Neu.") == ((), (Piece("Neu."),))


def test_an_addition_names_the_new_items_with_their_drafts_and_that_all_else_stays() -> None:
    text = text_of(NOTICES["addition"], "assembly_notice")
    for words in ("Schreiben vom 10. Mai 2027", "TOP 11 Abberufung", "47 Mitglieder", "Alles Weitere bleibt",
                  "Samstag, 12. Juni 2027, 10:00 Uhr",
                  "Beschlussvorschlag der Mitglieder, die den Punkt verlangt haben"):
        assert words in text


def test_a_cancellation_says_that_it_is_off_and_nothing_is_to_be_done() -> None:
    text = text_of(NOTICES["cancelled"], "assembly_notice")
    for words in ("der Vorstand hat die ordentliche Generalversammlung", "abgesagt", "Wasserschadens",
                  "Sie brauchen nichts zu tun"):
        assert words in text


def test_what_is_put_off_has_a_new_day_to_which_everybody_is_invited_anew() -> None:
    """With the full period (R-GV-04); the invitation follows, or is enclosed."""
    text = text_of(NOTICES["put_off"], "assembly_notice")
    for words in ("Neu Samstag, 26. Juni 2027, 10:00 Uhr", "Entfällt Samstag, 12. Juni 2027",
                  "mit der vollen Frist neu ein"):
        assert words in text
    enclosed = text_of(NOTICES["put_off_enclosed"], "assembly_notice")
    assert "Die neue Einladung mit der Tagesordnung liegt bei." in enclosed


@pytest.mark.parametrize("changes", [
    {"notice": Notice.CANCELLATION}, {"items": ()}, {"moved_to": INVITATIONS["physical"].meeting},
])
def test_a_notice_holds_what_belongs_to_it_and_nothing_else(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"adds|new day"):
        replace(NOTICES["addition"], **changes)  # type: ignore[arg-type]


def test_court_and_minority_are_named_as_the_ground() -> None:
    assert "47 Mitglieder, mehr als ein Zehntel" in text_of(INVITATIONS["minority"])
    convened = text_of(INVITATIONS["court"])
    assert "die vom Gericht dazu ermächtigten Mitglieder der Digitalverbund Morgenau eG berufen" in convened
    assert "Beschluss vom 12. April 2027" in convened


def test_what_people_typed_is_no_markup() -> None:
    facts = replace(INVITATIONS["minority"], remarks=("<b>Imbiss</b> & Wein",))
    assert "<b>Imbiss</b> & Wein" in text_of(facts)


def test_what_names_a_clause_is_not_torn_apart() -> None:
    """In a narrow column only number and mark stay together."""
    assert bound("(§ 45 Abs. 3 GenG), TOP 4") == "(§\u00a045\u00a0Abs.\u00a03\u00a0GenG), TOP\u00a04"
    assert bound("§ 14 Abs. 3 Satz 2", whole=False) == "§\u00a014 Abs.\u00a03 Satz\u00a02"
    assert bound("Der Satz fehlt. Abs. folgt") == "Der Satz fehlt. Abs. folgt"


def test_what_comes_too_late_to_be_resolved_is_not_announced_as_if_it_were() -> None:
    resolved = assembly_notice.sample()
    [item] = resolved.items
    talk = replace(item, number=12, type=ItemType.DISCUSSION, draft="", majority="")
    only_talk, both = replace(resolved, items=(talk,)), replace(resolved, items=(item, talk))
    assert "Zur Beschlussfassung in dieser Versammlung wird ein weiterer" in text_of(resolved, "assembly_notice")
    said = text_of(only_talk, "assembly_notice")
    assert "um einen weiteren Gegenstand zur Beratung ergänzt; beschlossen wird darüber nicht." in said
    assert "Zur Beschlussfassung" not in said
    assert "wird um weitere Gegenstände ergänzt" in text_of(both, "assembly_notice")
