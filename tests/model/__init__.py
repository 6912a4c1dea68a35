"""A hypothesis state machine of publish and reconcile, and the channel it looks at."""
