"""How values are shown to a person: pure functions that the template tags call."""
