"""Working on a lead together: collaborators, tasks, and passing it on."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import generics, mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import APIException, NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from assignment import handling
from assignment.api.serializers import NamedSerializer
from assignment.choices import CollaboratorRole, ReleaseReason
from assignment.models import Collaborator, Task
from assignment.moving.transferring import colleagues_for, obstacle
from assignment.together import collaboration, worklist
from assignment.wording.words import EXCLUSION_LABELS
from leads.access import decides, visible_leads
from leads.api.permissions import IsPerson, MayRead
from leads.api.refusals import Changed
from leads.lifecycle import LostRace
from leads.models import Lead
from reps.models import Rep

SIGNED_IN: Any = [{"cookieAuth": []}]
CHANGED = OpenApiResponse(description="It has changed meanwhile.")
LARGEST_ID = 2**63 - 1


class AtALimit(APIException):
    """Something is against it that the rules would heed; ``sure`` does it all the same."""

    status_code = 409

    def __init__(self, rep: Rep, code: str) -> None:
        said = _("%(rep)s: %(why)s. Send “sure” to pass the lead on all the same.")
        super().__init__(said % {"rep": rep.name, "why": EXCLUSION_LABELS[code]}, code=str(code))


class RepNumber(serializers.IntegerField):
    """The id of an active rep out of those that fit; anybody else does not exist."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=1, max_value=LARGEST_ID, **kwargs)


class CollaboratorSerializer(serializers.ModelSerializer):
    rep = NamedSerializer(read_only=True)

    class Meta:
        model = Collaborator
        fields = ["id", "rep", "role", "added_at"]
        read_only_fields = fields


class NewCollaboratorSerializer(serializers.Serializer):
    rep = RepNumber(help_text=_("The id of an active rep of any team."))
    role = serializers.ChoiceField(choices=CollaboratorRole.choices)


class TaskSerializer(serializers.ModelSerializer):
    rep = NamedSerializer(read_only=True)

    class Meta:
        model = Task
        fields = ["id", "lead", "rep", "title", "due_at", "created_at", "done_at"]
        read_only_fields = fields


class NewTaskSerializer(serializers.Serializer):
    title = serializers.CharField(max_length=200)
    due_at = serializers.DateTimeField()
    rep = RepNumber(
        required=False, help_text=_("The owner or a collaborator; the owner if it is left out.")
    )


class TransferSerializer(serializers.Serializer):
    rep = RepNumber(help_text=_("The id of a colleague."))
    reason = serializers.ChoiceField(choices=ReleaseReason.choices)
    note = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    sure = serializers.BooleanField(
        default=False, help_text=_("Also if the rules would not give it to this rep now.")
    )


class OfLead(generics.GenericAPIView):
    """Something that belongs to one lead: read by all who see it, changed by people."""

    filter_backends: list[Any] = []

    def get_permissions(self):
        return [MayRead() if self.request.method == "GET" else IsPerson()]

    def lead(self, *, is_decided: bool = False) -> Lead:
        """The lead, if the user sees it and, where that is asked for, decides about it."""
        key: Any = self.request.auth
        leads = visible_leads(user=self.request.user, key=key)
        lead = get_object_or_404(leads.select_related("owner__team"), pk=self.kwargs["pk"])
        if is_decided and not decides(self.request.user, lead):
            raise NotFound
        return lead

    @property
    def by(self) -> Any:
        return self.request.user.pk

    def given(self, form: type[serializers.Serializer]) -> dict[str, Any]:
        read = form(data=self.request.data)
        read.is_valid(raise_exception=True)
        return dict(read.validated_data)


class CollaboratorsOfLead(OfLead):
    """Who works on one lead beside its owner."""

    queryset = Collaborator.objects.none()  # for the schema; the lead decides
    serializer_class = CollaboratorSerializer
    ordering = ("added_at", "id")

    @extend_schema(summary="Read the collaborators of a lead")
    def get(self, request: Request, pk: int) -> Response:
        page = self.paginate_queryset(collaboration.collaborators_of(self.lead())) or []
        return self.get_paginated_response(CollaboratorSerializer(page, many=True).data)

    @extend_schema(
        summary="Add a collaborator",
        description="For the owner and who manages him. The rep sees the lead and is told.",
        auth=SIGNED_IN,
        request=NewCollaboratorSerializer,
        responses={201: CollaboratorSerializer, 409: CHANGED},
    )
    def post(self, request: Request, pk: int) -> Response:
        lead = self.lead(is_decided=True)
        given = self.given(NewCollaboratorSerializer)
        rep = get_object_or_404(Rep.objects.active(), pk=given["rep"])
        try:
            row = collaboration.add_collaborator(
                lead=lead, rep=rep, role=given["role"], by=self.by, now=timezone.now()
            )
        except (LostRace, collaboration.AlreadyOnLead) as error:
            raise Changed from error
        return Response(CollaboratorSerializer(row).data, status=201)


class CollaboratorOfLead(OfLead):
    """One who works on a lead beside its owner."""

    queryset = Collaborator.objects.none()
    serializer_class = CollaboratorSerializer

    @extend_schema(
        summary="Remove a collaborator",
        description="For the owner and who manages him. The rep is told.",
        auth=SIGNED_IN,
        responses={204: None, 409: CHANGED},
    )
    def delete(self, request: Request, pk: int, collaborator: int) -> Response:
        rows = Collaborator.objects.select_related("lead__owner", "rep")
        row = get_object_or_404(rows, pk=collaborator, lead=self.lead(is_decided=True))
        try:
            collaboration.remove_collaborator(collaborator=row, by=self.by, now=timezone.now())
        except LostRace as error:
            raise Changed from error
        return Response(status=204)


class TasksOfLead(OfLead):
    """What is to be done for one lead, and what was."""

    queryset = Task.objects.none()  # for the schema; the lead decides
    serializer_class = TaskSerializer
    ordering = ("due_at", "id")

    @extend_schema(summary="Read the tasks of a lead")
    def get(self, request: Request, pk: int) -> Response:
        page = self.paginate_queryset(worklist.tasks_on(self.lead())) or []
        return self.get_paginated_response(TaskSerializer(page, many=True).data)

    @extend_schema(
        summary="Add a task",
        description="For everybody who sees the lead, to its owner or a collaborator.",
        auth=SIGNED_IN,
        request=NewTaskSerializer,
        responses={201: TaskSerializer, 409: CHANGED},
    )
    def post(self, request: Request, pk: int) -> Response:
        lead, given = self.lead(), self.given(NewTaskSerializer)
        rep = get_object_or_404(Rep.objects.active(), pk=given.pop("rep", lead.owner_id or 0))
        try:
            task = worklist.add_task(lead=lead, rep=rep, by=self.by, now=timezone.now(), **given)
        except worklist.NotOnLead as error:
            raise Changed(_("This rep does not work on the lead.")) from error
        return Response(TaskSerializer(task).data, status=201)


class TransferLead(OfLead):
    """Passing a lead on to a colleague."""

    queryset = Lead.objects.none()
    serializer_class = TransferSerializer

    @extend_schema(
        summary="Pass a lead on to a colleague",
        description="For the owner, within his team, and for who manages him. Limits of the "
        "colleague do not hold, but are answered with 409 unless you are sure.",
        auth=SIGNED_IN,
        request=TransferSerializer,
        responses={204: None, 409: OpenApiResponse(description="Changed, or at a limit.")},
    )
    def post(self, request: Request, pk: int) -> Response:
        lead, now = self.lead(is_decided=True), timezone.now()
        given = self.given(TransferSerializer)
        rep = get_object_or_404(colleagues_for(request.user, lead), pk=given["rep"])
        against = None if given["sure"] else obstacle(lead, rep, now=now)
        if against is not None:
            raise AtALimit(rep, against)
        words = {"reason": given["reason"], "note": given["note"]}
        try:
            handling.transfer(lead=lead, rep=rep, by=self.by, now=now, **words)
        except LostRace as error:
            raise Changed from error
        return Response(status=204)


class TaskViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    """What you have to do as a rep."""

    queryset = Task.objects.none()  # for the schema; get_queryset decides
    serializer_class = TaskSerializer
    permission_classes = [IsPerson]
    filter_backends: list[Any] = []
    lookup_value_regex = "[0-9]{1,18}"
    ordering = ("due_at", "id")

    def get_queryset(self):
        return worklist.open_tasks_of(self.request.user)

    @extend_schema(summary="Read your open tasks", auth=SIGNED_IN)
    def list(self, request: Request, *args, **kwargs) -> Response:
        return super().list(request, *args, **kwargs)

    @extend_schema(
        summary="Say that a task is done",
        auth=SIGNED_IN,
        request=None,
        responses={200: TaskSerializer, 409: CHANGED},
    )
    @action(detail=True, methods=["post"])
    def done(self, request: Request, pk: str) -> Response:
        return self.tick(worklist.mark_done)

    @extend_schema(
        summary="Say that a task is to be done after all",
        auth=SIGNED_IN,
        request=None,
        responses={200: TaskSerializer, 409: CHANGED},
    )
    @action(detail=True, methods=["post"])
    def undone(self, request: Request, pk: str) -> Response:
        return self.tick(worklist.mark_undone)

    def tick(self, mark: Any) -> Response:
        user = self.request.user
        leads = visible_leads(user=user)
        task = get_object_or_404(
            Task.objects.select_related("rep", "lead"), pk=self.kwargs["pk"], lead__in=leads
        )
        if not worklist.may_tick(user, task, decides=decides(user, task.lead)):
            raise NotFound
        try:
            mark(task=task, by=user.pk, now=timezone.now())
        except LostRace as error:
            raise Changed from error
        task.refresh_from_db()
        return Response(TaskSerializer(task).data)
