"""What leaves the house: the static site, and what tells whether it is up to date."""
