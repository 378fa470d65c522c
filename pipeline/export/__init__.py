"""Export: records to JSON lines, CSV and Parquet tables and a web page, and back."""

from pipeline.export.lines import read_models, read_records, write_records, write_text
from pipeline.export.package import column_reference, write_column_reference
from pipeline.export.page import write_page
from pipeline.export.tables import (
    merge_tables,
    read_issues,
    read_records_of_tables,
    read_tables,
    write_issues,
    write_table_files,
    write_tables,
)

__all__ = [
    "column_reference",
    "merge_tables",
    "read_issues",
    "read_models",
    "read_records",
    "read_records_of_tables",
    "read_tables",
    "write_column_reference",
    "write_issues",
    "write_page",
    "write_records",
    "write_table_files",
    "write_tables",
    "write_text",
]
