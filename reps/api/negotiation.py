from rest_framework.negotiation import BaseContentNegotiation


class WhatThereIs(BaseContentNegotiation):
    """Answers in the view's own format whatever ``Accept`` says.

    A lead must not be refused because its sender asked for an answer in another format.
    """

    def select_parser(self, request, parsers):
        return parsers[0]

    def select_renderer(self, request, renderers, format_suffix=None):
        return renderers[0], renderers[0].media_type
