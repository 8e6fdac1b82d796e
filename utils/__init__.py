"""What the lessons share: the set-up, the data and the figures."""
