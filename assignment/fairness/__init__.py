"""The ledger, what it owes to whom, and what reps make of it."""
