"""What both commands share of their command lines; imports nothing heavy."""

from openapi.command_line.documents import DocumentPath
from openapi.command_line.former_options import FormerOption, text_or_json
from openapi.command_line.grouped_help import GroupedCommand, GroupedProgram, examples
from openapi.command_line.listed import ListedOption
from openapi.command_line.numbers import Number, WholeNumber
from openapi.command_line.running import EXIT_NOT_RUN, run_program

__all__ = [
    "EXIT_NOT_RUN",
    "DocumentPath",
    "FormerOption",
    "GroupedCommand",
    "GroupedProgram",
    "ListedOption",
    "Number",
    "WholeNumber",
    "examples",
    "run_program",
    "text_or_json",
]
