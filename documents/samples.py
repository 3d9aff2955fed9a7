"""Samples: every document of this folder, printed from fictional facts, to look at and to test."""

from pathlib import Path

from documents import registry


def write(folder: Path) -> list[Path]:
    """Print every kind in all its variants into a folder; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for kind in registry.KINDS.values():
        for variant, facts in kind.variants().items():
            file = folder / f"{kind.name}-{variant}.pdf"
            file.write_bytes(kind.build(facts))
            files.append(file)
    return files
