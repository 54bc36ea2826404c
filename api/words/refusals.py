"""What a parameter must be, as pydantic found it, in sentences of our own catalogue."""

import re
from collections.abc import Mapping
from typing import Any

from graph.messages import Choices, Message


def refusal(error: Mapping[str, Any]) -> Message:
    """Return what is wrong with a parameter; pydantic's own English where it is none of the usual."""
    return Message("%(field)s: %(what)s.", field=str(error["loc"][-1]), what=_what(error) or error["msg"])


def _what(error: Mapping[str, Any]) -> Message | None:  # noqa: PLR0911 - one for each kind
    given = error.get("ctx", {})
    match error["type"]:
        case "int_parsing":
            return Message("Input should be a valid integer, unable to parse string as an integer")
        case "float_parsing":
            return Message("Input should be a valid number, unable to parse string as a number")
        case "less_than_equal":
            return Message("Input should be less than or equal to %(number)s", number=given["le"])
        case "greater_than_equal":
            return Message("Input should be greater than or equal to %(number)s", number=given["ge"])
        case "string_too_long":
            return Message("String should have at most %(number)s characters", number=given["max_length"])
        case "missing":
            return Message("Field required")
        case "literal_error" | "enum":
            return Message("Input should be %(choices)s", choices=Choices(re.findall("'[^']*'", given["expected"])))
    return None
