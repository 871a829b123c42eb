"""`python -m pgworkbench`: the same as the `pgworkbench` command."""

from pgworkbench.cli import main

if __name__ == "__main__":
    main()
