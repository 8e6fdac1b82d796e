"""The pairs of names and molecules that the course ships: drawn at random, named by rule."""
