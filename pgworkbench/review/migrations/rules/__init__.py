"""One file, one rule about migrations: `check(scripts, script)` yields flaws."""
