"""The map of Baden-Württemberg: its districts, the planning regions they form, and which region of the house is where.

What a region of the house is called decides, unless the office says otherwise; other cooperatives set their own list.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.core.formats import fold


@dataclass(frozen=True)
class District:
    """A district: its official key, its name, whether it is a town of its own, its planning region."""

    key: str
    name: str
    is_town: bool
    region: str

    @property
    def title(self) -> str:
        """Its name with what it is: `Stadt Ulm`, `Landkreis Calw`; some names say that themselves."""
        if self.is_town:
            return f"Stadt {self.name}"
        return self.name if self.name.endswith(("kreis", "Kreis")) else f"Landkreis {self.name}"


_REGIONS: Mapping[str, Sequence[str]] = {
    "Stuttgart": ("08111 Stuttgart!", "08115 Böblingen", "08116 Esslingen", "08117 Göppingen", "08118 Ludwigsburg",
                  "08119 Rems-Murr-Kreis"),
    "Heilbronn-Franken": ("08121 Heilbronn!", "08125 Heilbronn", "08126 Hohenlohekreis", "08127 Schwäbisch Hall",
                          "08128 Main-Tauber-Kreis"),
    "Ostwürttemberg": ("08135 Heidenheim", "08136 Ostalbkreis"),
    "Mittlerer Oberrhein": ("08211 Baden-Baden!", "08212 Karlsruhe!", "08215 Karlsruhe", "08216 Rastatt"),
    "Rhein-Neckar": ("08221 Heidelberg!", "08222 Mannheim!", "08225 Neckar-Odenwald-Kreis", "08226 Rhein-Neckar-Kreis"),
    "Nordschwarzwald": ("08231 Pforzheim!", "08235 Calw", "08236 Enzkreis", "08237 Freudenstadt"),
    "Südlicher Oberrhein": ("08311 Freiburg im Breisgau!", "08315 Breisgau-Hochschwarzwald", "08316 Emmendingen",
                            "08317 Ortenaukreis"),
    "Schwarzwald-Baar-Heuberg": ("08325 Rottweil", "08326 Schwarzwald-Baar-Kreis", "08327 Tuttlingen"),
    "Hochrhein-Bodensee": ("08335 Konstanz", "08336 Lörrach", "08337 Waldshut"),
    "Neckar-Alb": ("08415 Reutlingen", "08416 Tübingen", "08417 Zollernalbkreis"),
    "Donau-Iller": ("08421 Ulm!", "08425 Alb-Donau-Kreis", "08426 Biberach"),
    "Bodensee-Oberschwaben": ("08435 Bodenseekreis", "08436 Ravensburg", "08437 Sigmaringen"),
}
"""Planning regions (§ 31 LplG BW) and the districts in them, as far as they lie in the state; `!` marks a town."""

DISTRICTS: Sequence[District] = tuple(
    District(told[:5], told[6:].removesuffix("!"), told.endswith("!"), region)
    for region, districts in _REGIONS.items() for told in districts
)
REGIONS: Sequence[str] = tuple(_REGIONS)

OFF_THE_MAP = "-"
"""How the office says that a district belongs to none of its regions."""
AS_REGION = ""
"""How it says that a district goes with its planning region."""


def region_key(region: str) -> str:
    """Under which key the choice for a whole planning region is kept."""
    return f"RV {region}"


def homes(names: Iterable[str], chosen: Mapping[str, str]) -> dict[str, str]:
    """Which region of the house each district belongs to; those without are left out.

    What the office chose for the district goes first, then for its planning region, then the names: that of the
    district, then that of the planning region.
    """
    known = list(dict.fromkeys(names))
    by_name = {_plain(name): name for name in reversed(known)}
    found = {}
    for district in DISTRICTS:
        said = chosen.get(district.key) or chosen.get(region_key(district.region))
        home = said if said in known else None if said == OFF_THE_MAP else _named(district, by_name)
        if home:
            found[district.key] = home
    return found


def _named(district: District, by_name: Mapping[str, str]) -> str | None:
    names = [district.title, f"Stadtkreis {district.name}" if district.is_town else f"Kreis {district.name}"]
    names.append(district.name)
    if district.is_town:
        names.append(district.name.partition(" ")[0])
    region_names = [f"Region {district.region}", f"Regionalverband {district.region}"]
    if district.region not in {each.name for each in DISTRICTS}:
        region_names.append(district.region)
    return next((by_name[_plain(name)] for name in (*names, *region_names) if _plain(name) in by_name), None)


def _plain(name: str) -> str:
    """A name as it is compared: without capitals, accents and hyphens."""
    return re.sub(r"[^a-z0-9]+", " ", fold(name)).strip()


SOURCE = "© GeoBasis-DE / BKG 2009 (Daten verändert)"
"""The note that stands at every map (§ 3 GeoNutzV); it leads to `SOURCE_ADDRESS`."""
SOURCE_ADDRESS = "https://www.bkg.bund.de"
