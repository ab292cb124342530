"""Compiled inner loops over arrays. Everything that is done once a pair or once a letter is done here."""
