"""What the Voila notebooks call: one module here for each kind of app."""
