"""Where the house's regions lie: the drawn districts, what the office chose, the shapes that come of both."""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.needs import queries as needs
from app.needs.rules import Viewer
from app.promotion.models import MapArea
from app.promotion.rules import DISTRICTS, Drawing, Shape, homes, shape_of
from app.statutes import queries as statutes

FILE = Path(__file__).parents[2] / "static" / "vendor" / "kreise" / "kreise.json"


@lru_cache(1)
def _file() -> tuple[int, int, Drawing]:
    told = json.loads(FILE.read_text())
    rings = {
        key: [list(zip(flat[::2], flat[1::2], strict=True)) for flat in each]
        for key, each in told["districts"].items()
    }
    return told["width"], told["height"], rings


def size() -> tuple[int, int]:
    """Width and height of the drawing."""
    return _file()[:2]


@lru_cache(256)
def shape(districts: tuple[str, ...]) -> Shape:
    """The shape of some districts together."""
    return shape_of(_file()[2], districts)


def state_shape() -> Shape:
    """The shape of the whole state."""
    return shape(tuple(each.key for each in DISTRICTS))


def chosen_areas(session: Session) -> dict[str, str]:
    """What the office chose: region of the house by the key of a district or planning region."""
    return {each.key: each.region for each in session.scalars(select(MapArea).order_by(MapArea.key))}


def house_regions(session: Session) -> list[str]:
    """The regions of the house, in its own order."""
    return list(statutes.house(session).regions)


def known_regions(session: Session, viewer: Viewer) -> list[str]:
    """Those, and others that needs bear which somebody may see."""
    return list(dict.fromkeys([*house_regions(session), *needs.regions_used(session, viewer)]))


def shapes(session: Session, names: Sequence[str]) -> Mapping[str, Shape]:
    """The shape of each of these regions that lies on the map."""
    found: dict[str, list[str]] = {}
    for key, region in homes(names, chosen_areas(session)).items():
        found.setdefault(region, []).append(key)
    return {region: shape(tuple(keys)) for region, keys in found.items()}
