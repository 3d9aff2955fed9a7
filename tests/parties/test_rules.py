"""The rules about names and duplicates."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.values import PartyKind, PostalAddress, Refusal
from app.parties.rules import (
    Authority,
    PartyFacts,
    Profile,
    RegisterField,
    check_address,
    check_organisation_name,
    check_person_name,
    core_name,
    display_name,
    is_called,
    is_legal_representative,
    is_organisation,
    likely_same,
    register_fields,
    register_key,
)

COMPANY, TOWN, PERSON = PartyKind.COMPANY, PartyKind.MUNICIPALITY, PartyKind.NATURAL_PERSON


def person(name: str, street: str = "", postcode: str = "", email: str = "") -> Profile:
    """A natural person."""
    return Profile(PERSON, name, street, postcode, email=email)


def test_the_register_holds_exactly_the_fields_of_the_law() -> None:
    person_fields = (RegisterField.LAST_NAME, RegisterField.FIRST_NAMES, RegisterField.ADDRESS)
    assert register_fields(PERSON) == person_fields
    assert register_fields(COMPANY) == (RegisterField.FIRM, RegisterField.ADDRESS)
    other = (RegisterField.DESIGNATION, RegisterField.ADDRESS)
    assert register_fields(PartyKind.ASSOCIATION) == register_fields(TOWN) == other


def test_everybody_but_a_person_declares_through_others() -> None:
    assert [kind for kind in PartyKind if not is_organisation(kind)] == [PERSON]


def test_a_power_of_attorney_does_not_make_a_legal_representative() -> None:
    assert [each for each in Authority if not is_legal_representative(each)] == [Authority.POWER_OF_ATTORNEY]


def test_names_are_written_as_they_are_spoken() -> None:
    assert display_name("Almut", "Weißdorn", "Dr.") == "Dr. Almut Weißdorn"
    assert display_name("", "Weißdorn") == "Weißdorn"


@pytest.mark.parametrize("name", [
    "Ada Ahorn", "Ahorn, Ada", "Dr. Ada Ahorn", "Prof. Dr. h. c. Ada Ahorn", "Dipl.-Ing. Ada Ahorn", "Ada Ahorn, M.Sc.",
])
def test_who_is_called_so_may_bear_titles_beside_the_name(name: str) -> None:
    assert is_called("ahorn ada", "Ada Ahorn", name)


def test_a_title_that_the_register_shows_is_one_however_it_is_written() -> None:
    assert is_called("ahorn ada", "Freifrau Ada Ahorn", "Freifrau Dr. Ada Ahorn")
    assert not is_called("ahorn ada", "Ada Ahorn", "Freifrau Ada Ahorn")


@pytest.mark.parametrize(("known", "other"), [
    ("Ada Ahorn", "Ada Ahorn-Weber"), ("Ada Ahorn", "Ada Maria Ahorn"), ("Ada Ahorn", "Ada von Ahorn"),
    ("Ada Ahorn", "Ada M. Ahorn"), ("Ada Ahorn", "Adam Ahorn"),
])
def test_who_has_one_name_more_or_less_is_somebody_else(known: str, other: str) -> None:
    for borne, said in ((known, other), (other, known)):
        first_names, last_name = borne.rsplit(maxsplit=1)
        party = PartyFacts(PERSON, first_names=first_names, last_name=last_name)
        assert not is_called(party.sort_name, party.display_name, said)


def test_lists_show_the_name_of_the_kind_whatever_else_was_typed() -> None:
    typed = PartyFacts(PERSON, name="Firma X", last_name="Clausen", first_names="Bert")
    assert (typed.display_name, typed.sort_name) == ("Bert Clausen", "clausen bert")
    assert PartyFacts(COMPANY, name="Firma X", last_name="Clausen").display_name == "Firma X"


def test_a_person_needs_both_names_and_an_organisation_one() -> None:
    check_person_name("Almut", "Weißdorn")
    check_organisation_name("Gemeinde Altenbruck")
    with pytest.raises(Refusal, match="Vorname"):
        check_person_name(" ", "Weißdorn")
    with pytest.raises(Refusal, match="Name der Organisation"):
        check_organisation_name(" ")


@pytest.mark.parametrize(
    "address",
    [
        PostalAddress("", "70997", "Altenbruck"),
        PostalAddress("Kirchgasse 4", "70997", ""),
        PostalAddress("Kirchgasse 4", "7099", "Altenbruck"),
        PostalAddress("Kirchgasse 4", "", "Altenbruck"),
    ],
)
def test_an_address_needs_street_place_and_five_digits(address: PostalAddress) -> None:
    with pytest.raises(Refusal):
        check_address(address)


def test_an_address_abroad_has_its_own_postcode() -> None:
    check_address(PostalAddress("Ring 1", "1010", "Wien", "AT"))
    check_address(PostalAddress("Kirchgasse 4", "01997", "Altenbruck"))


@pytest.mark.parametrize("country", ["AT", "Österreich"])
def test_abroad_the_country_stands_by_its_name_and_last_on_a_letter_in_capitals(country: str) -> None:
    abroad = PostalAddress("Ring 1", "1010", "Wien", country)
    assert str(abroad) == "Ring 1, 1010 Wien, Österreich"
    assert abroad.label() == ("Ring 1", "1010 Wien", "ÖSTERREICH")
    at_home = PostalAddress("Kirchgasse 4", "70997", "Altenbruck")
    assert at_home.label() == at_home.lines() == ("Kirchgasse 4", "70997 Altenbruck")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tannhof Werke GmbH", "TANNHOF-WERKE Gesellschaft mit beschränkter Haftung"),
        ("Energie Rabental eG", "Energie Rabental e.G."),
        ("Müller & Söhne KG", "Mueller und Soehne KG"),
        ("Verein für Nähe e. V.", "Verein fuer Naehe eingetragener Verein"),
    ],
)
def test_a_company_is_known_by_its_name_without_the_legal_form(one: str, other: str) -> None:
    assert likely_same(Profile(COMPANY, one), Profile(COMPANY, other))


def test_a_town_is_known_by_its_name_and_is_not_the_district() -> None:
    assert likely_same(Profile(TOWN, "Stadt Altenbruck"), Profile(TOWN, "Universitätsstadt Altenbruck"))
    assert not likely_same(Profile(TOWN, "Stadt Altenbruck"), Profile(TOWN, "Landkreis Altenbruck"))


def test_a_name_of_nothing_but_legal_form_words_still_counts() -> None:
    assert core_name("Gemeinde", TOWN) == "gemeinde"
    assert not likely_same(Profile(COMPANY, ""), Profile(COMPANY, ""))


def test_the_same_register_number_is_the_same_company() -> None:
    one = Profile(COMPANY, "Altname GmbH", register_number="Amtsgericht Mannheim, HRB 712 345")
    assert likely_same(one, Profile(COMPANY, "Neuname GmbH", register_number="HRB 712345 Mannheim"))
    assert not likely_same(one, Profile(COMPANY, "Neuname GmbH", register_number="Mannheim HRB 712346"))
    assert not likely_same(one, Profile(COMPANY, "Neuname GmbH"))


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Amtsgericht Ulm HRB 12 B", "ulm hrb 12 b"),
        ("GnR 35, Ulm", "ulm gnr 35"),
        ("AG Lindenfurt, Reg.-Nr. GnR 700412", "lindenfurt gnr 700412"),
        ("Berlin HRB 12 B", "berlin charlottenburg hrb 12 b"),
        ("keine", ""),
        ("", ""),
    ],
)
def test_register_numbers_are_brought_into_one_form(written: str, key: str) -> None:
    assert register_key(written) == key


def test_court_and_number_may_come_apart() -> None:
    assert register_key("HRB 712345", "Amtsgericht Mannheim") == register_key("Mannheim HRB 712345")


def test_people_are_the_same_by_name_and_address_or_e_mail() -> None:
    one = person("Anna Lärche", "Kirchstr. 4", "70997", "anna@example.org")
    assert likely_same(one, person("Laerche Anna", "Kirchstraße 4", "70997"))
    assert likely_same(one, person("anna lärche", email="ANNA@example.org"))
    assert not likely_same(one, person("Anna Lärche", "Kirchstraße 5", "70997"))
    assert not likely_same(one, person("Anna Lärche"))
    assert not likely_same(one, person("Berta Lärche", "Kirchstr. 4", "70997", "anna@example.org"))


def test_a_person_is_never_an_organisation() -> None:
    assert not likely_same(Profile(COMPANY, "Anna Lärche"), person("Anna Lärche"))


@given(st.text(), st.text(), st.sampled_from(PartyKind), st.sampled_from(PartyKind))
def test_likeness_does_not_depend_on_the_order(one: str, other: str, kind: PartyKind, other_kind: PartyKind) -> None:
    a, b = Profile(kind, one, register_number=other), Profile(other_kind, other, register_number=one)
    assert likely_same(a, b) is likely_same(b, a)
