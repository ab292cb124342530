"""The workings of the projection that row-level security reads: targets, statements, sweeps, replay, locks."""
