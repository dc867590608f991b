"""Rules as versions: drafted, checked, published, compared."""
