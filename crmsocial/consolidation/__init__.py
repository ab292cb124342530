"""Claims, survivorship rules and the profile computed from them."""
