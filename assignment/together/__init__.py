"""Several people on one lead: collaborators and tasks."""
