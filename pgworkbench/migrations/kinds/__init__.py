"""One grammar for each kind of object: how it is made, dropped and changed."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from pgworkbench.migrations.address import Kind
from pgworkbench.migrations.kinds import (
    cluster,
    columns,
    facets,
    keys,
    partitions,
    privileges,
    routines,
    standalone,
    tables,
    types,
)
from pgworkbench.migrations.kinds.grammar import Grammar

GRAMMARS: Mapping[Kind, Grammar[Any]] = MappingProxyType(
    {
        Kind.ROLE: cluster.ROLE,
        Kind.SCHEMA: cluster.SCHEMA,
        Kind.EXTENSION: cluster.EXTENSION,
        Kind.DEFAULT_GRANTS: cluster.DEFAULT_GRANTS,
        Kind.ENUM: types.ENUM,
        Kind.COMPOSITE: types.COMPOSITE,
        Kind.RANGE: types.RANGE,
        Kind.DOMAIN: types.DOMAIN,
        Kind.DOMAIN_CONSTRAINT: types.DOMAIN_CONSTRAINT,
        Kind.SEQUENCE: types.SEQUENCE,
        Kind.OWNED_BY: types.OWNED_BY,
        Kind.FUNCTION: routines.FUNCTION,
        Kind.TABLE: tables.TABLE,
        Kind.PARTITION: partitions.PARTITION,
        Kind.ROW_SECURITY: tables.ROW_SECURITY,
        Kind.REPLICA_IDENTITY: tables.REPLICA_IDENTITY,
        Kind.COLUMN: columns.COLUMN,
        Kind.DEFAULT: columns.DEFAULT,
        Kind.CONSTRAINT: keys.CONSTRAINT,
        Kind.INDEX: keys.INDEX,
        Kind.STATISTICS: keys.STATISTICS,
        Kind.VIEW: routines.VIEW,
        Kind.MATERIALIZED_VIEW: routines.MATERIALIZED_VIEW,
        Kind.RULE: routines.RULE,
        Kind.TRIGGER: routines.TRIGGER,
        Kind.POLICY: routines.POLICY,
        Kind.COLLATION: standalone.COLLATION,
        Kind.OPERATOR: standalone.OPERATOR,
        Kind.CAST: standalone.CAST,
        Kind.FOREIGN_WRAPPER: standalone.FOREIGN_WRAPPER,
        Kind.FOREIGN_SERVER: standalone.FOREIGN_SERVER,
        Kind.PUBLICATION: standalone.PUBLICATION,
        Kind.EVENT_TRIGGER: standalone.EVENT_TRIGGER,
        Kind.OWNER: facets.OWNER,
        Kind.COMMENT: facets.COMMENT,
        Kind.GRANTS: privileges.GRANTS,
    }
)
