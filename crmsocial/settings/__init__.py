"""Settings: ``local`` for one machine, ``test`` for the test suite, ``production`` for a deployment."""
