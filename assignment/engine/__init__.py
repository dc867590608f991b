"""The routing engine: plain data in, a decision out.

Nothing in this package touches Django, a database, a clock, a random source or settings, so the
same facts, rules, roster and draw give the same answer today, in a dry run and in a replay.
"""
