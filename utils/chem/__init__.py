"""Molecules as text: reading, tokens, descriptors, metrics, and networks that write them."""
