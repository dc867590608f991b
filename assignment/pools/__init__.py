"""Public pools and offers: what reps take themselves."""
