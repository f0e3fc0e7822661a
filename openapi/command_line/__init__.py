"""What both commands share of their command lines; imports nothing heavy."""

from openapi.command_line.documents import DocumentPath
from openapi.command_line.former_options import FormerOption, text_or_json
from openapi.command_line.grouped_help import GroupedCommand, GroupedProgram, examples
from openapi.command_line.listed import ListedOption
from openapi.command_line.numbers import Number, WholeNumber

__all__ = [
    "DocumentPath",
    "FormerOption",
    "GroupedCommand",
    "GroupedProgram",
    "ListedOption",
    "Number",
    "WholeNumber",
    "examples",
    "text_or_json",
]
