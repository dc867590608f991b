from leads.models.channel import ApiKey, Channel
from leads.models.contact_point import ContactPoint
from leads.models.customer import Customer, CustomerPoint
from leads.models.inbox import InboxMessage
from leads.models.lead import Inquiry, Lead
from leads.models.region import Region
from leads.models.spreadsheet import SpreadsheetImport
from leads.models.timeline import Activity, Event
from leads.models.vocabulary import CurrencyRate, Product

__all__ = [
    "Activity",
    "ApiKey",
    "Channel",
    "ContactPoint",
    "CurrencyRate",
    "Customer",
    "CustomerPoint",
    "Event",
    "InboxMessage",
    "Inquiry",
    "Lead",
    "Product",
    "Region",
    "SpreadsheetImport",
]
