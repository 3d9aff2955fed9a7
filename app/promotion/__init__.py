"""Promotion: seeing what members need, on a map and as bundles, and the yearly report on it (R-AUD-03, R-NEED-05)."""
