"""Errors whose text is a message to a person."""


class EngineError(Exception):
    """Something the caller can put right; the message is one clear line."""


class ModelError(EngineError):
    """A model file cannot be used."""


class InputError(EngineError):
    """A file of records cannot be read."""
