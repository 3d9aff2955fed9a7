"""What an admission ticket states."""

from dataclasses import dataclass, replace
from datetime import date


@dataclass(frozen=True)
class TicketFacts:
    """Whose ticket it is, to which assembly; `address` is what its code leads to, empty where there is none.

    `has_door`: some come to a hall; `is_online`: some take part from elsewhere. Of a proxy, who has no number here, it
    names whom it represents; of a member nobody.
    """

    cooperative: str
    assembly: str
    form: str
    when: str
    where: str
    meets_on: date
    number: str
    name: str
    address: str
    represents: tuple[str, ...] = ()
    has_door: bool = True
    is_online: bool = True

    def rows(self) -> list[tuple[str, str]]:
        """What stands beside the code."""
        of_proxy = (("Bevollmächtigt", self.name), ("Vertritt", "; ".join(self.represents)))
        whose = of_proxy if self.represents else (("Mitglied", f"{self.name}, Nr. {self.number}"),)
        stated = (*whose, ("Wann", self.when), ("Wo", self.where), ("Form", self.form))
        return [(label, text) for label, text in stated if text]


def sample() -> TicketFacts:
    """The ticket of a member of the fictional Digitalverbund Morgenau."""
    return TicketFacts(
        cooperative="Digitalverbund Morgenau eG", assembly="Ordentliche Generalversammlung",
        form="Hybride Versammlung", when="19. Juni 2027, 14:00 Uhr",
        where="Bürgersaal Altenbruck, Kirchgasse 1, 70997 Altenbruck", meets_on=date(2027, 6, 19), number="0042",
        name="Gemeinde Quellbach",
        address="https://genokontor.example/teilnahme/einlass/IjEuNDIuMCI.aTRc0Q.7mJ3Hn0bW1cPq2rS5tU8vX0yZ1a",
    )


def variants() -> dict[str, TicketFacts]:
    """Samples: in a hall and online, online only, without a code, and with long names."""
    first = sample()
    long_name = "Interkommunaler Zweckverband Abwasserbeseitigung Oberes Rabental und Umgebung im Landkreis Lindenfurt"
    return {
        "hybrid": first, "online": replace(first, where="", form="Virtuelle Versammlung", has_door=False),
        "hall": replace(first, form="Präsenzversammlung", is_online=False),
        "without_code": replace(first, address=""),
        "proxy": replace(
            first, name="Theodora Quendel", number="", represents=("Gemeinde Quellbach", "Walburga Ehrenpreis")
        ),
        "long": replace(first, name=long_name, where=f"{first.where}, großer Saal im ersten Obergeschoss"),
    }  # fmt: skip
