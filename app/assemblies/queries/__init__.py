"""Reads of assemblies."""

from app.assemblies.queries.reading import get_assembly, get_dispatch, get_item, get_paper, is_file_needed

__all__ = ["get_assembly", "get_dispatch", "get_item", "get_paper", "is_file_needed"]
