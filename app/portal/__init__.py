"""Portal: the member's own pages, for one or several organisations a person acts for."""
