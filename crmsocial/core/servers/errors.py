"""What can go wrong with the local servers, said to a person."""


class ServersError(Exception):
    """A server could not be started, stopped or reached; the message says what to do."""
