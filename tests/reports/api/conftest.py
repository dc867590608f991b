from tests.rest import company, nothing_counted

__all__ = ["company", "nothing_counted"]
