"""A small FastAPI application as people write them: rooms and bookings behind a key. Run by real-servers.ts."""

from datetime import datetime
from enum import Enum
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import Depends, FastAPI, HTTPException, Query, Response
from fastapi.security import APIKeyHeader
from pydantic import BaseModel, Field, model_validator

app = FastAPI(title="Rooms", version="1.0.0")
scheme = APIKeyHeader(name="X-Rooms-Key", auto_error=False)


class Kind(str, Enum):
    quiet = "quiet"
    meeting = "meeting"
    hall = "hall"


class Problem(BaseModel):
    detail: str


class NewRoom(BaseModel):
    name: str = Field(min_length=1, max_length=40)
    kind: Kind = Kind.quiet
    seats: int = Field(ge=1, le=500)
    note: str | None = Field(default=None, max_length=200)


class RoomChange(BaseModel):
    name: str | None = Field(default=None, min_length=1, max_length=40)
    seats: int | None = Field(default=None, ge=1, le=500)


class Room(NewRoom):
    id: UUID


class NewBooking(BaseModel):
    room_id: UUID
    begins: datetime
    ends: datetime
    guests: list[str] = Field(default_factory=list, max_length=10)

    @model_validator(mode="after")
    def in_order(self):
        if self.ends.timestamp() <= self.begins.timestamp():
            raise ValueError("ends must be after begins")
        return self


class Booking(NewBooking):
    id: int
    confirmed: bool = False


class BookingPage(BaseModel):
    items: list[Booking]
    total: int


rooms: dict[UUID, Room] = {}
bookings: dict[int, Booking] = {}


def user(key: Annotated[str | None, Depends(scheme)]) -> str:
    if key != "rooms-key-0123456789":
        raise HTTPException(401, "unknown key")
    return key


refused = {401: {"model": Problem}}
absent = {**refused, 404: {"model": Problem}}
taken = {**absent, 409: {"model": Problem}}


@app.get("/rooms", responses=refused, dependencies=[Depends(user)])
def list_rooms(kind: Kind | None = None) -> list[Room]:
    return [room for room in rooms.values() if kind in (None, room.kind)]


@app.post("/rooms", status_code=201, responses={**refused, 409: {"model": Problem}}, dependencies=[Depends(user)])
def create_room(new: NewRoom) -> Room:
    if any(room.name == new.name for room in rooms.values()):
        raise HTTPException(409, "this name is taken")
    room = Room(id=uuid4(), **new.model_dump())
    rooms[room.id] = room
    return room


def room_of(room_id: UUID) -> Room:
    if room_id not in rooms:
        raise HTTPException(404, "no such room")
    return rooms[room_id]


@app.get("/rooms/{room_id}", responses=absent, dependencies=[Depends(user)])
def read_room(room_id: UUID) -> Room:
    return room_of(room_id)


@app.patch("/rooms/{room_id}", responses=taken, dependencies=[Depends(user)])
def change_room(room_id: UUID, change: RoomChange) -> Room:
    room = room_of(room_id)
    sent = change.model_dump(exclude_none=True)
    if any(other.name == sent.get("name") and other.id != room_id for other in rooms.values()):
        raise HTTPException(409, "this name is taken")
    rooms[room_id] = room.model_copy(update=sent)
    return rooms[room_id]


@app.delete("/rooms/{room_id}", status_code=204, responses=taken, dependencies=[Depends(user)])
def delete_room(room_id: UUID) -> Response:
    room_of(room_id)
    if any(booking.room_id == room_id for booking in bookings.values()):
        raise HTTPException(409, "the room has bookings")
    del rooms[room_id]
    return Response(status_code=204)


@app.get("/bookings", responses=refused, dependencies=[Depends(user)])
def list_bookings(
    limit: Annotated[int, Query(ge=1, le=50)] = 20, offset: Annotated[int, Query(ge=0)] = 0
) -> BookingPage:
    found = sorted(bookings.values(), key=lambda booking: booking.id)
    return BookingPage(items=found[offset : offset + limit], total=len(found))


@app.post("/bookings", status_code=201, responses=absent, dependencies=[Depends(user)])
def create_booking(new: NewBooking) -> Booking:
    room_of(new.room_id)
    booking = Booking(id=max(bookings, default=0) + 1, **new.model_dump())
    bookings[booking.id] = booking
    return booking


def booking_of(booking_id: int) -> Booking:
    if booking_id not in bookings:
        raise HTTPException(404, "no such booking")
    return bookings[booking_id]


@app.get("/bookings/{booking_id}", responses=absent, dependencies=[Depends(user)])
def read_booking(booking_id: int) -> Booking:
    return booking_of(booking_id)


@app.post("/bookings/{booking_id}/confirm", responses=taken, dependencies=[Depends(user)])
def confirm_booking(booking_id: int) -> Booking:
    booking = booking_of(booking_id)
    if booking.confirmed:
        raise HTTPException(409, "confirmed already")
    bookings[booking_id] = booking.model_copy(update={"confirmed": True})
    return bookings[booking_id]


@app.delete("/bookings/{booking_id}", status_code=204, responses=absent, dependencies=[Depends(user)])
def delete_booking(booking_id: int) -> Response:
    booking_of(booking_id)
    del bookings[booking_id]
    return Response(status_code=204)
