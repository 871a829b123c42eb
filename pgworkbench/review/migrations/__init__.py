"""Is a migration safe to run on a database that people use? Its statements are read; locks are handed in as seen."""

from pgworkbench.review.migrations.check import Migrations, MigrationText, review_migrations
from pgworkbench.review.migrations.script import Script, Statement, Taken, Way, read_script

__all__ = ["MigrationText", "Migrations", "Script", "Statement", "Taken", "Way", "read_script", "review_migrations"]
