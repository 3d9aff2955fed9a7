"""Lists: searched, sorted, filtered and paged, with their state in the address."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from flask import request

from app.core.web.exports import AT_ONCE

PAGE_SIZE = 50
LONGEST_FILTER = 120
"""Signs of a filter; as many as the longest name that a list is filtered by."""
Row = TypeVar("Row")


@dataclass
class Listing(Generic[Row]):
    """What a list page shows: the rows of one page, how many there are in all, and the state behind them.

    A view makes it from the address (`Listing.of_request`), hands `query`, `filters`, `sort`, `descending`, `offset`
    and `limit` to the room's query, and sets `rows` and `total`.
    """

    sort: str
    descending: bool = False
    query: str = ""
    page: int = 1
    filters: Mapping[str, str] = field(default_factory=dict)
    rows: Sequence[Row] = ()
    total: int = 0
    page_size: int = PAGE_SIZE
    key: str = field(default_factory=lambda: secrets.token_urlsafe(18))
    """Of the buttons below the list: pressed twice, they ask once."""

    @classmethod
    def of_request(
        cls, sorts: Sequence[str], filters: Iterable[str] = (), newest_first: bool = False
    ) -> "Listing[Any]":
        """Read the list's state from the address; anything unknown falls back to the first sort and page one.

        `newest_first`: where nobody has sorted it, the list begins with the greatest.
        """
        sort = request.args.get("sort", sorts[0])
        descending = sort.startswith("-")
        key = sort.removeprefix("-")
        said = {name: request.args.get(name, "").strip()[:LONGEST_FILTER] for name in filters}
        return cls(
            sort=key if key in sorts else sorts[0],
            descending=(descending and key in sorts) or (newest_first and "sort" not in request.args),
            query=request.args.get("q", "").strip()[:100],
            page=max(1, min(request.args.get("page", 1, type=int) or 1, 1_000_000)),
            filters={name: value for name, value in said.items() if value},
        )

    @property
    def offset(self) -> int:
        """Rows before this page."""
        return (self.page - 1) * self.page_size

    @property
    def limit(self) -> int:
        """Rows of a page."""
        return self.page_size

    @property
    def pages(self) -> int:
        """Number of pages, at least one."""
        return max(1, -(-self.total // self.page_size))

    @property
    def is_long(self) -> bool:
        """Whether the whole list is too long to be written while somebody waits."""
        return self.total > AT_ONCE

    @property
    def first(self) -> int:
        """Number of the first row shown."""
        return self.offset + 1 if self.rows else 0

    @property
    def last(self) -> int:
        """Number of the last row shown."""
        return self.offset + len(self.rows)

    def url(self, **changes: object) -> str:
        """The address of this list with changes; a value of None leaves the part out. Page one unless named."""
        order = ("-" if self.descending else "") + self.sort
        state: dict[str, object] = {**self.filters, "q": self.query, "sort": order}
        state.update(changes)
        return "?" + urlencode({key: value for key, value in state.items() if value not in (None, "")})

    def sort_url(self, key: str) -> str:
        """The address that sorts by a column, or turns the order where it is sorted by already."""
        turned = key == self.sort and not self.descending
        return self.url(sort=("-" if turned else "") + key)

    def tabs(
        self, words: Mapping[str, object], counts: Mapping[str, int], name: str = "view"
    ) -> list[dict[str, object]]:
        """The saved views as tabs, each with how many it shows; the one without a name shows all."""
        shown, numbers = self.filters.get(name, ""), {"": sum(counts.values()), **counts}
        return [
            {"label": word, "url": self.url(**{name: view or None, "page": None}), "active": shown == view,
             "count": numbers[view]}
            for view, word in words.items()
        ]  # fmt: skip

    def aria_sort(self, key: str) -> str:
        """Value of `aria-sort` for a column's head."""
        return ("descending" if self.descending else "ascending") if key == self.sort else "none"
