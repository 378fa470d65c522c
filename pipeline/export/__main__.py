"""``python -m pipeline.export``: write the column reference anew."""

from pathlib import Path

from pipeline.export.package import write_column_reference

if __name__ == "__main__":
    write_column_reference(Path("data/processed/README.md"))
