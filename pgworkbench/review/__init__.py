"""What a reviewer would say about a database: `review(Subject(catalog))` -> Review. A rule is one file in rules/."""

from pgworkbench.review.baseline import Baseline, baseline_of, read_baseline, since
from pgworkbench.review.config import Config, find_config, read_config
from pgworkbench.review.conventions import Conventions, Templates
from pgworkbench.review.engine import review
from pgworkbench.review.finding import Finding, IdleSuppression, Kind, Level, ObjectName, Review, Skipped, Suppressed
from pgworkbench.review.habits import accustomed, as_configuration, told_habits
from pgworkbench.review.page import rule_page
from pgworkbench.review.rule import Category, Need, Rule, every_rule, find_rule
from pgworkbench.review.subject import Subject
from pgworkbench.review.suppression import Suppression
from pgworkbench.review.watching import watch

__all__ = [
    "Baseline",
    "Category",
    "Config",
    "Conventions",
    "Finding",
    "IdleSuppression",
    "Kind",
    "Level",
    "Need",
    "ObjectName",
    "Review",
    "Rule",
    "Skipped",
    "Subject",
    "Suppressed",
    "Suppression",
    "Templates",
    "accustomed",
    "as_configuration",
    "baseline_of",
    "every_rule",
    "find_config",
    "find_rule",
    "read_baseline",
    "read_config",
    "review",
    "rule_page",
    "since",
    "told_habits",
    "watch",
]
