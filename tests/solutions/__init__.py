"""Solutions: how they answer needs, who sees them, who takes part."""
