"""Facts that several documents state: the cooperative, and who signs for it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Cooperative:
    """The cooperative as it names itself in the head of a document: firm, seat, register (Genossenschaftsregister)."""

    firm: str
    seat: str
    court: str
    register_number: str

    @property
    def line(self) -> str:
        """Seat and register in one line."""
        return f"Sitz\u00a0{self.seat}, {self.register_number.replace(' ', chr(160))}, {self.court}"


@dataclass(frozen=True)
class Signatory:
    """Somebody who signs, and in which function."""

    name: str
    function: str
