"""Molecules as text: reading, tokens, names, descriptors, metrics, and networks that write them."""
