"""Pages in a real browser: accessibility, both themes, narrow screens, keys, and nothing against the CSP."""
