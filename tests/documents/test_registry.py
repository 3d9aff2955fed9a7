"""The registry: every kind has samples, and facts survive being stored."""

import json
from pathlib import Path

import pytest
from cattrs import BaseValidationError

from documents import registry

SAMPLES = [(kind.name, variant) for kind in registry.KINDS.values() for variant in kind.variants()]


@pytest.mark.parametrize(("kind", "variant"), SAMPLES)
def test_stored_facts_are_the_same_facts(kind: str, variant: str) -> None:
    facts = registry.KINDS[kind].variants()[variant]
    stored = json.dumps(registry.dump(facts))
    assert registry.load(kind, json.loads(stored)) == facts


@pytest.mark.parametrize("kind", registry.KINDS)
def test_every_kind_has_a_sample_of_its_facts(kind: str) -> None:
    known = registry.KINDS[kind]
    assert isinstance(known.sample(), known.facts)
    assert known.sample() in known.variants().values()


def test_an_unknown_field_is_refused() -> None:
    stored = registry.dump(registry.KINDS["refusal_letter"].sample()) | {"reasons": "keine"}
    with pytest.raises(BaseValidationError):
        registry.load("refusal_letter", stored)


def test_every_folder_of_a_document_is_a_kind() -> None:
    shared = {"assembly", "fonts", "letter", "mails", "record"}
    folders = {path.parent.name for path in Path(registry.__file__).parent.glob("*/__init__.py")}
    assert folders - shared == set(registry.KINDS)
