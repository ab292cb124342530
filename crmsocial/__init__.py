"""crmsocial links a nonprofit's constituents to their social-media personas, with permission."""
