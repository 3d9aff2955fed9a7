"""Demo: a fictional cooperative, written through the rooms' own actions."""
