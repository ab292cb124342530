"""What the tests stand on: servers, database logins, workers and browsers."""
