"""Tests of the printed documents: archival and accessible form, layout, wording."""
