"""The rules of templates: tokens for colours, nothing inline, every word translatable, forms by macro, short files."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment

ROOT = Path(__file__).parent.parent
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STYLES = sorted((ROOT / "app" / "static" / "css").glob("*.css"))
SPRITE = (ROOT / "app" / "static" / "icons.svg").read_text(encoding="utf-8")
ENVIRONMENT = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
LONGEST = 130

HEX = re.compile(r"(?<![\w&/])(?<!href=\")#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})\b")
INLINE = re.compile(r"<style|\sstyle=|<script(?![^>]*\bsrc=)|\son[a-z]+=|\shx-on", re.IGNORECASE)
FORM = re.compile(r"<form\b[^>]*method=\"post\"", re.IGNORECASE)
NOTE_ICON = re.compile(r'\bnote\("[a-z]+", "([a-z0-9-]+)"')
ICON = re.compile(r"""\bicon(?:_name)?(?:\(|=|":\s*)"([a-z0-9-]+)\"""")
READ_ALOUD = re.compile(r"(?:aria-label|title|placeholder|alt|data-busy)=\"([^\"]*)\"")
TAG = re.compile(r"<(code|kbd|samp|pre)\b.*?</\1>|<[^>]*>|[\w-]+=\"[^\"]*\"|&\w+;", re.DOTALL)
WORD = re.compile(r"[A-Za-zÄÖÜäöüß]{2,}")
SENTENCE = re.compile(r"[äöüß]|^[A-ZÄÖÜ][a-zäöüß]{2,}|\b[A-ZÄÖÜ][a-zäöüß]+ [a-zäöü]|[a-zäöü] [A-ZÄÖÜ]")
SAME_IN_EVERY_LANGUAGE = {
    "Genokontor", "CSV", "XLSX", "PDF", "Esc", "IBAN", "BIC", "SEPA", "GenG", "BGB", "eG", "Select", "doctype", "html",
}
LIVE = re.compile(r"<[^<]*hx-trigger=\"every[^<]*>")
TABLE = re.compile(r"<thead>(.*?)<tbody>(.*?)</tr>", re.DOTALL)
WIDE = re.compile(r"class=\"[^\"]*?(c-wide(?:-\d)?)\b(?!-)")
TRANSLATES = {"_", "gettext", "ngettext"}


class Translated:
    """Follows the tokens of a template and knows whether one stands inside _(…) or {% trans %}."""

    def __init__(self) -> None:
        self.depth = 0
        self.calls: list[int] = []
        self.is_block = self.is_sentence = False
        self.last_name = ""

    def passes(self, kind: str, text: str) -> bool:
        """Take the next token; say whether its words are translated."""
        if kind == "name" and self.is_block:
            self.is_sentence = text == "trans" or (self.is_sentence and text != "endtrans")
        if kind != "whitespace":
            self.is_block = kind == "block_begin"
        self._count(text)
        if kind != "whitespace":
            self.last_name = text if kind == "name" else ""
        return bool(self.calls) or self.is_sentence

    def _count(self, text: str) -> None:
        if text == "(":
            self.depth += 1
            if self.last_name in TRANSLATES:
                self.calls.append(self.depth)
        elif text == ")":
            if self.calls and self.calls[-1] == self.depth:
                self.calls.pop()
            self.depth -= 1


def tokens_of(source: str) -> Iterator[tuple[str, str, bool]]:
    """(kind, text, is translated) of every token of a template."""
    follower = Translated()
    for _line, kind, text in ENVIRONMENT.lex(source):
        yield kind, text, follower.passes(kind, text)


def untranslated(source: str) -> list[str]:
    """Words of a template that no catalogue could translate."""
    tokens = list(tokens_of(source))
    data = "".join(text if kind == "data" and not done else "" for kind, text, done in tokens)
    spoken = [words for words in READ_ALOUD.findall(data) if WORD.search(words)]
    shown = [word for word in WORD.findall(TAG.sub(" ", data)) if word not in SAME_IN_EVERY_LANGUAGE]
    literals = [text.strip("\"'") for kind, text, done in tokens if kind == "string" and not done]
    return spoken + shown + [text for text in literals if SENTENCE.search(text) and not is_a_name(text)]


def is_a_name(text: str) -> bool:
    """Say whether words stay as they are in every language: names of standards and citations of the law."""
    return text in SAME_IN_EVERY_LANGUAGE or text.startswith("§")


def name_of(path: Path) -> str:
    """How a file is called in a test's name."""
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_has_no_colour_and_nothing_inline(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert HEX.findall(source) == []
    assert INLINE.findall(source) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_every_word_of_a_template_can_be_translated(path: Path) -> None:
    assert untranslated(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_is_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_form_that_changes_something_is_written_by_the_macro(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    forms = len(FORM.findall(source))
    if path.parent.name == "_house":
        assert source.count("csrf_token()") >= forms
    else:
        assert forms == 0, "use forms.form_tag or forms.act"


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_every_icon_is_in_the_sprite(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    names = {*ICON.findall(source), *NOTE_ICON.findall(source)}
    assert {name for name in names if f'<symbol id="{name}"' not in SPRITE} == set()


@pytest.mark.parametrize("path", [style for style in STYLES if style.name != "tokens.css"], ids=name_of)
def test_only_the_tokens_know_colours(path: Path) -> None:
    source = re.sub(r"light-dark\([^)]*\)", "", path.read_text(encoding="utf-8"))
    assert HEX.findall(source) == []


def test_the_check_for_words_finds_text_in_every_place() -> None:
    source = '<p title="Ein Titel">Hallo {{ _("Welt") }} {{ link("Weiter gehen") }}{% trans %}Gut{% endtrans %}</p>'
    assert untranslated(source) == ["Ein Titel", "Hallo", "Weiter gehen"]


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_what_renews_itself_replaces_only_itself(path: Path) -> None:
    """So that no field that somebody fills in, and no menu, is taken away by a live update."""
    for tag in LIVE.findall(path.read_text(encoding="utf-8")):
        assert "id=" in tag
        assert 'hx-swap="outerHTML"' in tag
        assert "hx-target" not in tag


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_column_that_a_tablet_hides_is_hidden_with_its_head(path: Path) -> None:
    for head, row in TABLE.findall(path.read_text(encoding="utf-8")):
        assert WIDE.findall(head) == WIDE.findall(row)
