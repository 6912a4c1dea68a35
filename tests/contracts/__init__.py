"""What every implementation of a port must do, run against the real one and the fake."""
