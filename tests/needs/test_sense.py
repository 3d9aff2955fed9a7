"""The language model as it is worked out here: what holds for any text, and for a file that is no model."""

import random
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from app.needs.queries import encoder
from app.needs.rules import Floats, model_in
from app.needs.rules.pieces import UNKNOWN, Pieces
from app.needs.rules.sense import AT_ONCE, READ_PIECES

PACKAGE = find_spec(encoder.MODEL)
assert PACKAGE, "the model belongs to the locked packages"
assert PACKAGE.origin
FILE = Path(PACKAGE.origin).with_name(encoder.MODEL_FILE)
MODEL = model_in(np.memmap(FILE, mode="r"))
LIGATURE = "\ufdfa"
"""One sign that stands for 18 letters."""


def told(*texts: str) -> Floats:
    """Meanings of length one."""
    rows = MODEL.meanings(texts)
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), dtype=np.float32)


@pytest.mark.parametrize("text", [
    "", " ", "\n\t\r", "\x00", "\x00\x01\x7f\x80", "\ud800\udfff", "🚧🕳️🚗👩‍👩‍👧", "\u202eשלום مرحبا\u202c", "市役所",
    "ß" * 50_000, LIGATURE * 5_000, "Wort " * 20_000, "a\u0301" * 3_000, "\u2581" * 400, "\U0010ffff" * 2_000,
    "x" * 1_000_000,
])  # fmt: skip
def test_any_text_has_a_meaning_of_finite_numbers(text: str) -> None:
    rows = MODEL.meanings([text, "Straße"])
    assert rows.shape == (2, 384)
    assert np.isfinite(rows).all()
    assert len(MODEL._cut(text)) <= READ_PIECES


def test_texts_of_chance_signs_have_meanings_also_from_several_threads() -> None:
    chance = random.Random(3)
    ranges = [(0, 0x7F), (0, 0x24F), (0x2000, 0x2FFF), (0xD800, 0xFFFF), (0, 0x10FFFF)]
    signs = [chr(chance.randint(*chance.choice(ranges))) for _sign in range(1_200)]
    texts = ["".join(chance.choices(signs, k=chance.randint(0, 60))) for _text in range(36)]
    with ThreadPoolExecutor(3) as pool:
        parts = [*pool.map(MODEL.meanings, [texts[:12], texts[12:24], texts[24:]])]
    assert np.allclose(np.concatenate(parts), MODEL.meanings(texts), atol=1e-3)


def test_a_meaning_is_the_same_alone_and_among_others() -> None:
    texts = [" ".join(["Straße", "und", "Wege"] * count) for count in (1, 2, 2, 40, 3)] * (AT_ONCE // 200)
    together = told(*texts)
    assert np.allclose(together[3], told(texts[3])[0], atol=1e-4)
    assert np.array_equal(together, told(*texts))


def test_nothing_has_no_meaning() -> None:
    assert not MODEL.meanings(["", "\x00"])[0].any()
    assert MODEL.meanings([]).shape == (0, 384)


def test_a_matter_is_nearer_in_another_language_than_another_matter() -> None:
    road, same, other = told(
        "Schlaglöcher in den Straßen finden", "Find potholes in our roads", "Nachhilfe in Mathematik für die Klasse 7"
    )
    assert road @ same > road @ other + 0.03


def test_texts_are_cut_as_the_model_has_learnt() -> None:
    assert [*MODEL.pieces.in_text("Hello world")] == [35378, 8999]
    assert [*MODEL.pieces.in_text("  Hello\u00a0world\n")] == [35378, 8999]


def test_of_all_ways_to_cut_a_word_the_likeliest_is_taken() -> None:
    few = Pieces({"▁a": 4, "b": 5, "▁ab": 6, "▁": 7}, [0, 0, 0, 0, -1, -1, -3, -1], {ord("ß"): "b"}, 3, -9)
    assert [*few.in_text("ab aß ac")] == [4, 5, 4, 5, 4, UNKNOWN]


@pytest.mark.parametrize("content", [
    b"", b"E5S1", b"GGUF" + bytes(200), b"E5S1\x02" + bytes(200), b"E5S1\x01" + bytes(200), b"E5S1" + b"\xff" * 200,
])  # fmt: skip
def test_a_file_that_is_no_model_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="E5S1"):
        model_in(np.frombuffer(content, np.uint8))


def test_a_model_that_breaks_off_is_refused() -> None:
    content = np.memmap(FILE, mode="r")
    for length in (40, 80, 3_000, 2_000_000, 4_600_000, 4_640_000, 59_000_000, len(content) - 1):
        with pytest.raises(ValueError, match="E5S1"):
            model_in(content[:length])


def test_without_a_file_that_can_be_read_there_is_no_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for content in (None, b"", b"E5S1"):
        if content is not None:
            (tmp_path / encoder.MODEL_FILE).write_bytes(content)
        monkeypatch.setattr(encoder, "find_spec", lambda _name: SimpleNamespace(origin=str(tmp_path / "__init__.py")))
        encoder.find_encoder.cache_clear()
        try:
            assert encoder.find_encoder() is None
        finally:
            encoder.find_encoder.cache_clear()
