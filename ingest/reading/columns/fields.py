"""The fields of a membership list and of a list of projects, and what headings say of them."""

from typing import Final

from ingest.reading.columns.assignment import Field

MEMBERS: Final = (
    Field("name", {"organisation": 1.0, "beneficiary": 0.9, "name": 0.85, "partners": 0.7, "title": 0.0}, main=True),
    Field("number", {"number": 1.0}),
    Field("fee", {"fee": 1.0, "contribution": 0.95, "grant": 0.0}),
    Field("since", {"since": 1.0, "start": 0.9}),
    Field("until", {"until": 1.0, "end": 0.9}),
    Field("street", {"street": 1.0}),
    Field("postcode", {"postcode": 1.0}),
    Field("town", {"town": 1.0}),
    Field("country", {"country": 1.0}),
    Field("website", {"website": 1.0}),
    Field("legal_form", {"legalform": 1.0}),
    Field("cluster", {"cluster": 1.0}, many=True),
)

PROJECTS: Final = (
    Field("key", {"key": 1.0}),
    Field("title", {"title": 1.0, "name": 0.6}, main=True),
    Field("acronym", {"acronym": 1.0}),
    Field("abstract", {"abstract": 1.0}),
    Field("start_date", {"start": 1.0}, main=True),
    Field("end_date", {"end": 1.0, "final": 0.6}, main=True),
    Field("period", {"period": 1.0}),
    Field("cost_eur", {"cost": 1.0, "eligible": 0.85, "paid": 0.9}, main=True, asked="allocated"),
    Field("grant_eur", {"grant": 1.0, "allocated": 0.85}, main=True),
    Field("status", {"status": 1.0}),
    Field("instrument", {"instrument": 1.0}),
    Field("call", {"call": 1.0}),
    Field("theme", {"theme": 1.0}, many=True),
    Field(
        "participant", {"beneficiary": 1.0, "partners": 1.0, "organisation": 0.9, "name": 0.55}, main=True, many=True
    ),
    Field("promoter", {"lead": 1.0, "beneficiary": 0.9}, main=True),
    Field("role", {"role": 1.0}),
    Field("number", {"number": 1.0}),
    Field("contribution_eur", {"contribution": 1.0, "fee": 0.0}),
    Field("cluster", {"cluster": 1.0}, many=True),
)

AMOUNTS: Final = ("fee", "cost_eur", "grant_eur", "contribution_eur")
DAYS: Final = ("since", "until", "start_date", "end_date")
