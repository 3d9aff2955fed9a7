"""The web side of core: who may open a page, forms with keys, pages in the house layout, lists, errors as sentences."""

from app.core.web.access import (
    SignedIn,
    current_actor,
    current_token,
    is_signed_in,
    local_path,
    protect,
    public,
    requires,
    sign_in,
    sign_out,
)
from app.core.web.addresses import an_id, guard_addresses
from app.core.web.forms import CentsField, Form, GermanDateField, KeyedForm, UploadField
from app.core.web.language import _, _l, _n
from app.core.web.lists import Column, Listing, export, wanted_export
from app.core.web.meanwhile import KnowingForm, Overtaken, status_of
from app.core.web.pages import (
    NavGroup,
    NavItem,
    Person,
    Shell,
    download,
    keeps_mail,
    or_404,
    page,
    show_errors_as_pages,
)
from app.core.web.reading import amount, clock_time, count, day, euro, moment, sentence, short_day, translated

__all__ = [
    "CentsField",
    "Column",
    "Form",
    "GermanDateField",
    "KeyedForm",
    "KnowingForm",
    "Listing",
    "NavGroup",
    "NavItem",
    "Overtaken",
    "Person",
    "Shell",
    "SignedIn",
    "UploadField",
    "_",
    "_l",
    "_n",
    "amount",
    "an_id",
    "clock_time",
    "count",
    "current_actor",
    "current_token",
    "day",
    "download",
    "euro",
    "export",
    "guard_addresses",
    "is_signed_in",
    "keeps_mail",
    "local_path",
    "moment",
    "or_404",
    "page",
    "protect",
    "public",
    "requires",
    "sentence",
    "short_day",
    "show_errors_as_pages",
    "sign_in",
    "sign_out",
    "status_of",
    "translated",
    "wanted_export",
]
