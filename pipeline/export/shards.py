"""Shards: rows of plain values as small Parquet files, for programs that share a folder and nothing else."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq


def write_shard(rows: Sequence[Mapping[str, Any]], path: Path) -> None:
    """Write rows as one Parquet file, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    pq.write_table(pa.Table.from_pylist([dict(row) for row in rows]), temporary, compression="zstd")
    temporary.replace(path)
