"""Search and the constituent page."""
