"""Does the course work? Matched tests before, after and later: on paper and on screen, brought together, and reported."""
