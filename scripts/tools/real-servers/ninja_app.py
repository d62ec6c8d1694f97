"""A small django-ninja application as people write them: notes with labels behind a token. Run by real-servers.ts."""

import os
import sys

import django
from django.conf import settings

settings.configure(
    DEBUG=False,
    SECRET_KEY="only-for-tests",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ.get("NOTES_DB", ":memory:")}},
    INSTALLED_APPS=[],
    MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
)
django.setup()

from django.db import connection, models  # noqa: E402
from django.shortcuts import get_object_or_404  # noqa: E402
from django.urls import path  # noqa: E402
from ninja import Field, ModelSchema, NinjaAPI, Schema  # noqa: E402
from ninja.pagination import LimitOffsetPagination, paginate  # noqa: E402
from ninja.security import HttpBearer  # noqa: E402


class Note(models.Model):
    title = models.CharField(max_length=60)
    text = models.TextField(blank=True)
    stars = models.IntegerField(default=0)
    pinned = models.BooleanField(default=False)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "notes"


class Token(HttpBearer):
    def authenticate(self, request, token):
        return token if token == "notes-token-0123456789" else None


api = NinjaAPI(title="Notes", version="1.0.0", auth=Token())


class NoteIn(Schema):
    title: str = Field(min_length=1, max_length=60)
    text: str = ""
    stars: int = Field(default=0, ge=0, le=5)
    pinned: bool = False


class NoteOut(ModelSchema):
    class Meta:
        model = Note
        fields = ["id", "title", "text", "stars", "pinned", "created"]


class Problem(Schema):
    detail: str


class Invalid(Schema):
    detail: list[dict]


refused = {401: Problem, 422: Invalid}
absent = {**refused, 404: Problem}


@api.get("/notes", response=list[NoteOut])
@paginate(LimitOffsetPagination)
def list_notes(request, pinned: bool | None = None):
    found = Note.objects.order_by("id")
    return found if pinned is None else found.filter(pinned=pinned)


@api.post("/notes", response={201: NoteOut, **refused})
def create_note(request, new: NoteIn):
    return 201, Note.objects.create(**new.dict())


@api.get("/notes/{int:note_id}", response={200: NoteOut, **absent})
def read_note(request, note_id: int):
    return get_object_or_404(Note, id=note_id)


@api.put("/notes/{int:note_id}", response={200: NoteOut, **absent})
def replace_note(request, note_id: int, new: NoteIn):
    note = get_object_or_404(Note, id=note_id)
    for name, value in new.dict().items():
        setattr(note, name, value)
    note.save()
    return note


@api.delete("/notes/{int:note_id}", response={204: None, **absent})
def delete_note(request, note_id: int):
    get_object_or_404(Note, id=note_id).delete()
    return 204, None


urlpatterns = [path("api/", api.urls)]

if __name__ == "__main__":
    from wsgiref.simple_server import WSGIRequestHandler, make_server

    from django.core.wsgi import get_wsgi_application

    with connection.schema_editor() as editor:
        editor.create_model(Note)

    class Quiet(WSGIRequestHandler):
        def log_message(self, *_):
            pass

    make_server("127.0.0.1", int(sys.argv[1]), get_wsgi_application(), handler_class=Quiet).serve_forever()
