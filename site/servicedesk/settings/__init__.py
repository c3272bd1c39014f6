"""Settings by surroundings: `dev` (default, embedded), `test`, `production`; all on `base`."""
