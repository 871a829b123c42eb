"""Arrow arrays -> the bytes of COPY … (FORMAT binary), column by column, without a Python object a value.

Every column becomes one or more blocks: arrays of byte strings, one a row, which follow one another in the row.
Arrow joins the blocks of all columns, and the data buffer of that join is what COPY wants to be sent. A null in
a block stands for the length -1, which the join writes: so no column pays for taking its nulls out.
The formats are those of PostgreSQL's `*_send` functions (src/backend/utils/adt).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pgworkbench.errors import SeedError
from pgworkbench.seeding.arrow import Array, pa, pc
from pgworkbench.seeding.dictionaries import once
from pgworkbench.seeding.nulls import valid
from pgworkbench.seeding.numeric import numeric_bytes
from pgworkbench.seeding.pgtype import PgType

SIGNATURE = b"PGCOPY\n\xff\r\n\0" + bytes(8)
TRAILER = b"\xff\xff"
Bytes = NDArray[np.uint8]
Blocks = list[Array]

_ABSENT = b"\xff\xff\xff\xff"
_NOTHING = pa.scalar(b"", pa.binary())
_EPOCH = 946_684_800_000_000  # 2000-01-01 in microseconds since 1970
_EPOCH_DAY = 10_957
_TEXTS = frozenset({"text", "varchar", "name", "json", "citext", "xml", "char"})
_INTEGERS = {
    "int2": (pa.int16(), ">i2"),
    "int4": (pa.int32(), ">i4"),
    "int8": (pa.int64(), ">i8"),
    "oid": (pa.uint32(), ">u4"),
}
_IPV4 = 4  # bytes of an address
_FLOATS = {"float4": ">f4", "float8": ">f8"}


def row_payload(columns: Sequence[Blocks], fields: int | None = None) -> Array:
    """One byte string a row: the number of fields (one for each of the columns), then every field with its length."""
    count = pa.scalar((len(columns) if fields is None else fields).to_bytes(2, "big"), pa.binary())
    return _side_by_side([count, *(block for blocks in columns for block in blocks)])


def _side_by_side(blocks: Sequence[Array]) -> Array:
    return pc.binary_join_element_wise(*blocks, _NOTHING, null_handling="replace", null_replacement=_ABSENT)


def data_of(joined: Array) -> memoryview:
    """The bytes of all strings of an array, one after another."""
    offsets = np.frombuffer(joined.buffers()[1], dtype=np.int32)
    first, last = offsets[joined.offset], offsets[joined.offset + len(joined)]
    return memoryview(joined.buffers()[2])[first:last] if len(joined) else memoryview(b"")


def encodable(kind: PgType) -> bool:
    """Whether there is an encoder for this type."""
    if kind.part is not None:
        return encodable(kind.part)
    return kind.enum or kind.name in _ENCODERS


def field(values: Array, kind: PgType) -> Blocks:
    """The blocks of one column; null becomes a length of -1."""
    if pa.types.is_null(values.type):
        return [values.cast(pa.binary())]
    if pa.types.is_dictionary(values.type):
        words = once(values.dictionary, kind, lambda known: joined_blocks(field(known, kind)))
        return [words.take(values.indices)]
    return _encoder(kind)(values, kind)


def _encoder(kind: PgType) -> Callable[[Array, PgType], Blocks]:
    if kind.array:
        return _array
    if kind.range:
        return _range
    return _text if kind.enum else _ENCODERS[kind.name]


def joined_blocks(blocks: Blocks) -> Array:
    """Several blocks as one, without nulls."""
    return blocks[0] if len(blocks) == 1 and not blocks[0].null_count else _side_by_side(blocks)


def _expects(values: Array, fits: bool, wanted: str) -> None:  # noqa: FBT001  # one word beside its reason
    if not fits:
        raise SeedError(f"the generator gives {values.type}, and the column is {wanted}")


def _matrix(numbers: NDArray[np.generic], layout: str) -> Bytes:
    """Numbers as big-endian bytes, one row each."""
    data = np.ascontiguousarray(numbers.astype(layout))
    return data.view(np.uint8).reshape(len(numbers), data.dtype.itemsize)


def _of_numbers(values: Array, layout: str) -> Bytes:
    """A numeric array without nulls or with zeros for them."""
    return _matrix((values.fill_null(0) if values.null_count else values).to_numpy(zero_copy_only=False), layout)


def _integer(values: Array, kind: PgType) -> Blocks:
    _expects(values, pa.types.is_integer(values.type), kind.name)
    width, layout = _INTEGERS[kind.name]
    try:
        return [_fixed(_of_numbers(values.cast(width), layout), values)]
    except pa.ArrowInvalid as error:
        raise SeedError(f"a value does not fit {kind.name}: {error}") from None


def _float(values: Array, kind: PgType) -> Blocks:
    _expects(values, pa.types.is_integer(values.type) or pa.types.is_floating(values.type), kind.name)
    return [_fixed(_of_numbers(values.cast(pa.float64()), _FLOATS[kind.name]), values)]


def _validity(values: Array) -> Array | None:
    """The bits that say where there is a value, from an array's first row on; None if everywhere."""
    return pc.is_valid(values).buffers()[1] if values.null_count else None


def _strings(offsets: NDArray[np.signedinteger[Any]], data: Bytes, there: Array | None = None) -> Array:
    buffers = [there, pa.py_buffer(offsets.astype(np.int32, copy=False)), pa.py_buffer(np.ascontiguousarray(data))]
    return pa.Array.from_buffers(pa.binary(), len(offsets) - 1, buffers)


def _fixed(body: Bytes, values: Array) -> Array:
    """Fields of one width: their length and their bytes in one block."""
    rows, width = body.shape
    fields = np.empty(rows, dtype=[("length", ">i4"), ("body", f"V{width}")])
    fields["length"] = width
    fields["body"] = np.ascontiguousarray(body).view(f"V{width}")[:, 0]
    return _strings(_steps(rows, 4 + width), fields.view(np.uint8), _validity(values))


@lru_cache(maxsize=256)
def _steps(rows: int, width: int) -> NDArray[np.int32]:
    """The offsets of so many strings of one width."""
    return np.arange(0, (rows + 1) * width, width, dtype=np.int32)


def _with_length(body: Array, values: Array) -> Blocks:
    """Fields of any width: a block of lengths ("" for null) before the block of bytes, whose nulls become -1."""
    offsets = np.frombuffer(body.buffers()[1], dtype=np.int32)[body.offset : body.offset + len(body) + 1]
    lengths = np.diff(offsets)
    if not values.null_count:
        bare = pa.Array.from_buffers(pa.binary(), len(body), [None, *body.buffers()[1:]], offset=body.offset)
        return [_strings(_steps(len(body), 4), _matrix(lengths, ">i4")), bare]
    there = valid(values)
    block = _strings(np.concatenate([[0], np.cumsum(there) * 4]), _matrix(lengths[there], ">i4"))
    return [block, body if body.null_count == values.null_count else pc.if_else(pa.array(there), body, None)]


def _text(values: Array, kind: PgType) -> Blocks:
    return _with_length(_words(values, kind), values)


def _words(values: Array, kind: PgType) -> Array:
    _expects(values, pa.types.is_string(values.type), kind.name)
    return values.cast(pa.binary())


def _bpchar(values: Array, kind: PgType) -> Blocks:
    _expects(values, pa.types.is_string(values.type), "char")
    padded = values if kind.length is None else pc.utf8_rpad(values, kind.length)
    return _with_length(padded.cast(pa.binary()), values)


def _jsonb(values: Array, kind: PgType) -> Blocks:
    versioned = pc.binary_join_element_wise(pa.scalar(b"\1", pa.binary()), _words(values, kind), _NOTHING)
    return _with_length(versioned, values)


def _boolean(values: Array, _: PgType) -> Blocks:
    _expects(values, pa.types.is_boolean(values.type), "boolean")
    return [_fixed(_of_numbers(values.cast(pa.int8()), ">i1"), values)]


def _uuid(values: Array, _: PgType) -> Blocks:
    _expects(values, values.type == pa.binary(16), "uuid")
    data = np.frombuffer(values.buffers()[1], dtype=np.uint8).reshape(-1, 16)
    return [_fixed(data[values.offset : values.offset + len(values)], values)]


def _moment(values: Array, kind: PgType) -> Blocks:
    _expects(values, pa.types.is_timestamp(values.type), kind.name)
    micros = values.cast(pa.timestamp("us", values.type.tz)).cast(pa.int64()).fill_null(_EPOCH)
    return [_fixed(_matrix(micros.to_numpy(zero_copy_only=False) - _EPOCH, ">i8"), values)]


def _date(values: Array, _: PgType) -> Blocks:
    _expects(values, pa.types.is_date32(values.type), "date")
    days = values.cast(pa.int32()).fill_null(_EPOCH_DAY).to_numpy(zero_copy_only=False)
    return [_fixed(_matrix(days - _EPOCH_DAY, ">i4"), values)]


def _time(values: Array, _: PgType) -> Blocks:
    _expects(values, pa.types.is_time(values.type), "time")
    return [_fixed(_of_numbers(values.cast(pa.time64("us")).cast(pa.int64()), ">i8"), values)]


def _interval(values: Array, _: PgType) -> Blocks:
    _expects(values, pa.types.is_duration(values.type), "interval")
    micros = _of_numbers(values.cast(pa.duration("us")).cast(pa.int64()), ">i8")
    return [_fixed(np.concatenate([micros, np.zeros_like(micros)], axis=1), values)]


def _bytea(values: Array, _: PgType) -> Blocks:
    kind = values.type
    _expects(values, pa.types.is_binary(kind) or pa.types.is_fixed_size_binary(kind), "bytea")
    return _with_length(values.cast(pa.binary()), values)


def _inet(values: Array, kind: PgType) -> Blocks:
    """Family, bits of the mask, whether it is a cidr, length, address."""
    _expects(values, pa.types.is_binary(values.type), kind.name)
    lengths = pc.fill_null(pc.binary_length(values), 4).to_numpy(zero_copy_only=False)
    head = np.zeros((len(values), 4), dtype=np.uint8)
    head[:, 0] = np.where(lengths == _IPV4, 2, 3)
    head[:, 1] = lengths * 8
    head[:, 2] = kind.name == "cidr"
    head[:, 3] = lengths
    heads = _strings(np.arange(len(values) + 1) * 4, head)
    return _with_length(pc.binary_join_element_wise(heads, values, _NOTHING), values)


def _numeric(values: Array, kind: PgType) -> Blocks:
    whole = pa.types.is_integer(values.type)
    _expects(values, whole or pa.types.is_decimal(values.type), "numeric")
    decimal = values.cast(pa.decimal128(38, 0 if whole else values.type.scale))
    return _with_length(_strings(*numeric_bytes(decimal, kind.scale)), values)


def _array(values: Array, kind: PgType) -> Blocks:
    """Dimensions, a flag for nulls, the elements' type, the dimension's length and lower bound, the elements."""
    _expects(values, pa.types.is_list(values.type), "an array")
    part = kind.part or kind
    flat = values.flatten()
    elements = joined_blocks(field(flat, part))
    counts = pc.fill_null(pc.list_value_length(values), 0).to_numpy(zero_copy_only=False)
    ends = np.frombuffer(elements.buffers()[1], dtype=np.int32)[elements.offset :]
    places = np.concatenate([[0], np.cumsum(counts)])
    bodies = pa.Array.from_buffers(
        pa.binary(), len(values), [None, pa.py_buffer(ends[places].astype(np.int32)), elements.buffers()[2]]
    )
    words = np.zeros((len(values), 5), dtype=np.int64)
    nulls = np.concatenate([[0], np.cumsum(flat.is_null().to_numpy(zero_copy_only=False))])
    words[:, 0], words[:, 1], words[:, 2] = counts > 0, np.diff(nulls[places]) > 0, part.oid
    words[:, 3], words[:, 4] = counts, 1
    head = _matrix(words.reshape(-1), ">i4").reshape(len(values), 20)
    kept = np.repeat([True, False], [12, 8]) | (counts > 0)[:, None]
    heads = _strings(np.concatenate([[0], np.cumsum(np.where(counts > 0, 20, 12))]), head[kept])
    return _with_length(pc.binary_join_element_wise(heads, bodies, _NOTHING), values)


def _range(values: Array, kind: PgType) -> Blocks:
    """A byte of flags (2: lower bound included, 8 and 16: no lower, no upper bound), then the bounds."""
    _expects(values, pa.types.is_struct(values.type), "a range")
    part = kind.part or kind
    bounds = [values.field(name) for name in ("lower", "upper")]
    absent = [bound.is_null().to_numpy(zero_copy_only=False) for bound in bounds]
    flags = np.where(absent[0], 8, 2) + np.where(absent[1], 16, 0)
    parts = [_strings(np.arange(len(values) + 1), _matrix(flags, ">u1"))]
    for bound, missing in zip(bounds, absent, strict=True):
        parts.append(pc.if_else(pa.array(missing), _NOTHING, joined_blocks(field(bound, part))))
    return _with_length(pc.binary_join_element_wise(*parts, _NOTHING), values)


_ENCODERS: dict[str, Callable[[Array, PgType], Blocks]] = {
    **dict.fromkeys(_TEXTS, _text),
    **dict.fromkeys(_INTEGERS, _integer),
    **dict.fromkeys(_FLOATS, _float),
    "bool": _boolean,
    "bpchar": _bpchar,
    "bytea": _bytea,
    "cidr": _inet,
    "date": _date,
    "inet": _inet,
    "interval": _interval,
    "jsonb": _jsonb,
    "numeric": _numeric,
    "time": _time,
    "timestamp": _moment,
    "timestamptz": _moment,
    "uuid": _uuid,
}
