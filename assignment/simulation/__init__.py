"""Drivers of the engine that write nothing: try one lead, dry run, compare, replay."""
