"""Handing data out: a selection of people that is read again, person by person, each time it is downloaded."""
