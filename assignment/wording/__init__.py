"""Rules, conditions and codes in words, and words as conditions."""
