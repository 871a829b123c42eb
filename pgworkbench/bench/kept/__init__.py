"""Kept sums: a table with a row a group, kept right by triggers, in place of sums that are asked for anew."""
